# Wat er mis kan gaan, voor console, opdrachten en logboek: wat er gebeurde, wat koppel nu doet, wat u kunt doen.

# Instellingen
config-unreadable = Het instellingenbestand { $path } is niet te lezen: { $why }. Controleer het pad en de rechten.
config-syntax = { $place }: dit is geen geldige TOML: { $why }. Herstel deze regel.
config-unknown = { $place }: onbekende instelling { $key }. Zie koppel config show voor alle instellingen.
config-unknown-nearest = { $place }: onbekende instelling { $key }. Bedoelt u { $nearest }?
config-bad-value = { $place }: { $key } accepteert { $expected }, maar er staat { $found }.
config-no-home = Er is geen map voor de gegevens: HOME en XDG_DATA_HOME zijn beide leeg. Geef er een met --data.

# Oorzaken: wat er gebeurde
failure-missing_answer = Een verplichte productvraag heeft geen antwoord
failure-invalid_option = Een antwoord is geen keuze die de partner kent
failure-invalid_answer = Een antwoord voldoet niet aan wat de partner vraagt
failure-missing_agreement = Een verplichte accordering ontbreekt
failure-missing_field = Een verplicht gegeven is leeg
failure-invalid_field = Een gegeven is geweigerd
failure-invalid_product = De partner zegt dat het product ongeldig is: niet actief, niet toegekend of niet in deze flow
failure-product_not_linked = Het product is aan geen product van de partner gekoppeld
failure-flow_not_mapped = De flow is aan geen flow van de partner gekoppeld
failure-unknown_flow = De partner kent deze flow niet
failure-not_granted = De partner heeft dit product of deze flow niet toegekend
failure-reference_conflict = De partner heeft onder onze referentie al een andere sale
failure-already_there = Bij de partner staat al een sale voor deze klant, met hetzelfde product op hetzelfde adres
failure-refused = De partner weigert de sale om een reden die koppel niet kent
failure-unauthorised = Het token is onjuist of ingetrokken
failure-not_allowed = Het token mag hier niet worden gebruikt, of niet vanaf dit adres
failure-unknown_account = Op dit adres is geen account met deze naam
failure-not_found = De omgeving heeft dit niet
failure-throttled = De partner vraagt koppel te wachten: te veel verzoeken
failure-unreachable = De omgeving is niet bereikbaar
failure-tls = De beveiligde verbinding is niet gelukt
failure-timed_out = Er kwam niet op tijd antwoord
failure-connection_lost = De verbinding brak af voordat het antwoord compleet was
failure-server_error = De omgeving meldt een storing
failure-firewall = Een firewall antwoordde in plaats van de partner
failure-redirected = De omgeving verwijst naar een ander adres
failure-quarantine = Deze opslag is teruggezet of gekopieerd: een ander exemplaar kan het al gedaan hebben
failure-unclear_answer = Het antwoord is niet te lezen of spreekt zichzelf tegen
failure-own_environment = De eigen omgeving weigert wat koppel daar wilde schrijven
failure-internal = koppel zelf faalde: de opslag, of een fout in koppel

# Wat een verbinding in de weg stond
detail-name-not-found = de naam bestaat niet
detail-not-a-public-address = de naam leidt naar een adres binnen dit netwerk
detail-connection-refused = op deze poort luistert niemand
detail-no-route-to-the-address = er leidt geen weg naar het adres
detail-connect-time-out = er kwam niet op tijd verbinding
detail-no-TLS-on-this-port = op deze poort wordt geen TLS gesproken
detail-hung-up-during-the-handshake = de andere kant brak de TLS-afspraak af
detail-certificate-expired = het certificaat is verlopen
detail-certificate-not-yet-valid = het certificaat is nog niet geldig
detail-certificate-of-an-unknown-issuer = het certificaat is van een onbekende uitgever
detail-certificate-for-another-name = het certificaat is voor een andere naam
detail-certificate-revoked = het certificaat is ingetrokken
detail-certificate-refused = het certificaat deugt niet

