# Wat de commando's voor mensen afdrukken. Scripts lezen --json, waar deze teksten niet aan komen.

# Woorden
cli-left-flow = Flow «{ $name }» ({ $id }) noemt het dan niet meer.
cli-left-organisation = Organisatie «{ $name }» ({ $id }) heeft er dan geen recht meer op.
cli-left-token = Token «{ $name }» ({ $id }) vervalt ermee.
cli-yes = ja
cli-no = nee
cli-on = aan
cli-off = uit
cli-always = altijd
cli-everything = alles
cli-unmapped = (niet gekoppeld)
cli-empty = Er is niets te tonen.
cli-more = Er zijn er { $shown } getoond; --limit toont er meer.
cli-searched = Het zoeken stopte na { $rows } rijen. Maak het nauwer met state: of integration:.
cli-with-options = , { $count ->
    [one] 1 optie
   *[other] { $count } opties
 }
cli-not-asked = niet gesteld
cli-status-system = systeem
cli-status-custom = eigen
cli-and-held = , vastgehouden
cli-and-own-asked = , hier annulering gevraagd
cli-and-own-cancelled = , hier geannuleerd
cli-and-cancel = , annulering gevraagd

# Kolommen en namen
cli-col-address = Adres
cli-col-answer-from = Antwoord uit
cli-col-attempts = Pogingen
cli-col-automatic = Automatisch
cli-col-changed = Gewijzigd
cli-col-check = Controle
cli-col-check-updates = Statussen ophalen
cli-col-checked = Laatst bekeken
cli-col-condition = Voorwaarde
cli-col-conditions = Voorwaarden
cli-col-count = Sales
cli-col-customer = Klant
cli-col-constant = Altijd
cli-col-date = Datum
cli-col-default = Indien leeg
cli-col-mapped = Gekoppeld
cli-col-options = Opties
cli-col-own-name = Naam bij ons
cli-col-own-options = Opties bij ons
cli-col-partner-name = Naam bij partner
cli-col-partner-options = Opties bij partner
cli-col-takes = Mag zijn
cli-col-variable = Variabele
cli-col-flow = Flow
cli-col-found = Gevonden
cli-col-granted = Toegekend
cli-col-group = Groep
cli-col-equal = Gelijk
cli-col-identifier = Identifier
cli-col-integration = Integratie
cli-col-role = Rol
cli-col-key = Sleutel
cli-col-kind = Soort
cli-col-last-contact = Laatste contact
cli-col-link = Verbinding
cli-col-matches = Geldt voor
cli-col-name = Naam
cli-col-next = Volgende poging
cli-col-organisation = Organisatie
cli-col-origin = Herkomst
cli-col-own = Eigen
cli-col-own-environment = Eigen omgeving
cli-col-own-product = Eigen product
cli-col-own-status = Eigen status
cli-col-partner = Partner
cli-col-partner-product = Partnerproduct
cli-col-partner-sale = Sale bij partner
cli-col-partner-status = Status bij partner
cli-col-place = Plaats
cli-col-price = Prijs per maand
cli-col-processing = Verwerking
cli-col-product = Product
cli-col-products = Producten
cli-col-required = Verplicht
cli-col-sale = Sale
cli-col-send-optin = Opt-in meesturen
cli-grace = { $seconds ->
    [0] geen: een sale gaat meteen
   *[other] { $seconds } s voordat een sale gaat
}
cli-status-oldest = Langst wachtende
cli-col-budget = Verzoeken per minuut
cli-col-empty-at = Leeg om
cli-col-statuses-read = Statussen gelezen
cli-col-tier = Herkenning
cli-col-grace = Terughaaltijd
cli-col-service = Service
cli-col-setting = Instelling
cli-col-since = Sinds
cli-col-sound = In orde
cli-col-state = Toestand
cli-col-statuses = Statussen
cli-col-supplier = Leverancier
cli-col-synchronised = Laatst gesynchroniseerd
cli-col-type = Type
cli-col-value = Waarde
cli-col-vanished = Als een product weg is
cli-col-why = Waarom
cli-vanished-nothing = niets doen
cli-vanished-deactivate = deactiveren
cli-vanished-delete = verwijderen
cli-col-drift = Als de partner iets anders vraagt
cli-drift-hold = sales vasthouden die daarover uitvallen
cli-drift-warn = waarschuwen
cli-drift-ignore = negeren
cli-col-drift-open = Partner wijzigde
cli-drift-open = { $count } { $count ->
    [one] versie
   *[other] versies
} nog niet bekeken ({ $class }). Bekijk met drift list
cli-col-version = Versie
cli-col-class = Betekenis
cli-col-held = Houdt vast
cli-col-what = Wat
cli-drift-unknown = Er is geen versie { $value } van wat de partner vraagt. Bekijk ze met drift list --all.
cli-drift-released = { $count } { $count ->
    [one] versie
   *[other] versies
} vrijgegeven
cli-pass = { $seen } bekeken, { $changed } gewijzigd
cli-pass-intake = Innemen
cli-pass-forward = Doorzetten
cli-pass-check = Nazoeken
cli-pass-follow = Volgen
cli-pass-sync = Synchroniseren
cli-link-good = goed
cli-link-unknown = nog geen contact
cli-link-idle = niet bekend zolang de service niet draait
cli-link-paused = gepauzeerd: { $why }
cli-link-breaker = geen nieuwe pogingen tot { $until }

