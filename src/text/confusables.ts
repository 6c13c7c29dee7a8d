/** Letters of other scripts that look like a Latin letter, as spammers and abusers use them. Folded, lower case. */
const PAIRS =
  'аa вb сc ԁd еe һh іi јj кk ӏl мm нh оo рp ԛq ѕs тt υu уy хx зe пn ипn ' +
  'αa βb εe ηn ιi κk νv οo ρp τt υu χx ωw ' +
  'օo սu հh ոn ռn ցg ';

export const CONFUSABLES: ReadonlyMap<string, string> = new Map(
  PAIRS.trim().split(' ').filter((pair) => pair.length === 2).map((pair) => [pair.charAt(0), pair.charAt(1)]),
);

/** Digits and signs that stand for a letter inside a word. */
export const LEET: ReadonlyMap<string, string> = new Map(
  Object.entries({ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '@': 'a', $: 's', '€': 'e', '!': 'i', '|': 'l', '£': 'l' }),
);
