import { closeSync, openSync, readSync } from 'node:fs';

const PART_BYTES = 1 << 20;
const NEW_LINE = 0x0a;

/** The lines of a file of any size that hold something, one at a time; a last one without its end is a line too. */
export function* linesOf(path: string): Iterable<string> {
  const file = openSync(path, 'r');
  try {
    const part = Buffer.allocUnsafe(PART_BYTES);
    // Cut at ends of lines and not within a character; a line may be longer than a part.
    let open: Buffer[] = [];
    for (let read = readSync(file, part); read > 0; read = readSync(file, part)) {
      const end = part.lastIndexOf(NEW_LINE, read - 1) + 1;
      if (end > 0) {
        yield* filledIn([...open, part.subarray(0, end)]);
        open = [];
      }
      open.push(Buffer.from(part.subarray(end, read)));
    }
    yield* filledIn(open);
  } finally {
    closeSync(file);
  }
}

const filledIn = (parts: readonly Buffer[]): readonly string[] => Buffer.concat(parts).toString('utf8').split('\n').filter((line) => line !== '');