# Verbinding testen
cli-test-address = Adres
cli-test-result = Uitkomst
cli-test-works = verbonden
cli-test-next = Wat u kunt doen
cli-test-said = Het antwoord
cli-test-user = Als
cli-test-organisation = Van organisatie
cli-test-scope = Bereik
cli-test-integration-only = Alleen voor integratie
cli-test-flows = Zichtbare flows
cli-test-products = Zichtbare producten
cli-test-time = Heen en terug
cli-test-limit = Verzoeken per minuut
cli-test-account-scope = Let op: dit token reikt tot het hele account van de partner. Een koppeling heeft genoeg aan een token voor integratie, van een koppelgebruiker: vraag de partner erom.
cli-test-paused = De integratie staat nog stil. Wat wacht, gaat na: koppel integration resume { $name }

# Gedaan
cli-own-set = Koppel werkt nu voor { $domain } op { $url }. Hierna: koppel own test
cli-integration-added = Integratie { $name } is toegevoegd; de schakelaars staan uit. Hierna: koppel integration test { $name }
cli-integration-set = Integratie { $name } is gewijzigd.
cli-integration-removed = Integratie { $name } is verwijderd.
cli-integration-resumed = Integratie { $name } verzendt weer.
cli-integration-would-resume = Integratie { $name } zou weer verzenden, met { $count ->
    [one] 1 sale
   *[other] { $count } sales
} onderweg. Nu gepauzeerd: { $why }
cli-integration-not-paused = Integratie { $name } is niet gepauzeerd: er zou niets veranderen.
cli-integration-token = Integratie { $name } heeft het nieuwe token.
cli-conditions-set = De voorwaarden van { $name } zijn gewijzigd.
cli-synced = { $seen } bekeken, { $changed } gewijzigd.
cli-still-reading = Na { $seconds } s nog bezig met lezen …
cli-still-reading-limited = Na { $seconds } s nog bezig met lezen: de partner staat { $limit } verzoeken per minuut toe, een grote catalogus kost dus minuten …
cli-import-left = Niet geïmporteerd: { $why }
cli-imported = { $count ->
    [one] 1 product is geïmporteerd.
   *[other] { $count } producten zijn geïmporteerd.
 }
cli-unlinked = Product { $product } is niet meer gekoppeld. Het eigen product blijft.
cli-map-set = De koppeling van { $key } is gewijzigd.
cli-map-exported = De koppeling is geschreven naar { $path }.
cli-map-imported = De koppeling is vervangen: { $rows } rijen; { $added } nieuw, { $changed } gewijzigd, { $removed } weg.
cli-map-empty = In { $value } staat geen enkele rij: importeren haalt alle rijen weg. Is dat de bedoeling, geef dan --allow-empty.
cli-unknown-own = De eigen omgeving heeft geen { $what } «{ $name }».
cli-unknown-partner = De partner heeft voor zover gelezen geen { $what } «{ $name }».
cli-unknown-near = Het dichtst erbij: { $names }.
cli-unknown-new = Er is niets bewaard. Is het daar net gemaakt, lees dan eerst opnieuw: koppel sync { $name }.
cli-map-unknown-new = Er is niets bewaard. Is het daar net gemaakt, lees dan eerst opnieuw: koppel sync { $name }. Wordt het later gemaakt: --allow-unknown.
cli-map-what-flow = flow
cli-map-what-question = vraag
cli-map-what-agreement = accordering
cli-map-what-status = status
cli-dry-run-sent = Let op: sale { $sale } is al verzonden, als sale { $partner } bij de partner. Dit zou er nu uitgaan.
cli-mapping-version = Met koppelingsversie { $version }.
cli-acted = Sale { $sale }: { $state }.
cli-acted-asked = Sale { $sale }: gevraagd aan de partner om te annuleren.
cli-acted-plain = Sale { $sale }: gedaan.
cli-acted-not = Sale { $sale } bleef zoals die was: { $why }
cli-organisation-made = Organisatie { $id } is aangemaakt.
cli-organisation-set = Organisatie { $id } is gewijzigd.
cli-user-made = Koppelgebruiker { $id } is aangemaakt.
cli-granted = { $count } toegekend.
cli-token-written = Het token staat in { $path }, alleen voor u leesbaar.
cli-token-once = Dit token wordt één keer getoond. Het staat nu leesbaar op uw scherm; liever --out BESTAND.
cli-identity-next = Geef deze sleutel aan de partner. Die maakt er een uitnodiging voor: koppel env token invite --to SLEUTEL
cli-invite-local = Let op: in de uitnodiging staat het adres van deze machine zelf; een partner elders bereikt dat niet. Maak er een met --address https://... (het adres waarop de partner deze omgeving bereikt), en trek deze in.
cli-invite-written = Uitnodiging geschreven naar { $path }, geldig tot { $until }. Alleen de partner kan haar lezen, en één keer gebruiken.
cli-invite-taken-back = Uitnodiging { $id } is ingetrokken.
cli-invite-open = open
cli-invite-used = gebruikt
cli-invite-withdrawn = ingetrokken
cli-invite-expired = verlopen
cli-col-invite = Uitnodiging
cli-col-until = Geldig tot
cli-col-used = Gebruikt
cli-col-refused = Geweigerd
cli-expires-odd = «{ $value }» is geen duur. Schrijf 30m, 12h of 7d.
cli-token-readable = Let op: dit token is leesbaar voor wie het onderweg ziet.
cli-token-plain = Let op: dit token is leesbaar voor wie het onderweg ziet. Veiliger: koppel env token invite
cli-integration-invited = Integratie «{ $name }» met { $domain } is gemaakt. Alle schakelaars staan uit.
cli-change-changed = gewijzigd
cli-change-created = nieuw
cli-col-active = Actief
cli-col-bytes = Bytes
cli-col-change = Wijziging
cli-col-changed-fields = Velden
cli-col-file = Bestand
cli-col-from = Van
cli-col-list = Lijst
cli-col-made = Gemaakt
cli-col-number = Nummer
cli-col-question = Vraag
cli-col-remark = Opmerking
cli-col-to = Naar
cli-col-when = Wanneer
cli-col-who = Wie
cli-count-other = Het zijn er { $value }. Noem dat aantal met --expect-count om door te gaan.
cli-fields-missing = Er is geen veld genoemd. Schrijf veld=waarde, of geef een bestand met --file.
cli-col-owner = Eigenaar
cli-col-trend = Laatste uur (ervoor)
cli-handover = Overdracht van { $from } tot { $to }
cli-handover-queue = De wachtrij nu
cli-handover-uncertain = Onzekere sales worden bij de partner opgezocht; wat koppel niet kan beslissen wacht op een mens: overnemen, of bevestigen dat hij er niet is.
cli-handover-new = Nieuwe oorzaken
cli-handover-known = Bekende oorzaken
cli-handover-jobs = Bulkwerk dat loopt
cli-handover-done = Wat mensen deden
cli-handover-none = Niets.
cli-handover-written = Overdracht geschreven naar { $path }.
cli-evidence = Bewijs over { $count } { $count ->
    [one] sale
   *[other] sales
 } geschreven naar { $dir }, zonder persoonsgegevens.
