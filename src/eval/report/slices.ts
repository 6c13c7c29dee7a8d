import { placesBySlice } from '../run/measure.ts';
import { type Operation, operations } from '../run/operations.ts';
import type { Prediction } from '../run/prediction.ts';

/** How many genuine messages of a slice were held back. */
export type HeldBack = Readonly<{ slice: string; operation: Operation }>;

/** In the order of the page. */
const NAMED = {
  language: ['fr', 'en', 'other languages'],
  conversation: ['first message', 'with earlier turns'],
  length: ['up to 5 words', '6 to 40 words', 'over 40 words'],
  obfuscated: ['obfuscated'],
  identity: ['identity group named'],
  channel: [],
  source: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type SliceKind = keyof typeof NAMED;
/** What `--slices` may name. */
export const SLICE_KINDS = Object.keys(NAMED) as readonly SliceKind[];
const ORDER: readonly string[] = Object.values(NAMED).flat();

/** A channel and a source are named after what the rows say. */
const isOf = (kind: SliceKind, slice: string): boolean => (NAMED[kind] as readonly string[]).includes(slice) || slice.startsWith(`${kind} `);

/** Fewer genuine messages than this make no slice to speak of. */
const GENUINE_MIN = 20;
/** A file may name thousands of sources: the largest slices are shown. */
const SHOWN_MAX = 40;

/** The slices to show, of some kinds or of all, the whole left out: kind by kind, the largest where they are too many. */
export function shownSlices(sizes: ReadonlyMap<string, number>, kinds: readonly SliceKind[]): readonly string[] {
  const slices = [...sizes.keys()].filter((slice) => slice !== 'all' && (kinds.length === 0 || kinds.some((kind) => isOf(kind, slice))));
  const least = slices.map((slice) => sizes.get(slice) ?? 0).sort((a, b) => b - a)[SHOWN_MAX - 1] ?? 0;
  const place = (slice: string): number => (ORDER.includes(slice) ? ORDER.indexOf(slice) : ORDER.length);
  return slices.filter((slice) => (sizes.get(slice) ?? 0) >= least).slice(0, SHOWN_MAX).sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** Every slice with enough genuine messages, the worst first. */
export function heldBackBySlice(predictions: readonly Prediction[]): readonly HeldBack[] {
  const found = [...placesBySlice(predictions)].flatMap(([slice, places]) => {
    const operation = operations(places.map((place) => predictions[place] as Prediction)).find(({ id }) => id === 'genuine_held_back');
    return slice === 'all' || operation === undefined || operation.of < GENUINE_MIN ? [] : [{ slice, operation }];
  });
  return found.sort((a, b) => (b.operation.perThousand ?? 0) - (a.operation.perThousand ?? 0));
}
