import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A real process that runs a TypeScript file. It is killed when the test ends. */
export type Script = Readonly<{
  child: ChildProcess;
  /** The next line that it prints; rejects when it ends instead. */
  line(): Promise<string>;
  /** All further lines until it ends. */
  rest(): Promise<string[]>;
  say(text: string): void;
  /** Ends it at once, as a crash or `kill -9` does, and resolves when it is gone. */
  kill(): Promise<void>;
}>;

export function startScript(file: URL, ...args: readonly string[]): Script {
  const child = spawn(process.execPath, [fileURLToPath(file), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'close');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return {
    child,
    line: async () => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${file.href} ended before it said more`);
      return value;
    },
    rest: async () => {
      const rest: string[] = [];
      for (let next = await lines.next(); next.done !== true; next = await lines.next()) rest.push(next.value);
      return rest;
    },
    say: (text) => void child.stdin.write(`${text}\n`),
    kill,
  };
}
