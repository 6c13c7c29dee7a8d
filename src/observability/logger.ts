import { type DestinationStream, type Logger, pino, symbols } from 'pino';

/** Fields that could carry a secret or a customer's words are cut whoever logs them. */
const REDACTED = ['authorization', 'headers.authorization', 'key', 'secret', 'text', 'body', '*.text', '*.body', '*.secret', '*.authorization'];

/** The message of the one line a request. */
const REQUEST_LINE = 'request';

/** Lines of requests are written together: when this many characters wait, or this many milliseconds later. */
const TOGETHER_CHARACTERS = 8_192;
const TOGETHER_MS = 200;

/** JSON lines on standard output. Errors are logged by class, code and operator's message; never with a request's content. */
export function createLogger(level: string, destination: DestinationStream = standardOutput()): Logger {
  return pino({ level, base: null, redact: { paths: REDACTED, censor: '[cut]' }, timestamp }, destination);
}

/** What is said of a request: every value is the service's own or checked by it, none needs to be escaped or looked through. */
export type RequestFields = Readonly<{ requestId: string; method: string; route: string; status: number; ms: number; tenant: string | undefined }>;

const INFO = 30;
type Internals = Readonly<{ [symbols.streamSym]: DestinationStream & { lastMsg?: string } }>;

/** Writes the one line a request as pino would, at level info, at a fifth of the cost. */
export function requestLog(logger: Logger): (fields: RequestFields) => void {
  const stream = (logger as unknown as Internals)[symbols.streamSym];
  return ({ requestId, method, route, status, ms, tenant }) => {
    if (!logger.isLevelEnabled('info')) return;
    stream.lastMsg = REQUEST_LINE;
    const whose = tenant === undefined ? '' : `,"tenant":${JSON.stringify(tenant)}`;
    stream.write(`{"level":${INFO}${timestamp()},"request_id":"${requestId}","method":"${method}","route":"${route}","status":${status},"ms":${ms}${whose},"msg":"${REQUEST_LINE}"}\n`);
  };
}

/**
 * Standard output, written to without waiting for it. Lines of requests are gathered; every other line is written at once, behind
 * what was gathered. The rest is written when the process ends, however it does short of a `kill -9`.
 */
function standardOutput(): DestinationStream {
  const out = pino.destination({ dest: 1, sync: false });
  let gathered = '';
  let timer: NodeJS.Timeout | undefined;
  const pass = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered !== '') out.write(gathered);
    gathered = '';
  };
  const stream = {
    [symbols.needsMetadataGsym]: true,
    /** Set before each write. */
    lastMsg: undefined as string | undefined,
    write: (line: string): void => {
      gathered += line;
      if (stream.lastMsg !== REQUEST_LINE || gathered.length >= TOGETHER_CHARACTERS) pass();
      else timer ??= setTimeout(pass, TOGETHER_MS).unref();
    },
    flushSync: (): void => {
      pass();
      out.flushSync();
    },
  };
  process.on('exit', stream.flushSync);
  return stream;
}

let spokenMs = 0;
let spoken = '';

/** Many lines fall into one millisecond. */
function timestamp(): string {
  const ms = Date.now();
  if (ms !== spokenMs) {
    spokenMs = ms;
    spoken = `,"time":"${new Date(ms).toISOString()}"`;
  }
  return spoken;
}
