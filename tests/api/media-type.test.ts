import { expect, test } from 'vitest';
import { isJson, mediaTypeOf } from '../../src/api/media-type.ts';

test.each([
  ['application/json', 'application/json', undefined], ['Application/JSON; Charset=UTF-8', 'application/json', 'utf-8'], ['text/csv;charset="windows-1252"', 'text/csv', 'windows-1252'],
  [' application/x-ndjson ; a=b ; charset=utf-8 ', 'application/x-ndjson', 'utf-8'], ['application/vnd.a+json;profile="a;charset=klingon"', 'application/vnd.a+json', undefined], ['a/b;charset=one;charset=two', 'a/b', 'one'],
])('%s is %s in %s', (header, type, charset) => {
  expect(mediaTypeOf(header)).toEqual({ type, charset });
  expect(mediaTypeOf(header)).toEqual({ type, charset });
});

test.each([[undefined], [''], [';;'], ['json'], ['application/'], ['/json'], ['application/json; charset'], ['application/json; charset="utf-8'], ['application/json, text/plain'], ['application/json; ='], [`a/${'b'.repeat(200)}`]])('%s is no media type', (header) => {
  expect(mediaTypeOf(header)).toBeUndefined();
});

test.each([['application/json', true], ['application/problem+json', true], ['text/json', false], ['application/jsonl', false], ['application/x+jsonp', false], ['text/plain+json', false]])('%s is JSON: %s', (type, expected) => {
  expect(isJson({ type, charset: undefined })).toBe(expected);
});
