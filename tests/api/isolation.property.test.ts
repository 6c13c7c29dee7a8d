import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { asking, startService, type TestService } from '../support/service.ts';

type Side = Readonly<{ key: string; mark: string; decisions: string[] }>;
type Step = Readonly<{ by: 0 | 1; does: (typeof ACTS)[number]; at: number }>;

const ACTS = ['decide', 'putSnippet', 'removeSnippet', 'read', 'readSnippet', 'list', 'search', 'tell', 'moderate', 'repeat'] as const;
const steps = fc.array(fc.record({ by: fc.constantFrom(0 as const, 1 as const), does: fc.constantFrom(...ACTS), at: fc.nat(3) }), { minLength: 5, maxLength: 25 });

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

async function newSide(mark: string): Promise<Side> {
  const { key } = await service.newTenant({ storeText: true });
  return { key, mark, decisions: [] };
}

test('whatever two workspaces do with the same ids, no answer to one holds a word or an id of the other', async () => {
  await fc.assert(fc.asyncProperty(steps, async (plan) => {
    const sides = [await newSide('Zygomatron'), await newSide('Quatremerveux')] as const;
    for (const step of plan) {
      const [mine, theirs] = step.by === 0 ? sides : [sides[1], sides[0]];
      const answer = await act(step, mine, theirs);
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).not.toContain(theirs.mark);
      for (const id of theirs.decisions) expect(answer.text).not.toContain(id);
    }
  }), { numRuns: 25, seed: 20_261_125 });
}, 300_000);

/** What a caller may try: its own ids, ids that both use, and the other's decision ids. */
async function act({ does, at }: Step, { key, mark, decisions }: Side, theirs: Side) {
  const own = { key };
  const snippet = `/v1/knowledge/snippets/s${at}`;
  const foreignOrOwn = [...theirs.decisions, ...decisions][at] ?? 'tri_none';
  switch (does) {
    case 'decide': {
      const answer = await service.post('/v1/triage', asking(`Bonjour, ici ${mark}, message ${at}`, { id: `m${at}` }), own);
      if (answer.status === 200 && !decisions.includes(answer.json.id)) decisions.push(answer.json.id);
      return answer;
    }
    case 'putSnippet': return service.ask('PUT', snippet, { ...own, body: { title: `Adresse ${at}`, text: `L'adresse est 7 rue ${mark}.`, lang: 'fr' } });
    case 'removeSnippet': return service.ask('DELETE', snippet, own);
    case 'read': return service.ask('GET', `/v1/decisions/${foreignOrOwn}`, own);
    case 'readSnippet': return service.ask('GET', snippet, own);
    case 'list': return service.ask('GET', '/v1/knowledge/snippets', own);
    case 'search': return service.post('/v1/knowledge/search', { query: `Quelle est l'adresse ${at} ?` }, own);
    case 'tell': return service.post('/v1/feedback', { decision_id: foreignOrOwn, kind: 'accept', comment: mark }, own);
    case 'moderate': return service.post('/v1/moderations', { input: `Bonjour ${mark}` }, { ...own, headers: { 'Idempotency-Key': `k${at}` } });
    case 'repeat': return service.post('/v1/triage', asking(`Où est la rue ${mark} ?`), { ...own, headers: { 'Idempotency-Key': `r${at}` } });
  }
}

test('404: a read of the other\'s decision is answered word for word like a read of one that never was', async () => {
  const [mine, theirs] = [await newSide('a'), await newSide('b')];
  const { json } = await service.post('/v1/triage', asking('Bonjour'), { key: theirs.key });

  const answers = await Promise.all([json.id, `${json.id.slice(0, -1)}!`].map((id) => service.ask('GET', `/v1/decisions/${id}`, { key: mine.key, headers: { 'X-Request-Id': 'same' } })));

  const [ofForeign, ofNone] = answers.map(({ status, json: { instance: _instance, ...rest } }) => ({ status, rest }));
  expect(ofForeign).toEqual(ofNone);
  expect(ofNone?.status).toBe(404);
});
