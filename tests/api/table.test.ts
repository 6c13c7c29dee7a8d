import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Addressed, createTable } from '../../src/api/table.ts';

const ENTRIES: readonly Addressed[] = [
  { method: 'get', path: '/v1/things' }, { method: 'put', path: '/v1/things' }, { method: 'get', path: '/v1/things/{id}' }, { method: 'delete', path: '/v1/things/{id}' },
  { method: 'post', path: '/v1/things/search' }, { method: 'post', path: '/v1alpha1/things:analyze' }, { method: 'get', path: '/docs' }, { method: 'get', path: '/docs/*' }, { method: 'get', path: '/' },
];
const find = createTable(ENTRIES);
const pathOf = (method: string, path: string): string | undefined => find(method, path).entry?.path;

test.each([
  ['GET', '/v1/things', '/v1/things'], ['HEAD', '/v1/things', '/v1/things'], ['PUT', '/V1/Things/', '/v1/things'], ['POST', '/v1/things/search', '/v1/things/search'], ['POST', '/v1alpha1/Things:Analyze', '/v1alpha1/things:analyze'],
  ['GET', '/v1/things/a%20b', '/v1/things/{id}'], ['GET', '/docs', '/docs'], ['GET', '/docs/', '/docs'], ['GET', '/docs/assets/a.css', '/docs/*'], ['GET', '/', '/'],
])('%s %s is found as %s', (method, path, expected) => {
  expect(pathOf(method, path)).toBe(expected);
});

test('a parameter keeps its capitals and is decoded', () => {
  expect(find('GET', '/V1/things/A%C3%A9%2Fb')).toMatchObject({ params: { id: 'Aé/b' } });
});

test.each([['POST', '/v1/things', 'GET, HEAD, PUT'], ['POST', '/v1/things/x', 'GET, HEAD, DELETE'], ['GET', '/v1/things/search', 'POST'], ['BREW', '/', 'GET, HEAD']])('%s %s is known by its path alone, which allows %s', (method, path, allow) => {
  expect(find(method, path)).toMatchObject({ entry: undefined, allow });
});

test.each(['/v1', '/v1/', '//v1/things', '/v1/things/a/b', '/v1/things//', '/docsy', '', '/v1/things/{id}/x', '/docs*', '/v1/things/{id}', '/constructor', '/__proto__'])('nobody has %s', (path) => {
  expect(() => find('GET', path)).toThrow(expect.objectContaining({ code: 'not_found' }));
});

test('a broken percent-encoding in a parameter is the caller\'s fault', () => {
  expect(() => find('GET', '/v1/things/%E0%A4%A')).toThrow(expect.objectContaining({ code: 'malformed' }));
});

test('whatever stands in the place of a parameter comes back as it was, and no other path is mistaken for it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((id) => id.isWellFormed() && id.toLowerCase() !== 'search'), (id) => {
    expect(find('GET', `/v1/things/${encodeURIComponent(id)}`)).toMatchObject({ params: { id } });
  }));
});
