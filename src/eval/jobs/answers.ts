import type { Row } from '../dataset.ts';
import { isLate } from '../run/hurried.ts';
import { type Ask, answerRows, type Loop } from '../run/loop.ts';
import { predictionLine } from '../run/prediction.ts';

type Answered = Awaited<ReturnType<Ask>>;

const cameLate = (answered: Answered): boolean => ('failed' in answered ? answered.failed === 'deadline' : isLate(answered.body));

/**
 * Lines of predictions in the rows' order. A row whose answer came late, whole or in part, because others were served meanwhile is asked once more
 * when all are through; what it then says takes the place of the first, unless that fails. `answered` hears how many rows have an answer.
 */
export async function answersOf(rows: readonly Row[], ask: Ask, { atOnce, isStopped, answered }: Pick<Loop, 'atOnce' | 'isStopped'> & Readonly<{ answered(count: number): void }>): Promise<readonly string[]> {
  const [lines, late]: [string[], Row[]] = [[], []];
  const noting: Ask = async (row) => {
    const given = await ask(row);
    if (cameLate(given)) late.push(row);
    return given;
  };
  await answerRows(rows, noting, {
    atOnce, isStopped,
    answered: (batch) => {
      lines.push(...batch);
      answered(lines.length);
    },
  });
  const places = new Map(rows.map((row, place) => [row, place]));
  for (const row of late) {
    if (isStopped()) break;
    const again = await ask(row);
    if (!('failed' in again)) lines[places.get(row) as number] = predictionLine(row, again);
  }
  return lines;
}