# Oorzaken: wat koppel nu doet en wat u kunt doen
next-missing_answer = koppel verzendt deze sale niet. Koppel een eigen vraag aan deze productvraag, geef een vaste waarde of standaardwaarde, of vul het antwoord aan in de eigen omgeving; probeer daarna opnieuw.
next-invalid_option = koppel verzendt deze sale niet. Voeg de keuze toe aan de keuzetabel van deze vraag en probeer opnieuw.
next-invalid_answer = koppel verzendt deze sale niet. Verbeter het antwoord in de eigen omgeving of pas de koppeling van de vraag aan (soort, datumnotatie) en probeer opnieuw.
next-missing_agreement = koppel verzendt deze sale niet. Koppel een eigen accordering aan deze accordering, of laat de klant alsnog akkoord geven; probeer daarna opnieuw.
next-missing_field = koppel verzendt deze sale niet opnieuw. Vul het gegeven aan in de eigen omgeving en probeer opnieuw.
next-invalid_field = koppel verzendt deze sale niet opnieuw. Verbeter het gegeven in de eigen omgeving en probeer opnieuw.
next-invalid_product = koppel verzendt deze sale niet opnieuw. Synchroniseer de producten; vraag de partner het product actief te maken of toe te kennen, of koppel een andere flow. Probeer daarna opnieuw.
next-product_not_linked = koppel verzendt deze sale niet. Importeer het product van de partner; daarna gaat de sale mee.
next-flow_not_mapped = koppel verzendt deze sale niet. Koppel de flow en probeer opnieuw.
next-unknown_flow = koppel verzendt deze sale niet. Koppel een flow die de partner nu heeft, of vraag de partner de flow toe te kennen; probeer daarna opnieuw.
next-not_granted = koppel verzendt deze sale niet opnieuw. Vraag de partner om het recht en probeer opnieuw.
next-reference_conflict = koppel verzendt niets meer voor deze sale. Zoek de sale bij de partner op en neem haar nummer over, of bevestig dat zij er niet is.
next-already_there = koppel heeft niets verzonden. Kijk bij de partner: is het deze sale, neem haar nummer dan over; zo niet, bevestig dat zij er niet is, dan gaat zij.
next-refused = koppel verzendt deze sale niet opnieuw. Lees wat de partner zei; pas de sale of de koppeling aan, of vraag het de partner, en probeer opnieuw.
next-unauthorised = koppel pauzeert de integratie; sales blijven in de wachtrij. Stel een geldig token in.
next-not_allowed = koppel pauzeert de integratie; sales blijven in de wachtrij. Vraag de partner dit IP-adres toe te laten, of om een token dat hier mag worden gebruikt.
next-unknown_account = koppel verzendt niets. Controleer het adres en de accountnaam van de omgeving.
next-not_found = koppel doet dit niet. Controleer het nummer of de naam.
next-throttled = koppel wacht zo lang als de partner vraagt en gaat vanzelf verder. U hoeft niets te doen.
next-unreachable = koppel probeert het vanzelf opnieuw. Controleer het adres en het netwerk als dit aanhoudt.
next-tls = koppel probeert het vanzelf opnieuw. Controleer het adres, de klok en de certificaten van deze machine, of meld het de partner.
next-timed_out = koppel zoekt eerst uit of de partner de sale heeft, en verzendt haar daarvoor niet nog eens. U hoeft niets te doen.
next-connection_lost = koppel zoekt eerst uit of de partner de sale heeft, en verzendt haar daarvoor niet nog eens. U hoeft niets te doen.
next-server_error = koppel zoekt eerst uit of de partner de sale heeft, en verzendt haar daarvoor niet nog eens. Meld het de partner als dit aanhoudt.
next-firewall = koppel pauzeert de integratie; sales blijven in de wachtrij. Vraag de partner dit IP-adres toe te laten.
next-quarantine = koppel zoekt eerst bij de partner of de sale er al staat, en plaatst hem alleen als dat niet zo is.
next-redirected = koppel volgt geen verwijzing met een token. Stel het juiste adres in.
next-unclear_answer = koppel zoekt eerst uit of de partner de sale heeft, en verzendt haar daarvoor niet nog eens. Controleer het adres als dit aanhoudt.
next-own_environment = koppel probeert het later opnieuw. Controleer de rechten van het token van de eigen omgeving.
next-internal = koppel probeert het vanzelf opnieuw. Kijk of er ruimte op de schijf is en wat in het logboek van de dienst staat; meld dat als het aanhoudt.

# Waar een oorzaak naar wijst
element-token = token
element-field = gegeven { $name }
element-question = productvraag { $name }
element-answer = productvraag { $name }, antwoord «{ $value }»
element-agreement = accordering { $name }
element-product = product { $name } van de partner
element-own_product = eigen product { $name }
element-flow = flow { $name } van de partner
element-own_flow = eigen flow { $name }
element-status = status { $name } van de partner

