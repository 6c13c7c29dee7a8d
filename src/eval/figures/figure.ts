/** A measured number; undefined where its formula has no value (0/0), so that nothing is reported as 0 that is not 0. */
export type Figure = number | undefined;

/** part / whole; undefined when the whole is 0. */
export const ratio = (part: number, whole: number): Figure => (whole === 0 ? undefined : part / whole);

/** Mean of the figures that are defined; undefined when none is. */
export function meanOf(figures: readonly Figure[]): Figure {
  const defined = figures.filter((figure) => figure !== undefined);
  return ratio(defined.reduce((sum, figure) => sum + figure, 0), defined.length);
}

/** Three decimals, or "–" for a figure that is undefined. */
export const show = (figure: Figure): string => (figure === undefined ? '–' : figure.toFixed(3));
