import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger, requestLog } from '../../src/observability/logger.ts';
import { ServiceError } from '../../src/domain/failures.ts';
import { asking, startService } from '../support/service.ts';

function captured() {
  const chunks: string[] = [];
  return { stream: new Writable({ write: (chunk, _encoding, done) => (chunks.push(String(chunk)), done()) }), text: () => chunks.join('') };
}

test('fields that could hold a secret or a customer\'s words are cut, whoever logs them', () => {
  const { stream, text } = captured();
  const logger = createLogger('info', stream);

  logger.info({ text: 'Zygomatron', body: 'Zygomatron', message: { text: 'Zygomatron' }, headers: { authorization: 'Zygomatron' }, secret: 'Zygomatron', key: 'Zygomatron', kept: 'yes' }, 'line');

  expect(JSON.parse(text())).toMatchObject({ msg: 'line', kept: 'yes', text: '[cut]', message: { text: '[cut]' }, headers: { authorization: '[cut]' } });
  expect(text()).not.toContain('Zygomatron');
});

test('no request, refused, failed or answered, leaves a word of the message or the key in the log', async () => {
  const { stream, text } = captured();
  let isAway = false;
  const service = await startService({ overrides: { logger: createLogger('debug', stream) }, change: (store) => ({ ...store, decisions: { ...store.decisions, record: (decision) => {
    if (!isAway) return store.decisions.record(decision);
    return Promise.reject(new Error('first line\nZygomatron second line', { cause: new Error('Zygomatron') }));
  } } }) });

  await service.post('/v1/triage', asking('Bonjour Zygomatron'));
  await service.post('/v1/triage', asking('Zygomatron', { channel: 'Zygomatron !' }));
  await service.ask('POST', '/v1/triage', { raw: '{"message":"Zygomatron', headers: { 'Content-Type': 'application/json' } });
  await service.post('/v1/triage/batch', [asking('Zygomatron', { id: '' }), 'Zygomatron']);
  await service.ask('POST', `/v1alpha1/comments:analyze?key=${service.key}`, { key: null, body: { comment: { text: 'Zygomatron' }, requestedAttributes: {} } });
  await service.post('/v1/triage', asking('Zygomatron'), { key: 'wrong-Zygomatron' });
  isAway = true;
  const failed = await service.post('/v1/triage', asking('Zygomatron'));

  expect(failed.status).toBe(500);
  const lines = text().trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.filter(({ msg }) => msg === 'request')).toHaveLength(7);
  expect(lines.find(({ msg }) => msg === 'request failed')).toMatchObject({ code: 'internal', err: { type: 'Error', stack: expect.arrayContaining([expect.stringMatching(/^at .*triage\.ts/)]) } });
  expect(text()).not.toMatch(/Zygomatron|test-key-of/);
});

test('an expected failure is logged with its code and the operator\'s message', async () => {
  const { stream, text } = captured();
  const service = await startService({ overrides: { logger: createLogger('info', stream) }, change: (store) => ({ ...store, decisions: { ...store.decisions, record: () => Promise.reject(new ServiceError('storage_unavailable', 'the disk is gone', { retryAfterS: 2 })) } }) });

  await service.post('/v1/triage', asking('Bonjour'), { headers: { 'X-Request-Id': 'trace-7' } });

  expect(text()).toContain('"request_id":"trace-7","code":"storage_unavailable","route":"/v1/triage","why":"the disk is gone"');
});

test('the line of a request is the JSON that the logger itself would have written, at level info', () => {
  const { stream, text } = captured();
  const logger = createLogger('info', stream);
  const fields = { method: 'POST', route: '/v1/knowledge/snippets/{id}', status: 200, ms: 12.3 };

  requestLog(logger)({ requestId: 'req_1', ...fields, tenant: 'a"b\n' });
  logger.info({ request_id: 'req_1', ...fields, tenant: 'a"b\n' }, 'request');
  requestLog(logger)({ requestId: 'req_2', ...fields, tenant: undefined });
  logger.level = 'warn';
  requestLog(logger)({ requestId: 'req_3', ...fields, tenant: undefined });

  const [first, second, third, ...more] = text().trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect({ ...first, time: '' }).toEqual({ ...second, time: '' });
  expect(Object.keys(first ?? {})).toEqual(Object.keys(second ?? {}));
  expect(third).toEqual({ level: 30, time: expect.any(String), request_id: 'req_2', ...fields, msg: 'request' });
  expect(more).toEqual([]);
});