# Waarom een sale wacht
waiting-product_not_linked = Het eigen product { $product } is aan geen product van de partner gekoppeld. Importeer het product.
waiting-received = Ontvangen van { $organisation }, en niet door te zetten: het eigen product { $product } is aan geen product van een partner gekoppeld.
waiting-mixed = De producten horen bij twee partners. Splits de sale in de eigen omgeving.
waiting-out_of_sale = Het eigen product { $product } is uit de verkoop: de partner biedt het niet meer aan. Verkoop een ander product, of zet het terug met koppel product restore.
waiting-processing_off = Sale-verwerking staat uit voor deze integratie.
waiting-condition_off = Voorwaarde «{ $condition }» geldt en heeft de verwerking uit: de sale gaat nooit.
waiting-status = Status { $status } laat de sale niet gaan; wel: { $allowed }.
waiting-status_condition = Status { $status } laat de sale niet gaan volgens voorwaarde «{ $condition }»; wel: { $allowed }.
own-cancel-asked = In de eigen omgeving is gevraagd de sale te annuleren. Laat hem annuleren bij de partner: diens antwoord telt.
own-cancel-done = In de eigen omgeving geannuleerd, en de partner gaat ermee door. Laat de sale annuleren bij de partner, of zet in de eigen omgeving een andere status.
waiting-cancel_asked_at_own = In de eigen omgeving is gevraagd de sale te annuleren. Beantwoord dat eerst.
waiting-cancelled_at_own = De sale is in de eigen omgeving geannuleerd en nooit verzonden.
waiting-optin_lapsed = De opt-in die wordt meegestuurd gold tot { $until }. De sale gaat niet zonder een opt-in die geldt. Sla de sale over, of zet send-opt-in uit: dan gaat zij zonder.
waiting-optin_withdrawn = De klant heeft de opt-in ingetrokken op { $at }. De sale gaat niet. Sla de sale over, of zet send-opt-in uit: dan gaat zij zonder.
waiting-drift = De partner heeft iets gewijzigd: { $element }. De sale zou daarover uitvallen en wordt vastgehouden (versie { $version }). Pas de koppeling aan, of geef vrij met drift release.

# Toestanden van een sale
state-waiting = wacht
state-ready = gereed
state-queued = in wachtrij
state-sending = verzendt
state-retrying = opnieuw
state-sent = verzonden
state-fallout = uitval
state-uncertain = onzeker
state-skipped = overgeslagen
state-cancelled = geannuleerd
state-done = afgerond

# Waar een onzekere sale staat
doubt-settling = Onbekend of de partner de sale heeft. koppel wacht tot een late verwerking is uitgesloten en kijkt dan bij de partner.
doubt-first_check = Onbekend of de partner de sale heeft. koppel zoekt haar op in de lijst van de partner.
doubt-second_check = Eén keer niet gevonden bij de partner. koppel kijkt nog een keer voordat de sale opnieuw gaat.
doubt-operator = koppel kan niet vaststellen of de partner de sale heeft. Zoek haar op bij de partner: neem haar nummer over, of bevestig dat zij er niet is.

# Waarom koppel iets niet deed
reason-no-own-environment = De eigen omgeving is nog niet ingesteld. Stel die in met koppel own set.
reason-own-elsewhere = De wachtrij en de gekoppelde producten horen bij { $known }. Gebruik een andere map (--data) voor { $wanted }.
reason-address = «{ $address }» is geen adres van een omgeving: schrijf https://naam, of http:// op deze machine.
reason-integration-name = De naam van een integratie heeft 1 tot 60 tekens, zonder schuine streep of stuurtekens.
reason-integration-exists = Er is al een integratie «{ $name }». Kies een andere naam, of geef haar een ander token met koppel integration token.
reason-name-carried = Sales of producten dragen de naam «{ $name }» nog van een andere partner. Kies een andere naam.
reason-no-token = Integratie «{ $name }» heeft geen token. Geef haar er een met koppel integration token.
reason-busy = Van integratie «{ $name }» { $count ->
    [one] is nog 1 sale
   *[other] zijn nog { $count } sales
} onderweg. Laat die eerst afronden of houd ze vast.
reason-condition-twice = Twee voorwaarden heten «{ $name }».
reason-needs-remark = Bij meer dan { $most } sales tegelijk hoort een opmerking die zegt waarom (--remark).
reason-needs-reason = Voor { $verb } is een reden nodig. Geef die met --reason.
reason-not-now = De sale mag nu niet verzonden worden. { $waiting }
reason-edited = Gewijzigd, en nog niet verzonden: { $why }
reason-not-linked = Product { $product } is aan geen product van een partner gekoppeld. Importeer het product.
reason-linked-already = Product { $own } of product { $partner } van de partner is al gekoppeld.
reason-wrong-state = Dat kan niet met een sale in de toestand { $state }.
reason-fenced = De uitkomst hoort bij een poging die al was opgegeven.
reason-held = De sale wordt vastgehouden.
reason-not-due = Het is nog niet zover.
reason-doubted = Een eerdere poging kan zijn aangekomen: koppel zoekt die eerst op bij de partner.
reason-not-shown = De partner toont geen sale { $partner }. Zoek het nummer in wat hij toont: koppel sale evidence.
reason-another-sale = Sale { $partner } van de partner is een andere: { $fields } is niet zoals het verstuurd is. Kijk wat het wel kan zijn: koppel sale evidence.
reason-claimed = Sale { $partner } van de partner hoort al bij sale { $owner }.
reason-organisation-name = Een organisatie heeft een naam nodig.
reason-not-offered = Deze omgeving kan dat niet: alleen een omgeving van koppel zelf biedt het. Doe het in de omgeving zelf.
reason-on-sale = Product { $product } van de partner is niet uit de verkoop gehaald: er is niets terug te zetten.
reason-unreadable = Het verzoek is niet te lezen op regel { $line }, kolom { $column }. Start de service opnieuw, zodat beide van dezelfde versie zijn.
reason-unwritable = De sale is niet op te schrijven: { $why }