cli-queue-empty = Wachtrij leeg ({ $name })
cli-file-plan = { $count } te maken, { $known } eerder gemaakt, { $wrong } fout. Met --yes gaat het door; --partial slaat de foute regels over.
cli-file-done = { $count ->
    [one] 1 sale gemaakt in de eigen omgeving. Die gaat vandaar verder zoals alle andere.
   *[other] { $count } sales gemaakt in de eigen omgeving. Ze gaan vandaar verder zoals alle andere.
 }
cli-file-line = regel { $line }: { $what }
cli-file-new = een nieuwe sale
cli-file-made = sale { $sale }
cli-file-known = sale { $sale }, eerder gemaakt
cli-file-differs = sale { $sale }, eerder gemaakt; de regel zegt nu iets anders, en de sale blijft zoals hij is. Wijzig hem met koppel sale edit { $sale }.
cli-file-alike = onzeker: hij is verstuurd, en deze sales van de eigen omgeving kunnen het zijn: { $sales }. Haal de regel uit het bestand als een daarvan het is; geef hem een andere reference als geen het is.
cli-file-doubted = onzeker: hij is verstuurd, en er kwam geen antwoord. Importeer hetzelfde bestand opnieuw: hij wordt niet twee keer gemaakt.
cli-file-doubted-until = onzeker: hij is verstuurd, en er kwam geen antwoord. Importeer hetzelfde bestand opnieuw na { $until }: hij wordt niet twee keer gemaakt.
cli-file-failed = niet gemaakt: { $why } Hetzelfde bestand mag opnieuw worden geïmporteerd.
cli-file-missing = dit ontbreekt: { $named }
cli-file-no-option = dit is geen van de antwoorden waaruit te kiezen is: { $named }
cli-file-invalid = dit kan niet: { $named }
cli-file-agreement = dit moet zijn geaccepteerd: { $named }
cli-file-product = de eigen omgeving verkoopt het niet: { $named }
cli-file-flow = de eigen omgeving heeft het niet: { $named }
cli-file-twice = dezelfde regel stond er al { $value }
cli-file-no-object = dit is geen JSON-object
cli-file-odd = «{ $value }» is geen tekst en geen lijst van teksten
cli-import-done = { $count ->
    [one] 1 sale bijgewerkt.
   *[other] { $count } sales bijgewerkt.
 }
cli-import-empty = { $value } heeft geen regels. Een voorbeeld: koppel env sale import --template
cli-import-no-column = { $value } heeft geen kolom ordernummer. Een voorbeeld: koppel env sale import --template
cli-import-plan = { $count } te wijzigen, { $same } al zo, { $wrong } fout. Met --yes gaat het door; --partial slaat de foute regels over.
cli-rule-none = Er is geen regel.
cli-rule-required-when = Verplicht als:
cli-rule-visible-when = Zichtbaar als:
cli-status-would = Sale { $sale }: { $was } zou { $status } worden.
cli-status-none = Er verandert niets.
cli-status-same = { $count ->
    [one] 1 sale heeft deze status al en doet niet mee.
   *[other] { $count } sales hebben deze status al en doen niet mee.
}
cli-status-revives = Let op: sale { $sale } is geannuleerd en zou dat niet meer zijn.
cli-status-accepts = Let op: bij sale { $sale } staat een annuleringsverzoek open; dit willigt het in.
cli-status-rejects = Let op: bij sale { $sale } staat een annuleringsverzoek open; dit wijst het af.
cli-status-with-yes = Er is nog niets gezet. Met --yes gebeurt het.
cli-thing-changed = { $id } is gewijzigd.
cli-thing-gone = { $id } ({ $name }) is verwijderd.
cli-thing-made = { $id } is gemaakt.
cli-thing-would-go = { $id } ({ $name }) zou verwijderd worden. Met --yes gebeurt het.
cli-world-plan = { $count } te maken of te wijzigen, { $same } al zo. Met --yes gaat het door.
cli-world-taken = { $count } gemaakt of gewijzigd.
cli-world-written = Geschreven naar { $path }. Er staan gegevens van mensen in.
cli-status-set = Sale { $sale } heeft nu status { $status }.
cli-config-valid = De instellingen kloppen.
cli-config-made = Het instellingenbestand { $path } is gemaakt.
cli-config-exists = { $value } bestaat al en is niet aangeraakt. Bekijk het met koppel config show, of noem met --config een ander bestand.
cli-everything-goes = Let op: met de saleverwerking van { $name } aan gaat ook elke sale waar geen voorwaarde voor geldt.
cli-type-token = Plak het token, druk dan op Enter en Ctrl-D:

