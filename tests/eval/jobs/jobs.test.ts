import { expect, onTestFinished, test } from 'vitest';
import { ServiceError } from '../../../src/domain/failures.ts';
import type { Row } from '../../../src/eval/dataset.ts';
import type { Desk } from '../../../src/eval/jobs/in-thread.ts';
import { createEvalJobs, type EvalJobsDeps, type Job } from '../../../src/eval/jobs/jobs.ts';

const ROWS: readonly Row[] = ['a', 'b', 'c'].map((id) => ({ id, text: `Bonjour ${id}`, labels: { spam: false } }));
const DESK: Desk = { leaks: async () => [], conclude: async ({ lines }) => ({ metricsJson: JSON.stringify({ lines: lines.length }), report: '<!doctype html>' }) };

const jobOf = (id: string, changes: Partial<Job> = {}): Job => ({
  id, tenantId: 't', rows: ROWS, options: {}, ask: async () => ({ failed: 'internal' }), allowLeak: false, lang: 'en', volumePerDay: 200,
  provenance: { versions: { triage: '0', node: '0' }, data: [], split: null, models: [], policy: null, target: null, limit: null, seed: 7, rounds: 0 }, ...changes,
});

type Ends = Map<string, Parameters<EvalJobsDeps['evals']['finish']>[2]>;

/** Jobs over a store that remembers how each ended. */
function jobsOver(changes: Partial<EvalJobsDeps> = {}, evals: Partial<EvalJobsDeps['evals']> = {}) {
  const ends: Ends = new Map();
  const faults: string[] = [];
  const finish: EvalJobsDeps['evals']['finish'] = async (_tenant, id, end) => {
    ends.set(id, end);
    return true;
  };
  const jobs = createEvalJobs({
    evals: { create: async () => undefined, start: async () => undefined, beat: async () => undefined, finish, ...evals }, desk: DESK, now: () => new Date(0), nowMs: () => 0, onFault: (id) => void faults.push(id), ...changes,
  });
  onTestFinished(() => jobs.close());
  const ended = async (id: string) => {
    await expect.poll(() => ends.has(id), { timeout: 10_000 }).toBe(true);
    return ends.get(id);
  };
  return { jobs, ends, faults, ended };
}

/** A promise and the hand that resolves it. */
function gate(): Readonly<{ opened: Promise<void>; open(): void }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

test('jobs run one at a time in the order in which they came, each row asked once', async () => {
  const asked: string[] = [];
  const { jobs, ended } = jobsOver();
  const ask = (job: string): Job['ask'] => async ({ id }) => {
    asked.push(`${job}${id}`);
    return { failed: 'internal' };
  };

  await Promise.all([jobs.submit(jobOf('1', { ask: ask('1') })), jobs.submit(jobOf('2', { ask: ask('2') }))]);

  expect([await ended('1'), await ended('2')]).toEqual([1, 2].map(() => ({ answered: 3, metricsJson: '{"lines":3}', report: '<!doctype html>' })));
  expect(asked).toEqual(['1a', '1b', '1c', '2a', '2b', '2c']);
});

test('progress is known while a job runs and forgotten once it ended', async () => {
  const { opened, open } = gate();
  const { jobs, ended } = jobsOver();
  await jobs.submit(jobOf('1', {
    ask: async ({ id }) => {
      if (id === 'c') await opened;
      return { failed: 'internal' };
    },
  }));
  await expect.poll(() => jobs.answered('1')).toBe(2);

  open();
  await ended('1');

  await expect.poll(() => jobs.answered('1')).toBeUndefined();
});

const LATE = { degraded: [{ stage: 'encoder', reason: 'timeout', fail_mode: 'open' }] };

test('a row that came late is asked once more when the others are through, and what it says then counts unless it fails', async () => {
  const asked: string[] = [];
  const answers: Record<string, Awaited<ReturnType<Job['ask']>>[]> = {
    a: [{ failed: 'deadline' }, { body: { said: 'a again' } }], b: [{ failed: 'internal' }], c: [{ body: LATE }, { body: { ...LATE, said: 'c again' } }], d: [{ body: { ...LATE, said: 'd first' } }, { failed: 'deadline' }],
    e: [{ body: { degraded: [{ stage: 'suggestions', reason: 'checks_failed', fail_mode: 'open' }] } }],
  };
  const rows = Object.keys(answers).map((id) => ({ id, text: `Bonjour ${id}`, labels: {} }));
  const lines: string[] = [];
  const { jobs, ended } = jobsOver({ desk: { ...DESK, conclude: async (given) => {
    lines.push(...given.lines);
    return { metricsJson: '{}', report: '' };
  } } });

  await jobs.submit(jobOf('1', {
    rows, ask: async ({ id }) => {
      asked.push(id);
      return answers[id]?.shift() ?? expect.unreachable();
    },
  }));

  expect(await ended('1')).toMatchObject({ answered: 5 });
  expect(asked.join('')).toBe('abcdeacd');
  expect(lines.map((line) => JSON.parse(line)).map(({ id, said, failed }) => `${id}: ${said ?? failed}`)).toEqual(['a: a again', 'b: internal', 'c: c again', 'd: d first', 'e: undefined']);
});