# Wat er niet is
not-there = Er is geen { $what } «{ $name }».
thing-integration = integratie
thing-sale = sale
thing-own-sale = sale in de eigen omgeving met nummer
thing-flow = flow
thing-partner-product = toegekend product van de partner met nummer
thing-product-link = koppeling met product van de partner met nummer
thing-organisation = organisatie met nummer
thing-webhook = abonnement of bericht
thing-user = gebruiker met nummer

# Iets anders dan een sale gevraagd: wat er gebeurde
call-missing_field = Een verplicht gegeven is leeg
call-invalid_field = De omgeving weigert een gegeven
call-reference_conflict = De omgeving zegt dat dit er al is
call-refused = De omgeving weigert dit verzoek om een reden die koppel niet kent
call-throttled = De omgeving vraagt te wachten: te veel verzoeken
call-firewall = Een firewall antwoordde in plaats van de omgeving

# Iets anders dan een sale gevraagd: wat u kunt doen
call-next-missing_field = Vul het gegeven aan en geef de opdracht opnieuw.
call-next-invalid_field = Lees wat de omgeving zei, verbeter het gegeven, en geef de opdracht opnieuw.
call-next-unknown_flow = Koppel een flow die de partner nu heeft (koppel map flow set), of vraag de partner de flow toe te kennen.
call-next-not_granted = Vraag de partner om het recht.
call-next-reference_conflict = Kijk in de omgeving wat er al is.
call-next-refused = Lees wat de omgeving zei, en vraag het zo nodig haar beheerder.
call-next-unauthorised = Stel een geldig token in.
call-next-not_allowed = Neem een token dat hiervoor bedoeld is, of vraag de beheerder van de omgeving of de organisatie actief is en of dit IP-adres mag.
call-next-unknown_account = Controleer het adres en de accountnaam van de omgeving.
call-next-not_found = Controleer het nummer of de naam.
call-next-throttled = Wacht een minuut en geef de opdracht opnieuw.
call-next-unreachable = Controleer het adres en het netwerk, en geef de opdracht opnieuw.
call-next-tls = Controleer het adres, de klok en de certificaten van deze machine, of meld het de beheerder van de omgeving.
call-next-timed_out = Controleer het netwerk en geef de opdracht opnieuw.
call-next-connection_lost = Controleer het netwerk, kijk of het al gedaan is, en geef de opdracht zo nodig opnieuw.
call-next-server_error = Probeer het later opnieuw. Meld het de beheerder van de omgeving als dit aanhoudt.
call-next-firewall = Vraag de beheerder van de omgeving dit IP-adres toe te laten.
call-next-redirected = koppel volgt geen verwijzing met een token. Stel het juiste adres in.
call-next-quarantine = Kijk met koppel quarantine, en bevestig daar dat dit het enige exemplaar is.
call-next-unclear_answer = Controleer het adres: antwoordt daar wel een omgeving?
reason-said = De omgeving doet dit niet: { $said }
reason-needed = Dit is nog nodig:{ $fields }
reason-wrong-fields = De omgeving neemt dit niet aan:{ $fields }
thing-own-product = eigen product
thing-supplier = leverancier
thing-question = vraag
thing-agreement = accordering
thing-status = status
thing-call = zo'n aanroep in deze omgeving
reason-not-quarantined = De opslag staat niet in quarantaine; er is niets te bevestigen.
reason-not-backed-up = Er is geen back-up gemaakt: { $why }
reason-public-key = «{ $given }» is geen publieke sleutel. Laat de partner koppel identity uitvoeren en neem over wat daar staat.
reason-no-invite = Dit bestand is geen uitnodiging. Een uitnodiging begint met «BEGIN AGE ENCRYPTED FILE».
reason-invite-for-another = Deze uitnodiging is voor een andere sleutel gemaakt. Stuur de partner wat koppel identity hier toont, en vraag een nieuwe.
reason-invite-damaged = Deze uitnodiging is onderweg beschadigd of veranderd. Vraag de partner het bestand opnieuw te sturen.
reason-invite-unreadable = Deze uitnodiging is niet te lezen ({ $why }). Gebruiken beide kanten dezelfde versie van koppel?
reason-invite-used = Deze uitnodiging is al gebruikt. Was u dat niet, waarschuw dan de partner; vraag in elk geval een nieuwe.
reason-invite-over = Deze uitnodiging is verlopen of ingetrokken. Vraag de partner een nieuwe.
thing-link-user = koppelgebruiker
thing-invite = uitnodiging

