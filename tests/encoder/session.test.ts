import { expect, test } from 'vitest';
import { readEncoderFiles } from '../../src/encoder/card.ts';
import { openSession } from '../../src/encoder/session.ts';

const FOLDER = new URL('../../models/encoder', import.meta.url).pathname;

test('closing waits for the passes that run, refuses further ones as not ready, and may be done twice', async () => {
  const files = readEncoderFiles(FOLDER);
  const { run, close } = await openSession(files);
  const running = [run([0, 5, 6, 2]), run([0, 7, 2])];

  const closed = close();
  const refused = run([0, 8, 2]);

  await expect(refused).rejects.toMatchObject({ name: 'ServiceError', code: 'not_ready' });
  expect((await Promise.all(running)).map(({ logits }) => logits.length)).toEqual([files.labels.length, files.labels.length]);
  await closed;
  await close();
});

test('bytes that are no graph are refused with what to do', async () => {
  await expect(openSession({ version: 'x', labels: [{ name: 'a', kind: 'sigmoid' }], graph: Buffer.from('no graph'), tokenizerPath: '' })).rejects.toMatchObject({ name: 'StartupError', remedy: expect.stringContaining('Restore') });
});
