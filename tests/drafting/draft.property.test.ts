import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDrafter } from '../../src/drafting/draft.ts';
import { splitSentences } from '../../src/drafting/sentences.ts';
import { createHashEmbedding } from '../../src/knowledge/hash-embedding.ts';
import { createKnowledge } from '../../src/knowledge/knowledge.ts';
import { createMemorySnippets } from '../../src/storage/memory-snippets.ts';
import { draftInput } from '../support/drafting.ts';
import { newSnippet } from '../support/knowledge.ts';
import { nastyText } from '../support/nasty-text.ts';

const SNIPPETS = [
  newSnippet('livraison', { title: 'Livraison', text: 'La livraison coûte 7 €. Le colis part le mardi.' }),
  newSnippet('hours', { title: 'Opening hours', text: 'We open at 10am. We close at 6pm.', language: 'en' }),
];

test('whatever is asked, every draft passed its checks and every citation points at a sentence of its snippet', async () => {
  const knowledge = createKnowledge({ snippets: createMemorySnippets(), embedding: createHashEmbedding(), now: () => new Date(0), nowMs: () => 0 });
  await knowledge.put('demo', SNIPPETS);
  const draft = createDrafter({ knowledge, newId: (prefix) => prefix });
  const question = fc.array(fc.oneof(nastyText(30), fc.constantFrom('Combien coûte la livraison ?', 'When do you open?', 'mardi', 'closing time', '\n')), { maxLength: 5 }).map((parts) => parts.join(' '));

  await fc.assert(fc.asyncProperty(question, fc.constantFrom('fr', 'en', 'de', 'ar', 'ja'), async (text, language) => {
    for (const suggestion of await draft(draftInput(text, { language }))) {
      if (suggestion.status !== 'draft') continue;
      expect(suggestion.checks.every(({ passed }) => passed)).toBe(true);
      for (const { snippetId, sentence } of suggestion.citations) {
        const cited = splitSentences(suggestion.text)[sentence]?.replace(/^[«“„"\s]+|[»“”"\s]+$/g, '') ?? '';
        expect(SNIPPETS.find(({ id }) => id === snippetId)?.text).toContain(cited);
        expect(cited).not.toBe('');
      }
    }
  }), { numRuns: 60 });
});
