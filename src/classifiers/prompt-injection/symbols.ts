import type { PreparedText } from '../../domain/message.ts';
import type { SymbolHit } from '../classifier.ts';
import { createLexicon } from '../linear/lexicon.ts';

export const INJECTION_LEXICON = createLexicon({
  OVERRIDE: `ignore all|ignore previous|ignore the previous|ignore your|ignore the above|ignore everything|disregard|forget your|forget all|forget previous|override|bypass|ignore tes|ignore toutes|ignore les|ignorez vos|ignorez les|ignorez toutes|oublie tes|oublie toutes|oublie tout|oublie les|oubliez vos|oubliez toutes|ne tiens pas compte|ne tenez pas compte|fais abstraction|contourne|ignora las|ignora tus|olvida tus|ignoriere|vergiss|ignora le|dimentica|ignore as|esqueca|negeer|vergeet`,
  INSTRUCTIONS: `instructions|instruction|consignes|consigne|directives|guidelines|rules|regles|system prompt|prompt systeme|prompt|prompts|initial prompt|configuration|restrictions|filters|filtres|safety|anweisungen|instrucciones|istruzioni|instrucoes|instructies|regeln|reglas`,
  REVEAL: `reveal|show me your|print your|repeat your|repeat the|output your|what are your instructions|display your|dump|leak|revele|affiche tes|affiche ton|affiche le|montre moi ton|montre moi tes|donne moi ton|recite|copie tes|imprime|muestra tus|zeige deine|mostra le`,
  ROLE: `you are now|from now on you|act as|pretend|pretend to be|roleplay|role play|simulate|imagine you are|you are no longer|tu es maintenant|tu es desormais|vous etes desormais|vous etes maintenant|a partir de maintenant|desormais tu|fais comme si|joue le role|comporte toi|agis comme|ahora eres|du bist jetzt|ab jetzt|sei ora|a partir de agora`,
  MODE: `developer mode|mode developpeur|dev mode|debug mode|mode debug|admin mode|mode admin|mode maintenance|maintenance mode|jailbreak|dan|god mode|unrestricted|sans restriction|sans filtre|uncensored|sudo|root|test mode|mode test`,
  MACHINE: `assistant|chatbot|bot|ai|ia|gpt|chatgpt|llm|modele de langage|language model|intelligence artificielle|algorithm|algorithme|machine|robot|agent ia|ki|openai|claude|gemini|copilot`,
  FORCE_REPLY: `respond only|reply only|answer only|only reply|just reply|only respond|say exactly|reply with|respond with|answer with|output only|reponds uniquement|reponds seulement|reponds juste|repondez uniquement|reponds par|dis exactement|ecris exactement|termine ta reponse|end your reply|begin your reply|commence ta reponse|start your response|responde solo|antworte nur|rispondi solo`,
  DATA_THEFT: `other customers|autres clients|all customers|tous les clients|customer list|liste des clients|customer data|donnees clients|database|base de donnees|api key|cle api|credentials|passwords|mots de passe|conversation history|historique|send all|envoie tout|transfere tout|forward all|confidential|confidentiel|confidentielles|secret|internal|internes`,
  AUTHORITY: `i am the developer|i m the developer|je suis le developpeur|je suis l administrateur|i am the admin|as the administrator|en tant qu administrateur|authorized by|autorise par|override code|code d acces|security test|test de securite|audit de securite|je suis le patron du bot|openai staff|support technique openai`,
  GRANT: `apply a discount|100 discount|code promo de 100|free of charge|rembourse integralement|approve the refund|valide le remboursement|approuve|approve|accorde|grant|mark as|marque comme|classify this|classe ce message|set priority|priorite maximale|allow this`,
  HONEST_AI: `vous utilisez une ia|c est un bot|c est un robot|tu es un robot|es tu un robot|are you a bot|are you a robot|is this a bot|am i talking to|je parle a un robot|real person|un humain|formation|course|cours|recrutement|developpeur cherche|my bot|notre chatbot`,
  EARLIER_MESSAGE: `mon message|mon dernier message|my last message|my previous message|mon mail precedent|my earlier|message precedent|previous email|ce que j ai dit|what i said|ma derniere commande`,
});

