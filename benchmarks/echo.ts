import type { AddressInfo } from 'node:net';
import express from 'express';

/** The yardstick: Express 5 that parses a JSON body and sends it back. */
const app = express();
app.use(express.json({ limit: '64kb' }));
app.post('/echo', (request, response) => void response.json(request.body));
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`));
