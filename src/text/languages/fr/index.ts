import { type LanguagePack, words } from '../language.ts';

export const fr: LanguagePack = {
  tag: 'fr',
  functionWords: words(`
    je tu il elle on nous vous ils elles le la les un une des du de d l et ou mais donc car ni que qui quoi dont
    est sont suis es etes sommes etait etaient ai as a avons avez ont avait pas ne n plus moins tres trop bien pour
    par avec sans sur sous dans chez entre vers depuis pendant avant apres mon ma mes ton ta tes son sa ses notre
    votre vos nos leur leurs ce cet cette ces ca cela c qu j m s t y en se si oui non quand comment combien
    pourquoi quel quelle quels quelles aussi encore deja toujours jamais rien tout tous toute toutes meme autre
    faire fait peux peut pouvez pouvons voudrais voulais veux veut savoir avoir etre suite alors puis ici aux au
    hier demain matin soir jour jours semaine svp merci bonjour bonsoir madame monsieur cordialement commande
    livraison rendez prix colis`),
  chatWords: words(`
    bjr bsr slt salut coucou cc cv mrc mci bcp stp svp dsl desole pk pq pkoi pourkoi tkt jsuis jsui chui jpeux
    jvoudrais ojd auj ajd dispo rdv dac ok daccord merci bonjour bonsoir bonne journee soiree nickel cimer mercii
    kdo koi kan ki vs ns tt ts tjrs tjs jms jamais mdr ptdr lol wesh frere frr stv jsp jpp ouais ouai nan nn oui
    non allo parfait super top genial combien quoi cmb c g ya yapa vlb ptn putain zut tabarnak ostie pantoute pis
    icitte horaires tarif tarifs devis facture remboursement desabonner resilier annuler`),
};
