import type { Intent } from '../domain/labels.ts';

/** Intents that are thanked for in the same words. */
export type Family = 'sales' | 'order' | 'billing' | 'support' | 'complaint' | 'feedback' | 'privacy' | 'human' | 'proposal' | 'hello';

const FAMILIES: Readonly<Record<Intent, Family>> = {
  pricing: 'sales', availability: 'sales', booking: 'sales', purchase: 'sales', product_question: 'sales', order_status: 'order', delivery_problem: 'order',
  return_refund: 'billing', billing: 'billing', technical_support: 'support', account: 'support', complaint: 'complaint', feedback: 'feedback', privacy: 'privacy',
  opt_out: 'privacy', human_request: 'human', job_application: 'proposal', partnership: 'proposal', greeting: 'hello', other: 'hello', spam: 'hello', abuse: 'hello',
};

export const familyOf = (intent: Intent | null | undefined): Family => (intent === null || intent === undefined ? 'hello' : FAMILIES[intent]);

/** First sentence by family, then the second one for everybody; none names a time, an outcome or a fact. */
type Texts = Readonly<Record<Family | 'next', string>>;

export const ACKNOWLEDGEMENTS: Readonly<Record<string, Texts>> = {
  fr: {
    sales: 'Merci pour {votre|ton} intérêt, {votre|ta} demande nous est bien parvenue.',
    order: 'Merci pour {votre|ton} message, nous avons bien reçu {votre|ta} question sur {votre|ta} commande.',
    billing: 'Merci pour {votre|ton} message, nous avons bien reçu {votre|ta} demande.',
    support: 'Merci de nous avoir décrit la difficulté, {votre|ton} message nous est bien parvenu.',
    complaint: 'Merci de nous l\'avoir dit, et nous sommes désolés de cette expérience.',
    feedback: 'Merci d\'avoir pris le temps de nous écrire, cela fait plaisir à toute l\'équipe.',
    privacy: '{Votre|Ta} demande concernant {vos|tes} données ou nos messages nous est bien parvenue.',
    human: 'Merci pour {votre|ton} message, nous avons bien noté que {vous souhaitez|tu souhaites} parler à une personne.',
    proposal: 'Merci pour {votre|ton} message et pour l\'intérêt que {vous nous portez|tu nous portes}.',
    hello: 'Merci pour {votre|ton} message, il nous est bien parvenu.', next: 'Une personne de notre équipe {vous|te} lit et {vous|te} répond ici.',
  },
  en: {
    sales: 'Thank you for your interest, your request has reached us.', order: 'Thank you for your message, we have received your question about your order.',
    billing: 'Thank you for your message, we have received your request.', support: 'Thank you for describing the problem, your message has reached us.',
    complaint: 'Thank you for telling us, and we are sorry about this experience.',
    feedback: 'Thank you for taking the time to write, the whole team appreciates it.',
    privacy: 'We have received your request about your data or our messages.',
    human: 'Thank you for your message, we have noted that you would like to speak to a person.',
    proposal: 'Thank you for your message and for your interest in us.', hello: 'Thank you for your message, it has reached us.',
    next: 'A person on our team is reading it and will answer you here.',
  },
  es: {
    sales: 'Gracias por {su|tu} interés, hemos recibido {su|tu} consulta.', order: 'Gracias por {su|tu} mensaje, hemos recibido {su|tu} pregunta sobre el pedido.',
    billing: 'Gracias por {su|tu} mensaje, hemos recibido {su|tu} solicitud.', support: 'Gracias por describirnos el problema, hemos recibido {su|tu} mensaje.',
    complaint: 'Gracias por decírnoslo, y sentimos mucho esta experiencia.', feedback: 'Gracias por tomarse el tiempo de escribirnos, el equipo lo agradece mucho.',
    privacy: 'Hemos recibido {su|tu} solicitud sobre {sus|tus} datos o nuestros mensajes.',
    human: 'Gracias por {su|tu} mensaje, hemos anotado que {desea|deseas} hablar con una persona.',
    proposal: 'Gracias por {su|tu} mensaje y por el interés en nosotros.', hello: 'Gracias por {su|tu} mensaje, lo hemos recibido.',
    next: 'Una persona de nuestro equipo lo lee y {le|te} responde por aquí.',
  },
  de: {
    sales: 'Vielen Dank für {Ihr|dein} Interesse, {Ihre|deine} Anfrage ist bei uns angekommen.',
    order: 'Vielen Dank für {Ihre|deine} Nachricht, wir haben {Ihre|deine} Frage zur Bestellung erhalten.',
    billing: 'Vielen Dank für {Ihre|deine} Nachricht, wir haben {Ihr|dein} Anliegen erhalten.',
    support: 'Vielen Dank für die Beschreibung des Problems, {Ihre|deine} Nachricht ist bei uns angekommen.',
    complaint: 'Danke, dass {Sie|du} uns das {sagen|sagst}, und diese Erfahrung tut uns leid.',
    feedback: 'Danke, dass {Sie sich|du dir} die Zeit genommen {haben|hast}, das ganze Team freut sich darüber.',
    privacy: 'Wir haben {Ihre|deine} Anfrage zu {Ihren|deinen} Daten oder unseren Nachrichten erhalten.',
    human: 'Vielen Dank für {Ihre|deine} Nachricht, wir haben notiert, dass {Sie|du} mit einem Menschen sprechen {möchten|möchtest}.',
    proposal: 'Vielen Dank für {Ihre|deine} Nachricht und {Ihr|dein} Interesse an uns.',
    hello: 'Vielen Dank für {Ihre|deine} Nachricht, sie ist bei uns angekommen.', next: 'Ein Mensch aus unserem Team liest sie und antwortet {Ihnen|dir} hier.',
  },
  it: {
    sales: 'Grazie per {il Suo|il tuo} interesse, la richiesta ci è arrivata.',
    order: 'Grazie per {il Suo|il tuo} messaggio, abbiamo ricevuto la domanda sull\'ordine.',
    billing: 'Grazie per {il Suo|il tuo} messaggio, abbiamo ricevuto la richiesta.', support: 'Grazie per averci descritto il problema, il messaggio ci è arrivato.',
    complaint: 'Grazie per avercelo detto, e ci dispiace per questa esperienza.', feedback: 'Grazie per averci scritto, tutto il team ne è molto contento.',
    privacy: 'Abbiamo ricevuto la richiesta sui {Suoi|tuoi} dati o sui nostri messaggi.',
    human: 'Grazie per {il Suo|il tuo} messaggio, abbiamo annotato che {desidera|desideri} parlare con una persona.',
    proposal: 'Grazie per {il Suo|il tuo} messaggio e per l\'interesse verso di noi.', hello: 'Grazie per {il Suo|il tuo} messaggio, ci è arrivato.',
    next: 'Una persona del nostro team lo legge e {Le|ti} risponde qui.',
  },
  pt: {
    sales: 'Obrigado pelo {seu|teu} interesse, recebemos o {seu|teu} pedido.',
    order: 'Obrigado pela {sua|tua} mensagem, recebemos a {sua|tua} pergunta sobre a encomenda.',
    billing: 'Obrigado pela {sua|tua} mensagem, recebemos o {seu|teu} pedido.', support: 'Obrigado por nos descrever o problema, recebemos a {sua|tua} mensagem.',
    complaint: 'Obrigado por nos dizer, e lamentamos muito esta experiência.', feedback: 'Obrigado por nos escrever, toda a equipa fica muito contente.',
    privacy: 'Recebemos o {seu|teu} pedido sobre os {seus|teus} dados ou as nossas mensagens.',
    human: 'Obrigado pela {sua|tua} mensagem, anotámos que {deseja|desejas} falar com uma pessoa.',
    proposal: 'Obrigado pela {sua|tua} mensagem e pelo interesse em nós.', hello: 'Obrigado pela {sua|tua} mensagem, já a recebemos.',
    next: 'Uma pessoa da nossa equipa está a lê-la e responde aqui.',
  },
  nl: {
    sales: 'Bedankt voor {uw|je} interesse, {uw|je} vraag is bij ons aangekomen.',
    order: 'Bedankt voor {uw|je} bericht, wij hebben {uw|je} vraag over de bestelling ontvangen.',
    billing: 'Bedankt voor {uw|je} bericht, wij hebben {uw|je} verzoek ontvangen.',
    support: 'Bedankt voor {uw|je} uitleg over het probleem, {uw|je} bericht is bij ons aangekomen.',
    complaint: 'Bedankt dat {u|je} ons dit laat weten, en het spijt ons van deze ervaring.',
    feedback: 'Bedankt dat {u|je} de tijd nam om te schrijven, het hele team is er blij mee.',
    privacy: 'Wij hebben {uw|je} verzoek over {uw|je} gegevens of onze berichten ontvangen.',
    human: 'Bedankt voor {uw|je} bericht, wij hebben genoteerd dat {u|je} met een mens wilt spreken.',
    proposal: 'Bedankt voor {uw|je} bericht en voor {uw|je} interesse in ons.', hello: 'Bedankt voor {uw|je} bericht, het is bij ons aangekomen.',
    next: 'Iemand uit ons team leest het en geeft {u|je} hier antwoord.',
  },
  ar: {
    sales: 'شكرا على اهتمامك، لقد وصلنا طلبك.', order: 'شكرا على رسالتك، لقد وصلنا سؤالك عن الطلب.', billing: 'شكرا على رسالتك، لقد وصلنا طلبك.',
    support: 'شكرا لأنك وصفت لنا المشكلة، لقد وصلتنا رسالتك.',
    complaint: 'شكرا لأنك أخبرتنا، ونعتذر عن هذه التجربة.', feedback: 'شكرا لأنك كتبت إلينا، هذا يسعد الفريق كله.',
    privacy: 'لقد وصلنا طلبك بخصوص بياناتك أو رسائلنا.',
    human: 'شكرا على رسالتك، لقد فهمنا أنك تريد التحدث مع شخص من الفريق.', proposal: 'شكرا على رسالتك وعلى اهتمامك بنا.', hello: 'شكرا على رسالتك، لقد وصلتنا.',
    next: 'يقرأها شخص من فريقنا ويرد عليك هنا.',
  },
};