# Raad over schakelaars
rule-general = algemeen
way-by-itself = vanzelf
way-by-hand = met de hand
way-never = niet
tested-newly-failing = valt nu uit
tested-newly-passing = gaat nu wel
tested-changed = zegt iets anders
tested-still-failing = valt nog steeds uit
tested-same = hetzelfde
tested-passing = kan gaan
tested-failing = kan niet gaan
backtest-record = Van { $predicted } sales die verzonden zijn, heeft de partner er { $refused } geweigerd.
advice-none = Geen opmerkingen over de schakelaars.
advice-general = de algemene schakelaar
advice-condition = voorwaarde «{ $name }»
advice-everything-else = De algemene schakelaar staat aan naast voorwaarden: elke sale waarvoor geen voorwaarde geldt, gaat ook.
advice-nothing = Er staat niets aan: geen enkele sale gaat.
advice-automatic = Automatisch staat aan bij { $of }, maar de verwerking staat uit: er gaat niets.
advice-dead = Voorwaarde «{ $name }» beslist nooit: al haar sales vallen al onder { $by }.
advice-overlap = «{ $first }» en «{ $second }» kunnen voor dezelfde sale gelden en beslissen anders: «{ $first }» gaat voor.
advice-impossible-status = Status { $status } van { $of } bestaat niet in de eigen omgeving: daarmee gaat nooit iets.
advice-never-in-status = Voorwaarde «{ $name }» geldt alleen voor statussen waarmee zij zelf niets laat gaan.
advice-names-product = product { $names }
advice-names-supplier = leverancier { $names }
advice-names-flow = flow { $names }
advice-names-product-type = productsoort { $names }
advice-names-question = productvraag { $names }
advice-names-status = status { $names }
advice-unmatchable = Voorwaarde «{ $name }» noemt { $names }, en dat heeft de eigen omgeving niet.
advice-loop = Status { $status } laat bij { $of } sales gaan, en wordt ook gezet als de partner { $partner } meldt: wie erop reageert, begint opnieuw.

reason-job-size = Een taak heeft 1 tot { $most } sales; deze zou er { $count } hebben.
reason-in-job = Sale { $sale } zit al in taak { $job }. Wacht tot die klaar is, of breek haar af.
reason-cancel-not-taken = De partner neemt het verzoek om sale { $sale } te annuleren niet aan: «{ $said }». Daar is niets veranderd. Spreek buiten koppel om met de partner af wat ermee gebeurt; de status vertelt de rest.
reason-no-place = Er is hier geen geannuleerde sale { $cancelled } waar nog geen andere voor in de plaats is. Laat die sale eerst annuleren bij de partner.
reason-job-standing = Taak { $job } is { $standing }; dat kan nu niet.
reason-not-in-bulk = { $verb } gaat per sale, niet in een taak.
thing-job = taak
thing-drift = openstaande wijziging van de partner met versie
thing-mapping-version = bewaarde versie van de koppeling
thing-partner-question = vraag van de partner met kenmerk
thing-counterexample = tegenvoorbeeld met nummer
reason-published-otherwise = Iemand publiceerde intussen iets anders voor { $rows }. Bekijk het en beslis daar opnieuw; er is niets overschreven.
thing-group = groep met sales
job-running = bezig
job-paused = gepauzeerd
job-halted = gestopt
job-cancelled = afgebroken
job-done = klaar
reason-no-such-field = «{ $field }» kan niet worden aangepast. Antwoorden gaan als questionData.VRAAG; de andere velden staan bij koppel sale show.
reason-field-form = Zo wordt «{ $field }» niet geschreven. Een geboortedatum is een dag (dd-mm-jjjj), een e-mailadres heeft een @, een geslacht is een woord.
reason-file-typed = «{ $field }» is een bestand; dat kan niet worden getypt.
failure-loop = De partner heeft dit product van deze omgeving: de sale zou terugkomen
next-loop = koppel verzendt deze sale niet. Ontkoppel het product.
reason-loop = product { $product } van de partner komt uit «{ $environment }» zelf: een sale ervan zou terugkomen
replay-passes = { $count } van { $total } zouden nu slagen.
replay-same = Van { $total } zouden er { $count } precies hetzelfde zeggen als wat werd geweigerd. De oorzaak is van hieruit niet te zien: eerst gaat er één, als proef.
replay-none = Geen van { $total } zou nu slagen.
replay-fails = { $count } niet: { $why }
replay-left = { $count } zouden precies hetzelfde zeggen als wat werd geweigerd, en blijven staan.
plan-cost = Kost { $requests } aanroepen: bij deze limiet zeker { $minutes } { $minutes ->
    [one] minuut
   *[other] minuten
  }.
plan-nothing = Dit kan nu bij geen van de gekozen sales.
plan-goes = { $count ->
    [one] 1 sale: { $sales }
   *[other] { $count } sales: { $sales }
  }
plan-left-out = { $count ->
    [one] 1 doet niet mee
   *[other] { $count } doen niet mee
  } ({ $sales }): { $why }
plan-touches = Raakt { $partners }.
plan-no-partner = geen partner
plan-age = Oudste van { $oldest }, nieuwste van { $newest }.
plan-requests = Kost { $requests ->
    [one] 1 aanroep
   *[other] { $requests } aanroepen
  } bij de partner.