export const INJECTION_SHAPES = ['CHAT_TAG', 'FAKE_SYSTEM', 'CODE_FENCE', 'BASE64', 'HTML_COMMENT', 'JSON_COMMAND', 'OVERRIDE_INSTRUCTIONS', 'SPELLED_OUT'] as const;

/** Whether one of these is there at all: far cheaper than a pattern, and nearly always not. */
const holds = (...marks: readonly string[]) => (text: string): boolean => marks.some((mark) => text.includes(mark));

/** Linear-time: one bounded repetition each, none nested. `needs`: without it the pattern cannot match. */
const SHAPES: readonly Readonly<{ name: string; pattern: RegExp; needs(text: string): boolean }>[] = [
  { name: 'CHAT_TAG', needs: holds('<', '['), pattern: /<\|?\/?(?:system|assistant|user|im_start|im_end|instructions?|admin|developer|prompt)\|?>|\[\/?(?:inst|system|admin|sys|dev)\]|<<\/?sys>>/i },
  { name: 'FAKE_SYSTEM', needs: holds(':', '>'), pattern: /(?:^|\n)\s{0,8}(?:#{1,4}\s{0,3})?\[?(?:system|systeme|système|assistant|developer|admin|root|instruction|nouvelle consigne|new instructions?|important|note to (?:the )?(?:ai|assistant|bot))(?: (?:message|prompt|note|override))?\]?\s{0,3}[:>]/i },
  { name: 'CODE_FENCE', needs: holds('```', '-----', '======', '###'), pattern: /```|-{5,}|={6,}|#{3,}/ },
  { name: 'BASE64', needs: hasLongRun, pattern: /[A-Za-z0-9+/]{28,}={0,2}/ },
  { name: 'HTML_COMMENT', needs: holds('<!--', ':'), pattern: /<!--|display\s?:\s?none|font-size\s?:\s?0/i },
  { name: 'JSON_COMMAND', needs: holds('{'), pattern: /\{\s{0,5}"(?:role|system|action|command|instruction|override|function|tool|flagged|spam)"\s{0,5}:/i },
];

const BASE64_MIN = 28;
const isBase64 = (unit: number): boolean => (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 47 && unit <= 57) || unit === 43;

/** Whether 28 letters, digits, + and / stand in a row: looks at a place that far on and backwards from it, so that blanks let it leap. */
function hasLongRun(text: string): boolean {
  for (let stop = BASE64_MIN; stop <= text.length;) {
    let start = stop;
    while (start > stop - BASE64_MIN && isBase64(text.charCodeAt(start - 1))) start -= 1;
    if (start === stop - BASE64_MIN) return true;
    stop = start + BASE64_MIN;
  }
  return false;
}

export function findInjectionSymbols(text: PreparedText): readonly SymbolHit[] {
  const hits = [...INJECTION_LEXICON.find(text.tokens)];
  const override = hits.find(({ name }) => name === 'OVERRIDE');
  const target = hits.find(({ name }) => name === 'INSTRUCTIONS');
  addShapes(text.original.slice(0, 10_000), hits);
  const close = override?.span !== undefined && target?.span !== undefined && Math.abs(override.span.start - target.span.start) <= 60;
  if (close) hits.push({ ...override, name: 'OVERRIDE_INSTRUCTIONS' });
  if (text.obfuscations.some(({ kind }) => kind === 'spacing')) hits.push({ name: 'SPELLED_OUT' });
  return hits;
}

function addShapes(scanned: string, hits: SymbolHit[]): void {
  for (const { name, needs, pattern } of SHAPES) {
    const match = needs(scanned) ? pattern.exec(scanned) : null;
    if (match !== null) hits.push({ name, span: { start: match.index, end: match.index + match[0].length } });
  }
}
