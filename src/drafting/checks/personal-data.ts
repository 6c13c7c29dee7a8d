import { type Check, failed, passed } from './check.ts';
import { factsIn } from './facts.ts';

const IBAN = /\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/;
const CARD = /\b(?:[0-9]{4}[ -]?){3}[0-9]{3,4}\b/;

/** No e-mail address, phone number, IBAN or card number that the business has not published: the customer's own are not repeated. */
export const personalData: Check = {
  name: 'personal_data',
  check: ({ text, sources, fixed }) => {
    const published = [...sources, ...fixed].join('\n');
    const said = [...factsIn(text)].filter((fact) => fact.startsWith('email:') || fact.startsWith('phone:'));
    const known = said.length === 0 ? new Set<string>() : factsIn(published);
    const strange = said.find((fact) => !known.has(fact));
    if (strange !== undefined) return failed(`a private ${strange.slice(0, strange.indexOf(':'))}`);
    const account = [IBAN, CARD].map((pattern) => pattern.exec(text)?.[0]).find((found) => found !== undefined && !published.includes(found));
    return account === undefined ? passed : failed('an account or card number');
  },
};
