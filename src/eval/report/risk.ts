import type { BandFigures } from '../figures/curves.ts';
import { ratio } from '../figures/figure.ts';
import { type Tally, tallyOf } from '../figures/tally.ts';
import type { BinaryAspect } from '../run/aspects.ts';
import type { Prediction } from '../run/prediction.ts';

/** `errors`: a tally of how sure each answer is, in which a positive is a wrong one. `handing`: what the policy hands to a person today, and what that saves. */
export type Risk = Readonly<{ errors: Tally; handing: BandFigures }>;

/** Over the rows that carry the label and were answered; undefined without one. A message is handed over when its score is in an uncertain band or a rule asks for review. */
export function riskOf({ gold, said }: BinaryAspect, predictions: readonly Prediction[]): Risk | undefined {
  const rows = predictions.flatMap((prediction) => {
    const { answer } = prediction;
    const [truth, flag] = [gold(prediction), answer === undefined ? undefined : said(answer)];
    if (truth === undefined || flag === undefined) return [];
    const handed = answer?.moderation?.uncertain === true || answer?.moderation?.action === 'review';
    return [{ wrong: flag.flagged !== truth, sure: flag.flagged ? flag.score : 1 - flag.score, handed }];
  });
  if (rows.length === 0) return undefined;
  const [inside, outside] = [rows.filter(({ handed }) => handed), rows.filter(({ handed }) => !handed)];
  const [caught, left] = [inside, outside].map((some) => some.filter(({ wrong }) => wrong).length) as [number, number];
  return {
    errors: tallyOf(rows.map(({ wrong, sure }) => ({ gold: wrong, score: sure }))),
    handing: { handedOver: ratio(inside.length, rows.length), riskOutside: ratio(left, outside.length), riskInside: ratio(caught, inside.length), errorsCaught: ratio(caught, caught + left) },
  };
}
