import { type LanguagePack, words } from '../language.ts';

export const ar: LanguagePack = {
  tag: 'ar',
  functionWords: words(`
    في من على الى عن مع هل ما هذا هذه انا انت هو هي نحن لا نعم كم كيف متى اين لماذا اريد ممكن عندي لي لك التي الذي
    كان هناك شكرا مرحبا السلام عليكم السعر الطلب`),
  chatWords: words(`
    شكرا مرحبا السلام عليكم اهلا سلام نعم لا كم بكم ممكن`),
};
