import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { BodyKind, Route } from './route.ts';
import { ProblemSchema } from './wire/problem.ts';

/** OpenAPI 3.1 from the very schemas that validate. */
export function openApiDocument(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'AI triage and moderation', version, description: 'One decision for each inbound message: scores, action, route, reply drafts. Never sends anything.', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    paths: paths as ZodOpenApiPathsObject,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, queryKey: { type: 'apiKey', in: 'query', name: 'key' } } },
  });
}

function operation({ docs, scope, body, keyInQuery, path, method, errors }: Route): ZodOpenApiOperationObject {
  const success = docs.response === undefined ? { description: 'Done.' } : { description: 'The answer.', content: { [docs.responseType ?? 'application/json']: { schema: docs.response as z.ZodType } } };
  const failure = errors === undefined
    ? { description: 'A problem (RFC 9457).', content: { 'application/problem+json': { schema: ProblemSchema } } }
    : { description: `An error as ${errors === 'openai' ? 'OpenAI' : 'Google'} spells it.`, content: { 'application/json': { schema: z.object({ error: z.object({}).loose() }) } } };
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const idempotent = method === 'post' ? { header: z.object({ 'Idempotency-Key': z.string().max(255).optional() }) } : {};
  return {
    operationId: docs.id, summary: docs.summary, tags: [docs.tag],
    ...(scope === null ? {} : { security: [{ bearer: [] }, ...(keyInQuery === true ? [{ queryKey: [] }] : [])], 'x-scope': scope }),
    ...(names.length === 0 && docs.query === undefined && method !== 'post' ? {} : {
      requestParams: {
        ...(names.length === 0 ? {} : { path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }),
        ...(docs.query === undefined ? {} : { query: docs.query as z.ZodObject }),
        ...idempotent,
      },
    }),
    ...(docs.request === undefined ? {} : { requestBody: { required: true, content: contents(docs.request as z.ZodType, body, docs.accepts ?? []) } }),
    responses: { [String(docs.status ?? 200)]: success, default: failure },
  };
}

const contents = (schema: z.ZodType, _kind: BodyKind, others: readonly string[]) => ({
  'application/json': { schema },
  ...Object.fromEntries(others.map((type) => [type, { schema: z.string() }])),
});
