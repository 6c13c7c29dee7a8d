import type { PreparedText } from '../../domain/message.ts';

/** The same work done once a text while its classifiers ask one after the other. Only the last text is remembered: a map of texts would cost more than it saves. */
export function oncePerText<Value>(work: (text: PreparedText) => Value): (text: PreparedText) => Value {
  let last: Readonly<{ text: PreparedText; value: Value }> | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, value: work(text) };
    return last.value;
  };
}
