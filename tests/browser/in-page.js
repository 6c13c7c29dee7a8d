/**
 * Runs inside a page and says what a person would see as broken: what sticks out sideways, and which words lie upon others.
 * Words are compared by the quadrilateral they are drawn in, so that slanted labels of an axis are judged as they look.
 */
(() => {
  const TOUCH = 1.5;
  const clips = (element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
  const clipOf = (element) => {
    for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement) if (clips(at)) return at;
    return undefined;
  };
  const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const named = (element, text = element.textContent) => `<${element.localName}> ${text.trim().replace(/\s+/g, ' ').slice(0, 60)}`;

  const sticksOut = [...document.body.querySelectorAll('*')].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (right > innerWidth + 1 || left < -1) && isSeen(element) && clipOf(element) === undefined && !(element instanceof SVGElement);
  }).map((element) => named(element));

  const corners = ({ left, right, top, bottom }) => [[left, top], [right, top], [right, bottom], [left, bottom]];
  const shrunk = (quad) => {
    const [x, y] = [0, 1].map((axis) => quad.reduce((sum, corner) => sum + corner[axis], 0) / 4);
    return quad.map(([px, py]) => {
      const [dx, dy] = [px - x, py - y];
      const length = Math.hypot(dx, dy) || 1;
      const kept = Math.max(0, length - TOUCH * Math.SQRT2) / length;
      return [x + dx * kept, y + dy * kept];
    });
  };
  const drawnQuad = (text) => {
    const { x, y, width, height } = text.getBBox();
    const matrix = text.getScreenCTM();
    return corners({ left: x, right: x + width, top: y, bottom: y + height }).map(([px, py]) => [matrix.a * px + matrix.c * py + matrix.e, matrix.b * px + matrix.d * py + matrix.f]);
  };
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || /^(?:script|style|title|desc|option)$/.test(element.localName) || !isSeen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const quads = !(element instanceof SVGElement) ? [...range.getClientRects()].filter(({ width, height }) => width > 2 && height > 2).map(corners) : [drawnQuad(element)];
    const clip = clipOf(element)?.getBoundingClientRect();
    for (const quad of quads) {
      const inside = clip === undefined || quad.every(([x, y]) => x >= clip.left - 1 && x <= clip.right + 1 && y >= clip.top - 1 && y <= clip.bottom + 1);
      if (inside) words.push({ element, text: node.data, quad: shrunk(quad), top: Math.min(...quad.map(([, y]) => y)), bottom: Math.max(...quad.map(([, y]) => y)) });
    }
  }

  /** Two convex shapes lie apart when some side of either has all of the other beyond it. */
  const apart = (a, b) => [...a, ...b].some((_corner, at) => {
    const shape = at < 4 ? a : b;
    const [from, to] = [shape[at % 4], shape[(at + 1) % 4]];
    const normal = [to[1] - from[1], from[0] - to[0]];
    const spread = (quad) => quad.map(([x, y]) => x * normal[0] + y * normal[1]);
    const [one, other] = [spread(a), spread(b)];
    return Math.max(...one) <= Math.min(...other) || Math.max(...other) <= Math.min(...one);
  });
  const overlaps = [];
  words.sort((a, b) => a.top - b.top);
  words.forEach((word, at) => {
    for (let next = at + 1; next < words.length && words[next].top < word.bottom; next += 1) {
      const other = words[next];
      if (other.element !== word.element && !apart(word.quad, other.quad)) overlaps.push(`${named(word.element, word.text)} × ${named(other.element, other.text)}`);
    }
  });

  return { pageWidth: document.documentElement.scrollWidth, words: words.length, sticksOut: sticksOut.slice(0, 20), overlaps: overlaps.slice(0, 20) };
})();
