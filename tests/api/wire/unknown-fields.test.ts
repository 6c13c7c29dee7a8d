import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { unknownFieldsOf } from '../../../src/api/wire/unknown-fields.ts';

const Inner = z.object({ x: z.number() }).meta({ id: 'UnknownFieldsInner' });
const schema = z.object({
  a: z.string(), nested: z.object({ b: z.string().optional() }).nullish(), list: z.array(Inner).default([]), open: z.object({}).loose(), any: z.unknown(), record: z.record(z.string(), z.string()),
}).meta({ id: 'UnknownFieldsOuter' });
const unknownFields = unknownFieldsOf(schema);

test.each([
  [{ a: 'x' }, []], [{ b: 1 }, ['/b']], [{ nested: { b: 'x', c: 1 } }, ['/nested/c']], [{ nested: null }, []], [{ list: [{ x: 1 }, { x: 1, y: 2 }] }, ['/list/1/y']],
  [{ any: { what: { ever: 1 } }, open: { z: 1 }, record: { k: 'v' } }, []], [{ 'a/b': 1, 'c~d': 1 }, ['/a~1b', '/c~0d']], [[{ b: 1 }], []], ['text', []], [null, []], [{ constructor: 1, toString: 2 }, ['/constructor', '/toString']],
])('%j → %j', (value, expected) => {
  expect(unknownFields(value)).toEqual(expected);
});

test('at most 20 are named, each by at most 60 characters of its last key', () => {
  const named = unknownFields(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${index}${'k'.repeat(500)}`, 1])));

  expect(named).toHaveLength(20);
  expect(Math.max(...named.map((pointer) => pointer.length))).toBe(61);
});

test('any JSON is walked without a fault, and only fields that the schema does not know are named', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const strangers = isObject ? Object.keys(value).filter((key) => !Object.hasOwn(schema.shape, key)) : [];
    expect(unknownFields(value).filter((pointer) => pointer.split('/').length === 2)).toHaveLength(Math.min(20, strangers.length));
  }));
});
