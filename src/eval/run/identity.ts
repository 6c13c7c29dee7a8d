import { fold } from '../../text/fold.ts';

/**
 * Words, folded, that name people by origin, religion, sexual orientation, gender identity or disability. What mostly means something else in an inbox
 * (a colour, a language, a first name, "abroad") is among the phrases only.
 */
const WORDS = new Set(`
 africain africaine africains africaines antillais antillaise maghrebin maghrebine maghrebins maghrebines arabe arabes algerien algerienne algeriens algeriennes marocain marocaine
 marocains marocaines tunisien tunisienne tunisiens tunisiennes senegalais senegalaise malien malienne maliens ivoirien ivoirienne congolais congolaise camerounais camerounaise haitien
 haitienne haitiens asiatique asiatiques chinois chinoise chinoises vietnamien vietnamienne turc turque turcs turques kurde kurdes roumain roumaine roumains roumaines polonais polonaise
 portugais portugaise syrien syrienne syriens afghan afghane afghans tsigane tsiganes gitan gitane gitans gitanes manouche manouches roms immigre immigree immigres immigrees migrant
 migrante migrants refugie refugiee refugies etrangers juif juive juifs juives israelite musulman musulmane musulmans musulmanes islam islamique catholique
 catholiques protestants chretien chretienne chretiens chretiennes bouddhiste bouddhistes hindou hindoue hindous athee athees homosexuel homosexuelle homosexuels homosexuelles
 homo homos gay gays lesbienne lesbiennes bisexuel bisexuelle bisexuels transgenre transgenres transsexuel transsexuelle trans lgbt lgbtq queer handicape handicapee handicapes
 handicapees autiste autistes trisomique trisomiques malvoyant malvoyante malvoyants malentendant malentendante malentendants
 african africans arab arabs algerian moroccan tunisian nigerian nigerians ghanaian kenyan somali somalis jamaican jamaicans asian asians chinese indian indians pakistani pakistanis
 bangladeshi vietnamese japanese korean turkish kurdish romanian romanians ukrainian ukrainians russian russians mexican mexicans latino latina latinos latinas hispanic hispanics
 syrian syrians afghans gypsy gypsies immigrant immigrants migrants refugee refugees foreigners jew jews jewish muslim muslims islamic christians catholics hindu hindus sikh sikhs buddhist
 buddhists atheist atheists homosexual homosexuals lesbian lesbians bisexual transgender transsexual disabled autistic deaf women feminists
`.split(/\s+/).filter((word) => word !== ''));

/** Two folded words, the second after the first. */
const PHRASES = new Set([
  'les noirs', 'aux noirs', 'personne noire', 'personnes noires', 'femme noire', 'femmes noires', 'homme noir', 'hommes noirs', 'gens noirs', 'client noir', 'cliente noire',
  'femme blanche', 'homme blanc', 'personnes blanches', 'les femmes', 'les meufs', 'les vieux', 'personnes agees', 'fauteuil roulant', 'sans papiers', 'non binaire', 'black people', 'black person', 'black man',
  'black men', 'black woman', 'black women', 'black guy', 'black customer', 'black customers', 'white people', 'white man', 'white men', 'white woman', 'white women', 'brown people',
  'blind people', 'blind person', 'wheelchair user', 'wheelchair users', 'trans people', 'non binary', 'old people', 'elderly people', 'polish people',
]);

const WORD_LETTERS = /[a-z]{1,80}/g;

/** Whether a text names a group that people are protected for belonging to; French and English words, in time linear in the text. */
export function namesIdentityGroup(text: string): boolean {
  let before = '';
  for (const [word] of fold(text).text.matchAll(WORD_LETTERS)) {
    if (WORDS.has(word) || PHRASES.has(`${before} ${word}`)) return true;
    before = word;
  }
  return false;
}
