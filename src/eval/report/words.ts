/** The report's two languages. Numbers arrive spelled. */
export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

const EN = {
  between: '; ', title: 'May the automation run?', ship: 'Ship', notShip: 'Do not ship', allHold: (count: string) => `all ${count} gates hold.`,
  atMost: (name: string, value: string, bound: string) => `${name}: ${value}; at most ${bound} may be.`,
  atLeast: (name: string, value: string, bound: string) => `${name}: ${value}; at least ${bound} must be.`,
  lost: (name: string, before: string, now: string) => `${name}: ${before} before, ${now} now, a real loss.`,
  noValue: (name: string) => `${name}: no labelled and answered row to judge it by.`,
  noPair: (name: string) => `${name}: nothing that both runs answered, so a loss cannot be ruled out.`,
  perThousand: (value: string) => `${value} per 1,000`, interval: (low: string, high: string) => `95 % interval ${low} to ${high}`, of: (count: string, of: string) => `${count} of ${of}`,
  review: (count: string, low: string, high: string, volume: string) => `At ${volume} messages a day, ${count} wait for a person to look (${low} to ${high}).`,
  worst: (slice: string, value: string) => `Worst slice: ${slice}, with ${value} genuine messages hidden or blocked`, noWorst: 'No slice of 20 genuine messages or more is worse than the whole.',
  change: (name: string, before: string, now: string, verdict: string) => `Against the last accepted run, ${name}: ${before} before, ${now} now per 1,000 – ${verdict}.`,
  noChange: 'No accepted run was named to compare with (--baseline).', better: 'a real gain', worse: 'a real loss', same: 'no more than chance',
  time: (p50: string, p95: string) => `A message takes ${p50} ms (half of them), ${p95} ms at most for 95 of 100.`, free: 'Reading a message makes no paid call.', noTime: 'No answer, no time measured.',
  leaked: (count: string) => `${count} texts or scenarios stand in a train split: every figure here flatters.`, failed: (count: string, of: string) => `${count} of ${of} rows got no answer; they are in no figure.`,
  operations: {
    genuine_held_back: 'genuine messages hidden or blocked', genuine_reviewed: 'genuine messages sent to review', abuse_missed: 'abuse let through unseen', spam_missed: 'spam let through unseen',
    distress_held_back: 'people in distress hidden or blocked', distress_to_crisis: 'people in distress who reach the crisis queue',
  } as Readonly<Record<string, string>>,
  /** Slices whose name is not a tag; `channel …` and `source …` keep theirs. */
  slices: {} as Readonly<Record<string, string>>,
  answers: 'rows that got an answer', leaks: 'rows that stand in a train split',
  sections: { gates: 'Gates', figures: 'Figures', matrices: 'What was taken for what', curves: 'Precision and recall', reliability: 'How far the probabilities can be trusted', thresholds: 'Thresholds and what they cost', slices: 'Slices', flips: 'Rows that changed', noise: 'Most confident disagreements', latency: 'Time by stage', source: 'Where this comes from' },
  curveNote: 'The dot is what the policy decides now.', reliabilityNote: 'On the line, a score of 0.7 is right 7 times of 10.', thresholdNote: 'Cost: one wrong yes costs 1, one missed row 8.',
  matrixNote: 'Rows are the truth, columns the answer; the darker, the more of the truth\'s rows.', noiseNote: 'Look at these first: either the label is wrong, or the service.', noFlips: 'Nothing to compare with, or nothing changed.',
  column: { gate: 'gate', holds: 'holds', broken: 'broken', label: 'label', slice: 'slice', rows: 'rows', failed: 'failed', row: 'row', what: 'what', truth: 'truth', before: 'before', now: 'now', turned: 'turned', score: 'score', said: 'said', threshold: 'threshold', precision: 'precision', recall: 'recall', alarms: 'false alarms', missed: 'missed', cost: 'cost', stage: 'stage', yes: 'yes', no: 'no', answer: 'answer', share: 'share that is so', figure: 'figure', value: 'value' },
};

export type Words = typeof EN;

