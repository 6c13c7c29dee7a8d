import { type Check, failed, passed } from './check.ts';
import { factsIn } from './facts.ts';
import { ownWords } from './own-words.ts';
import { publishedOf } from './published.ts';

const IBAN = /\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/;
const CARD = /\b(?:[0-9]{4}[ -]?){3}[0-9]{3,4}\b/;

/** No e-mail address, phone number, IBAN or card number that the business has not published: the customer's own are not repeated. */
export const personalData: Check = {
  name: 'personal_data',
  check: (draft) => {
    const { text, sources, fixed } = draft;
    const said = [...ownWords(draft).facts].filter((fact) => fact.startsWith('email:') || fact.startsWith('phone:'));
    const known = said.length === 0 ? [] : [...sources.map((source) => publishedOf(source).facts()), factsIn(fixed.join('\n'))];
    const strange = said.find((fact) => !known.some((facts) => facts.has(fact)));
    if (strange !== undefined) return failed(`a private ${strange.slice(0, strange.indexOf(':'))}`);
    const account = [IBAN, CARD].map((pattern) => pattern.exec(text)?.[0]).find((found) => found !== undefined && ![...sources, ...fixed].some((published) => published.includes(found)));
    return account === undefined ? passed : failed('an account or card number');
  },
};
