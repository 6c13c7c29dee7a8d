import { type LanguagePack, words } from '../language.ts';

export const pt: LanguagePack = {
  tag: 'pt',
  functionWords: words(`
    eu tu voce ele ela nos voces eles o a os as um uma uns umas e ou mas que quem qual sao sou esta estao estou
    estava foi era tenho tem temos nao sim muito mais menos para por com sem sobre desde ate entre meu minha seu
    sua nosso este isso essa quando como quanto quanta onde porque tambem ainda ja sempre nunca nada tudo todos
    posso pode podem quero queria gostaria preciso fazer do da dos das no na nas ao lhe me te se hoje amanha ontem
    semana dia dias pedido preco obrigado obrigada ola bom boa tarde noite encomenda`),
  chatWords: words(`
    ola oi obrigado obrigada obg vlw valeu bom dia boa tarde noite por favor pfv pf ok sim nao quanto custa preco
    vc vcs tb tbm blz qd marcar horario kk rs cancelar`),
};
