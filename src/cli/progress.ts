import { Presets, SingleBar } from 'cli-progress';

export type Progress = Readonly<{ add(count: number): void; end(): void }>;

/** A bar with rate and time left on a terminal; nothing where the output goes to a file or a pipe. */
export function createProgress(what: string, total: number): Progress {
  if (!process.stderr.isTTY) return { add: () => undefined, end: () => undefined };
  const bar = new SingleBar({ stream: process.stderr, format: `${what} {bar} {percentage} % · {value}/{total} · {rate}/s · {eta_formatted} left`, hideCursor: true }, Presets.shades_classic);
  const startedMs = performance.now();
  let done = 0;
  bar.start(total, 0, { rate: 0 });
  return {
    add: (count) => {
      done += count;
      bar.update(Math.min(total, done), { rate: Math.round((done / Math.max(1, performance.now() - startedMs)) * 1_000) });
    },
    end: () => bar.stop(),
  };
}
