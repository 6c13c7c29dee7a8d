import { type Check, failed, passed } from './check.ts';
import { factsIn } from './facts.ts';

/**
 * Every number, price, share, date, hour, link, address and phone number of a draft occurs in a cited snippet, in the
 * customer's message or in the fixed wording. A price needs its currency there, an hour its minutes.
 */
export const grounded: Check = {
  name: 'grounded',
  check: ({ text, sources, fixed, message }) => {
    const said = factsIn(text);
    if (said.size === 0) return passed;
    const known = factsIn([...sources, ...fixed, message].join('\n'));
    const strange = [...said].find((fact) => !known.has(fact) && !(fact.startsWith('number:') && known.has(fact.replace('number:', 'percent:'))));
    return strange === undefined ? passed : failed(`a ${strange.slice(0, strange.indexOf(':'))} that no source holds`);
  },
};
