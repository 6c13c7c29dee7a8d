import type { Facts } from './facts.ts';
import { escape, spell } from './markup.ts';
import { sections } from './sections.ts';
import { type FirstAnswer, firstScreen } from './sentences.ts';
import { type Language, WORDS } from './words.ts';

/** The page asks nothing of the network, and says so to the browser. */
const POLICY = 'default-src \'none\'; style-src \'unsafe-inline\'; base-uri \'none\'; form-action \'none\'';

const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --card: #f6f8fa; --ink: #1c2128; --soft: #57606a; --line: #d0d7de; --good: #1a6b3c; --bad: #a4161a; --link: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181d; --card: #1c2229; --ink: #e6e9ed; --soft: #a3acb6; --line: #3a434d; --good: #6fce97; --bad: #ff8f8f; --link: #8ab8f5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 82rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
section { content-visibility: auto; contain-intrinsic-size: auto 40rem; }
h1 { font-size: 1rem; font-weight: 600; color: var(--soft); margin: 0; }
h2 { font-size: 1.25rem; margin: 2.75rem 0 .4rem; padding-top: .8rem; border-top: 1px solid var(--line); } h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
.verdict { font-size: 1.5rem; line-height: 1.3; font-weight: 700; margin: .4rem 0 .2rem; max-width: 60rem; } .ships { color: var(--good); } .stays { color: var(--bad); }
.warning { border-left: .3rem solid var(--bad); padding: .2rem .8rem; margin: .6rem 0; } .note, figcaption, small { color: var(--soft); } .note { margin: .3rem 0 .8rem; max-width: 52rem; }
.answers { list-style: none; margin: 1.2rem 0 0; padding: 0; display: grid; gap: .8rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17.5rem), 1fr)); }
.answers li { background: var(--card); border: 1px solid var(--line); border-top: .25rem solid var(--line); border-radius: .4rem; padding: .6rem .9rem .7rem; }
.answers h2 { border: 0; margin: 0 0 .1rem; padding: 0; font-size: .85rem; font-weight: 600; color: var(--soft); }
.answers .good { border-top-color: var(--good); } .answers .bad { border-top-color: var(--bad); } .answers p { margin: .25rem 0 0; font-size: .9rem; line-height: 1.4; }
.value { font-size: 1.6rem; font-weight: 700; line-height: 1.2; font-variant-numeric: tabular-nums; } .good .value { color: var(--good); } .bad .value { color: var(--bad); } .unit { color: var(--soft); font-size: .9rem; }
nav ul { list-style: none; margin: 1.4rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; font-size: .9rem; } nav a { color: var(--link); }
.scroll { overflow-x: auto; background: linear-gradient(90deg, var(--paper) 1rem, transparent) 0 0 / 2rem 100% local, linear-gradient(270deg, var(--paper) 1rem, transparent) 100% 0 / 2rem 100% local,
  linear-gradient(90deg, var(--line), transparent) 0 0 / .7rem 100% scroll, linear-gradient(270deg, var(--line), transparent) 100% 0 / .7rem 100% scroll; background-repeat: no-repeat; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; margin: .3rem 0; }
th, td { text-align: left; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } tbody th { font-weight: 400; min-width: 7rem; } small { display: block; white-space: nowrap; font-size: .78rem; }
.plots { display: flex; flex-wrap: wrap; gap: 1.6rem 1.2rem; align-items: flex-start; } .plots > * { min-width: 0; max-width: 100%; }
@media (max-width: 80rem) { .four { max-width: 40rem; } }
figure { margin: 0; max-width: 100%; min-width: 0; } figcaption { font-size: .875rem; margin-top: .3rem; max-width: 17.5rem; } figcaption b { color: var(--ink); } svg { display: block; }
@media print { section { content-visibility: visible; } body { max-width: none; padding: 0; font-size: .8rem; } figure, tr, .answers li { break-inside: avoid; } h2, h3 { break-after: avoid; } .scroll { overflow: visible; } nav { display: none; } }
`;

/** One self-contained page: no script, no request, light and dark, for paper too. */
export async function htmlReport(facts: Facts, language: Language): Promise<string> {
  const { title } = WORDS[language];
  const { ships, headline, more, warnings, answers } = firstScreen(facts, language);
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
<h1>${spell(title)}</h1>
<p class="verdict ${ships ? 'ships' : 'stays'}">${spell(headline)}</p>
${more === '' ? '' : `<p class="note">${spell(more)}</p>`}
${warnings.map((warning) => `<p class="warning">${spell(warning)}</p>`).join('\n')}
<ul class="answers">
${answers.map((answer) => card(answer, language)).join('\n')}
</ul>
${await sections(facts, language)}
</main>
</body>
</html>
`;
}

/** The sentences say the figure too, so readers of screens hear it once. */
const card = ({ id, value, unit, tone, sentences }: FirstAnswer, language: Language): string =>
  `<li class="${tone}"><h2>${spell(WORDS[language].heads[id])}</h2><div aria-hidden="true"><span class="value">${spell(value)}</span> <span class="unit">${spell(unit)}</span></div>${
    sentences.map((sentence) => `<p>${spell(sentence)}</p>`).join('')}</li>`;