# Wachtrij en service
cli-settled = Tot rust gekomen
cli-queue-parting = Hier geannuleerd, bij de partner niet
cli-sent-ever = Ooit verzonden
cli-status-updates = Statussen teruggeschreven
cli-status-unmapped = Wacht op niet-gekoppelde status { $status }
cli-not-settled = Na { $seconds } s nog niet tot rust gekomen.
cli-own-missing = niet ingesteld; hierna: koppel own set
cli-service-since = draait sinds { $at }
cli-service-stopped = De service draait niet.
cli-service-ended = De service is gestopt.
cli-service-still-runs = De service draait na { $seconds } s nog. Die stopt vanzelf zodra de lopende pogingen zijn beantwoord.
cli-serving = De service luistert op { $socket }. Ctrl-C stopt hem.
cli-log-failed = Er komt geen logboek: { $why }
cli-incident = Koppel is vastgelopen. Wat bevestigd was, is niet verloren. In het logboek heet dit voorval { $incident }.

# Eén sale
cli-part-timeline = Tijdlijn
cli-part-trace = Waarom wel of niet
cli-part-attempts = Pogingen
cli-part-own = Eigen sale
cli-part-sent = Laatst verzonden
cli-attempt-open = nog geen antwoord
cli-attempt-accepted = aangenomen als { $id }
cli-happened-accepted = ingenomen
cli-happened-own-status = eigen status { $status }
cli-happened-partner-status = status bij partner { $status }, gekoppeld aan { $mapped }
cli-happened-cancel-not-taken = de partner nam het verzoek tot annulering niet aan: { $why }
cli-happened-kept = status { $status } niet overgenomen: de eigen sale is geannuleerd, of dat is gevraagd
cli-happened-cancel-asked = annulering gevraagd aan de partner
cli-happened-cancel-rejected = annuleringsverzoek door de partner afgewezen: «{ $remark }»
cli-happened-replaces = in de plaats van sale { $sale }, die geannuleerd is
cli-happened-replaced = sale { $sale } is ervoor in de plaats gekomen
cli-happened-written = status { $status } op de eigen sale gezet
cli-happened-not-written = status niet op de eigen sale gezet: { $why }

# Doctor
cli-doctor-mode = { $path } heeft rechten { $mode }; zet ze met chmod op { $wanted }
cli-doctor-store-in-use = in gebruik door de service, die zelf controleert; stop de service om alles na te lopen
cli-doctor-environment-in-use = in gebruik door de omgeving die hieruit draait; stop die om alles na te lopen
cli-doctor-backup-none = nog geen; een service maakt er een zodra hij draait
cli-doctor-backup-old = de laatste is van { $at }. Kijk in het log waarom er geen nieuwe is, of maak er een: koppel backup
cli-doctor-store = { $entries } gegevens en { $documents } documenten nagelopen
cli-backed-up = Back-up gemaakt: { $path } ({ $size }, { $entries } gegevens, { $documents } documenten).
cli-exported = Kopie met sleutel gemaakt: { $path } ({ $size }). Alleen wie de geheime helft van die sleutel heeft, kan hem openen.
cli-restore-done = Teruggezet: { $entries } gegevens en { $documents } documenten.
cli-restore-aside = Wat er stond, is bewaard in { $path }.
cli-restore-next = De opslag staat in quarantaine: er wordt niets geplaatst. Start de service, kijk met koppel quarantine, en bevestig daar dat dit het enige exemplaar is.
cli-quarantine-none = Deze opslag staat niet in quarantaine.
cli-quarantine-moved = In quarantaine sinds { $at }: de opslag ligt ergens anders dan voorheen. Wat er na { $since } gebeurde, weet hij niet.
cli-quarantine-older = In quarantaine sinds { $at }: de opslag is ouder dan zijn map zich herinnert. Wat er na { $since } gebeurde, weet hij niet.
cli-quarantine-next = Er wordt niets geplaatst of gewijzigd, ook niet bij de eigen omgeving. Draait er nergens een ander exemplaar? Bevestig het: koppel quarantine --only-copy. Wat nog niet geplaatst was, wordt dan eerst bij de partner gezocht.
cli-quarantine-lifted = Bevestigd: dit is het enige exemplaar. Wat nog niet geplaatst was, wordt eerst bij de partner gezocht.
cli-quarantine-past = Opgeheven op { $at } door { $actor }. Sales van daarvoor zijn of worden eerst bij de partner gezocht.
cli-col-quarantine = Quarantaine
cli-restore-sealed = { $value } is verzegeld. Geef met --identity het bestand met de geheime helft van de sleutel.
cli-restore-other-key = { $value } is voor een andere sleutel verzegeld.
cli-restore-damaged = { $value } is beschadigd. Neem een andere kopie.
cli-no-private-key = In { $value } staat geen geheime sleutel. Zo'n regel begint met AGE-SECRET-KEY-1.
cli-col-size = Grootte
cli-rebuild-in-use = De service werkt met deze opslag. Stop die eerst: koppel serve --stop
cli-rebuild-needless = De opslag is in orde; er is niets te herstellen.
cli-rebuilt = De opslag is opnieuw gemaakt uit het logboek, tot en met vastlegging { $revision }. Wat beschadigd was staat in de map quarantine.

