/** Text that may stand in HTML or XML as it is. */
export const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\'', '&#39;');

/** A table that scrolls by itself where the page is narrow; the keyboard reaches it. First cells are headings of their rows. */
export function table(name: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]): string => row.map((cell, at) => (at === 0 ? `<th scope="row">${escape(cell)}</th>` : `<td>${escape(cell)}</td>`)).join('');
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escape(name)}"><table><thead><tr>${head.map((cell) => `<th scope="col">${escape(cell)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</tbody></table></div>`;
}

/** A plot with its name; readers of screens get the name and the sentence, not the strokes. */
export const figure = (svg: string, name: string, said: string): string =>
  `<figure><div class="scroll" role="region" tabindex="0" aria-label="${escape(name)}"><div role="img" aria-label="${escape(`${name}. ${said}`)}">${svg.replace('<svg ', '<svg aria-hidden="true" focusable="false" ')}</div></div><figcaption><b>${escape(name)}</b> ${escape(said)}</figcaption></figure>`;

export const section = (id: string, title: string, note: string, body: string): string =>
  `<section aria-labelledby="${id}"><h2 id="${id}">${escape(title)}</h2>${note === '' ? '' : `<p class="note">${escape(note)}</p>`}${body}</section>`;
