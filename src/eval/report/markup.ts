/** Text that may stand in HTML or XML as it is. */
export const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\'', '&#39;');

/** Text for the page: as `escape`, and no line ends before a sign that belongs to the word before it, or inside a number. */
export const spell = (text: string): string => escape(text).replace(/ (?=[:;?!%»–]|000\b)/g, '\u00a0').replaceAll('« ', '«\u00a0');

/** A cell of a table; `small` is what stands below it, an interval for one. */
export type Cell = string | Readonly<{ text: string; small: string }>;

/** A table that scrolls by itself where the page is narrow; the keyboard reaches it. First cells are headings of their rows. */
export function table(name: string, head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const inside = (cell: Cell): string => (typeof cell === 'string' ? spell(cell) : `${spell(cell.text)}${cell.small === '' ? '' : `<small>${spell(cell.small)}</small>`}`);
  const cells = (row: readonly Cell[]): string => row.map((cell, at) => (at === 0 ? `<th scope="row">${inside(cell)}</th>` : `<td>${inside(cell)}</td>`)).join('');
  const heads = head.map((cell) => `<th scope="col">${spell(cell)}</th>`).join('');
  return `<div class="scroll" role="group" tabindex="0" aria-label="${escape(name)}"><table><thead><tr>${heads}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</tbody></table></div>`;
}

/** A plot with its name and a sentence; readers of screens get these, not the strokes. `about` is the section, which tells plots of one name apart. */
export function figure(svg: string, { about, name, said }: Readonly<{ about: string; name: string; said: string }>): string {
  const [whole, drawn] = [escape(`${about}: ${name}. ${said}`), lean(svg).replace('<svg ', '<svg aria-hidden="true" focusable="false" ')];
  return `<figure><div class="scroll" role="group" tabindex="0" aria-label="${escape(`${about}: ${name}`)}"><div role="img" aria-label="${whole}">${drawn}</div></div><figcaption><b>${spell(name)}</b> ${spell(said)}</figcaption></figure>`;
}

/** The drawing without what only the plotting library reads: names and roles of its groups, strokes of no length, places finer than a tenth of a pixel. */
const lean = (svg: string): string => svg
  .replace(/ (?:class|role|aria-roledescription|pointer-events|xmlns:xlink)="[^"]*"/g, '')
  .replace(/<path[^>]* d="(?:M0,0h0v0h0Z)?"[^>]*\/>/g, '')
  .replace(/ (?:d|transform)="[^"]*"/g, (places) => places.replace(/(\.\d)\d+/g, '$1'));

export const section = (id: string, title: string, note: string, body: string): string =>
  `<section aria-labelledby="${id}"><h2 id="${id}">${spell(title)}</h2>${note === '' ? '' : `<p class="note">${spell(note)}</p>`}${body}</section>`;
