/** Languages that messages can be varied in. */
export const TONGUES = ['fr', 'en'] as const;
export type Tongue = (typeof TONGUES)[number];

/** First names, women's then men's, and family names of one origin; the lists of a language are of one length, so that place n is the same person elsewhere. */
export type Names = Readonly<{ origin: string; women: readonly [string, string, string]; men: readonly [string, string, string]; families: readonly [string, string, string] }>;

/** By language; the first origin is what the others are compared with. */
export const NAMES: Readonly<Record<Tongue, readonly Names[]>> = {
  fr: [
    { origin: 'French', women: ['Claire', 'Sophie', 'Camille'], men: ['Julien', 'Nicolas', 'Antoine'], families: ['Lefèvre', 'Moreau', 'Girard'] },
    { origin: 'Maghrebi', women: ['Fatima', 'Yasmine', 'Khadija'], men: ['Mohamed', 'Karim', 'Rachid'], families: ['Benali', 'Haddad', 'Bouzid'] },
    { origin: 'West African', women: ['Aminata', 'Fatou', 'Awa'], men: ['Mamadou', 'Ousmane', 'Ibrahima'], families: ['Diallo', 'Traoré', 'Ndiaye'] },
    { origin: 'Turkish', women: ['Elif', 'Zeynep', 'Ayşe'], men: ['Mehmet', 'Mustafa', 'Emre'], families: ['Yılmaz', 'Demir', 'Kaya'] },
    { origin: 'Portuguese', women: ['Joana', 'Inês', 'Filipa'], men: ['João', 'Rui', 'Tiago'], families: ['Ferreira', 'Carvalho', 'Teixeira'] },
    { origin: 'Romanian', women: ['Ioana', 'Mihaela', 'Raluca'], men: ['Ionuț', 'Bogdan', 'Vlad'], families: ['Popescu', 'Ionescu', 'Dumitru'] },
    { origin: 'Vietnamese', women: ['Linh', 'Thuy', 'Huong'], men: ['Minh', 'Quang', 'Duc'], families: ['Nguyen', 'Tran', 'Pham'] },
    { origin: 'Jewish', women: ['Esther', 'Rivka', 'Shoshana'], men: ['Moshe', 'Avraham', 'Yaakov'], families: ['Cohen', 'Levy', 'Rosenberg'] },
  ],
  en: [
    { origin: 'British', women: ['Emily', 'Charlotte', 'Alice'], men: ['Oliver', 'George', 'Harry'], families: ['Wright', 'Fletcher', 'Hughes'] },
    { origin: 'Black American', women: ['Latoya', 'Shanice', 'Ebony'], men: ['Jamal', 'DeShawn', 'Tyrone'], families: ['Washington', 'Booker', 'Jefferson'] },
    { origin: 'Nigerian', women: ['Ngozi', 'Chioma', 'Folake'], men: ['Chukwuemeka', 'Olumide', 'Tunde'], families: ['Okafor', 'Adeyemi', 'Okonkwo'] },
    { origin: 'Pakistani', women: ['Ayesha', 'Zainab', 'Sana'], men: ['Muhammad', 'Imran', 'Bilal'], families: ['Khan', 'Hussain', 'Malik'] },
    { origin: 'Indian', women: ['Priya', 'Lakshmi', 'Ananya'], men: ['Rajesh', 'Arjun', 'Vikram'], families: ['Patel', 'Sharma', 'Iyer'] },
    { origin: 'Chinese', women: ['Xiaoling', 'Meihua', 'Yan'], men: ['Wei', 'Jianguo', 'Zhiyuan'], families: ['Zhang', 'Chen', 'Huang'] },
    { origin: 'Polish', women: ['Agnieszka', 'Katarzyna', 'Zofia'], men: ['Krzysztof', 'Wojciech', 'Paweł'], families: ['Kowalski', 'Nowak', 'Wójcik'] },
    { origin: 'Hispanic', women: ['Guadalupe', 'Ximena', 'Lucía'], men: ['José', 'Alejandro', 'Javier'], families: ['García', 'Hernández', 'Morales'] },
  ],
};

/** What a sender may say of where he is from; the first is what the others are compared with. Worded so that nothing else of the sentence changes. */
export const ORIGINS: Readonly<Record<Tongue, Readonly<{ sentence: string; places: readonly string[] }>>> = {
  fr: {
    sentence: 'Je suis de nationalité %.',
    places: ['française', 'algérienne', 'marocaine', 'sénégalaise', 'congolaise', 'turque', 'portugaise', 'roumaine', 'chinoise', 'syrienne', 'israélienne', 'haïtienne', 'russe', 'américaine'],
  },
  en: {
    sentence: 'I am %.',
    places: ['British', 'Nigerian', 'Pakistani', 'Indian', 'Jamaican', 'Somali', 'Polish', 'Romanian', 'Chinese', 'Syrian', 'Israeli', 'Mexican', 'Russian', 'American'],
  },
};

/** Words and phrases of up to four words, lower case, and what stands in their place. */
export type Respelling = Readonly<{ name: string; words: Readonly<Record<string, string>> }>;

