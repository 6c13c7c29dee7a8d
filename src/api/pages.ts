import type { ApiDeps } from './deps.ts';
import { discoveryDocument } from './discovery.ts';
import { type Exchange, JSON_TYPE, send } from './exchange.ts';
import type { Route } from './route.ts';

/** Something served to anyone, beside the routes: no key, no limit, not in the OpenAPI document. */
export type Page = Readonly<{ method: 'get'; path: string; serve(exchange: Exchange): Promise<void> }>;

/** What few ever ask for is loaded when somebody does, not at the start. */
export function createPages({ metrics: { registry }, version }: Pick<ApiDeps, 'metrics' | 'version'>, routes: readonly Route[]): readonly Page[] {
  const reference = later(async () => (await import('./docs-page.ts')).createDocsPage());
  const openApi = later(async () => JSON.stringify((await import('./openapi.ts')).openApiDocument(routes, version)));
  const docs = async (exchange: Exchange): Promise<void> => (await reference())(exchange);
  return [
    { method: 'get', path: '/metrics', serve: async (exchange) => send(exchange, 200, registry.contentType, await registry.metrics()) },
    { method: 'get', path: '/openapi.json', serve: async (exchange) => send(exchange, 200, JSON_TYPE, await openApi()) },
    { method: 'get', path: '/$discovery/rest', serve: async (exchange) => send(exchange, 200, JSON_TYPE, JSON.stringify(discoveryDocument(`http://${exchange.request.headers.host ?? 'localhost'}/`))) },
    { method: 'get', path: '/docs', serve: docs },
    { method: 'get', path: '/docs/*', serve: docs },
  ];
}

/** Makes something at the first call and gives the same to all; a failure is not kept. */
function later<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => (made ??= make().catch((error: unknown) => {
    made = undefined;
    throw error;
  }));
}
