import { type PGlite, protocol } from '@electric-sql/pglite';

/** Rows by column name, and how many rows a change touched. */
export type StatementResults = Readonly<{ rows: readonly unknown[]; affectedRows: number | undefined }>;

export type RunStatement = (sql: string, parameters: readonly unknown[]) => Promise<StatementResults>;

type Description = Awaited<ReturnType<PGlite['describeQuery']>>;
type Prepared = Readonly<{ name: string; serializers: readonly (((value: never) => string) | undefined)[]; fields: Description['resultFields'] }>;

/** More than the service has; a statement that is put together anew each time must not pile up. */
const PREPARED_MAX = 100;
const LENGTH_MAX = 1_500;
const PREPARABLE = /^\s{0,40}(?:select|insert|update|delete)\b/i;
const CHANGED_ROWS = /^(?:INSERT|UPDATE|DELETE) (?:[0-9]+ )?([0-9]+)$/;

/**
 * Runs statements, one at a time. One that comes a second time is prepared: from then on it costs the engine one exchange and no
 * planning, where otherwise it takes six exchanges. A statement that changes the schema makes all be prepared anew.
 */
export function createStatements(pglite: PGlite): RunStatement {
  const prepared = new Map<string, Prepared>();
  const seen = new Set<string>();
  let names = 0;
  const direct: RunStatement = async (sql, parameters) => {
    const { rows, affectedRows } = await pglite.query(sql, [...parameters], { rowMode: 'object' });
    return { rows, affectedRows };
  };
  return async (sql, parameters) => {
    const known = prepared.get(sql);
    if (known !== undefined) return execute(pglite, known, parameters);
    if (sql.length > LENGTH_MAX || !PREPARABLE.test(sql)) {
      if (/^\s{0,40}(?:create|alter|drop)\b/i.test(sql)) await forget(pglite, prepared);
      return direct(sql, parameters);
    }
    if (!seen.has(sql) || prepared.size >= PREPARED_MAX) {
      if (seen.size < PREPARED_MAX) seen.add(sql);
      return direct(sql, parameters);
    }
    names += 1;
    const statement = await prepare(pglite, `s${names}`, sql);
    prepared.set(sql, statement);
    return execute(pglite, statement, parameters);
  };
}

const NO_SYNC = { syncToFs: false };

async function prepare(pglite: PGlite, name: string, sql: string): Promise<Prepared> {
  const { queryParams, resultFields } = await pglite.describeQuery(sql);
  await pglite.execProtocolStream(joined([protocol.serialize.parse({ name, text: sql }), protocol.serialize.sync()]), NO_SYNC);
  return { name, serializers: queryParams.map(({ serializer }) => serializer), fields: resultFields };
}

async function forget(pglite: PGlite, prepared: Map<string, Prepared>): Promise<void> {
  const closing = [...prepared.values()].map(({ name }) => protocol.serialize.close({ type: 'S', name }));
  prepared.clear();
  if (closing.length > 0) await pglite.execProtocolStream(joined([...closing, protocol.serialize.sync()]), NO_SYNC);
}

async function execute(pglite: PGlite, { name, serializers, fields }: Prepared, parameters: readonly unknown[]): Promise<StatementResults> {
  const values = parameters.map((value, index) => spelt(value, serializers[index]));
  const messages = await pglite.execProtocolStream(joined([protocol.serialize.bind({ statement: name, values }), protocol.serialize.execute({}), protocol.serialize.sync()]), NO_SYNC);
  const rows: unknown[] = [];
  let affectedRows = 0;
  for (const message of messages) {
    if (message instanceof protocol.messages.DataRowMessage) {
      rows.push(Object.fromEntries(fields.map(({ name: column, parser }, index) => [column, read(message.fields[index] ?? null, parser)])));
    } else if (message instanceof protocol.messages.CommandCompleteMessage) affectedRows = Number(CHANGED_ROWS.exec(message.text)?.[1] ?? 0);
  }
  return { rows, affectedRows };
}

function spelt(value: unknown, serializer: ((value: never) => string) | undefined): string | null {
  if (value === null || value === undefined) return null;
  return serializer === undefined ? String(value) : serializer(value as never);
}

const read = (value: string | null, parser: ((value: string, ...rest: never[]) => unknown) | undefined): unknown => (value === null || parser === undefined ? value : parser(value));

/** Several messages as one: the engine answers all of them in one exchange. */
function joined(messages: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(messages.reduce((length, message) => length + message.length, 0));
  let at = 0;
  for (const message of messages) {
    bytes.set(message, at);
    at += message.length;
  }
  return bytes;
}
