import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { ServiceError } from '../../domain/failures.ts';
import type { ChatMessage, ChatModel } from '../../domain/ports.ts';

const toMessage = ({ role, content }: ChatMessage) => (role === 'system' ? new SystemMessage(content) : role === 'assistant' ? new AIMessage(content) : new HumanMessage(content));

type Usage = Readonly<{ input_tokens?: number; output_tokens?: number }>;

/** Any LangChain chat model as ours. Every failure of it becomes `model_unavailable`; its messages are not repeated. */
export function fromLangChain(model: BaseChatModel, name: string): ChatModel {
  return {
    name: `langchain:${name}`,
    generate: async (messages, { signal }) => {
      try {
        const answer = await model.invoke(messages.map(toMessage), { signal });
        const usage = answer.usage_metadata as unknown as Usage | undefined;
        if (answer.text === '') throw new ServiceError('model_unavailable', 'the model answered without text');
        return { content: answer.text, model: name, usage: { promptTokens: usage?.input_tokens ?? 0, completionTokens: usage?.output_tokens ?? 0 } };
      } catch (cause) {
        if (cause instanceof ServiceError) throw cause;
        throw new ServiceError(signal.aborted ? 'deadline' : 'model_unavailable', cause instanceof Error ? cause.constructor.name : 'unknown error');
      }
    },
  };
}
