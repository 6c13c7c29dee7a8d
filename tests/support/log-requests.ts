// A process that logs requests (their number is the second argument) and a line of its own, then ends as its first argument says.
import { createLogger, requestLog } from '../../src/observability/logger.ts';

const [, , how, count] = process.argv;
const logger = createLogger('info');
const log = requestLog(logger);
for (let index = 0; index < Number(count); index += 1) log({ requestId: String(index), method: 'GET', route: '/v1/things', status: 200, ms: 1.5, tenant: 'demo' });
logger.info('ready');
if (how === 'exit') process.exit(0);
if (how === 'throw') {
  process.on('uncaughtException', () => process.exit(1));
  setImmediate(() => {
    throw new Error('nobody catches this');
  });
}
if (how === 'stay') setInterval(() => undefined, 1_000);
