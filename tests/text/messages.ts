/** Messages as customers type them, with the language a reader would name: 8 languages, long and short, careless and careful. */
export const MESSAGES: readonly (readonly [language: string, text: string])[] = [
  ['fr', 'bjr'], ['fr', 'slt cv ?'], ['fr', 'C KOMBIEN SVP'], ['fr', 'dispo ?'], ['fr', 'Merci beaucoup !'], ['fr', 'ok merci'],
  ['fr', 'vous êtes ouverts ?'], ['fr', "c'est combien"], ['fr', 'mrc bcp'], ['fr', 'pk pas de réponse'], ['fr', 'Bonsoir'], ['fr', "j'attends toujours"],
  ['fr', 'Mon colis est arrivé cassé, je voudrais un remboursement'], ['fr', "je peux venir chercher ma commande aujourd'hui ?"],
  ['fr', 'Avez-vous encore des places pour samedi soir'], ['fr', 'jvoudrai savoir si la robe rouge existe en 38'], ['fr', 'Toujours pas reçu mon code de confirmation'],
  ['fr', 'Peut-on payer en plusieurs fois chez vous'], ['fr', 'Salut, vous faites la vidange sur une Clio 4 ?'], ['fr', 'tkt jpasse demain matin avec ma soeur'],
  ['fr', 'Votre serveur a été odieux avec ma mère'], ['fr', "Pouvez-vous décaler mon rendez-vous d'une heure ?"],

  ['en', 'thx'], ['en', 'hi there'], ['en', 'how much?'], ['en', 'any update?'], ['en', 'thanks so much'], ['en', 'u open?'], ['en', 'call me'],
  ['en', 'Is this available'], ['en', 'still waiting'], ['en', 'cheers mate'], ['en', 'where is it'], ['en', 'need help asap'],
  ['en', 'My parcel arrived broken and I want my money back'], ['en', 'can i come and pick up my order tonight'], ['en', 'Do you have a table for six on Saturday?'],
  ['en', 'wondering if the red dress comes in a size 12'], ['en', 'hey do u guys deliver to leeds'], ['en', 'Could I move my appointment back an hour?'],
  ['en', 'Your driver left it in the rain again'], ['en', 'The app keeps crashing when I log in'], ['en', 'what time does the gym close on sundays'],
  ['en', 'I was charged twice for the same booking'],

  ['es', 'hola'], ['es', 'cuánto cuesta?'], ['es', 'muchas gracias'], ['es', 'buenas tardes'], ['es', 'está disponible?'], ['es', 'no me llegó'],
  ['es', 'Mi paquete llegó roto y quiero que me devuelvan el dinero'], ['es', '¿Tenéis mesa para seis el sábado por la noche?'],
  ['es', 'hola quería saber el precio del vestido rojo'],
  ['es', '¿Puedo cambiar mi cita para mañana por la tarde?'], ['es', 'La aplicación se cierra cada vez que entro'], ['es', 'a qué hora abren los domingos'],

  ['de', 'Guten Tag'], ['de', 'wie viel kostet das'], ['de', 'vielen Dank'], ['de', 'noch verfügbar?'], ['de', 'habt ihr offen'], ['de', 'moin'],
  ['de', 'Mein Paket ist beschädigt angekommen und ich möchte mein Geld zurück'], ['de', 'Habt ihr am Samstag noch einen Tisch für sechs?'],
  ['de', 'Kann ich meinen Termin auf morgen verschieben'], ['de', 'Die App stürzt beim Anmelden immer ab'], ['de', 'gibt es das Kleid auch in Größe 38'],
  ['de', 'ich warte seit zwei Wochen auf eine Antwort'],

  ['it', 'ciao'], ['it', 'quanto costa?'], ['it', 'grazie mille'], ['it', 'siete aperti?'], ['it', 'è disponibile'], ['it', 'buonasera'],
  ['it', 'Il mio pacco è arrivato rotto e vorrei un rimborso'], ['it', 'Avete un tavolo per sei persone sabato sera?'],
  ['it', 'Posso spostare il mio appuntamento a domani'],
  ['it', "L'applicazione si chiude ogni volta che entro"], ['it', 'sto ancora aspettando una vostra risposta'],
  ['it', 'vorrei sapere se il vestito rosso esiste in taglia 42'],

  ['pt', 'bom dia'], ['pt', 'quanto custa?'], ['pt', 'muito obrigada'], ['pt', 'vcs abrem hoje?'], ['pt', 'tá disponível?'], ['pt', 'boa noite'],
  ['pt', 'A minha encomenda chegou partida e quero o dinheiro de volta'], ['pt', 'Vocês têm mesa para seis pessoas no sábado?'],
  ['pt', 'posso mudar a minha consulta para amanhã'],
  ['pt', 'o aplicativo fecha sempre que eu entro'], ['pt', 'ainda estou à espera de uma resposta'], ['pt', 'Gostaria de saber se há o vestido em vermelho'],

  ['nl', 'goedemorgen'], ['nl', 'hoeveel kost dat'], ['nl', 'dank je wel'], ['nl', 'nog beschikbaar?'], ['nl', 'zijn jullie open'], ['nl', 'alvast bedankt'],
  ['nl', 'Mijn pakket is kapot aangekomen en ik wil mijn geld terug'], ['nl', 'Hebben jullie zaterdag nog een tafel voor zes personen?'],
  ['nl', 'kan ik mijn afspraak naar morgen verzetten'],
  ['nl', 'De app sluit af elke keer als ik inlog'], ['nl', 'ik wacht al twee weken op antwoord'], ['nl', 'Is de rode jurk er ook in maat 38?'],

  ['ar', 'شكرا'], ['ar', 'بكم هذا؟'], ['ar', 'السلام عليكم'], ['ar', 'وصل الطرد مكسورا وأريد استرجاع المال'], ['ar', 'هل يوجد مكان يوم السبت مساء'],
  ['ar', 'ممكن أعرف سعر الفستان الأحمر'],

  ['fr', 'combien ça fait'], ['fr', 'wesh c quoi ce service'], ['fr', 'pas reçu'], ['fr', "cc c'est pour une réservation"], ['fr', 'jsui deg'], ['fr', 'trop déçue'],
  ['en', 'r u there'], ['en', 'not working'], ['en', 'wrong size'], ['en', 'no worries'], ['en', 'gonna be late sorry'], ['en', 'got it ta'],
  ['en', 'really disappointed'],
  ['es', 'falta un artículo'], ['es', 'no funciona'], ['es', 'talla equivocada'], ['es', 'dónde está mi pedido'], ['es', 'me lo podéis cambiar'],
  ['de', 'falsche Größe'], ['de', 'wo bleibt mein Paket'], ['de', 'kaputt angekommen'], ['de', 'geht nicht mehr an'], ['de', 'bitte um Rückruf'],
  ['it', 'non è mai arrivato'], ['it', 'taglia sbagliata'], ['it', 'non funziona più'], ['it', "dov'è il mio ordine"], ['it', 'mi potete richiamare'],
  ['pt', 'não chegou nada'], ['pt', 'tamanho errado'], ['pt', 'não funciona'], ['pt', 'onde está o meu pedido'], ['pt', 'podem ligar-me'],
  ['nl', 'verkeerde maat'], ['nl', 'niet ontvangen'], ['nl', 'waar blijft mijn pakje'], ['nl', 'doet het niet meer'], ['nl', 'kunnen jullie mij terugbellen'],
  ['ar', 'لم يصل طلبي بعد'], ['ar', 'المقاس غير صحيح'],
];
