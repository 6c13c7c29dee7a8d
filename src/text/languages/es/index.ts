import { type LanguagePack, words } from '../language.ts';

export const es: LanguagePack = {
  tag: 'es',
  functionWords: words(`
    yo tu el ella nosotros ustedes ellos los las un una unos unas y o pero que quien cual es son soy eres somos
    esta estan estoy estaba fue era he has ha hemos han habia no si muy mas menos para por con sin sobre desde
    hasta entre mi mis su sus nuestro este estos estas eso esa cuando como cuanto cuanta donde porque tambien
    todavia ya siempre nunca nada todo todos toda algo puedo puede pueden quiero quisiera queria necesito tengo
    tiene hacer del al lo le les se me te nos hoy manana ayer semana dia dias pedido precio gracias hola buenos
    buenas tardes usted envio`),
  chatWords: words(`
    hola gracias buenas buenos dias tardes noches porfa porfavor vale ok claro perfecto genial si no q xq pq tb tmb
    cuanto cuesta precio hay cita horario jaja saludos disculpe perdon oye amigo quiero baja`),
};
