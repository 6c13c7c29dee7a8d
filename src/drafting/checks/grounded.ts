import { type Check, failed, passed } from './check.ts';
import { factsIn } from './facts.ts';
import { ownWords } from './own-words.ts';
import { publishedOf } from './published.ts';

/**
 * Every number, price, share, date, hour, link, address and phone number of a draft occurs in a cited snippet, in the
 * customer's message or in the fixed wording. A price needs its currency there, an hour its minutes.
 */
export const grounded: Check = {
  name: 'grounded',
  check: (draft) => {
    const inSources = draft.sources.map((source) => publishedOf(source).facts());
    const left = [...ownWords(draft).facts].filter((fact) => !inSources.some((facts) => isHeld(fact, facts)));
    if (left.length === 0) return passed;
    // Most drafts repeat nothing but their sources: the customer's message is read only for one that does.
    const elsewhere = factsIn([...draft.fixed, draft.message].join('\n'));
    const strange = left.find((fact) => !isHeld(fact, elsewhere));
    return strange === undefined ? passed : failed(`a ${strange.slice(0, strange.indexOf(':'))} that no source holds`);
  },
};

/** "Quinze" is held by "15 %" too. */
const isHeld = (fact: string, facts: ReadonlySet<string>): boolean => facts.has(fact) || (fact.startsWith('number:') && facts.has(fact.replace('number:', 'percent:')));