plan-changed = intussen gewijzigd, nu { $state }
plan-unknown = die sale kent koppel niet
replay-waves = Ze gaan in golven van 1, 2, 5, 20 …; komt de groep terug of ontstaat er een nieuwe, dan stopt de taak vanzelf.
job-halt-back = Sale { $sale } viel om dezelfde oorzaak uit.
job-halt-new = Sale { $sale } viel uit in een nieuwe groep ({ $group }).
job-fate-planned = nog niet begonnen
job-fate-under-way = onderweg
job-fate-done = gelukt
job-fate-failed = uitval
job-fate-uncertain = onzeker
job-fate-left-out = overgeslagen
job-fate-changed = intussen gewijzigd
job-line = Taak { $job } is { $standing }: { $counts }.
replay-beyond = { $count } passen niet meer in één taak, en blijven staan.
job-counts = { $done }/{ $total } gelukt, { $failed } uitval, { $uncertain } onzeker, { $left } overgeslagen{ $under_way ->
    [0] {""}
   *[other] , { $under_way } onderweg
 }{ $planned ->
    [0] {""}
   *[other] , { $planned } niet begonnen
 }
store-locked = { $path } is in gebruik door een ander proces. Sluit daarbij aan, of stop het eerst.
store-damaged = { $path } is beschadigd ({ $why }). Bewaar een kopie van de map, en laat koppel doctor --rebuild de opslag opnieuw maken uit het logboek.
store-other-key = { $path } is met een andere sleutel geschreven. Zet het juiste sleutelbestand terug.
store-failed = De opslag is uitgevallen en neemt niets meer aan ({ $why }). Wat bevestigd is, is er nog. Stop, kijk naar de schijf en start opnieuw.
store-io = { $path } kan niet worden gelezen of geschreven ({ $why }).
store-defect = De opslag kan niet worden gelezen ({ $why }).
key-io = Het sleutelbestand { $path } kan niet worden gelezen of gemaakt ({ $why }).
key-open = Het sleutelbestand { $path } staat open voor anderen (rechten { $mode }). Sluit het met: chmod 600 { $path }
key-damaged = Het sleutelbestand { $path } is beschadigd. Zet het juiste terug uit uw back-up; gooi dit niet weg.
key-no-random = Het besturingssysteem geeft geen toeval ({ $why }); zo kan koppel geen sleutel maken.
folder-foreign = { $path } is van een ander account (uid { $owner }). Kies een andere map met --data.
folder-none = { $path } is geen map. Kies een andere met --data.
folder-open = { $path } is voor iets anders in gebruik en staat open voor anderen (rechten { $mode }). Kies een andere map met --data, of sluit haar met chmod 700.
folder-io = { $path } kan niet worden gebruikt ({ $why }).
socket-running = bij { $path } draait al een service. Stop die met koppel serve --stop, of kies een ander pad met service.socket.
socket-occupied = bij { $path } staat iets anders. Zet dat ergens anders neer.
socket-too-long = { $path } is te lang voor een socket. Kies een korter pad met service.socket.
service-no-group = service.group: er is geen groep { $group }.
world-domain = «{ $domain }» kan geen accountnaam zijn: 1 tot 64 kleine letters, cijfers, - en _.
world-exists = { $path } bevat al een omgeving (account { $domain }). Kies een andere map.
world-missing = { $path } bevat geen omgeving. Maak er een met koppel env init.
world-unreadable = Het wereldbestand kan niet worden gelezen bij { $entry }: { $why }
world-accept = De omgeving kan geen verbindingen aannemen ({ $why }).
thing-token = token met nummer
reason-plan-changed = Rechten of catalogus zijn gewijzigd sinds het plan. Er is niets gedaan; bekijk het plan opnieuw.
why-organisation-inactive = De organisatie is niet actief: maak haar actief.
why-no-user = De organisatie heeft geen actieve gebruiker: maak haar koppelgebruiker, of zet die weer aan.
why-no-token = Haar gebruikers hebben geen geldig token: maak een uitnodiging of een token.
why-product-inactive = Het product is niet actief.
why-product-not-yet = Het product wordt verkocht vanaf { $day }.
why-product-expired = Het product werd verkocht tot en met { $day }.
why-product-not-granted = Het product is niet toegekend: ken het toe.
why-in-no-flow = Geen enkele flow verkoopt dit product.
why-flows-not-granted = Geen van de flows die het verkopen is toegekend: { $flows }.
why-flow-not-granted = De flow is niet toegekend: ken haar toe.
why-archived = De accordering is gearchiveerd.
why-asked-of-nothing = Er wordt nergens naar gevraagd: geen product van zijn types gaat door een van zijn flows.
why-none-of-its-flows = Geen van de flows waarin ernaar gevraagd wordt is toegekend: { $flows }.
why-none-of-its-products = Geen van de producten waarbij ernaar gevraagd wordt mag verkocht worden: { $products }.
why-other = De omgeving geeft een reden die deze versie van koppel niet kent.
act-organisation-create = organisatie gemaakt
act-organisation-update = organisatie gewijzigd
act-organisation-delete = organisatie verwijderd
act-rights-products = producten toegekend
act-rights-flows = flows toegekend
act-rights-grant = rechten toegekend
act-rights-revoke = rechten ingetrokken
act-user-create = koppelgebruiker gemaakt
act-user-invite = persoon uitgenodigd
act-user-update = gebruiker gewijzigd
act-user-delete = gebruiker verwijderd
act-token-create = token gemaakt
act-token-update = token gewijzigd
act-token-rotate = token vervangen
act-token-revoke = token ingetrokken
act-token-new-address = token van nieuw adres
act-invite-create = uitnodiging gemaakt
act-invite-withdraw = uitnodiging ingetrokken
act-invite-exchange = uitnodiging gebruikt
act-invite-confirm = token van de uitnodiging aangekomen
act-incoming-set = instellingen gewijzigd
act-supplier-create = leverancier aangemaakt
act-supplier-update = leverancier gewijzigd
act-supplier-delete = leverancier verwijderd
act-product-create = product aangemaakt
act-product-update = product gewijzigd
act-product-delete = product verwijderd
act-flow-create = flow aangemaakt
act-flow-update = flow gewijzigd
act-flow-delete = flow verwijderd
act-question-create = vraag aangemaakt
act-question-update = vraag gewijzigd
act-question-delete = vraag verwijderd
act-agreement-create = accordering aangemaakt
act-agreement-update = accordering gewijzigd
act-agreement-delete = accordering verwijderd
act-status-create = status aangemaakt
act-status-update = status gewijzigd
act-status-delete = status verwijderd
act-token-refused-address = token geweigerd vanaf een adres
act-invite-refuse = uitnodiging geweigerd
act-world-import = wereld ingelezen
act-webhook-create = abonnement aangemaakt
act-webhook-delete = abonnement verwijderd
act-webhook-gone = abonnement beëindigd door de ontvanger
act-webhook-replay = bericht opnieuw bezorgd
act-sale-status = status gezet
act-sale-fields = velden gezet
act-cancellation-accept = annulering geaccepteerd
act-cancellation-reject = annulering afgewezen
act-about = { $act }: { $about }
act-about-sale = { $act }: sale { $about }

