import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Request, type Response } from 'express';
import helmet from 'helmet';
import { ServiceError } from '../domain/failures.ts';
import { type Exchange, passHeaders } from './exchange.ts';

/** The colours of the page's maker are too faint to read, on white and on black: names of methods, links, stamps, buttons. */
const STYLE = `
.swagger-ui .info .title small pre { color: #fff; } .swagger-ui .info .title small { background: #4a5158; } .swagger-ui .info .title small.version-stamp { background: #3f6500; }
.swagger-ui .info a, .swagger-ui .info .url, .swagger-ui a.link { color: #0b57a4; } .dark-mode .swagger-ui .info a, .dark-mode .swagger-ui .info .url, .dark-mode .swagger-ui a.link { color: #8ab8f5; }
.swagger-ui .btn.authorize, .swagger-ui .btn.authorize span { color: #0a6640; } .dark-mode .swagger-ui .btn.authorize, .dark-mode .swagger-ui .btn.authorize span { color: #6fce97; }
.swagger-ui .opblock .opblock-summary .opblock-summary-method { color: #fff; text-shadow: none; background: #0a6640; } .swagger-ui .opblock.opblock-get .opblock-summary .opblock-summary-method { background: #0b57a4; }
.swagger-ui .opblock.opblock-put .opblock-summary .opblock-summary-method, .swagger-ui .opblock.opblock-patch .opblock-summary .opblock-summary-method { background: #8a4b00; }
.swagger-ui .opblock.opblock-delete .opblock-summary .opblock-summary-method { background: #a4161a; }
.swagger-ui .json-schema-2020-12-expand-deep-button { color: #57606a; background: none; } .dark-mode .swagger-ui .json-schema-2020-12-expand-deep-button { color: #c6cdd5; }
`;

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>API · triage service</title><link rel="icon" href="/docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css"><style>${STYLE}</style></head>
<body><div id="swagger-ui"></div><script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`;

/** Without links into the page: they would stand inside the buttons that open an operation, where no keyboard reaches them. */
const START = `document.documentElement.classList.toggle('dark-mode', matchMedia('(prefers-color-scheme: dark)').matches);
SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: false, validatorUrl: null, onComplete: () => document.getElementById('servers')?.setAttribute('aria-label', 'Server') });`;

/** The package's own way to its folder runs the whole page once; its address tells as much. */
const assetsFolder = (): string => dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

/** /docs: the reference in a browser, from files of this package alone; its policy lets nothing else load. */
export function createDocsPage(): (exchange: Exchange) => Promise<void> {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(helmet({ contentSecurityPolicy: { directives: { defaultSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:'], fontSrc: ["'self'", 'data:'], upgradeInsecureRequests: null } }, strictTransportSecurity: false }));
  app.get('/docs', (_request, response) => void response.type('html').send(PAGE));
  app.get('/docs/start.js', (_request, response) => void response.type('text/javascript').send(START));
  app.use('/docs/assets', express.static(assetsFolder(), { index: false, maxAge: '1h' }));
  return (exchange) => new Promise((resolve, reject) => {
    passHeaders(exchange);
    exchange.response.once('close', resolve);
    app(exchange.request as Request, exchange.response as Response, (error?: unknown) => reject(error ?? new ServiceError('not_found', 'no such file', { publicDetail: 'No route has this path; see /openapi.json.' })));
  });
}
