import { beforeAll, expect, test } from 'vitest';
import { AnalyzeResponseSchema, ATTRIBUTES } from '../../src/api/wire/perspective.ts';
import { shippedClassifiers, startService, type TestService } from '../support/service.ts';

const PATH = '/v1alpha1/comments:analyze';
const INSULT = 'Espèce de sale connard, je vais te tuer, va crever !';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

const analyze = (text: string, attributes: Readonly<Record<string, unknown>> = { TOXICITY: {} }, more: Readonly<Record<string, unknown>> = {}) =>
  service.ask('POST', `${PATH}?key=${service.key}&alt=json`, { key: null, body: { comment: { text }, requestedAttributes: attributes, ...more } });

test('200: every attribute is answered in Perspective\'s shape', async () => {
  const { status, json } = await analyze(INSULT, Object.fromEntries(Object.keys(ATTRIBUTES).map((name) => [name, {}])), { languages: ['fr'], doNotStore: true, clientToken: 'token-1', spanAnnotations: true, communityId: 'c', sessionId: 's' });

  expect(status).toBe(200);
  expect(AnalyzeResponseSchema.parse(json)).toEqual(json);
  expect(Object.keys(json.attributeScores)).toEqual(Object.keys(ATTRIBUTES));
  expect(json).toMatchObject({ languages: ['fr'], detectedLanguages: ['fr'], clientToken: 'token-1' });
  for (const { summaryScore } of Object.values(json.attributeScores) as { summaryScore: { value: number } }[]) {
    expect(summaryScore.value).toBeGreaterThanOrEqual(0);
    expect(summaryScore.value).toBeLessThanOrEqual(1);
  }
});

test('200: an insult scores higher than a thank-you', async () => {
  const [insult, thanks] = await Promise.all([analyze(INSULT), analyze('Merci beaucoup, à samedi !')]);

  const value = ({ json }: typeof insult): number => json.attributeScores.TOXICITY.summaryScore.value;
  expect(value(insult)).toBeGreaterThan(0.5);
  expect(value(thanks)).toBeLessThan(0.2);
});

test('200: with spanAnnotations the spans lie within the text and reach into the insult; without, the whole text is one', async () => {
  const text = `Bonjour, je vous écris au sujet de ma commande. ${INSULT}`;
  const [marked, plain] = await Promise.all([analyze(text, { INSULT: {} }, { spanAnnotations: true }), analyze(text, { INSULT: {} })]);

  const spans: { begin: number; end: number }[] = marked.json.attributeScores.INSULT.spanScores;
  for (const { begin, end } of spans) expect([begin >= 0, begin < end, end <= text.length]).toEqual([true, true, true]);
  expect(spans.some(({ end }) => end > text.indexOf('connard'))).toBe(true);
  expect(spans.every(({ begin, end }) => end - begin < text.length)).toBe(true);
  expect(plain.json.attributeScores.INSULT.spanScores).toMatchObject([{ begin: 0, end: text.length }]);
});

test('200: an attribute below its scoreThreshold is left out', async () => {
  const { json } = await analyze('Merci beaucoup', { TOXICITY: { scoreThreshold: 0.9 }, INSULT: {} });

  expect(Object.keys(json.attributeScores)).toEqual(['INSULT']);
});

test('200: tags of an HTML comment are not scored, and spans still point into what was sent', async () => {
  const html = '<b class="connard">Bonjour</b> <i>sale connard</i>';
  const { json } = await service.post(PATH, { comment: { text: html, type: 'HTML' }, requestedAttributes: { INSULT: {} }, spanAnnotations: true });

  for (const { begin, end } of json.attributeScores.INSULT.spanScores) expect(html.slice(begin, end)).not.toMatch(/[<>=]/);
});

test('200: the experimental spelling of a name is the same attribute', async () => {
  const { json } = await analyze(INSULT, { TOXICITY_EXPERIMENTAL: {}, TOXICITY: null });

  expect(json.attributeScores.TOXICITY_EXPERIMENTAL).toEqual(json.attributeScores.TOXICITY);
});

test.each([
  ['no comment', { requestedAttributes: { TOXICITY: {} } }], ['an empty comment', { comment: { text: '' }, requestedAttributes: { TOXICITY: {} } }], ['blanks', { comment: { text: ' ' }, requestedAttributes: { TOXICITY: {} } }],
  ['10,001 characters', { comment: { text: 'x'.repeat(10_001) }, requestedAttributes: { TOXICITY: {} } }], ['no attribute', { comment: { text: 'a' }, requestedAttributes: {} }], ['an unknown attribute', { comment: { text: 'a' }, requestedAttributes: { NICENESS: {} } }],
  ['a name from an object\'s prototype', { comment: { text: 'a' }, requestedAttributes: { constructor: {} } }], ['another', { comment: { text: 'a' }, requestedAttributes: { toString: {}, hasOwnProperty: {} } }], ['a threshold above one', { comment: { text: 'a' }, requestedAttributes: { TOXICITY: { scoreThreshold: 2 } } }],
])('400: %s, in Google\'s envelope', async (_name, body) => {
  const { status, json } = await service.post(PATH, body);

  expect([status, json]).toEqual([400, { error: { code: 400, message: expect.any(String), status: 'INVALID_ARGUMENT', details: [] } }]);
});

test.each([
  ['no key', { key: null, body: {} }, 401, 'UNAUTHENTICATED'], ['half a body', { raw: '{', headers: { 'Content-Type': 'application/json' } }, 400, 'INVALID_ARGUMENT'],
  ['a form', { raw: 'a=b', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 415, 'INVALID_ARGUMENT'], ['a body over the limit', { body: { filler: 'x'.repeat(70_000) } }, 413, 'INVALID_ARGUMENT'],
] as const)('4xx: %s, in Google\'s envelope', async (_name, ask, code, name) => {
  const { status, json } = await service.ask('POST', PATH, ask);

  expect([status, json]).toEqual([code, { error: { code, message: expect.any(String), status: name, details: [] } }]);
});

test('503: a failed classifier is an error, never a score of zero', async () => {
  const without = (name: string) => startService({ overrides: { classifiers: shippedClassifiers().map((classifier) => (classifier.name === name ? { ...classifier, score: () => Promise.reject(new Error('x')) } : classifier)) } });
  const [noAbuse, noSpam] = await Promise.all([without('abuse'), without('spam')]);
  const body = (name: string) => ({ comment: { text: 'a' }, requestedAttributes: { [name]: {} } });

  const answers = [await noAbuse.post(PATH, body('TOXICITY')), await noSpam.post(PATH, body('SPAM')), await noSpam.post(PATH, body('TOXICITY'))];

  expect(answers.map(({ status }) => status)).toEqual([503, 503, 200]);
  expect(answers[0]?.json.error.status).toBe('UNAVAILABLE');
});

test('200: the discovery document names this host and the method\'s path', async () => {
  const { json } = await service.ask('GET', '/$discovery/rest?version=v1alpha1', { key: null });

  expect(json).toMatchObject({ kind: 'discovery#restDescription', rootUrl: `${service.url}/`, resources: { comments: { methods: { analyze: { path: PATH.slice(1), httpMethod: 'POST' } } } } });
});
