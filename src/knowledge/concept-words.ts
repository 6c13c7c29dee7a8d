/**
 * Things that customers of a small business ask about, and the words for them. One concept an entry (indented lines go
 * on with it): name, then the words by language, folded; a star stands for any ending. A word names one concept a language; the exact entry wins over
 * a starred one, the longer star over the shorter. Written for this project.
 */
export const CONCEPT_WORDS = `
price | fr prix tarif* combien cout* chere cher cheres payant* euro euros montant* | en price* pric* cost* much fee fees rate rates charge charges
  charged euro euros pound pounds | es precio* cuanto cuesta* cuestan coste* tarifa* vale | de preis* kostet kosten teuer wieviel gebuhr* | it prezz*
  costa costano quanto tariff*
free | fr gratuit* offert offerte offerts offertes | en free complimentary | es gratis gratuit* | de kostenlos gratis umsonst | it gratis gratuit*
hours | fr horaire* ouvert ouverte ouverts ouvertes ouvrez ouvre ouvrir ouverture* ferme fermes fermee fermez ferment fermeture* | en hours open opens
  opened opening close closes closed closing | es horario* abierto abierta abren abre abrir cierra* cierran cerrado | de offnungszeit* geoffnet offnet
  offnen offen geschlossen schliesst | it orari* aperto aperti aprite chiuso chiude chiudete apertura
sunday | fr dimanche* | en sunday* | es domingo* | de sonntag* | it domenica
saturday | fr samedi* | en saturday* | es sabado* | de samstag* | it sabato
friday | fr vendredi* | en friday* | es viernes | de freitag* | it venerdi
thursday | fr jeudi* | en thursday* | es jueves | de donnerstag* | it giovedi
wednesday | fr mercredi* | en wednesday* | es miercoles | de mittwoch* | it mercoledi
tuesday | fr mardi* | en tuesday* | es martes | de dienstag* | it martedi
monday | fr lundi* | en monday* | es lunes | de montag* | it lunedi
weekend | fr weekend* week | en weekend* | es finde | de wochenende* | it weekend
holiday | fr ferie* vacances vacance noel ete | en holiday* bank christmas easter summer | es festivo* vacaciones navidad verano | de feiertag* ferien
  urlaub weihnacht* sommer | it festiv* vacanze natale estate
morning | fr matin* matinee* | en morning* am | es manana | de morgens vormittag* | it mattin*
evening | fr soir* soiree* nocturne* | en evening* night nights late pm | es noche tarde | de abend* nacht | it sera serale notte
duration | fr duree* dure durent durer temps longtemps heure heures minutes minute | en long duration last lasts lasting takes time minutes minute
  hour | es dura* duracion tiempo hora horas | de dauer* lange stunde stunden zeit | it dura* tempo ore minuti
delivery | fr livr* expedi* envoi envois envoyez envoyer envoie port colis acheminement postal poste postez | en deliver* ship* shipping send sends
  mail mailed post posting postage parcel parcels courier | es envi* entrega* paquete* | de liefer* versand* versend* paket* verschick* | it sped*
  consegn* pacc* invi*
abroad | fr etranger international* europe union angleterre royaume belgique allemagne espagne italie suisse uk | en abroad overseas international*
  europe eu uk england britain belgium germany spain italy switzerland countries country | es extranjero internacional* europa espana inglaterra
  alemania francia | de ausland europa deutschland england osterreich schweiz | it estero europa inghilterra germania italia
customs | fr douan* | en customs duties duty | es aduana* | de zoll* | it dogan*
order | fr commande* commander | en order* purchase purchased purchases | es pedido* encargo | de bestell* | it ordin*
track | fr suivi suivre | en track* tracking | es seguimiento | de sendungs* | it tracciamento
refund | fr rembours* | en refund* money reimburs* | es reembols* devoluc* | de erstatt* ruckerstatt* geld | it rimbors*
return | fr retour retours retourn* renvoi* renvoyer echang* reprise reprend* repris reprises | en return* exchang* back | es devolver cambio cambiar
  | de ruckgabe zuruckgeb* umtausch* zuruck | it reso resi restitu* cambio cambiare
broken | fr cass* casse brise* abime* endommag* fele fendu* defaut* defectu* | en broke* broken smash* damag* crack* chipped faulty defect* shattered
  | es rot* roto danad* defect* | de kaputt beschadigt zerbroch* defekt* | it rott* danneggiat* difett*
repair | fr repar* depann* reparation* | en repair* fix fixed fixing mend* | es repar* arregl* | de repar* | it ripar*
warranty | fr garanti* | en warrant* guarantee* guaranteed | es garantia* | de garantie* gewahrleist* | it garanzi*
cancel | fr annul* | en cancel* call off | es cancel* anul* | de stornier* absag* kundig* | it annull* disd*
move | fr deplac* decal* report* modifi* | en reschedul* postpon* move moved change changed | es aplazar mover cambiar | de verschieb* umbuch* | it
  spostare rimandare
absence | fr absence* absent* | en absent* absence* show missed miss | es ausencia faltar | de verpass* | it assen*
booking | fr reserv* inscri* inscription* rdv creneau* place places | en book* booking* reserv* sign signed slot slots seat seats spot spots
  appointment* enrol* | es reserv* cita plaza plazas inscri* | de reserv* buch* termin* anmeld* | it prenot* iscri* posti
deposit | fr acompte* arrhes caution* | en deposit* | es deposito* fianza senal | de anzahlung* kaution* | it caparra acconto cauzione
payment | fr pai* paye payer paiement* payez carte* especes cheque* virement* | en pay pays paying paid payment* card cards cash cheque* credit
  transfer | es pag* tarjeta* efectivo transferencia | de zahl* bezahl* karte* bargeld uberweis* | it pag* carta contanti bonifico
instalments | fr fois plusieurs mensualit* echelonn* etaler | en instalment* installment* split monthly | es plazos cuotas | de raten ratenzahlung |
  it rate
invoice | fr factur* | en invoice* receipt* bill | es factur* recibo | de rechnung* quittung | it fattur* ricevuta
discount | fr remise* reduction* rabais promo* soldes | en discount* reduction* sale sales promo* | es descuento* rebaja* oferta | de rabatt*
  ermassig* | it scont*
trade | fr professionnel* restaurateur* restaurant* hotel* entreprise* societe* pro pros | en trade restaurant* hotel* company companies business
  businesses colleague* corporate team teams | es empresa* restaurante* profesional* companeros | de firma firmen unternehmen restaurant* kollegen | it
  aziend* ristorant* professionist* colleghi
colleague | fr collegue* equipe* salarie* collaborateur* seminaire* | en staff employees offsite | es equipo | de team mitarbeiter | it squadra
voucher | fr cadeau* bon bons cheque-cadeau offrir | en voucher* gift gifts giftcard* present | es regalo* vale vales bono | de gutschein* geschenk* |
  it regal* buono buoni
wrap | fr paquet* emball* carton | en wrap* wrapping packag* packing box | es envolver envoltorio | de verpack* einpack* | it confezion* pacchetto
  incart*
child | fr enfant* fils fille filles garcon* gamin* bebe* ado ados petits | en child* kid kids son daughter boy girl baby toddler teen* | es nino*
  nina* hijo* hija* | de kind* sohn tochter | it bambin* figli* ragazz*
age | fr age ages ans mineur* | en age aged ages old minor minors | es edad anos | de alter jahre | it eta anni
birthday | fr anniversaire* | en birthday* party parties | es cumpleanos fiesta | de geburtstag* | it compleanno festa
wedding | fr mariage* maries noces | en wedding* couple bride | es boda* | de hochzeit* | it matrimoni* nozze
group | fr groupe* personnes | en group* people | es grupo* personas | de gruppe* personen | it grupp* persone
class | fr cours atelier* stage* seance* formation* lecon* initiation* apprendre | en class classes course courses lesson* workshop* session* taster*
  learn* intensive training | es clase* curso* taller* | de kurs* unterricht workshop* | it cors* lezion* laboratori*
beginner | fr debut* experience* niveau* jamais | en beginner* experience* experienced level never novice | es principiante* experiencia nivel | de
  anfanger* erfahrung | it principiant* esperienza
trial | fr essai* essayer tester | en trial try trying demo | es prueba probar | de probe* testen | it prova provare
year | fr annee* annuel* hebdomadaire* semestre abonnement* abonne* adhesion* | en year yearly annual* weekly membership* subscription* term | es
  anual semanal abono suscripcion | de jahr* jahrlich wochentlich abo mitglied* | it annuale settimanale abbonament*
rent | fr lou* location* loue louer | en rent* hire hired hiring rental* | es alquil* | de miet* leih* verleih* | it nolegg* affitt*
wheel | fr tour tours tourn* potier | en wheel* throwing throw thrown potter* | es torno | de topferscheibe drehscheibe | it tornio
studio | fr studio | en studio* | es estudio | de atelier werkstatt | it studio bottega
clay | fr terre argile* gres faience | en clay stoneware earthenware | es arcilla barro | de ton tonerde | it argilla
kiln | fr cuiss* cuire cuisez cuites biscuit | en kiln* firing fire fired | es coccion | de brenn* | it cottura
oven | fr four fours | en oven* | es horno | de ofen backofen | it forno
glaze | fr email emaux emaill* emaillage | en glaz* | es esmalt* | de glasur* | it smalt*
dishwasher | fr lave vaisselle | en dishwasher* wash washed | es lavavajillas | de spulmaschine* geschirrspul* | it lavastoviglie
microwave | fr micro* | en microwave* | es microondas | de mikrowelle* | it microonde
tableware | fr plat plats assiette* vaisselle | en dish dishes plate plates tableware crockery | es plato* vajilla | de teller geschirr | it piatt*
bowl | fr bol bols saladier* | en bowl* | es cuenco* bol | de schussel* schale* | it ciotol*
cup | fr tasse* mug mugs | en cup cups mug mugs | es taza* | de tasse* becher | it tazz*
vase | fr vase vases | en vase vases | es jarron* | de vase vasen | it vas*
size | fr taille* dimension* hauteur* haut haute largeur mesure* cm contenance* contient | en size* dimension* height* tall wide width measure* cm
  hold holds | es tamano* medida* altura | de grosse* hohe abmess* hoch | it dimension* altezza misur* alto
colour | fr couleur* coloris teinte* nuance* | en colour* color* shade* | es color* | de farb* | it color*
stock | fr stock dispo* disponible* disponibilite* rupture reste restent epuise* | en stock available availability sold restock* | es stock
  disponible* agotad* quedan | de lager verfugbar* ausverkauft vorratig | it disponibil* esaurit*
custom | fr personnalis* mesure grav* logo* prenom* | en custom* personali* bespoke engrav* logo* | es personaliz* grabad* logo* | de individuell*
  gravur* logo* | it personalizz* incis* logo*
quote | fr devis estimation* | en quote quotes quotation estimate* | es presupuesto* | de angebot* kostenvoranschlag | it preventiv*
lead-time | fr delai* prete pretes pret quand | en when ready turnaround | es cuando plazo listo | de wann fertig | it quando pront*
pickup | fr retirer retrait* recuper* chercher magasin emporter | en pick pickup collect* collection | es recoger recogida | de abhol* | it ritir*
location | fr adresse* ou situe* trouver exactement quai plan acces | en where address* located location find directions map | es donde direccion
  ubicacion | de wo adresse standort | it dove indirizzo
parking | fr parking* gar garer stationn* voiture* | en park parking car cars | es aparca* parking coche | de park* auto | it parchegg* auto
transit | fr bus train* gare metro tram transport* | en bus train* station metro tram transport | es autobus tren estacion metro | de bus zug bahn*
  bahnhof | it autobus treno stazione
bike | fr velo* | en bike* bicycle* cycl* | es bici* | de fahrrad* fahrrader | it bici*
wheelchair | fr fauteuil* roulant* handicap* pmr plain pied accessib* mobilite | en wheelchair* disab* accessib* step ramp | es silla ruedas discapac*
  accesib* minusval* | de rollstuhl* barrierefrei* behindert* | it rotelle disabil* accessib*
toilet | fr toilette* wc | en toilet* restroom* loo | es aseo* bano | de toilette* wc | it bagn*
animal | fr chien* chat chats animal* animaux laisse | en dog dogs cat cats pet pets animal* puppy | es perro* gato* mascota* | de hund* katze*
  haustier* | it can* cane gatt* animal*
wifi | fr wifi | en wifi | es wifi | de wlan wifi | it wifi
clothes | fr vetement* habill* tenue* tablier* | en wear clothes clothing apron* outfit dress | es ropa vestir delantal | de kleid* anziehen schurze*
  | it vestit* abbigliamento grembiul*
bring | fr apport* amen* | en bring brings brought | es traer llevar | de mitbring* | it portare
lost | fr perdu* oubli* trouves | en lost forgot* left lose | es perdid* olvid* | de verloren vergessen verlegt | it pers* persa dimentic*
food | fr repas dejeuner manger gouter gateau* | en lunch food eat eating meal* cake snack* drinks | es comida almuerzo comer | de essen mittagessen
  mahlzeit* | it pranzo cibo mangiare past*
breakfast | fr petit-dejeuner | en breakfast* | es desayuno* | de fruhstuck* | it colazion*
menu | fr menu menus carte | en menu menus | es menu | de speisekarte menu | it menu
vegetarian | fr vegetarien* vegan* vege | en vegetarian* vegan* | es vegetarian* vegan* | de vegetar* vegan* | it vegetarian* vegan*
allergy | fr allerg* gluten intoleran* | en allerg* gluten intoleran* | es alerg* gluten celiac* | de allerg* gluten | it allerg* glutine celiac*
safety | fr plomb cadmium toxique* alimentaire* danger* | en lead cadmium toxic food-safe safe danger* | es plomo toxic* seguro | de blei giftig*
  lebensmittel* sicher | it piombo tossic* sicur*
lodging | fr chambre* dormir heberg* nuit nuitee* logement* | en room* sleep accommodation lodging stay bed beds | es habitacion* dormir alojamiento |
  de zimmer* ubernacht* schlafen | it camer* dormire alloggi*
checkin | fr arrivee depart | en checkin checkout arrival arrive departure | es llegada salida | de anreise abreise ankunft | it arrivo partenza
language | fr anglais* francais* langue* allemand espagnol | en english french language* spanish | es ingles frances idioma* espanol | de englisch
  franzosisch sprache* deutsch | it inglese francese lingu*
teacher | fr professeur* prof enseign* moniteur* | en teacher* instructor* tutor* teach taught coach | es profesor* | de lehrer* | it insegnant*
  maestr*
job | fr recrut* emploi embauch* poste* candidat* alternance cv | en job jobs hiring vacanc* career* cv internship apply | es empleo trabajo
  curriculum | de stelle* bewerb* praktikum | it lavoro assum* candidat*
privacy | fr donnees donnee rgpd efface* effacer supprim* coordonnees | en data gdpr privacy delet* eras* | es datos privacidad borrar | de daten
  datenschutz loschen | it dati privacy cancell*
phone | fr telephone* tel numero appeler | en phone* telephone call number | es telefono* llamar | de telefon* anruf* | it telefon* chiamare
email | fr mail mails courriel* | en email* e-mail* | es correo | de mail email | it email
online | fr ligne internet site web | en online website web site internet | es linea web online | de online internet webseite | it online sito
  internet
account | fr compte* connect* connexion* mot passe identifiant* | en account* login log password* username | es cuenta contrasena | de konto passwort
  anmelden | it account password accesso
fault | fr panne* bug* marche fonctionne* plante* | en crash* bug bugs error* working works | es error falla* funciona | de fehler* funktioniert | it
  errore funziona
second-hand | fr occasion* | en used second-hand preowned | es usado | de gebraucht* | it usato
sell | fr vend* vente* acheter achat* | en sell sells buy buying bought stockist* | es vend* comprar | de verkauf* kaufen | it vend* comprare
photo | fr photo* image* | en photo* picture* image* | es foto* | de foto* bild | it foto*
waiting-list | fr attente complet complete complets | en waiting full | es espera lleno | de warteliste voll ausgebucht | it attesa completo
kilo | fr kilo* kg poids | en kilo* kg weight weigh | es kilo* peso | de kilo* gewicht | it chil* peso
doctor | fr medecin* docteur* consultation* soin* | en doctor* consultation* treatment* clinic | es medico* consulta | de arzt praxis behandlung | it
  medico visita
insurance | fr assur* mutuelle* | en insur* | es seguro* | de versicher* | it assicur*
gym | fr salle sport musculation coach* | en gym* workout trainer* | es gimnasio | de fitness* | it palestra
student | fr etudiant* eleve* | en student* pupil* | es estudiante* | de student* schuler* | it student*
certificate | fr cpf diplome* attestation* certificat* | en certificate* diploma* | es certificado* | de zeugnis zertifikat* | it certificat*
minimum | fr minimum moins | en minimum least fewer enough | es minimo | de mindest* | it minimo
`;
