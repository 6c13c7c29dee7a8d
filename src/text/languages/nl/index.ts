import { type LanguagePack, words } from '../language.ts';

export const nl: LanguagePack = {
  tag: 'nl',
  functionWords: words(`
    ik jij je hij zij wij we jullie de het een en of maar want dat die wie wat is zijn ben bent was waren heb hebt
    heeft hebben had niet geen ja nee zeer meer naar voor met zonder van bij na op uit in aan over onder mijn jouw
    uw ons onze deze dit als wanneer hoe waar waarom ook nog al altijd nooit niets alles kan kunnen zou willen wil
    moet moeten graag dank hallo goedemorgen vandaag morgen gisteren week dag mij u er dan te om bestelling
    levering afspraak prijs`),
  chatWords: words(`
    hallo hoi dag bedankt dank dankjewel dankuwel alsjeblieft alstublieft aub ja nee ok prima top hoeveel kost
    afspraak open groetjes mvg graag opzeggen afmelden annuleren`),
};
