import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ServiceError, StartupError } from '../domain/failures.ts';
import type { EncoderFiles } from './card.ts';

/** Outputs of one pass over one text's tokens. `tokenLogits[t * labels + k]` is what token t says for label k; their mean is `logits[k]`. */
export type Pass = Readonly<{ embedding: Float32Array; logits: Float32Array; tokenLogits: Float32Array }>;

export type Session = Readonly<{ run(ids: readonly number[]): Promise<Pass>; close(): Promise<void> }>;

const REMEDY = 'Restore the models/ folder from the release, or build it again with training/.';
const OUTPUTS = ['embedding', 'logits', 'token_logits'] as const;

/**
 * The graph in ONNX Runtime, one thread a pass: passes of different messages run side by side, and no message's score can
 * depend on another's, because each is a batch of its own.
 *
 * @throws StartupError when the graph cannot be loaded or has other inputs and outputs.
 */
export async function openSession({ graph, labels }: EncoderFiles): Promise<Session> {
  const session = await load(graph);
  const missing = OUTPUTS.filter((name) => !session.outputNames.includes(name));
  if (missing.length > 0 || !session.inputNames.includes('input_ids')) throw new StartupError(`The encoder's graph lacks ${missing.join(', ') || 'input_ids'}.`, REMEDY);
  let running = 0;
  let isClosed = false;
  const idle = Promise.withResolvers<void>();
  return {
    run: async (ids) => {
      if (isClosed) throw new ServiceError('not_ready', 'the encoder is closed');
      running += 1;
      try {
        const found = await session.run({ input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]) });
        return checked({ embedding: dataOf(found['embedding']), logits: dataOf(found['logits']), tokenLogits: dataOf(found['token_logits']) }, ids.length, labels.length);
      } catch (cause) {
        if (cause instanceof ServiceError) throw cause;
        throw new ServiceError('model_unavailable', 'the encoder\'s pass failed', { cause });
      } finally {
        running -= 1;
        if (isClosed && running === 0) idle.resolve();
      }
    },
    // What a pass still reads must not be let go of under it.
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      if (running > 0) await idle.promise;
      await session.release();
    },
  };
}

async function load(graph: Buffer): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(graph, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all', enableMemPattern: false, logSeverityLevel: 3 });
  } catch (cause) {
    throw new StartupError('The encoder\'s graph cannot be loaded.', REMEDY, { cause });
  }
}

const dataOf = (tensor: Tensor | undefined): Float32Array => (tensor?.data instanceof Float32Array ? tensor.data : new Float32Array(0));

/** A pass with a number that is none would look like a low score further on. */
function checked(pass: Pass, tokens: number, labels: number): Pass {
  const whole = pass.logits.length === labels && pass.tokenLogits.length === tokens * labels && pass.embedding.length > 0;
  if (!whole || pass.logits.some((value) => !Number.isFinite(value))) throw new ServiceError('model_unavailable', 'the encoder returned no usable numbers');
  return pass;
}
