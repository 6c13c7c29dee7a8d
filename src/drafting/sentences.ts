/** Ends of a sentence that are followed by a capital, a digit or an opening quote; an abbreviation's dot is none. */
const BOUNDARY = /(?<=[.!?…]["»”)]?)\s+(?=["«“(¿¡]?\s?[\p{Lu}\p{N}\p{Lo}])/u;
const ABBREVIATION = /(?:^|[\s(])(?:M|MM|Mme|Mlle|Mr|Mrs|Ms|Dr|St|Ste|Pr|No|Nr|env|max|min|approx|ca|bzw|inkl|art|p|ex|tél|tel|\p{Lu})\.$/u;
const LINE_BLANKS = /[ \t]{2,200}/g;

/** Sentences of a text in order, trimmed; a line break always ends one. The index of a citation counts these, from 0. */
export function splitSentences(text: string): readonly string[] {
  return text.split(/[\r\n]+/).flatMap((line) => joinAbbreviations(line.replace(LINE_BLANKS, ' ').trim().split(BOUNDARY))).filter((sentence) => sentence !== '');
}

function joinAbbreviations(parts: readonly string[]): readonly string[] {
  const sentences: string[] = [];
  for (const part of parts) {
    const last = sentences.at(-1);
    if (last !== undefined && ABBREVIATION.test(last)) sentences[sentences.length - 1] = `${last} ${part}`;
    else sentences.push(part);
  }
  return sentences;
}