# Een oproep aan een medewerker
alert-group = { $partner }: nieuwe oorzaak van uitval: { $what } ({ $count ->
    [one] 1 sale
   *[other] { $count } sales
})
alert-queue = { $partner }: in de wachtrij wacht een sale al { $minutes ->
    [one] 1 minuut
   *[other] { $minutes } minuten
}
alert-person = { $count ->
    [one] 1 onzekere sale wacht
   *[other] { $count } onzekere sales wachten
} op uw beslissing
alert-blocked = { $partner }: sale { $sale } houdt al { $hours } uur { $count ->
    [one] 1 andere sale
   *[other] { $count } andere sales
} van hetzelfde adres tegen
alert-filed = Van { $count ->
    [one] 1 regel
   *[other] { $count } regels
} uit een bestand is al een uur niet bekend of de sale er staat; importeer het bestand opnieuw om dat uit te zoeken
alert-paused = { $partner }: verzenden staat stil: { $what }
alert-breaker = { $partner }: verzenden staat stil, omdat de partner steeds faalt; koppel probeert het vanzelf opnieuw
alert-more = En nog { $count } { $count ->
    [one] melding
   *[other] meldingen
}.
alert-title = koppel: { $own }
alert-unsent-status = antwoord { $status } van het adres
alert-unsent-secret = alert.webhook_secret_file noemt geen leesbaar bestand met whsec_ en een sleutel van minstens 24 bytes
alert-unsent-target = alert.webhook mag niet: alleen https naar een openbaar adres, of http naar deze machine
alert-unsent-timed-out = geen antwoord op tijd
alert-unsent-no-connection = geen verbinding
alert-unsent-broken = de verbinding brak af
alert-unsent-command = { $command }: { $why }

# Een onzekere sale, bij de partner gezocht
happened-number = nummer { $number } bij de partner
check-found = Gevonden bij de partner als sale { $sale }.
check-absent = Niet gevonden bij de partner.
check-ambiguous = Er staat iets dat erop lijkt; koppel kiest niet.
check-inconclusive = De controle bewijst niets.
look-rows = { $count ->
    [one] 1 sale gelezen
   *[other] { $count } sales gelezen
},
look-sound = de lijst was volledig,
look-unsound = de lijst was niet volledig te lezen,
look-controlled = en een sale die zeker van ons is, stond erin.
look-uncontrolled = en geen sale die zeker van ons is, stond erin.
look-like = Lijkt erop: { $sales }.
doubt-reference = Verzonden onder { $reference }.
doubt-scan = { $at }: { $found }
doubt-now = Nu: { $worth }
doubt-candidates = { $count ->
    [0] Niets in de lijst lijkt erop.
    [one] 1 sale bij de partner kan het zijn:
   *[other] { $count } sales bij de partner kunnen het zijn:
}
doubt-candidate = Sale { $sale } bij de partner
doubt-candidate-same = Sale { $sale } bij de partner komt overeen in alles wat bekend is
doubt-candidate-taken = Sale { $sale } bij de partner is al onze sale { $owner }
audit-changed = Regel { $number } is niet wat de hash zegt: die is gewijzigd.
audit-parted = Regel { $number } sluit niet aan op de vorige: daar is iets tussengevoegd, weggehaald of verwisseld.
audit-missing = Regel { $number } is er niet.
audit-not-as-known = Regel { $number } heeft een andere hash dan genoteerd: het register is opnieuw gemaakt.