# Wat er aan een commando kan schelen
cli-address-no-url = { $value } is geen adres. Schrijf protocol, host en poort, zoals https://app.salesdock.nl
cli-address-not-https = { $value } is niet veilig voor een token. Gebruik https; http alleen op deze machine (127.0.0.1, localhost).
cli-address-with-secret = In een adres hoort geen gebruikersnaam of wachtwoord. Geef het token met --token-stdin of --token-file.
cli-address-with-path = { $value } heeft een pad. Laat dat weg: alleen protocol, host en poort.
cli-domain-odd = «{ $value }» is geen accountnaam. Het is het deel na /api/ in de adressen van de omgeving.
cli-name-odd = «{ $value }» kan geen naam zijn: alleen letters, cijfers, - _ en . en hooguit 64.
cli-token-empty = Het token is leeg.
cli-token-lines = Er staat meer dan één regel waar het token vandaan komt. Laat alleen het token staan.
cli-token-odd = In het token staan spaties of stuurtekens; kijk na hoe het is gekopieerd.
cli-setting-no-value = «{ $value }» heeft geen waarde. Schrijf sleutel=waarde, zoals automatic=on
cli-setting-unknown = Er is geen instelling «{ $value }». Wel: sale-processing, automatic, statuses, check-updates, send-opt-in, on-vanished, on-drift.
cli-setting-switch = «{ $value }» is niet aan (on) en niet uit (off).
cli-setting-statuses = «{ $value }» noemt geen status. Schrijf always, of statussen met komma's ertussen.
cli-setting-vanished = «{ $value }» is niet nothing, deactivate of delete.
cli-setting-drift = «{ $value }» is niet hold, warn of ignore.
cli-setting-grace = «{ $value }» is geen tijd: schrijf bijvoorbeeld 90s, 15m of 2h; 0 is meteen, hoogstens een dag.
cli-import-none = De partner heeft geen product toegekend dat past bij «{ $value }». Bekijk ze met product list; lees ze eerst met sync.
cli-import-unknown = De partner toont geen product { $value }. Bekijk ze met product list; lees ze eerst met sync.
cli-condition-twice = Er is al een voorwaarde «{ $value }». Wijzig die met koppel condition set.
cli-condition-unknown = Er is geen voorwaarde «{ $value }». Zie koppel condition list.
cli-integration-unknown = Er is geen integratie «{ $value }». Zie koppel integration list.
cli-flow-odd = «{ $value }» is geen flow. Schrijf type/identifier, zoals energy/electricity
cli-moment-odd = «{ $value }» is geen moment. Schrijf jjjj-mm-dd, of jjjj-mm-dd uu:mm:ss tussen aanhalingstekens.
cli-number-odd = «{ $value }» is geen getal.
cli-customer-odd = «{ $value }» is niet consumer of business.
cli-answer-odd = «{ $value }» is geen antwoord. Schrijf vraag=waarde
cli-option-odd = «{ $value }» is geen optie. Schrijf eigen=partner
cli-row-unknown = «{ $value }» bestaat hier niet. Zie de lijst van hetzelfde commando.
cli-field-odd = «{ $value }» is geen veld. Schrijf veld=waarde
cli-state-unknown = «{ $value }» is geen toestand. Toestanden: waiting, ready, queued, sending, retrying, sent, fallout, uncertain, skipped, cancelled, done.
cli-qualifier-unknown = «{ $value }» is geen filter. Er zijn: state:, integration: en group:, en woorden om op te zoeken.
cli-data-missing = Geef met --data de eigen map van de omgeving. Dat is een andere dan die van de service.
cli-nothing-here = In { $value } staat niets van koppel. Kijk --data na, of begin met koppel own set.
cli-environment-here = { $value } is de map van een eigen omgeving, niet van een service. Geef de service met --data een andere map.
cli-no-terminal = De console heeft een terminal nodig. Gebruik in scripts de commando's met --json.
cli-no-terminal-demo = De demo op het scherm heeft een terminal nodig. Zonder terminal: koppel demo --headless
cli-limit-odd = «{ $value }» is geen limiet. Schrijf een aantal verzoeken per minuut, of off.
cli-listen-odd = Op «{ $value }» kan niet worden geluisterd. Schrijf host en poort, zoals 127.0.0.1:8080
cli-faults-odd = De storingen zijn niet te lezen: { $value }

