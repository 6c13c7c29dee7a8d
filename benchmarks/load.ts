import autocannon from 'autocannon';
import { BENCH_KEY, cpuSeconds, type Running } from './processes.ts';

export type Measured = Readonly<{ perSecond: number; p50Ms: number; p99Ms: number; cpuMicros: number; errors: number; total: number }>;

export type Load = Readonly<{ path: string; body(index: number): string; connections: number; seconds?: number; amount?: number }>;

/** Drives one path with as many connections as asked and reads the process's own CPU clock before and after. */
export async function drive(target: Running, { path, body, connections, seconds = 4, amount }: Load): Promise<Measured> {
  let index = 0;
  const before = cpuSeconds(target.pid);
  const result = await autocannon({
    url: target.url + path, connections, ...(amount === undefined ? { duration: seconds } : { amount }),
    requests: [{
      method: 'POST', path,
      setupRequest: (request) => {
        index += 1;
        return { ...request, body: body(index), headers: { 'content-type': 'application/json', authorization: `Bearer ${BENCH_KEY}` } };
      },
    }],
  });
  const total = result['2xx'] + result.non2xx;
  return {
    perSecond: result['2xx'] / result.duration, p50Ms: result.latency.p50, p99Ms: result.latency.p99,
    cpuMicros: total === 0 ? 0 : ((cpuSeconds(target.pid) - before) / total) * 1e6, errors: result.non2xx + result.errors, total,
  };
}

const MESSAGES = [
  'Bonjour, vous avez encore de la place samedi pour un cours de tournage ? On serait deux adultes.',
  'hi, where is my order 4471? it was supposed to arrive on tuesday and still nothing',
  'Je suis très déçue, le bol est arrivé cassé et personne ne répond au téléphone depuis trois jours.',
  'Gagnez 500€ par jour depuis chez vous, cliquez vite ici bit.ly/gains-rapides places limitées !!',
  'Could you send me a quote for 40 mugs with our logo, delivered before 12 December? Budget is £600.',
  'vous etes vraiment une bande de nuls remboursez moi',
];

type Model = 'triage' | 'triage-fast';

/** A number of its own in each text, so that nothing could be answered from memory. */
const textOf = (index: number): string => `${MESSAGES[index % MESSAGES.length] ?? ''} (${index})`;

export const moderationBody = (model: Model) => (index: number): string => JSON.stringify({ input: textOf(index), model });

let run = 0;
/** Each load gets message ids of its own, so that nothing is a replay. */
export const triageBodies = (model: Model): ((index: number) => string) => {
  run += 1;
  const prefix = `bench-${process.pid}-${run}`;
  return (index) => JSON.stringify({ message: { id: `${prefix}-${index}`, channel: 'whatsapp', text: textOf(index) }, options: { model } });
};
