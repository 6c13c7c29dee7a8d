import type { Facts } from './facts.ts';
import { escape } from './markup.ts';
import { sections } from './sections.ts';
import { firstScreen } from './sentences.ts';
import { type Language, WORDS } from './words.ts';

/** The page asks nothing of the network, and says so to the browser. */
const POLICY = 'default-src \'none\'; style-src \'unsafe-inline\'; base-uri \'none\'; form-action \'none\'';

const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2128; --soft: #57606a; --line: #d0d7de; --good: #1a6b3c; --bad: #a4161a; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: #e6e9ed; --soft: #a3acb6; --line: #3a434d; --good: #6fce97; --bad: #ff8f8f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 75rem; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.1rem; font-weight: 600; color: var(--soft); margin: 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .4rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
.verdict { font-size: 1.5rem; line-height: 1.3; font-weight: 700; margin: .5rem 0 1rem; } .ships { color: var(--good); } .stays { color: var(--bad); }
.warning { border-left: .3rem solid var(--bad); padding: .2rem .8rem; } .first li { margin: .45rem 0; max-width: 46rem; } .note, figcaption { color: var(--soft); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } tbody th { font-weight: 400; }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; } figure { margin: 0; max-width: 100%; min-width: 0; } figcaption { font-size: .875rem; }
@media print { body { max-width: none; padding: 0; } section { break-inside: avoid-page; } .scroll { overflow: visible; } }
`;

/** One self-contained page: no script, no request, light and dark, for paper too. */
export async function htmlReport(facts: Facts, language: Language): Promise<string> {
  const { title } = WORDS[language];
  const { ships, headline, warnings, sentences } = firstScreen(facts, language);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escape(POLICY)}">
<title>${escape(headline)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
<p class="verdict ${ships ? 'ships' : 'stays'}">${escape(headline)}</p>
${warnings.map((warning) => `<p class="warning">${escape(warning)}</p>`).join('\n')}
<ul class="first">
${sentences.map((sentence) => `<li>${escape(sentence)}</li>`).join('\n')}
</ul>
${await sections(facts, language)}
</main>
</body>
</html>
`;
}
