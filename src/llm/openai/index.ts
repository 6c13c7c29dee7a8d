import OpenAI, { APIUserAbortError } from 'openai';
import { ServiceError } from '../../domain/failures.ts';
import type { ChatAnswer, ChatMessage, ChatModel } from '../../domain/ports.ts';

export type OpenAiOptions = Readonly<{ baseUrl: string; model: string; apiKey: string | undefined; timeoutMs: number }>;

const TOKENS_MAX = 600;
const RETRIES = 1;

/**
 * Any OpenAI-compatible chat endpoint, hosted or local, through the official SDK.
 * An endpoint that refuses a JSON schema (400, 422) is asked once more for a plain JSON object.
 */
export function createOpenAiChat({ baseUrl, model, apiKey, timeoutMs }: OpenAiOptions): ChatModel {
  // The SDK wants a key even where the endpoint wants none.
  const client = new OpenAI({ baseURL: baseUrl, apiKey: apiKey ?? 'none', timeout: timeoutMs, maxRetries: RETRIES, logLevel: 'off' });
  const ask = async (messages: readonly ChatMessage[], signal: AbortSignal, format: 'schema' | 'object' | 'text', jsonSchema: unknown): Promise<ChatAnswer> => {
    const completion = await client.chat.completions.create({ model, messages: [...messages], max_tokens: TOKENS_MAX, temperature: 0.2, ...formatOf(format, jsonSchema) }, { signal });
    const content = completion.choices[0]?.message.content;
    if (content === undefined || content === null || content === '') throw new ServiceError('model_unavailable', 'the endpoint answered without content');
    return { content, model: completion.model, usage: { promptTokens: completion.usage?.prompt_tokens ?? 0, completionTokens: completion.usage?.completion_tokens ?? 0 } };
  };
  return {
    name: `openai:${model}`,
    generate: async (messages, { signal, jsonSchema }) => {
      try {
        if (jsonSchema === undefined) return await ask(messages, signal, 'text', undefined);
        return await ask(messages, signal, 'schema', jsonSchema).catch((error: unknown) => {
          if (isRefusedFormat(error)) return ask(messages, signal, 'object', undefined);
          throw error;
        });
      } catch (cause) {
        throw asServiceError(cause);
      }
    },
  };
}

function formatOf(format: 'schema' | 'object' | 'text', schema: unknown): Pick<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming, 'response_format'> {
  if (format === 'text') return {};
  if (format === 'object') return { response_format: { type: 'json_object' } };
  return { response_format: { type: 'json_schema', json_schema: { name: 'reply', schema: schema as Record<string, unknown>, strict: false } } };
}

const isRefusedFormat = (error: unknown): boolean => error instanceof OpenAI.APIError && (error.status === 400 || error.status === 422);

/** Messages of the SDK may quote what was sent: only class and status are kept. */
function asServiceError(cause: unknown): ServiceError {
  if (cause instanceof ServiceError) return cause;
  if (cause instanceof APIUserAbortError) return new ServiceError('deadline', 'the draft was given up', { cause });
  const status = cause instanceof OpenAI.APIError && cause.status !== undefined ? ` (status ${cause.status})` : '';
  return new ServiceError('model_unavailable', `${cause instanceof Error ? cause.constructor.name : 'unknown error'}${status}`);
}