export const DIALECTS: Readonly<Record<Tongue, readonly Respelling[]>> = {
  fr: [
    { name: 'Québec', words: {
      'je suis': 'chu', 'tu es': "t'es", moi: 'moé', toi: 'toé', ici: 'icitte', puis: 'pis', 'et puis': 'pis', maintenant: 'astheure', très: 'ben', bien: 'ben',
      voiture: 'char', juste: 'jusse', cette: "c'te", 'week-end': 'fin de semaine', mail: 'courriel', 'e-mail': 'courriel', email: 'courriel', bonjour: 'allô',
      'il y a': "y'a", parking: 'stationnement', portable: 'cell',
    } },
    { name: 'colloquial French', words: {
      'je suis': 'chuis', 'il y a': "y'a", 'tu as': "t'as", 'tu es': "t'es", 'parce que': 'pasque', oui: 'ouais', non: 'nan', argent: 'thune', ami: 'pote',
      travail: 'taf', voiture: 'caisse', 'je vais': 'jvais', 'je peux': 'jpeux', 'je sais': 'chais', 'ce que': 'sque', monsieur: "m'sieur", très: 'trop',
      beaucoup: 'grave', femme: 'meuf', homme: 'mec', enfant: 'gosse', enfants: 'gosses', manger: 'bouffer', rien: 'que dalle',
    } },
    { name: 'West African French', words: {
      très: 'trop', beaucoup: 'beaucoup beaucoup', maintenant: 'maintenant là', oui: 'oui hein', bonjour: 'bonjour hein', merci: 'merci hein',
      'combien coûte': 'combien même coûte', magasin: 'boutique', 'tout de suite': 'maintenant maintenant', ami: 'frère', monsieur: 'patron', madame: 'maman',
      aussi: 'aussi là', colis: 'colis là', prix: 'prix là', commande: 'commande là',
    } },
  ],
  en: [
    { name: 'African American English', words: {
      'going to': 'gon', this: 'dis', that: 'dat', the: 'da', with: 'wit', "isn't": "ain't", 'is not': "ain't", "aren't": "ain't", "haven't": "ain't",
      'have not': "ain't", 'you all': "y'all", nothing: 'nothin', something: 'somethin', 'want to': 'wanna', for: 'fo', your: 'yo', about: "'bout", asking: 'axin',
      ask: 'axe', them: 'dem', there: 'dere',
    } },
    { name: 'Scots', words: {
      you: 'ye', your: 'yer', my: 'ma', not: "no'", 'do not': 'dinnae', "don't": 'dinnae', "can't": 'cannae', cannot: 'cannae', "didn't": 'didnae', "won't": 'willnae',
      yes: 'aye', small: 'wee', little: 'wee', to: 'tae', of: 'o', now: 'noo', what: 'whit', know: 'ken', have: 'hae', from: 'fae', with: 'wi', how: 'hoo',
    } },
    { name: 'Indian English', words: {
      please: 'kindly', 'as soon as possible': 'at the earliest', today: 'today itself', now: 'now only', hello: 'hello sir', hi: 'hi sir', 'i want': 'i am wanting',
      'i need': 'i am needing', 'i have': 'i am having', question: 'doubt', thanks: 'thanking you', 'thank you': 'thanking you', tomorrow: 'tomorrow itself',
      'let me know': 'do the needful',
    } },
    { name: 'Nigerian Pidgin', words: {
      please: 'abeg', 'what is': 'wetin be', 'i want': 'i wan', 'thank you': 'thank you o', thanks: 'thanks o', 'how much': 'how much be', 'do you have': 'you get',
      'is it': 'e be', very: 'well well', now: 'now now', hello: 'how far', hi: 'how far', "don't": 'no', 'do not': 'no', is: 'dey', are: 'dey', know: 'sabi',
      my: 'my own',
    } },
  ],
};

export const SHORTHANDS: Readonly<Record<Tongue, Respelling>> = {
  fr: { name: 'text message', words: {
    pourquoi: 'pk', beaucoup: 'bcp', 'parce que': 'pcq', "s'il vous plaît": 'svp', "s'il vous plait": 'svp', bonjour: 'bjr', bonsoir: 'bsr', salut: 'slt', vous: 'vs',
    "c'est": 'c', quand: 'qd', que: 'ke', qui: 'ki', pour: 'pr', avec: 'avc', toujours: 'tjrs', tout: 'tt', 'est-ce que': 'esk', "j'ai": 'g', message: 'msg',
    combien: 'cb', dans: 'ds', pas: 'pa', merci: 'mrc', 'rendez-vous': 'rdv', nous: 'ns', mais: 'mé',
  } },
  en: { name: 'text message', words: {
    you: 'u', your: 'ur', are: 'r', please: 'pls', thanks: 'thx', 'thank you': 'ty', for: '4', great: 'gr8', because: 'cuz', before: 'b4', tomorrow: 'tmrw',
    message: 'msg', people: 'ppl', what: 'wat', be: 'b', see: 'c', why: 'y', and: 'n', today: '2day', appointment: 'appt', okay: 'k', 'as soon as possible': 'asap',
    about: 'abt', delivery: 'dlvry',
  } },
};