# Wat er mis kan gaan
cli-not-running = Er draait geen service op { $path }. Start die met koppel serve.
cli-socket-not-allowed = Dit account mag de service op { $path } niet gebruiken. Vraag de beheerder om toegang (service.group).
cli-socket-unusable = Met { $path } is geen verbinding te maken
cli-connection-lost = De verbinding met de service is verbroken. Een opdracht kan zijn uitgevoerd; kijk voordat u die herhaalt
cli-no-answer = De service gaf binnen { $seconds } s geen antwoord. Zie het logboek.
cli-other-version = Het antwoord van de service is niet te lezen. Herstart de service, zodat beide van dezelfde versie zijn
cli-file-not-there = het is er niet
cli-file-no-permission = geen toestemming
cli-file-is-there = het bestaat al
cli-file-is-folder = het is een map
cli-file-no-folder = een deel van het pad is geen map
cli-file-no-room = er is geen ruimte meer
cli-file-unreadable = { $path } is niet te lezen
cli-file-unwritable = { $path } is niet te schrijven
cli-start-failed = De opslag of service kan niet worden geopend
cli-environment-failed = De omgeving kan dit niet doen
cli-listen-failed = Op { $address } kan niet worden geluisterd
cli-console-failed = De console is gestopt
cli-output-failed = De uitvoer is niet te schrijven
cli-conflict = Iemand heeft dit intussen gewijzigd: u zag versie { $expected }, nu is het { $found }. Kijk opnieuw en herhaal dan.
cli-role-too-low = { $account } is hier alleen { $may }; hiervoor is de rol { $needs } nodig.
cli-store-failed = De opslag werkt niet meer: { $why }

# De demo
cli-demo-setting-up = Twee omgevingen worden opgezet en gekoppeld …
cli-demo-limited = De catalogus lezen met { $limit } verzoeken per minuut duurt een minuut of twee.
cli-demo-running = De demo draait in { $folder }. Ctrl-C: geen nieuwe sales meer; nog eens: meteen stoppen.
cli-demo-finishing = Er komen geen sales meer bij. Wat onderweg is, wordt afgemaakt …
cli-demo-ending = De demo wordt afgesloten …
cli-demo-sales = { $made } sales gemaakt: { $sent } verzonden, { $fallout } uitgevallen, { $waiting } wachten, { $uncertain } onzeker
cli-demo-checked = { $updates } statussen teruggezet. Nagekeken in beide omgevingen: { $duplicates } dubbel, { $lost } kwijt, { $denied } wel aangekomen maar hier niet als verzonden
cli-demo-failed = De demo is gestopt
cli-rate-odd = «{ $value }» sales per seconde gaat niet. Kies een getal van 0,01 tot 1000.

# Products beside the partner's
cli-col-fields = Velden
cli-col-field = Veld
cli-col-ours = Bij ons
cli-col-theirs = Bij de partner
cli-col-policy = Beleid
cli-col-sales = Onderweg
cli-col-vanished-hold = Verdwenen
cli-policy-partner = van de partner
cli-policy-ours = van ons
cli-policy-ask = vragen
cli-policy-all-partner = alle van de partner
cli-setting-policy = «{ $value }» is geen beleid voor een veld: kies partner, ours of ask
cli-vanished-hold = { $gone } van { $linked } gekoppelde producten zijn verdwenen; er is niets mee gedaan. Bekijk ze met product vanished
cli-same = Er is geen verschil.
cli-vanish-none = Er is niets verdwenen.
cli-vanish-is-deleted = verwijderd
cli-vanish-is-deactivated = gedeactiveerd
cli-vanish-is-spared = teruggezet
cli-vanish-is-sold = in de verkoop
cli-vanish-stopped = koppel heeft uit zichzelf niets gedaan: { $gone } van { $linked } gekoppelde producten zijn tegelijk verdwenen.
cli-vanish-refused = koppel heeft uit zichzelf niets gedaan: { $why }
cli-vanish-nothing = on-vanished staat op nothing: --yes doet niets. Kies eerst deactivate of delete met integration set.
cli-vanish-deactivate = --yes --expect-count { $count } deactiveert { $count ->
    [one] één eigen product
   *[other] { $count } eigen producten
}. Sales die nog niet verzonden zijn en dan wachten: { $sales }.
cli-vanish-delete = --yes --expect-count { $count } verwijdert { $count ->
    [one] één eigen product
   *[other] { $count } eigen producten
}; terug kan met product restore. Sales die nog niet verzonden zijn en dan wachten: { $sales }.
cli-vanish-rows = Rijen van de koppeling die dan geen product meer nodig heeft: { $rows }
cli-col-missing-since = Verdwenen
cli-col-unsent = Nog niet verzonden
cli-other-content = andere inhoud
cli-retired = { $count ->
    [one] Eén eigen product is uit de verkoop gehaald.
   *[other] { $count } eigen producten zijn uit de verkoop gehaald.
}
cli-restored = Product { $product } is terug als eigen product { $own }.

# Repetities
cli-col-tested = Uitkomst
cli-col-way = Gaat
cli-col-rule = Regel
cli-incoming-unknown = Er is geen instelling «{ $value }». Er zijn: check-verification, check-agreements, always-confirm, accept-cancellations, order-status, accepted-offer-status.
cli-incoming-switch = «{ $value }» is niet ja (yes) en niet nee (no).
cli-incoming-usual = de gebruikelijke
cli-incoming-check-verification = Verificatie controleren
cli-incoming-check-agreements = Accorderingen controleren
cli-incoming-order-status = Status nieuwe order
cli-incoming-accepted-offer-status = Status geaccepteerde aanbieding
cli-incoming-always-confirm = Altijd vanaf hier bevestigen
cli-incoming-accept-cancellations = Annuleringsverzoeken aannemen
cli-cancellation-accepted = Sale { $sale } is geannuleerd.
cli-cancellation-resold = Let op: deze sale is doorverkocht. Een partij die hem al heeft, houdt hem tot u ook daar laat annuleren: koppel sale cancel-request { $sale } --reason ...
cli-cancellation-rejected = Het verzoek om sale { $sale } te annuleren is afgewezen.
cli-cancellation-open = open
cli-cancellation-passed-on = doorgegeven
cli-cancellation-granted = ingewilligd
cli-cancellation-refused = afgewezen
cli-col-standing = Stand
cli-col-status-before = Status ervoor
cli-col-requested = Gevraagd
cli-col-reason = Reden