## Statussen uit een bestand
updates-no-number = «{ $value }» is geen ordernummer
updates-no-sale = er is geen sale { $value }
updates-no-status = er is geen status «{ $value }»
updates-too-wide = de regel heeft { $value } kolommen, meer dan de kop
updates-twice = { $value } staat er al
updates-wrong = regel { $line }, kolom { $column }: { $what }
updates-no-sales = De eerste regel noemt geen kolom ordernummer (of order_number). Een voorbeeldbestand laat zien hoe het hoort.
updates-empty = Dit bestand heeft geen regels. Een voorbeeldbestand laat zien hoe het hoort.
updates-column-twice = Twee kolommen heten «{ $name }»: hernoem of verwijder er één.
updates-odd = Dit is geen CSV-bestand dat te lezen is: { $why }
trace-not-cancelled = Niet geannuleerd in de eigen omgeving
trace-linked = Product { $product } is gekoppeld, via { $name }
trace-one-partner = { $count ->
    [one] Het andere product gaat naar dezelfde partner
   *[other] De { $count } andere producten gaan naar dezelfde partner
  }
trace-no-match = Voorwaarde «{ $condition }» past niet: { $part }
trace-part-product = een ander product
trace-part-supplier = een andere leverancier
trace-part-flow = een andere flow
trace-part-type = een ander producttype
trace-part-status = een andere status
trace-part-customer = een ander soort klant
trace-part-answer = een ander antwoord op { $question }
trace-condition = Voorwaarde «{ $condition }» past en beslist
trace-general = De algemene schakelaars beslissen
trace-on = Sale-verwerking staat daar aan
trace-any-status = Elke status mag, ook «{ $status }»
trace-status = Status «{ $status }» mag
trace-by-itself = Gaat vanzelf
trace-by-hand = Gaat pas als iemand verzendt
trace-no-drift = Geen wijziging van de partner houdt de sale tegen
trace-held = Iemand houdt de sale vast
trace-state = De sale staat op { $state }: iemand moet beslissen
trace-quarantined = Deze map kan een kopie zijn: er gaat niets weg totdat iemand zegt dat dit de enige is
trace-paused = De integratie verzendt niet. { $why }
trace-resting = De partner gaf te vaak een fout; om { $until } wordt opnieuw gekeken
trace-behind = Sale { $sale } voor hetzelfde adres gaat eerst
trace-recallable = Tot { $at } terug te halen: instelling grace van { $name } ({ $seconds } s)
trace-due = Het volgende moment is { $at }
trace-free = Niets houdt de sale nog tegen
course-unmapped = Status «{ $status }» is niet gekoppeld: { $count } { $count ->
    [one] sale staat
   *[other] sales staan
  } daar, zonder dat de eigen omgeving het weet.
course-stuck = { $count } { $count ->
    [one] sale staat
   *[other] sales staan
  } hier langer dan 95 van de 100 sales ({ $time }): { $sales }
course-returned = { $count } { $count ->
    [one] sale kwam
   *[other] sales kwamen
  } hier terug na een andere status: { $sales }
course-stays = de helft gaat verder binnen { $half }, 95 van de 100 binnen { $most }
course-from = van { $status } ({ $count })
course-to = naar { $status } ({ $count })

# Een oorzaak als geheel
whole-group-customers = Klanten
whole-group-trying = Waarvan nog geprobeerd of gezocht
whole-group-last = Laatst gezien
whole-group-after = Na
whole-group-note = Notitie
whole-group-snoozed = Geen nieuws tot
whole-group-next = Wat nu
whole-group-not-observable = Alles wat van hieruit te zien is, klopt: de oorzaak is niet waarneembaar. Vraag het de partner, met koppel groups evidence.
whole-probe-shown = De partner toont het product nog
whole-probe-active = Het is actief
whole-probe-on-sale = Het is vandaag te koop
whole-probe-customers = Het is voor dit soort klant
whole-probe-flow-type = De flow is van dit type
whole-probe-partners-own = Niets van de partner zelf staat in de weg (regio, voorraad, zijn leverancier)
whole-probe-unseen = is van hieruit niet te zien

evidence-seen = Wat van buiten te zien is
evidence-sales = Wat er is verstuurd en geantwoord
evidence-more = en nog { $count }
evidence-redacted = Namen, adressen en nummers van personen zijn weggelaten; de referenties kennen beide kanten.
