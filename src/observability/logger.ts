import { type DestinationStream, type Logger, pino } from 'pino';

/** Fields that could carry a secret or a customer's words are cut whoever logs them. */
const REDACTED = ['authorization', 'headers.authorization', 'key', 'secret', 'text', 'body', '*.text', '*.body', '*.secret', '*.authorization'];

/** JSON lines on standard output. Errors are logged by class, code and operator's message; never with a request's content. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, redact: { paths: REDACTED, censor: '[cut]' }, timestamp: () => `,"time":"${new Date().toISOString()}"` };
  return destination === undefined ? pino(options) : pino(options, destination);
}
