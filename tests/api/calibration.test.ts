import { expect, test } from 'vitest';
import { applyCalibration } from '../../src/classifiers/calibration.ts';
import type { Calibrations } from '../../src/domain/calibration.ts';
import { StartupError } from '../../src/domain/failures.ts';
import { modelHashes } from '../../src/eval/run/models.ts';
import { readWorkspaceFolder } from '../../src/workspaces/folder.ts';
import { asking, DEMO_FOLDER, startService, type TestService } from '../support/service.ts';

const MODELS = modelHashes(new URL('../../models', import.meta.url).pathname);
const SOFTER = { method: 'temperature', temperature: 2.5 } as const;
const CALIBRATION: Calibrations = { labels: new Map([['spam', SOFTER], ['harassment', SOFTER]]), models: MODELS, sha256: 'f'.repeat(64) };
const startWith = (calibration: Calibrations | undefined): Promise<TestService> => startService({ overrides: { folder: { ...readWorkspaceFolder(DEMO_FOLDER), calibration } } });
const TEXT = 'FELICITATIONS!! Vous avez gagné 9000 euros, cliquez http://gain.example/prix';

test('a calibrated service answers with the calibrated scores, on every route, in every workspace, and names the calibration in an evaluation', async () => {
  const [plain, calibrated] = [await startWith(undefined), await startWith(CALIBRATION)];
  const triaged = async ({ post, newTenant }: TestService) => (await post('/v1/triage', asking(TEXT), { key: (await newTenant()).key })).json;
  const moderated = async ({ post }: TestService) => (await post('/v1/moderations', { input: TEXT })).json.results[0].category_scores;

  const [before, after, asked, answered] = [await triaged(plain), await triaged(calibrated), await moderated(plain), await moderated(calibrated)];

  expect(before.spam.score).toBeGreaterThan(0.8);
  expect(after.spam.score).toBeCloseTo(applyCalibration(SOFTER, before.spam.score), 2);
  expect(after.spam.score).toBeLessThan(before.spam.score - 0.05);
  expect(after.prompt_injection.score).toBe(before.prompt_injection.score);
  expect(answered.harassment).toBeCloseTo(applyCalibration(SOFTER, asked.harassment), 2);
  expect(answered.harassment).toBeGreaterThan(asked.harassment);
  const { json } = await calibrated.post('/v1/evals', { rows: [{ id: 'a', text: TEXT, labels: { spam: true } }], options: { rounds: 0 } });
  const read = async () => (await calibrated.ask('GET', `/v1/evals/${json.id}`)).json;
  await expect.poll(async () => (await read()).status, { timeout: 120_000 }).toBe('done');
  expect((await read()).metrics.provenance.calibration).toEqual({ file: 'calibration.json', sha256: CALIBRATION.sha256 });
}, 240_000);

test('the fast tier, which the calibration was not fitted to, answers as before', async () => {
  const fast = async ({ post }: TestService) => (await post('/v1/triage', asking(TEXT, {}, { options: { model: 'triage-fast' } }))).json.spam.score;

  expect(await fast(await startWith(CALIBRATION))).toBe(await fast(await startWith(undefined)));
}, 240_000);

test('a service does not start with a calibration of other models, and says which and what to do', async () => {
  const foreign = { ...CALIBRATION, models: MODELS.map((one) => (one.name === 'spam' ? { ...one, sha256: '0'.repeat(64) } : one)) };

  const refused = await startWith(foreign).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(StartupError);
  expect(refused).toMatchObject({ message: 'calibration.json was fitted to other models than these: spam.', remedy: expect.stringContaining('triage-eval calibrate') });
}, 240_000);
