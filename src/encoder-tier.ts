import { existsSync } from 'node:fs';
import type { Logger } from 'pino';
import { type Blend, loadBlend } from './classifiers/blend.ts';
import { ServiceError, StartupError } from './domain/failures.ts';
import type { Encoder } from './domain/ports.ts';

/** The encoder and how it is weighed against the linear tier. */
export type EncoderTier = Readonly<{ encoder: Encoder; blend: Blend }>;

/**
 * Opens the shipped encoder; undefined in a release without one. Damaged files stop the start; a platform without the native
 * runtime gets an encoder that says `unavailable`, so that every answer names what it lacks.
 */
export async function openEncoderTier(modelsFolder: string, logger: Logger | undefined): Promise<EncoderTier | undefined> {
  const folder = `${modelsFolder}/encoder`;
  if (!existsSync(`${folder}/card.json`)) return undefined;
  const encoder = await open(folder, logger);
  return { encoder, blend: loadBlend(`${folder}/blend.json`, encoder.name) };
}

async function open(folder: string, logger: Logger | undefined): Promise<Encoder> {
  try {
    // Loaded here and not above: the import itself fails where the native library does not exist.
    const { openEncoder } = await import('./encoder/encoder.ts');
    return await openEncoder(folder);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    logger?.warn({ type: error instanceof Error ? error.name : typeof error }, 'the encoder cannot run on this platform: the linear tier answers alone');
    const { readEncoderFiles } = await import('./encoder/card.ts');
    return unavailable(readEncoderFiles(folder).version);
  }
}

const unavailable = (name: string): Encoder => {
  const refuse = (): Promise<never> => Promise.reject(new ServiceError('not_ready', 'no runtime for the encoder on this platform'));
  return { name, encode: refuse, embedPassages: refuse, close: () => Promise.resolve() };
};