test('rows that stand in a train split end a job before a row is asked, unless they are allowed', async () => {
  let asked = 0;
  const ask: Job['ask'] = async () => {
    asked += 1;
    return { failed: 'internal' };
  };
  const { jobs, ended } = jobsOver({ desk: { ...DESK, leaks: async () => [{ kind: 'exact', train: 'x', row: 'a', similarity: 1 }] } });
  await jobs.submit(jobOf('1', { ask }));
  const refused = [await ended('1'), asked];
  await jobs.submit(jobOf('2', { ask, allowLeak: true }));

  expect(refused).toEqual([{ answered: 0, reason: 'leaked_rows' }, 0]);
  expect([await ended('2'), asked]).toEqual([expect.objectContaining({ report: '<!doctype html>' }), 3]);
});

test('a job that breaks is failed as internal and told of, and the next one runs', async () => {
  const { jobs, ended, faults } = jobsOver({ desk: { ...DESK, conclude: (given, signal) => (given.lang === 'fr' ? Promise.reject(new Error('broken')) : DESK.conclude(given, signal)) } });
  await Promise.all([jobs.submit(jobOf('1', { lang: 'fr' })), jobs.submit(jobOf('2'))]);

  expect([await ended('1'), await ended('2')]).toEqual([{ answered: 3, reason: 'internal' }, expect.objectContaining({ answered: 3 })]);
  expect(faults).toEqual(['1']);
});

test('a store that is away for a moment costs no finished job', async () => {
  let tries = 0;
  const ends: unknown[] = [];
  const { jobs } = jobsOver({}, {
    finish: async (_tenant, _id, end) => {
      tries += 1;
      if (tries === 1) throw new ServiceError('storage_unavailable', 'away');
      ends.push(end);
      return true;
    },
  });
  await jobs.submit(jobOf('1'));

  await expect.poll(() => ends, { timeout: 10_000 }).toEqual([expect.objectContaining({ answered: 3 })]);
});

test('closing stops after the row in flight: what runs and what waits is interrupted, and nothing more is taken', async () => {
  const { opened, open } = gate();
  const { jobs, ends } = jobsOver();
  const asked: string[] = [];
  const ask: Job['ask'] = async ({ id }) => {
    asked.push(id);
    await opened;
    return { failed: 'internal' };
  };
  await Promise.all([jobs.submit(jobOf('1', { ask })), jobs.submit(jobOf('2', { ask }))]);
  await expect.poll(() => asked.length).toBe(1);

  const closing = jobs.close();
  open();
  await closing;

  expect([...ends]).toEqual([['1', { answered: 1, reason: 'interrupted' }], ['2', { answered: 0, reason: 'interrupted' }]]);
  expect(asked).toEqual(['a']);
  await expect(jobs.submit(jobOf('3'))).rejects.toMatchObject({ code: 'not_ready' });
});

test('a tenant may have four unfinished jobs, all tenants sixteen; one that could not be stored takes no place', async () => {
  const { opened, open } = gate();
  const { jobs, ended } = jobsOver({}, { create: async ({ id }) => (id === 'bad' ? Promise.reject(new ServiceError('storage_unavailable', 'away')) : undefined) });
  const ask: Job['ask'] = async () => {
    await opened;
    return { failed: 'internal' };
  };
  const submit = (tenantId: string, id: string) => jobs.submit(jobOf(id, { tenantId, ask }));

  await expect(submit('t0', 'bad')).rejects.toMatchObject({ code: 'storage_unavailable' });
  for (let count = 0; count < 16; count += 1) await submit(`t${Math.floor(count / 4)}`, `${count}`);

  await expect(submit('t0', 'more')).rejects.toMatchObject({ code: 'rate_limited', retryAfterS: expect.any(Number) });
  await expect(submit('t9', 'more')).rejects.toMatchObject({ code: 'overloaded' });
  open();
  await ended('15');
  await expect.poll(() => submit('t9', 'more').then(() => true, () => false)).toBe(true);
});
