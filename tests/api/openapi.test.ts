import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, expect, test } from 'vitest';
import { SCOPES } from '../../src/domain/ports.ts';
import { VERSION } from '../../src/service.ts';
import { startService, type TestService } from '../support/service.ts';

let service: TestService;
let document: Record<string, any>;
beforeAll(async () => {
  service = await startService();
  document = (await service.ask('GET', '/openapi.json', { key: null })).json;
});

test('the document is valid OpenAPI 3.1 by the specification\'s own schema', async () => {
  const validator = new Validator();

  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect([validator.version, document['openapi'], document['info'].version]).toEqual(['3.1', '3.1.0', VERSION]);
});

test('every route that is served is in the document, and nothing else', () => {
  const served = service.service.app.routes.map(({ method, path }) => `${method} ${path}`);
  const documented = Object.entries(document['paths']).flatMap(([path, operations]) => Object.keys(operations as object).map((method) => `${method} ${path}`));

  expect(documented.toSorted()).toEqual(served.toSorted());
});

test('every operation has an id of its own, a summary, its scope and a documented error', () => {
  const operations = Object.values(document['paths']).flatMap((path) => Object.values(path as Record<string, any>));

  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const operation of operations) {
    expect(operation.summary).toMatch(/\.$/);
    expect(operation.responses.default.content).toBeDefined();
    if (operation.security !== undefined) expect(SCOPES).toContain(operation['x-scope']);
  }
});

test('references point at what the document holds', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);

  expect(references.length).toBeGreaterThan(10);
  for (const name of references) expect(document['components'].schemas).toHaveProperty(name ?? '');
});

test('path parameters, query parameters, Idempotency-Key and media types are documented', () => {
  const at = (path: string, method: string) => document['paths'][path][method];
  const names = (path: string, method: string) => (at(path, method).parameters ?? []).map(({ in: place, name }: Record<string, string>) => `${place} ${name}`);

  expect(names('/v1/triage', 'post')).toEqual(['query include', 'header Idempotency-Key']);
  expect(names('/v1/decisions/{id}', 'get')).toEqual(['path id']);
  expect(names('/v1/knowledge/snippets', 'get')).toEqual(['query limit', 'query after']);
  expect(Object.keys(at('/v1/triage/batch', 'post').requestBody.content)).toEqual(['application/json', 'application/x-ndjson']);
  expect(at('/v1alpha1/comments:analyze', 'post').security).toEqual([{ bearer: [] }, { queryKey: [] }]);
});

test('the reference page and what it loads come from this service alone', async () => {
  const page = await service.ask('GET', '/docs', { key: null });
  const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
  const start = await service.ask('GET', '/docs/start.js', { key: null });

  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(loaded.length).toBeGreaterThan(2);
  for (const address of loaded) {
    expect(address).toMatch(/^\/docs\//);
    expect((await service.ask('GET', address, { key: null })).status).toBe(200);
  }
  expect(start.text).toContain("url: '/openapi.json'");
  expect(`${page.text}${start.text}`).not.toMatch(/https?:|\/\/[a-z]/);
});

test('the reference page forbids the browser to load anything from elsewhere', async () => {
  const { headers } = await service.ask('GET', '/docs', { key: null });

  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/https?:|\*/);
});
