import { type LanguagePack, words } from '../language.ts';

export const en: LanguagePack = {
  tag: 'en',
  functionWords: words(`
    i you he she it we they the a an and or but so because that which who what is are am was were be been have has
    had do does did not no yes to of in on at for with without from by about into over after before my your his her
    its our their this these those there here when where how why can could would should will just also still
    already always never very too much many more most some any all every if then than as me him us them get got
    need want know please hi hello thanks thank don doesn didn isn won t im ive dont whats let make again back out
    up down now today tomorrow yesterday morning week day order delivery price booking refund`),
  chatWords: words(`
    hi hey hello hiya heya yo sup thx thanks ty tysm cheers ta pls plz ok okay yes yeah yep nope nah no idk omg wtf
    lol lmao u ur r gonna wanna gotta cos coz cuz tmrw tmr asap how much when where available price prices quote
    cancel stop unsubscribe please morning afternoon evening mate pal love dear sir madam wow great perfect nice
    cool awesome open opening hours refund invoice whats app`),
};
