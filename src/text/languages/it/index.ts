import { type LanguagePack, words } from '../language.ts';

export const it: LanguagePack = {
  tag: 'it',
  functionWords: words(`
    io tu lui lei noi voi loro il lo la i gli le un uno una e o ma che chi cosa quale sono sei siamo siete era ho
    hai ha abbiamo avete hanno non si molto piu meno per con senza su da di del della dei delle nel nella al alla
    mio mia tuo suo nostro vostro questo questa questi quello quando come quanto quanta dove perche anche ancora
    gia sempre mai niente tutto tutti posso puo potete vorrei volevo voglio fare oggi domani ieri settimana giorno
    ordine prezzo grazie ciao buongiorno buonasera salve mi ti ci vi ne avrei bisogno sapere essere`),
  chatWords: words(`
    ciao grazie salve buongiorno buonasera prego scusi scusa ok va bene perfetto si no quanto costa prezzo
    disponibile appuntamento orari cmq nn xke grz tvb annullare disdire`),
};