const FR: Words = {
  between: ' ; ', title: 'L’automatisation peut-elle tourner ?', ship: 'Mise en service possible', notShip: 'Ne pas mettre en service', allHold: (count) => `les ${count} conditions sont tenues.`,
  atMost: (name, value, bound) => `${name} : ${value} ; ${bound} au plus sont admis.`,
  atLeast: (name, value, bound) => `${name} : ${value} ; il en faut au moins ${bound}.`,
  lost: (name, before, now) => `${name} : ${before} avant, ${now} maintenant, une perte réelle.`,
  noValue: (name) => `${name} : aucune ligne étiquetée et traitée pour en juger.`,
  noPair: (name) => `${name} : aucune ligne traitée par les deux mesures, une perte ne peut être exclue.`,
  perThousand: (value) => `${value} pour 1 000`, interval: (low, high) => `intervalle à 95 % : ${low} à ${high}`, of: (count, of) => `${count} sur ${of}`,
  review: (count, low, high, volume) => `Avec ${volume} messages par jour, ${count} attendent qu’une personne regarde (${low} à ${high}).`,
  worst: (slice, value) => `Tranche la plus touchée : ${slice}, avec ${value} messages légitimes masqués ou bloqués`, noWorst: 'Aucune tranche d’au moins 20 messages légitimes n’est pire que l’ensemble.',
  change: (name, before, now, verdict) => `Par rapport à la dernière mesure acceptée, ${name} : ${before} avant, ${now} maintenant pour 1 000 – ${verdict}.`,
  noChange: 'Aucune mesure acceptée n’a été donnée pour comparer (--baseline).', better: 'un gain réel', worse: 'une perte réelle', same: 'pas plus que le hasard',
  time: (p50, p95) => `Un message prend ${p50} ms (la moitié d’entre eux), ${p95} ms au plus pour 95 sur 100.`, free: 'La lecture d’un message n’entraîne aucun appel payant.', noTime: 'Aucune réponse, aucun temps mesuré.',
  leaked: (count) => `${count} textes ou scénarios figurent aussi dans l’apprentissage : tous les chiffres sont flattés.`, failed: (count, of) => `${count} lignes sur ${of} sont sans réponse ; elles n’entrent dans aucun chiffre.`,
  operations: {
    genuine_held_back: 'messages légitimes masqués ou bloqués', genuine_reviewed: 'messages légitimes envoyés en relecture', abuse_missed: 'injures passées inaperçues', spam_missed: 'indésirables passés inaperçus',
    distress_held_back: 'personnes en détresse masquées ou bloquées', distress_to_crisis: 'personnes en détresse qui arrivent à la file de crise',
  },
  slices: {
    all: 'ensemble', fr: 'français', en: 'anglais', 'other languages': 'autres langues', 'first message': 'premier message', 'with earlier turns': 'suite d’une conversation',
    'up to 5 words': 'jusqu’à 5 mots', '6 to 40 words': '6 à 40 mots', 'over 40 words': 'plus de 40 mots', obfuscated: 'mots déguisés',
  },
  answers: 'lignes qui ont une réponse', leaks: 'lignes présentes dans l’apprentissage',
  sections: { gates: 'Conditions', figures: 'Chiffres', matrices: 'Ce qui a été pris pour quoi', curves: 'Précision et rappel', reliability: 'Peut-on se fier aux probabilités ?', thresholds: 'Les seuils et leur coût', slices: 'Tranches', flips: 'Lignes qui ont changé', noise: 'Désaccords les plus sûrs', latency: 'Temps par étape', source: 'D’où viennent ces chiffres' },
  curveNote: 'Le point montre ce que la politique décide aujourd’hui.', reliabilityNote: 'Sur la ligne, un score de 0,7 a raison 7 fois sur 10.', thresholdNote: 'Coût : un oui à tort coûte 1, une ligne manquée 8.',
  matrixNote: 'En ligne la vérité, en colonne la réponse ; plus c’est foncé, plus la part de la ligne est grande.', noiseNote: 'À regarder d’abord : soit l’étiquette est fausse, soit le service.', noFlips: 'Rien à comparer, ou rien n’a changé.',
  column: { gate: 'condition', holds: 'tenue', broken: 'non tenue', label: 'étiquette', slice: 'tranche', rows: 'lignes', failed: 'sans réponse', row: 'ligne', what: 'quoi', truth: 'vérité', before: 'avant', now: 'maintenant', turned: 'devenu', score: 'score', said: 'réponse', threshold: 'seuil', precision: 'précision', recall: 'rappel', alarms: 'fausses alertes', missed: 'manqués', cost: 'coût', stage: 'étape', yes: 'oui', no: 'non', answer: 'réponse', share: 'part avérée', figure: 'chiffre', value: 'valeur' },
};

export const WORDS: Readonly<Record<Language, Words>> = { en: EN, fr: FR };

/** Numbers as the language writes them; "–" for one without a value. */
export const numbersOf = (language: Language) => {
  const formats = [0, 1, 2, 3].map((digits) => new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  return (value: number | null | undefined, digits: 0 | 1 | 2 | 3): string => (value === null || value === undefined ? '–' : (formats[digits] as Intl.NumberFormat).format(value));
};
export type Numbers = ReturnType<typeof numbersOf>;
