// A process that tries to take each data folder that it reads from standard input, and keeps those that it got.
import { createInterface } from 'node:readline';
import { StartupError } from '../../src/domain/failures.ts';
import { lockFolder } from '../../src/storage/drivers/data-lock.ts';

process.stdout.write('ready\n');
for await (const folder of createInterface({ input: process.stdin })) {
  const refusal = (error: unknown): string => (error instanceof StartupError ? `refused: ${error.message}` : `failed: ${String(error)}`);
  process.stdout.write(`${await lockFolder(folder).then(() => 'taken', refusal)}\n`);
}
