/** The part of snowball-stemmers 0.6 that is used; the package has no types of its own. */
declare module 'snowball-stemmers' {
  const stemmers: { newStemmer(algorithm: string): { stem(word: string): string } };
  export default stemmers;
}