cli-col-job = Taak
cli-col-counts = Stand
cli-job-goes-on = Taak { $job } doet { $count } sales, en gaat door als dit wordt afgebroken; koppel jobs cancel { $job } houdt haar tegen.
cli-job-begun = Taak { $job } is begonnen: { $count } { $count ->
    [one] sale
   *[other] sales
 } in golven. Volg haar met koppel jobs show { $job }.
cli-replay-yes = Met --yes gaan ze. Niet terug te draaien.
cli-happened-edited = aangepast: { $fields }{ $why }
cli-edited = Sale { $sale }: { $fields }. Zo kan hij gemaakt worden.
cli-edited-fails = Sale { $sale }: { $fields }. Zo gaat hij nog niet: { $why }
cli-edited-stays = Sale { $sale }: { $why }
cli-edit-odd = Een wijziging is VELD=WAARDE; dit niet: { $given }
cli-edit-none = Niets om te wijzigen: geef --set VELD=WAARDE of --from BESTAND.
cli-col-proof = Bewijs
cli-check-more = En nog { $count } tegenvoorbeelden; --json toont ze alle.
cli-col-score = Score
cli-suggest-flow = flow
cli-suggest-question = productvraag
cli-suggest-agreement = accordering
cli-suggest-status = status
cli-suggest-same-key = zelfde identifier
cli-suggest-same-label = zelfde naam
cli-suggest-alike-label = naam lijkt erop
cli-suggest-alike-options = naam en opties lijken erop
cli-suggest-same-type = zelfde type
cli-map-accepted = { $count } voorstellen overgenomen; { $left } zijn niet zeker genoeg en blijven over.
cli-check-nothing-there = Dit product of deze flow staat niet in het bewijs: { $value }. `koppel check NAAM` toont wat er wel in staat.
cli-webhook-added = Abonnement { $webhook } op { $event } is gemaakt.
cli-webhook-added-written = Abonnement { $webhook } op { $event } is gemaakt. Het geheim waarmee berichten worden ondertekend staat in { $path }.
cli-webhook-added-unsigned = Abonnement { $webhook } op { $event } is gemaakt. Deze omgeving zegt niet hoe zij berichten ondertekent.
cli-webhook-once = Berichten worden ondertekend met dit geheim. Het wordt maar één keer getoond: bewaar het bij de ontvanger.
cli-webhook-removed = Abonnement { $webhook } is beëindigd.
cli-webhook-replayed = Bericht { $delivery } wordt opnieuw verzonden.
cli-webhook-more = De laatste { $count } van { $total } berichten.
cli-message-pending = te bezorgen
cli-message-delivered = bezorgd
cli-message-failed = opgegeven
cli-try-timed-out = geen antwoord op tijd
cli-try-no-connection = geen verbinding
cli-try-broken = verbinding verbroken
cli-try-not-public = adres is niet openbaar
cli-try-no-secret = abonnement zonder geheim: maak het opnieuw
cli-col-webhook = Abonnement
cli-col-event = Gebeurtenis
cli-col-target = Adres
cli-col-subscribed = Sinds
cli-col-gone = Ontvanger opgeheven
cli-col-delivery = Bericht
cli-col-happened = Gebeurd
cli-col-tries = Pogingen
cli-col-last-try = Laatste poging
cli-col-flows = Flows
cli-col-agents = Gebruikers
cli-col-tokens = Tokens
cli-col-open-sales = Open sales
cli-col-how = Hoe
cli-col-label = Waarvoor
cli-col-user = Gebruiker
cli-col-for = Gebruik
cli-col-addresses = Mag komen van
cli-col-uses = Keer gebruikt
cli-col-act = Handeling
cli-rights-flow = flow
cli-rights-product = product
cli-rights-everything = alles ervan, ook wat nog komt
cli-rights-by-rule = door de regel van de flow
cli-rights-all-flows = Elke flow is toegekend, ook wat nog komt.
cli-rights-all-products = Elk product is toegekend, ook wat nog komt.
cli-rights-flow-added = + flow
cli-rights-rule-added = + alles van
cli-rights-product-added = + product
cli-rights-flow-removed = - flow
cli-rights-rule-removed = - alles van
cli-rights-flows-fixed = - alle flows, ook wat nog komt
cli-rights-products-fixed = - alle producten, ook wat nog komt
cli-rights-product-removed = - product
cli-rights-plan = { $count ->
    [0] Er zou niets wijzigen.
    [one] Er zou 1 ding wijzigen. Met --yes gebeurt het.
   *[other] Er zouden { $count } dingen wijzigen. Met --yes gebeurt het.
 }
cli-rights-changed = Gedaan. Nu toegekend: { $products } { $products ->
    [one] product
   *[other] producten
 }, { $flows } { $flows ->
    [one] flow
   *[other] flows
 }.
