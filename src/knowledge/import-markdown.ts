import { freeId, type RawRow, slugOf } from './import-rows.ts';

/** A piece of a section never exceeds this, so that one answer can quote it. */
export const SECTION_MAX = 1_200;

type Section = { path: string[]; line: number; lines: string[] };

/**
 * Markdown cut at its headings. A section's title is its heading, its id a slug of the heading path; one longer than
 * `SECTION_MAX` is cut between paragraphs (`-2`, `-3` …), and a cut table repeats its header. Headings without text give no row.
 */
export function markdownRows(fileName: string, content: string): readonly RawRow[] {
  const stem = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1).replace(/\.[a-z]{1,10}$/i, '');
  const taken = new Set<string>();
  return sectionsOf(content, stem).flatMap(({ path, line, lines }) => {
    const slug = path.map(slugOf).join('.').slice(0, 180);
    return packed(blocksOf(lines)).map((text): RawRow => ({ line, values: { id: freeId(slug, taken), title: path.at(-1) ?? stem, text } }));
  });
}

const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.{0,500})$/;

function sectionsOf(content: string, stem: string): readonly Section[] {
  let current: Section = { path: [stem], line: 1, lines: [] };
  const sections: Section[] = [current];
  // The path above each level; a heading clears the deeper ones.
  let path: string[] = [];
  let fenced = false;
  content.split(/\r\n|\n|\r/).forEach((text, index) => {
    if (/^ {0,3}(?:```|~~~)/.test(text)) fenced = !fenced;
    const heading = fenced ? null : HEADING.exec(text);
    if (heading === null) {
      current.lines.push(text);
      return;
    }
    const level = heading[1]?.length ?? 1;
    const name = (heading[2] ?? '').replace(/[ \t#]{1,50}$/, '') || stem;
    path = [...Array.from({ length: level - 1 }, (_, depth) => path[depth] ?? ''), name];
    current = { path: path.filter((part) => part !== ''), line: index + 1, lines: [] };
    sections.push(current);
  });
  return sections;
}

/** Paragraphs of a section: runs of lines between blank ones. */
function blocksOf(lines: readonly string[]): readonly string[] {
  return lines.join('\n').split(/\n[ \t]{0,200}\n/).map((block) => block.replace(/^\n+|[\s]+$/g, '')).filter((block) => block.trim() !== '');
}

/** Blocks joined up to `SECTION_MAX`; a block that is too long by itself is cut first. */
function packed(blocks: readonly string[]): readonly string[] {
  const pieces: string[] = [];
  for (const block of blocks.flatMap(cutBlock)) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + block.length + 2 <= SECTION_MAX) pieces[pieces.length - 1] = `${last}\n\n${block}`;
    else pieces.push(block);
  }
  return pieces;
}

function cutBlock(block: string): readonly string[] {
  if (block.length <= SECTION_MAX) return [block];
  const lines = block.split('\n');
  const isTable = lines.length > 2 && /^[ \t]{0,20}\|?[ \t:|-]{3,500}$/.test(lines[1] ?? '') && (lines[1] ?? '').includes('-');
  if (isTable) {
    const header = `${lines[0] ?? ''}\n${lines[1] ?? ''}\n`;
    const room = Math.max(1, SECTION_MAX - header.length);
    return filled(lines.slice(2), '\n', room).map((rows) => `${header}${rows}`);
  }
  if (lines.length > 1) return filled(lines, '\n', SECTION_MAX);
  return filled(block.split(/(?<=[.!?…]) /), ' ', SECTION_MAX);
}

/** Joins parts up to `room`; a part longer than that is cut at blanks, and in the last resort anywhere but inside a surrogate pair. */
function filled(parts: readonly string[], joint: string, room: number): readonly string[] {
  const pieces: string[] = [];
  for (const part of parts.flatMap((text) => hardCut(text, room))) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + joint.length + part.length <= room) pieces[pieces.length - 1] = `${last}${joint}${part}`;
    else pieces.push(part);
  }
  return pieces;
}

function hardCut(text: string, room: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > room) {
    const blank = rest.lastIndexOf(' ', room);
    const at = blank > room / 2 ? blank : isHighSurrogate(rest.charCodeAt(room - 1)) ? room - 1 : room;
    pieces.push(rest.slice(0, Math.max(1, at)));
    rest = rest.slice(Math.max(1, at)).trimStart();
  }
  return rest === '' ? pieces : [...pieces, rest];
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
