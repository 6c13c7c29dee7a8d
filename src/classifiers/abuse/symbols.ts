import { cuss as english } from 'cuss';
import { cuss as french } from 'cuss/fr';
import type { PreparedText, Token } from '../../domain/message.ts';
import { listWord, wordNumbers } from '../../text/vocabulary.ts';
import type { SymbolHit } from '../classifier.ts';
import { createLexicon } from '../linear/lexicon.ts';

/** What attacks are made of, and what tells an attack from a complaint, a quotation or a laugh. */
export const ABUSE_LEXICON = createLexicon({
  INSULT: `connard|connards|connasse|conne|con|cons|salope|salopes|salaud|salopard|encule|encules|enculer|pute|putes|fdp|fils de pute|ntm|nique|niquer|batard|batards|debile|debiles|cretin|cretins|cretine|abruti|abrutis|abrutie|imbecile|imbeciles|idiot|idiots|idiote|gogol|mongol|mongole|attarde|ordure|ordures|raclure|dechet|dechets|pourriture|crevard|bouffon|bouffonne|clochard|clodo|tocard|boloss|tebe|golmon|grognasse|pouffiasse|petasse|garce|trainee|couille molle|sous merde|merdeux|tache|vermine|parasite|parasites|moron|morons|stupid|dumb|dumbass|asshole|assholes|arsehole|bitch|bitches|bastard|bastards|cunt|cunts|twat|twats|wanker|wankers|prick|dickhead|dick|idiots|retard|retarded|scum|scumbag|loser|losers|trash|pathetic|worthless|useless|pig|rat|rats|slut|whore|muppet|numpty|bellend|knobhead|tosser|moronic|incapable|incapables|nul|nulle|nuls|naze|minable|minables|grosse|gros tas|laide|moche|puta|puto|gilipollas|imbecil|cabron|mierda|arschloch|idioten|hurensohn|wichser|schlampe|stronzo|stronza|coglione|coglioni|cretino|puttana|otario|otaria|filho da puta|burro|klootzak|kut|eikel`,
  SHUT_UP: `ta gueule|ferme la|ferme ta gueule|ftg|tg|casse toi|degage|degagez|va te faire|allez vous faire|va chier|va mourir|creve|crevez|shut up|stfu|fuck off|fuck you|fuck u|piss off|go to hell|get lost|screw you|kys|kill yourself|drop dead|vete a la mierda|callate|halt die|verpiss dich|vaffanculo|vai te foder`,
  SWEAR: `putain|ptn|merde|bordel|fait chier|chiant|foutu|foutre|foutage|saoule|tabarnak|tabarnac|calisse|crisse|ostie|esti|fuck|fucking|fucked|shit|shitty|damn|bloody|crap|bullshit|hell|wtf|scheisse|cazzo|joder|cono|caralho`,
  YOU: `tu|t|toi|te|vous|ta|tes|ton|votre|vos|t es|you|your|you re|youre|u|ur|yourself|eres|du|bist|sei|voce`,
  I_AM: `je suis|jsuis|chuis|j ai ete|suis je|i am|i m|im|i was|am i|soy|ich bin|sono`,
  THREAT: `je vais te|je vais vous|j vais te|jvais te|on va te|on va vous|vous allez voir|tu vas voir|tu vas le regretter|vous allez le regretter|je sais ou tu|je sais ou vous|je t attends|je vous attends|je viens te|je te retrouve|je vous retrouve|on se retrouvera|fais gaffe|faites gaffe|gare a toi|i will find you|i ll find you|i know where you|i m coming for|i ll come|watch your back|you will regret|you ll regret|you re dead|t es mort|tu es mort|vous etes morts|i ll break|i ll smash|i will kill|i ll kill|i ll hurt|i will hurt|te crever|te buter|te tuer|vous tuer|vous crever|te casser|peter la gueule|casser la gueule|eclater la tete|burn down|bruler|faire bruler|foutre le feu|mettre le feu|slit|punch|stab|te matare|dich umbringen`,
  VIOLENCE: `tuer|tue|buter|crever|egorger|massacrer|frapper|tabasser|cogner|poignarder|violer|pendre|exterminer|gazer|kill|murder|shoot|stab|beat|strangle|hang|rape|gas|exterminate|lynch|burn|hurt|sang|blood|corps|body|matar|toten|uccidere`,
  GROUP: `arabe|arabes|noir|noirs|noire|noires|juif|juifs|juive|juives|musulman|musulmans|musulmane|musulmanes|islam|gitan|gitans|roms|rom|chinois|chinoise|asiatique|asiatiques|africain|africains|etranger|etrangers|immigre|immigres|migrant|migrants|refugie|refugies|homo|homos|gay|gays|lesbienne|lesbiennes|trans|transgenre|femme|femmes|handicape|handicapes|handicapee|autiste|autistes|vieux|vieille|gros|catholique|catholiques|chretien|chretiens|blanc|blancs|roumain|roumains|polonais|maghrebin|maghrebins|voile|voilee|black|blacks|jew|jews|jewish|muslim|muslims|immigrant|immigrants|refugees|asian|asians|african|africans|mexican|mexicans|indian|indians|pakistani|gypsy|gypsies|women|woman|queer|lesbian|transgender|disabled|autistic|foreigner|foreigners|christian|christians|white|whites|moros|gitanos|auslander|turken|negri|immigrati`,
  SLUR: `bougnoule|bougnoules|bicot|negre|negres|negro|youpin|youpins|feuj|pd|pede|pedes|tapette|tapettes|tarlouze|gouine|gouines|travelo|travelos|bamboula|chinetoque|chinetoques|niakoue|rital|boche|manouche|raton|crouille|sale arabe|sale noir|sale juif|sale race|sale pd|sales arabes|sales noirs|sales juifs|romanichel|nigger|niggers|nigga|faggot|faggots|fag|fags|dyke|tranny|trannies|kike|kikes|paki|pakis|chink|chinks|gook|spic|spics|wetback|towelhead|raghead|coon|sand nigger|maricon|sudaca|kanake|kanaken|schwuchtel|frocio|ricchione|terrone|viado|preto imundo`,
  GO_HOME: `dans ton pays|dans leur pays|rentre chez toi|rentrez chez vous|retourne chez|retournez|chez eux|go back to|back where|their own country|your country|send them back|envahissent|grand remplacement|invasion|invaders|replace us|remigration`,
  DEHUMANISE: `sous hommes|sous race|animaux|betes|singe|singes|cafard|cafards|rats|vermine|parasites|virus|cancer|subhuman|animals|monkeys|monkey|apes|cockroaches|vermin|plague|inferior|inferieurs|disease|maladie`,
  NEGATED: `pas un|pas une|pas des|ne suis pas|n est pas|ne sont pas|jamais|aucun|not a|not all|isn t|aren t|don t hate|no one should|nobody should|personne ne devrait|ne devrait`,
  REPORTED: `m a traite|m a traitee|m a insulte|m a insultee|m a dit|nous a traite|il m a|elle m a|s est fait|traite de|traitee de|appele|called me|called him|called her|told me|said to me|insulted|shouted|yelled|heard|m appelle|qualifie|me llamo|hat mich|mi ha`,
  CONDEMNS: `inadmissible|inacceptable|honteux|raciste|racistes|racisme|sexiste|homophobe|homophobie|antisemite|discrimination|harcelement|unacceptable|disgusting that|racist|racism|sexist|homophobic|discriminated|discrimination|harassment|plainte|complaint|signaler|report this|denonce`,
  PRIDE: `fier|fiere|fierte|pride|proud|mariage|notre couple|ma femme|mon mari|my wife|my husband|my girlfriend|my boyfriend|ma copine|mon copain|communaute|community|bienvenus|welcome|accessible|accessibilite|halal|casher|kosher|priere|prayer|ramadan|shabbat`,
  SEXUAL: `baiser|baise|sucer|suce|bite|chatte|seins|nichons|cul|nue|nu|nudes|culotte|coucher|lit|sexe|sexuel|sexy|bandante|bonne|excite|excitee|plan cul|cochonne|cochon|orgasme|levres|fesses|penis|vagin|porn|sex|sexual|fuck me|blowjob|dick|pussy|tits|boobs|ass|naked|nude|horny|bed|underwear|panties|knickers|bra|lingerie|hot|baby|sexy|thighs|legs|desnuda|polla|culo|tetas|nackt|ficken|tette|scopare|nua|buceta`,
  MINOR: `mineur|mineure|enfant|enfants|gamine|gamin|fillette|petite fille|petit garcon|collegienne|lyceenne|14 ans|13 ans|12 ans|15 ans|underage|minor|child|kid|kids|little girl|little boy|schoolgirl|years old|menor|kind|bambina`,
  ADVANCE: `ton numero perso|numero perso|un verre ensemble|celibataire|t es belle|vous etes belle|tu es belle|t es bonne|envie de toi|viens chez moi|je t emmene|diner tous les deux|ta photo|tes photos|send me a pic|send pics|your body|are you single|you re so hot|you re hot|marry me|date me|come to my|after your shift|your private number|what are you wearing|tu portes quoi|comment tu es habillee`,
  SELF_HARM: `suicide|suicider|me tuer|en finir|mettre fin a mes jours|fin a mes jours|plus envie de vivre|envie de mourir|envie de vivre|je veux mourir|disparaitre|me faire du mal|m ouvrir les veines|plus la force|sauter|pendre|kill myself|killing myself|end it all|end my life|want to die|wanna die|don t want to live|not be here anymore|self harm|hurt myself|cut myself|suicidal|better off without me|can t go on|take my own life|quiero morir|quitarme la vida|umbringen will|mich umbringen|nicht mehr leben|farla finita|voglio morire|quero morrer|me matar|een einde aan`,
  LAUGH: `mdr|mdrr|ptdr|lol|lmao|haha|hahaha|ahah|jpp|xd|rofl|rire|blague|je rigole|je plaisante|just kidding|jk|joking|kidding|bisous|bises|love you|je vous adore|je t adore|j adore|love it|love this`,
  SERVICE: `service|livraison|commande|colis|produit|produits|site|appli|prix|remboursement|delivery|order|parcel|product|website|app|price|refund|company|entreprise|qualite|quality|machine|telephone|phone|imprimante|printer|systeme|system|voiture|car|bouton|ecran`,
  STAFF: `livreur|vendeur|vendeuse|employe|employee|serveur|serveuse|caissiere|patron|gerant|conseiller|conseillere|technicien|equipe|standardiste|secretaire|coiffeuse|collegue|driver|staff|waiter|waitress|cashier|manager|receptionist|employee|team|assistant|owner|guy|girl|lady`,
  WISH_HARM: `j espere que tu|j espere que vous|je te souhaite|je vous souhaite|puisse|i hope you|hope your|i wish you|deserve to|merite de|meritez|meritent|devraient|should be|should all|ought to be`,
});

