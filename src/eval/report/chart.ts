import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Words } from './words.ts';

/** Readable to colour-blind people, on white and on near-black. */
export const BLUE = '#3d85c6';
export const ORANGE = '#d9822b';
/** A curve has at most so many points, however many rows there are. */
export const POINTS_MAX = 200;
export const SIZE = { width: 220, height: 200 } as const;
const SHARES = [0, 1] as const;

const INK = 'currentColor';
const CONFIG = {
  aria: false, background: 'transparent', font: 'system-ui, sans-serif', view: { stroke: INK, strokeOpacity: 0.25 },
  axis: { labelColor: INK, titleColor: INK, gridColor: INK, gridOpacity: 0.12, domainColor: INK, tickColor: INK, labelFontSize: 11, titleFontSize: 12, labelLimit: 320 },
  text: { color: INK, fontSize: 11 },
} as const;

/** An inline SVG without a background, whose ink is the page's and whose numbers are the language's. */
export async function draw(spec: object, { decimal, thousands }: Words): Promise<string> {
  const locale = { number: { decimal, thousands, grouping: [3], currency: ['', ''] } };
  const view = new View(parse(compile({ ...spec, config: { ...CONFIG, locale } } as unknown as TopLevelSpec).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** A channel for a number between 0 and 1. */
export const share = (field: string, title: string) => ({ field, type: 'quantitative', title, scale: { domain: SHARES } });

/** At most `most` of the points, evenly chosen; first and last stay. */
export function atMost<Point>(points: readonly Point[], most: number = POINTS_MAX): readonly Point[] {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_value, at) => points[Math.round((at * (points.length - 1)) / (most - 1))] as Point);
}