cli-why-seen = De organisatie ziet dit.
cli-token-integration = integratie
cli-token-person = persoon
cli-token-ended = beëindigd { $at }
cli-token-any = overal
cli-token-set = Token { $id } is gewijzigd.
cli-token-revoked = Token { $id } ({ $label }) is ingetrokken.
cli-token-would-revoke = Token { $id } ({ $label }) zou worden ingetrokken: wat ermee werkt, stopt meteen. Met --yes gebeurt het.
cli-token-unknown = Er is geen token { $value }. koppel env token list toont ze.
cli-audit-whole = Het register is heel: { $count } regels. Noteer de laatste hash ergens anders; met --known controleert u later of die er nog staat: { $last }
cli-audit-known-odd = «{ $value }» is geen genoteerde regel. Schrijf nummer=hash.

# Een commandoregel die niet klopt
cli-slip-argument = Dit commando kent geen «{ $value }».
cli-slip-command = «{ $value }» is geen commando.
cli-slip-no-command = Er ontbreekt een commando.
cli-slip-missing = Hier ontbreekt: { $value }.
cli-slip-no-value = Bij { $argument } ontbreekt de waarde.
cli-slip-choice = «{ $value }» past niet bij { $argument }: kies uit { $choices }.
cli-slip-value = «{ $value }» past niet bij { $argument }: { $why }.
cli-slip-whole-number = er hoort een geheel getal
cli-slip-least = het moet minstens { $least } zijn
cli-slip-range = het moet liggen binnen { $range }
cli-slip-conflict = { $argument } gaat niet samen met { $other }.
cli-slip-twice = { $argument } mag er maar één keer staan.
cli-slip-meant = Bedoelde u { $value }?
cli-slip-usage = Gebruik: { $usage }
    Meer: met --help erachter.
cli-man-unknown = «{ $value }» is geen commando; koppel --help noemt ze.
cli-man-read = Lees het zo: koppel man | man -l -
# Concept van de koppeling
cli-map-decided = Het besluit over { $key } staat in het concept; publiceer het met: koppel map draft publish NAAM
cli-draft-not-there = Over deze rij is niets besloten: { $value }. Zie koppel map draft list NAAM.
cli-row-not-mapped = Deze rij is niet gekoppeld: { $value }. Koppel haar eerst, of besluit met --draft.
cli-col-was = Was
cli-draft-published = { $count } { $count ->
    [one] regel
   *[other] regels
} gepubliceerd
cli-draft-dropped = { $count } { $count ->
    [one] regel
   *[other] regels
} vergeten
cli-draft-conflict = iemand publiceerde iets anders
cli-draft-verdict = Na publiceren:
cli-col-becomes = Wordt
cli-col-conflict = Conflict
cli-col-rows = Regels
cli-map-reverted = Versie { $version } is opnieuw gepubliceerd
cli-col-now = Nu
cli-col-ever = Ooit
cli-col-half = Helft
cli-col-most = 95%
cli-col-stuck = Blijft hangen
cli-col-returned = Kwam terug
cli-course-none = Van geen sale van { $name } is nog een status gezien.
cli-drift-goes = { $count ->
    [0] Er wordt geen sale vastgehouden: laat --expect-count weg of zeg 0.
    [one] Er wordt 1 sale vastgehouden, en die gaat dan. Bekijk met --dry-run, en zeg --expect-count 1.
   *[other] Er worden { $count } sales vastgehouden, en die gaan dan. Bekijk ze met --dry-run, en zeg --expect-count { $count }.
 }
cli-map-goes = { $count ->
    [0] Er verdwijnt geen rij: laat --expect-count weg of zeg 0.
    [one] Er verdwijnt 1 rij van de koppeling. Bekijk met --dry-run, en zeg --expect-count 1.
   *[other] Er verdwijnen { $count } rijen van de koppeling. Bekijk ze met --dry-run, en zeg --expect-count { $count }.
 }
cli-draft-goes = { $count ->
    [0] Er is niets te vergeten: laat --expect-count weg of zeg 0.
    [one] Het concept telt 1 beslissing. Bekijk die met map draft list, en zeg dan --expect-count 1.
   *[other] Het concept telt { $count } beslissingen, van wie dan ook. Bekijk ze met map draft list, en zeg dan --expect-count { $count }.
 }
cli-decided-by = { $by } heeft over «{ $row }» al besloten: { $becomes }. Er is niets gewijzigd. Wie daar toch overheen wil, zegt --over { $version }.
cli-setting-field = Een product heeft geen veld «{ $value }». Wel: name, type, active, business, usp, description, cart_info, valid_from, valid_till, main, duration, retention, documents, image, een prijs (price...) of een eigen veld (cf_...).
cli-col-held-sales = Sales
cli-lacking = , mist: { $options }
cli-col-lacking = Onze keuzes zonder antwoord
cli-map-odd-question = De partner stelt geen productvraag «{ $name }» bij wat is overgenomen.
cli-map-odd-own = Onze productvraag «{ $own }» heeft geen keuze «{ $name }».
cli-map-odd-partner = De productvraag «{ $partner }» van de partner heeft geen keuze «{ $name }».
cli-map-odd-lacking = Onze keuze «{ $name }» van «{ $own }» heeft geen antwoord bij de partner. Geef dat met --option.
cli-date-odd = «{ $value }» is geen manier om een datum te schrijven; bijvoorbeeld %d-%m-%Y.
cli-job-would = Taak { $job } zou zijn: { $standing }. { $count ->
    [one] 1 sale ervan is niet begonnen.
   *[other] { $count } sales ervan zijn niet begonnen.
 }