const SURE = 2;
const QUOTES = /["«»“”]/;

/** Symbols that no word list can give: a known swear word of high sureness, and how words stand to each other. */
export const RELATION_SYMBOLS = ['CUSS_FR', 'CUSS_EN', 'MASKED_WORD', 'YOU_INSULT', 'SELF_INSULT', 'QUOTED_INSULT', 'GROUP_HOSTILE', 'THREAT_YOU', 'NEGATED_HOSTILE'] as const;

/** Numbers of the words that are swearing for sure. */
const rated = (words: Readonly<Record<string, number>>): ReadonlySet<number> =>
  new Set(Object.entries(words).filter(([, sureness]) => sureness >= SURE).map(([word]) => listWord(word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase())));
const FRENCH = rated(french);
const ENGLISH = rated(english);

const hitAt = (name: string, token: Token): SymbolHit => ({ name, span: { start: token.start, end: token.end }, detail: token.text.slice(0, 40) });

export function findAbuseSymbols(text: PreparedText): readonly SymbolHit[] {
  const found = ABUSE_LEXICON.find(text.tokens);
  return [...found, ...findCusses(text), ...relations(text, found)];
}

function findCusses({ tokens, language: { tag } }: PreparedText): readonly SymbolHit[] {
  const hits: SymbolHit[] = [];
  const add = (name: string, token: Token): void => {
    if (!hits.some((hit) => hit.name === name)) hits.push(hitAt(name, token));
  };
  wordNumbers(tokens).forEach((number, index) => {
    const token = tokens[index];
    if (token?.kind !== 'word') return;
    if (tag !== 'en' && FRENCH.has(number)) add('CUSS_FR', token);
    if (tag !== 'fr' && ENGLISH.has(number)) add('CUSS_EN', token);
    if (token.text.includes('*') && /^[a-z]{1,3}[*]{1,5}[a-z]{0,6}$/.test(token.text)) add('MASKED_WORD', token);
  });
  return hits;
}

const NEAR = 28;
const HOSTILE = ['INSULT', 'SLUR', 'DEHUMANISE', 'VIOLENCE', 'GO_HOME'];

function relations({ original }: PreparedText, found: readonly SymbolHit[]): readonly SymbolHit[] {
  const hitOf = (name: string): SymbolHit | undefined => found.find((hit) => hit.name === name);
  const place = (name: string): number | undefined => hitOf(name)?.span?.start;
  const near = (a: string, b: string): boolean => {
    const [first, second] = [place(a), place(b)];
    return first !== undefined && second !== undefined && Math.abs(first - second) <= NEAR;
  };
  const hostile = found.some(({ name }) => HOSTILE.includes(name));
  const threat = hitOf('THREAT');
  if (!hostile && threat === undefined) return [];
  const hits: SymbolHit[] = [];
  const add = (name: string, at: string): void => void hits.push({ ...(hitOf(at) ?? { name }), name });
  if (near('YOU', 'INSULT') || near('YOU', 'SLUR')) add('YOU_INSULT', 'INSULT');
  if (near('I_AM', 'INSULT') && !near('YOU', 'INSULT')) add('SELF_INSULT', 'INSULT');
  const insult = place('INSULT') ?? place('SLUR');
  if (insult !== undefined && QUOTES.test(original.slice(Math.max(0, insult - 12), insult))) add('QUOTED_INSULT', 'INSULT');
  if (hostile && hitOf('GROUP') !== undefined) add('GROUP_HOSTILE', 'GROUP');
  if (near('THREAT', 'VIOLENCE') || (threat !== undefined && hitOf('YOU') !== undefined)) add('THREAT_YOU', 'THREAT');
  if (hostile && hitOf('NEGATED') !== undefined) add('NEGATED_HOSTILE', 'NEGATED');
  return hits;
}
