import { type LanguagePack, words } from '../language.ts';

export const de: LanguagePack = {
  tag: 'de',
  functionWords: words(`
    ich du er sie es wir ihr der die das ein eine einen einem einer und oder aber weil dass wer was ist sind bin
    bist war waren sein habe hast hat haben hatte nicht kein keine ja nein sehr mehr zu zum zur fur mit ohne von
    vom bei nach vor auf aus in im an am uber unter mein meine dein ihre unser dieser diese dieses wenn wann wie wo
    warum auch noch schon immer nie nichts alles kann konnen konnte mochte wurde will wird werden muss bitte danke
    hallo guten tag heute morgen gestern woche den dem des mir mich ihnen uns man nur doch gerne bestellung
    lieferung termin preis`),
  chatWords: words(`
    hallo hi top vielen dank danke dankeschon bitte moin servus gruss grusse guten tag morgen abend ja nein ok super prima genau
    wieviel was kostet termin offnungszeiten tschuss lg mfg vg kundigen stornieren abmelden`),
};
