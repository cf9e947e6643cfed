# De schermen van de console.

## Algemeen
console-yes = ja
console-no = nee
console-on = aan
console-off = uit
console-loading = Bezig met ophalen …
console-too-small = venster te klein ({ $columns }x{ $lines }, minimaal { $least })
console-refreshed = Alles wordt opnieuw opgehaald.
console-reconnected = Weer verbonden met de service.
console-missed-events = Er zijn gebeurtenissen gemist; alles is opnieuw opgehaald.
console-paste-ignored = Plakken genegeerd ({ $count } tekens): open eerst een invoerveld, bijvoorbeeld met /.
console-burst-ignored = { $count } toetsen tegelijk ontvangen en genegeerd. Was dit plakken? Open eerst een invoerveld.
console-blocked-offline = Geen verbinding met de service: wijzigen kan nu niet, bekijken wel.
console-order-running = Bezig met uitvoeren …

## Kop
console-fresh-connecting = VERBINDEN
console-fresh-live = LIVE
console-fresh-delayed = VERTRAAGD { $seconds } s
console-fresh-stale = VEROUDERD { $seconds } s
console-fresh-offline = OFFLINE
console-count-parting = UITEEN
console-count-sales = { $count ->
    [one] { $sales } sale
   *[other] { $sales } sales
 }
console-pane-queue = Wachtrij
console-pane-groups = Groepen
console-pane-integrations = Integraties
console-pane-products = Producten
console-pane-mappings = Koppelingen
console-pane-incoming = Inkomend
console-pane-activity = Activiteit

## Kolommen en velden
console-column-sale = Sale
console-column-state = Status
console-column-customer = Klant
console-column-product = Product
console-column-integration = Integratie
console-column-reason = Toelichting
console-column-since = Sinds
console-column-partner = Partner
console-column-attempts = Pogingen
console-column-count = Aantal
console-column-cause = Oorzaak
console-column-element = Waar
console-column-first = Eerst
console-column-last = Laatst
console-column-contact = Contact
console-column-budget = Verzoeken
console-column-products = Producten
console-column-number = Nummer
console-column-text = Tekst
console-column-type = Soort
console-column-price = Prijs
console-column-own = Eigen
console-column-synchronised = Gesynct
console-column-checked = Bekeken
console-column-supplier = Leverancier
console-column-granted = Toegekend
console-column-name = Naam
console-column-own-side = Eigen omgeving
console-column-partner-side = Partner
console-column-rule = Heeft voorwaarden
console-column-options = Keuzes
console-column-option-table = Keuzetabel
console-column-default = Standaardwaarde
console-column-date-format = Datumnotatie
console-column-organisation = Organisatie
console-column-identifier = Kenmerk
console-column-time = Wanneer
console-column-who = Wie
console-column-what = Wat

## Wachtrij
console-held = vastgehouden
console-cancel-requested = annulering gevraagd
console-rows = { $count ->
    [one] { $loaded } sale
   *[other] { $loaded } sales
 }
console-at-partner = bij partner: { $status }
console-rows-of = { $loaded } van { $total } sales geladen
console-rows-first = eerste { $loaded } van { $total }; verfijn het filter om de rest te zien
console-rows-searched = { $loaded } gevonden in de laatste { $searched } sales
console-arrivals = { $count } nieuw ↑
console-paused-word = GEPAUZEERD
console-paused = Gepauzeerd: nieuwe sales worden alleen geteld. p gaat verder.
console-marked = { $hidden ->
    [0] { $count } gemarkeerd
   *[other] { $count } gemarkeerd, { $hidden } verborgen door het filter
 }
console-attempts-next = { $count }, volgende om { $at }
console-no-more-problems = Verder niets dat aandacht vraagt.
console-empty-queue = De wachtrij is leeg. Sales uit de eigen omgeving verschijnen hier vanzelf. Blijft het leeg? Controleer bij integraties (3) of er producten zijn geïmporteerd en of sale-verwerking aan staat.
console-empty-supplier = Er is geen integratie, dus er valt niets door te zetten. Sales die partners hier plaatsen staan bij Inkomend (6), op het tabblad Sales van de partner. Zelf doorzetten naar een ander begint bij Integraties (3), met +.
console-empty-filter = Geen sales die aan dit filter voldoen. Esc wist het filter, / past het aan.

## Filter en opdrachten
console-prompt-filter = Filter:
console-prompt-palette = :
console-filter-shown = filter: { $filter }
console-filter-problems = alleen problemen
console-filter-hint = woorden, !niet, status:fout, integratie:naam   (spatie betekent en)
console-filter-field = Onbekend veld «{ $name }»: gebruik status, integratie of groep.
console-filter-state = Onbekende status «{ $name }»: bijvoorbeeld fout, wacht, verzonden, onzeker, gereed.
console-filter-value = Vul achter { $name }: een waarde in.
console-palette-hint = naam van een scherm, publiceer, versies, bewijs, help, redraw, start of q
console-no-command = De opdracht «{ $name }» bestaat niet. Druk op ? voor alle toetsen.

## Groepen
console-groups-summary = { $count ->
    [one] { $sales } uitgevallen sales = 1 oorzaak
   *[other] { $sales } uitgevallen sales = { $count } oorzaken
 }
console-empty-groups = Geen uitval. Valt er een sale uit, dan staat de oorzaak hier, met het aantal sales dat erop wacht.

## Integraties
console-integrations-summary = { $count ->
    [one] 1 integratie
   *[other] { $count } integraties
 }
console-empty-integrations = Er is nog geen integratie. Maak er een met + bij de integraties (3), of met: { $koppel } integration add NAAM --base-url URL --domain ACCOUNT --token-stdin
console-integration-on = AAN
console-integration-off = UIT
console-integration-by-hand = MET DE HAND
console-integration-drift = GEWIJZIGD
console-integration-paused = GEPAUZEERD
console-integration-breaker = ONDERBROKEN
console-integration-failing = STORING
console-integration-gone = Deze integratie bestaat niet meer.
console-field-paused = Gepauzeerd
console-field-breaker = Nieuwe poging om
console-field-failure = Verbinding
console-field-conditions = Voorwaarden
console-field-drift = Partner wijzigde
console-drift-open = { $class }, sinds { $since }; bekijk wat met d
console-field-warning = Let op
console-conditions-and-general = de algemene sale-verwerking staat aan naast voorwaarden: al het andere gaat ook
console-field-empty = Wachtrij leeg
console-group-trying = { $count } van { $total } zijn geen uitval: koppel probeert ze nog of zoekt ze op.
console-group-trend = { $sign } { $hour } in het laatste uur, { $before } in het uur daarvoor
console-group-owner = Eigenaar: { $owner }
console-group-snoozed = Geen nieuws tot { $until }
console-tend-claim = De groep is van u.
console-tend-release = De groep is van { $owner }, en wordt van niemand.
console-tend-nobody = De groep is van niemand.
console-tend-no-note = Geen notitie meer.
console-tend-awake = Weer nieuws.
console-done-tended = De groep is bijgewerkt.
console-form-edit = { $count ->
    [one] Sale wijzigen
   *[other] { $count } sales wijzigen
}
console-edit-becomes = { $field } wordt: { $to }
console-edit-changed = { $sale }  intussen veranderd: stond op { $read }, nu { $now }; wordt { $to }
console-edit-waits = gaat nog niet: { $why }
console-edit-fails = valt nog uit: { $why }
console-edit-more = … en nog { $count }
console-edit-keeps = In de eigen omgeving verandert niets; daar blijft staan wat er staat.
console-edit-sends = { $count ->
    [0] Geen enkele gaat daarna.
    [one] 1 sale gaat daarna. Dat is niet terug te draaien.
   *[other] { $count } sales gaan daarna. Dat is niet terug te draaien.
}
console-column-owner = Eigenaar
console-field-tier = Herkenning
console-field-spent = Verzoeken per minuut
console-pass-intake = Laatst opgehaald
console-pass-forward = Laatst doorgezet
console-pass-check = Laatst nagezocht
console-pass-follow = Laatst gevolgd
console-pass-sync = Laatst gesynct
console-pass-other = Overig werk
console-pass-ended = { $seen } bekeken, { $changed } gewijzigd
console-tier-unknown = nog niet bekend: de partner is nog niet gevraagd
console-tier-t0 = de partner weigert zelf dubbele sales, op referentie (T0)
console-tier-t1 = de partner toont onze referentie in zijn lijst (T1)
console-tier-t2 = onze referentie reist mee als antwoord op een productvraag (T2)
console-tier-t3 = op kenmerken van de sale (T3)
console-gate-always = elke status
console-vanished-nothing = niets doen
console-vanished-deactivate = deactiveren
console-vanished-delete = verwijderen
console-drift-hold = sales vasthouden
console-drift-warn = waarschuwen
console-drift-ignore = negeren
console-settings-title = Instellingen van { $name }
console-settings-hint = e wijzigt de gekozen instelling, na een vraag
console-setting-sale-processing = Sale-verwerking
console-setting-automatic = Automatisch
console-setting-statuses = Statussen
console-setting-check-updates = Statussen volgen
console-setting-send-opt-in = Opt-in meesturen
console-setting-field = Veld { $field }
console-policy-partner = van de partner
console-policy-ours = van ons
console-policy-ask = vragen
console-setting-on-vanished = Product weg bij de partner
console-setting-on-drift = Partner vraagt iets anders
console-setting-paused = Gepauzeerd
console-not-paused = { $name } is niet gepauzeerd.
console-testing = De verbinding van { $name } wordt getest …
console-test-good = De verbinding werkt
console-test-bad = De verbinding werkt niet
console-test-failure = Oorzaak: { $value }
console-test-user = Verbonden als: { $value }
console-test-organisation = Organisatie: { $value }
console-test-scope = Bereik van het token: { $value }
console-test-integration-only = Alleen voor integratie: { $value }
console-test-flows = Zichtbare flows: { $value }
console-test-products = Zichtbare producten: { $value }
console-test-round-trip = Traagste antwoord: { $value } ms
console-test-limit = Limiet: { $value } verzoeken per minuut
console-test-tier = Herkenning van sales: { $value }

## Producten, koppelingen, inkomend, activiteit
console-products-summary = { $name }: { $linked } van { $count } producten gekoppeld
console-product-linked = + GEKOPPELD
console-product-free = - LOS
console-product-gone = x WEG
console-empty-products = { $name } heeft nog geen producten toegekend, of ze zijn nog niet opgehaald. Haal ze op met f bij integraties (3), en importeer ze met: { $koppel } product import { $name } --all
console-mapping-summary = { $name } · versie { $version }
console-empty-mapping = Hier is nog niets te koppelen voor { $name }: importeer eerst producten, of haal de gegevens van de partner op met f bij integraties (3).
console-tab-flows = Flows
console-tab-questions = Productvragen
console-tab-agreements = Accorderingen
console-tab-statuses = Statussen
console-mapped-options = { $count ->
    [one] { $to } · 1 keuze
   *[other] { $to } · { $count } keuzes
 }
console-mapped-constant = altijd «{ $value }»
console-mapped-itself = zichzelf (systeem)
console-mapped-system = { $to } (systeem)
console-mapped-optional = niet gekoppeld, hoeft niet
console-mapped-missing = NIET GEKOPPELD
console-jump-nothing = Bij deze sale hoort geen rij van een koppeling of product.
console-jump-unlinked = Product { $product } is aan geen partner gekoppeld: koppel het bij Producten (4), of importeer het daar.
console-jump-gone = { $key } staat niet meer in de koppeling.
console-jump-condition-gone = Voorwaarde «{ $name }» is er niet meer.
console-incoming-some = { $shown } van { $count } { $count ->
    [one] organisatie
   *[other] organisaties
 }
console-incoming-summary = { $count ->
    [one] 1 organisatie
   *[other] { $count } organisaties
 }
console-incoming-asking = { $count ->
    [one] 1 wacht op een antwoord (!)
   *[other] { $count } wachten op een antwoord (!)
 }
console-incoming-only-asking = alleen wie wacht
console-incoming-none-asks = Niemand wacht op een antwoord. Met ! ziet u weer alle organisaties.
console-key-asking = wacht op antwoord
console-empty-incoming = Nog geen organisaties in de eigen omgeving. Druk op + om een partner toegang te geven, of: { $koppel } env organisation create --name NAAM
console-activity-summary = nieuwste bovenaan · { $read } gelezen
console-activity-found = «{ $words }»: { $found } van { $read }
console-activity-found-so-far = «{ $words }»: { $found } van de { $read } die gelezen zijn …
console-activity-none = Niets bevat deze woorden. Esc wist ze.
console-prompt-search = Zoeken:
console-search-hint = woorden die er allemaal in moeten staan; Esc wist ze
console-key-search = zoeken
console-key-clear-search = alles weer tonen
console-empty-activity = Er is nog niets gebeurd.

## Detail van een sale
console-tab-timeline = Tijdlijn
console-tab-fields = Gegevens
console-tab-attempts = Pogingen
console-tab-sent = Verzonden
console-tab-trace = Waarom
console-tab-doubt = Twijfel
console-empty-timeline = Er is nog niets gebeurd met deze sale.
console-empty-fields = De eigen omgeving geeft geen gegevens van deze sale.
console-empty-attempts = Er is nog geen poging gedaan.
console-empty-sent = Er is nog niets verzonden.
console-empty-trace = Deze sale is al onderweg of bij de partner.
console-empty-doubt = Over deze sale bestaat geen twijfel.
console-doubt-looking = koppel kijkt nu bij de partner.
console-partner-said = De partner zei: «{ $said }»
console-attempt = inhoud { $generation } · koppeling v{ $mapping } · partner v{ $contract }
console-attempt-accepted = aangenomen als sale { $sale }
console-attempt-open = onderweg
console-attempt-ended = afgesloten
console-happened-accepted = Gezien in de eigen omgeving
console-happened-state = { $from } → { $to }
console-happened-own-status = Eigen status: { $status }
console-happened-partner-status = Partner meldt { $status }, bij ons { $own }
console-happened-partner-unmapped = Partner meldt { $status }: die status is niet gekoppeld en wordt niet overgenomen
console-happened-cancel-not-taken = De partner nam het verzoek tot annulering niet aan: { $why }
console-happened-kept = Status { $status } niet gezet in de eigen omgeving: de sale is daar geannuleerd, of dat is gevraagd.
console-happened-cancel-asked = Annulering gevraagd aan de partner.
console-happened-cancel-rejected = De partner heeft het annuleringsverzoek afgewezen: «{ $remark }»
console-happened-replaces = In de plaats van sale { $sale }, die geannuleerd is
console-happened-replaced = Sale { $sale } is ervoor in de plaats gekomen
console-happened-written = Status { $status } gezet in de eigen omgeving
console-happened-write-failed = Status zetten in de eigen omgeving mislukt: { $why }

## Activiteit
console-did-started = Service gestart
console-did-quarantine = Opslag in quarantaine: teruggezet of gekopieerd
console-did-quarantine-lifted = Quarantaine opgeheven: dit is het enige exemplaar
console-quarantine = QUARANTAINE
console-did-own-set = Eigen omgeving ingesteld: { $domain } op { $url }
console-did-added = Integratie toegevoegd
console-did-set = Instellingen gewijzigd: { $changes }
console-did-removed = Integratie verwijderd
console-did-paused = Gepauzeerd: { $why }
console-did-resumed = Gaat weer verder
console-did-breaker-opened = Verzenden onderbroken: { $why }
console-did-breaker-closed = Verzenden hervat
console-import-left = Niet geïmporteerd: { $why }
console-did-imported = { $count ->
    [one] 1 product geïmporteerd
   *[other] { $count } producten geïmporteerd
 }
console-did-unlinked = Product { $product } ontkoppeld
console-did-changed = Product { $product } gewijzigd bij de partner: { $fields }
console-did-vanished = Product { $product } is weg bij de partner
console-did-returned = Product { $product } is terug bij de partner
console-did-returned-deleted = Product { $product } is terug bij de partner; het eigen product was verwijderd en is met product restore terug te halen
console-did-restored = Product { $product } teruggehaald als eigen product { $own }
console-did-taken = Velden van product { $product } overgenomen
console-did-carry-refused = De eigen omgeving neemt de wijziging van product { $product } niet over: { $why }
console-did-deactivated = Eigen product { $own } gedeactiveerd: partnerproduct { $product } is weg
console-did-deleted = Eigen product { $own } verwijderd: partnerproduct { $product } is weg
console-did-vanish-stopped = { $gone } van { $linked } gekoppelde producten zijn in één keer weg: er is niets aan de eigen producten gedaan; kijk met product vanished
console-did-vanish-refused = De partner laat koppel niet meer toe: er is niets aan de eigen producten gedaan ({ $why })
console-did-left-out = Onleesbare rijen weggelaten uit de lijst { $list }: { $count } (nummers: { $ids })
console-did-status-parked = De eigen omgeving weigert status «{ $status }» van sale { $sale }; elk uur opnieuw geprobeerd: { $why }
console-did-mapping = Koppeling gewijzigd, versie { $version }
console-did-group-owned = Groep { $group } is van { $value }
console-did-group-left = Groep { $group } is van niemand
console-did-group-snoozed = Groep { $group } is geen nieuws tot { $value }
console-did-group-woken = Groep { $group } is weer nieuws
console-did-group-noted = Genoteerd bij groep { $group }: { $value }
console-did-webhook-unsent = Een oproep kon niet worden gepost: { $why }
console-did-mail-unsent = Een oproep kon niet worden gemaild: { $why }
console-did-filed = { $count ->
    [one] 1 sale uit een bestand gemaakt in de eigen omgeving
   *[other] { $count } sales uit een bestand gemaakt in de eigen omgeving
}
console-did-conditions = Voorwaarden gewijzigd
console-did-drifted = De partner vraagt andere dingen (versie { $version }): { $count ->
    [one] 1 wijziging
   *[other] { $count } wijzigingen
}, { $class }
console-did-drift-proven = Versie { $version } van de partner past weer: de sales gaan
console-did-drift-released = Versie { $version } van de partner vrijgegeven: de sales gaan
console-did-acted = Sale { $sale }: { $verb }{ $why }

## Plannen
console-menu-title = Sale { $sale }: acties
console-menu-title-marked = { $count ->
    [one] Gemarkeerde sale { $sale }: acties
   *[other] { $count } gemarkeerde sales: acties
 }
console-menu-count = kan bij { $count } van { $all }
console-menu-not-now = niet bij { $state }
console-verb-send = Verzenden
console-verb-retry = Opnieuw proberen
console-verb-skip = Overslaan
console-verb-hold = Vasthouden
console-verb-release = Loslaten
console-verb-recall = Terughalen
console-verb-adopt = Nummer van de partner overnemen
console-verb-confirm-absent = Bevestigen: de partner heeft de sale niet
console-verb-edit = Wijzigen
console-verb-cancel-request = Laten annuleren bij de partner
console-verb-replace = In de plaats stellen van een geannuleerde
console-form-replace = Sale { $sale } in de plaats van een geannuleerde
console-one-at-a-time = Dat gaat met een sale tegelijk: haal de markeringen weg met x.
console-plan-setting = Instelling van { $name } wijzigen
console-plan-sync = Gegevens van { $name } nu ophalen
console-plan-resume = { $name } weer laten verzenden
console-plan-hidden = { $count ->
    [one] 1 daarvan is verborgen door het filter.
   *[other] { $count } daarvan zijn verborgen door het filter.
 }
console-plan-about-send = koppel verzendt nu, ook als automatisch verzenden uit staat.
console-plan-about-retry = koppel probeert opnieuw met de koppeling van nu.
console-plan-about-skip = koppel verzendt niet. Later opnieuw proberen kan.
console-plan-about-hold = koppel verzendt niet totdat iemand loslaat.
console-plan-about-release = koppel verzendt weer volgens de instellingen.
console-plan-about-recall = Er is nog niets verzonden. koppel houdt de sale vast totdat iemand loslaat.
console-plan-about-adopt = koppel beschouwt de sale als verzonden, onder het nummer van de partner.
console-plan-about-confirm-absent = koppel verzendt opnieuw. Heeft de partner de sale toch, dan staat die daar dubbel.
console-plan-about-cancel-request = koppel vraagt de partner te annuleren. De status van de partner zegt of dat gebeurd is.
console-plan-about-replace = Sale { $cancelled } is geannuleerd; deze komt ervoor in de plaats. Beide sales laten dat zien. Verzonden wordt er niets.
console-plan-asked = koppel rekent het plan uit…
console-plan-final = Niet terug te draaien.
console-plan-about-sync = koppel leest producten, flows, vragen, accorderingen en statussen van de partner en werkt geïmporteerde producten bij.
console-plan-about-resume = Sales die wachten gaan weer volgens de instellingen.
console-plan-becomes = { $label } wordt: { $value }.
console-plan-may-send = Wachtende sales kunnen daardoor meteen gaan.
console-plan-below = { $count ->
    [one] nog 1 regel (PgDn)
   *[other] nog { $count } regels (PgDn)
}
console-plan-above = einde; PgUp gaat terug
console-plan-number = Nummer bij de partner: { $number }
console-plan-reason = Reden: { $reason }
console-plan-close = Esc sluit dit venster.
console-ask-number = Nummer bij de partner:
console-ask-reason = Reden:
console-ask-type = Typ { $word } om te bevestigen:
console-answer-yes = y Ja
console-answer-no = n Nee
console-refused-number = Vul het nummer van de sale bij de partner in: alleen cijfers.
console-refused-reason = Een reden is verplicht.
console-refused-type = Dat is niet wat er gevraagd wordt; er is niets gewijzigd.
console-done-ok = Uitgevoerd.
console-done-synced = Opgehaald: { $seen } bekeken, { $changed } gewijzigd.
console-done-acted = { $refused ->
    [0] { $verb }: { $done } gedaan.
   *[other] { $verb }: { $done } gedaan, { $refused } niet.
 }
console-problem-conflict = Intussen door iemand anders gewijzigd. Kijk opnieuw en herhaal het zo nodig.
console-problem-not-allowed = Account { $account } mag dit niet; daarvoor is de rol { $role } nodig.
console-problem-store = De opslag van koppel heeft een storing: { $why }
console-trouble-not-running = De service draait niet. Start hem met: { $koppel } serve. Deze console verbindt zelf opnieuw.
console-trouble-not-allowed = Dit account mag de service niet gebruiken. Vraag de beheerder om toegang.
console-trouble-lost = De verbinding met de service brak af. Of de opdracht is uitgevoerd staat in de wachtrij; kijk daar eerst.
console-trouble-in-form = Niet uitgevoerd: bij de velden staat wat er niet klopt.
console-trouble-unreadable = De service is van een andere versie dan deze console. Herstart de service.
console-leave-title = Afsluiten
console-leave-question = De console verlaten? De service werkt door.

## Eerste start
console-doors-title = Welkom bij koppel. Er is nog niets ingesteld; dit zijn drie manieren om te beginnen.
console-door-demo = Kijk rond in de demo: twee omgevingen op deze machine, met lopende sales.
console-door-own = Stel de eigen omgeving in: adres, account en token; daarna de test.
console-door-make = Maak hier een eigen omgeving, zonder Salesdock.
console-doors-then = Verlaat dit scherm met q en voer de opdracht uit; deze console ziet de verandering vanzelf.

## Hulp en toetsen
console-help-title = Toetsen · typ om te zoeken, Esc sluit · tijden in { $zone }
console-help-nothing = Geen toets gevonden.
console-key-down = omlaag
console-key-up = omhoog
console-key-top = naar de eerste
console-key-bottom = naar de laatste
console-key-half-down = half scherm omlaag
console-key-half-up = half scherm omhoog
console-key-page-down = scherm omlaag
console-key-page-up = scherm omhoog
console-key-open = openen
console-key-filter = filter
console-key-problems = problemen
console-key-mark = markeren
console-key-mark-all = alle geladen sales markeren
console-key-unmark = markeringen wissen
console-key-bulk = acties
console-key-retry = opnieuw
console-key-next-problem = volgend probleem
console-key-previous-problem = vorig probleem
console-key-pause = pauze
console-key-jump = naar oorzaak
console-key-clear-filter = filter wissen
console-key-open-group = sales tonen
console-key-settings = instellingen
console-key-test = testen
console-key-fetch = nu ophalen
console-key-previous-integration = vorige
console-key-next-integration = volgende
console-key-info = info
console-key-next-tab = volgend tabblad
console-key-previous-tab = vorig tabblad
console-key-read-whole = hele regel lezen
console-key-next-unmapped = volgende open
console-key-session = koppelen
console-key-publish = publiceren
console-key-candidate = kandidaat
console-key-no-mapping = niets
console-key-take = koppelen
console-key-skip = overslaan
console-key-search-target = zoeken
console-key-redo = toch weer
console-key-edit-table = keuzes
console-key-samples = proberen op sales
console-key-spread = ook voor gelijke vragen
console-key-repeat = laatste besluit herhalen
console-key-next-row = volgende rij
console-key-new-link = nieuwe koppeling
console-key-conditions = voorwaarden
console-key-import = overnemen
console-key-unlink = ontkoppelen
console-key-new-condition = nieuwe voorwaarde
console-key-move-down = omlaag
console-key-move-up = omhoog
console-key-remove = weghalen
console-key-mend = naar de rij
console-key-next-counterexample = volgende
console-key-prove = bewijs
console-key-previous-row = vorige rij
console-key-previous-unmapped = vorige open
console-key-edit = wijzigen
console-key-claim = oppakken
console-key-tend = notitie
console-key-choose = kiezen
console-key-yes = ja
console-key-no = nee
console-key-switch = andere keuze
console-key-accept-focus = gekozen antwoord
console-key-cancel = annuleren
console-key-accept = bevestigen
console-key-back = terug
console-key-close = sluiten
console-key-queue = wachtrij
console-key-groups = groepen
console-key-integrations = integraties
console-key-products = producten
console-key-mappings = koppelingen
console-key-incoming = inkomend
console-key-activity = activiteit
console-key-next-pane = volgend scherm
console-key-previous-pane = vorig scherm
console-key-last-pane = laatste scherm
console-key-palette = opdracht
console-key-help = toetsen
console-key-refresh = opnieuw ophalen en verbinden
console-key-quit = afsluiten
console-key-redraw = opnieuw tekenen
console-key-interrupt = sluiten of afsluiten
console-key-suspend = naar de achtergrond
console-place-always = overal
console-place-pane = overal buiten een vraag
console-place-list = lijsten
console-place-queue = wachtrij
console-place-groups = groepen
console-place-integrations = integraties
console-place-partner = producten, koppelingen
console-place-mappings = koppelingen
console-place-session = koppelen
console-place-sheet = blad van een vraag
console-key-next-example = ander voorbeeld
console-key-previous-example = vorig voorbeeld
console-place-products = producten
console-place-conditions = voorwaarden
console-place-proof = bewijs
console-place-activity = activiteit
console-place-detail = detail van een sale
console-place-settings = instellingen
console-place-overlay = vensters
console-place-menu = menu
console-place-confirm = vraag
console-place-typing = invoer

## Verbinding met de service
console-link-broken = Geen verbinding sinds { $since }.
console-link-again = Nieuwe poging over { $seconds } s, met Ctrl-r nu.
console-link-silent = Er wordt opnieuw verbonden.
console-link-command = Start de service zo nodig met: { $koppel } serve
console-link-start = Start de service zo nodig met :start (of { $koppel } serve)
console-service-starting = De service wordt gestart …
console-service-started = De service is gestart.
console-service-not-started = De service is niet gestart: { $why }
console-service-runs = De service draait al.

## Los
console-more-below = { $count ->
    [one] j: nog 1 regel
   *[other] j: nog { $count } regels
 }
console-rows-order = laatst gewijzigd eerst ({ $at })
console-contact-failed = mislukt
console-pass-off = uit

## Deuren
console-door-name = NAAM
console-door-folder = MAP
console-door-own-token = --token-stdin vraagt om het token: plak het, dan Enter en Ctrl-d.
console-door-make-then = Het eerste toont een token; stel de omgeving daarmee in zoals hierboven, met --base-url http://127.0.0.1:4001.

## Woorden van de draad
console-scope-user = alleen wat deze gebruiker mag zien
console-scope-account = het hele account
console-lane-forward = verzenden
console-lane-check = nazoeken
console-lane-status = statussen
console-lane-drift = wijzigingen volgen
console-lane-catalogue = gegevens ophalen

## Oorzaken in een paar woorden
console-brief-missing_answer = antwoord ontbreekt
console-brief-invalid_option = keuze onbekend
console-brief-invalid_answer = antwoord ongeldig
console-brief-missing_agreement = accordering ontbreekt
console-brief-missing_field = gegeven ontbreekt
console-brief-invalid_field = gegeven geweigerd
console-brief-invalid_product = product ongeldig
console-brief-product_not_linked = product niet gekoppeld
console-brief-flow_not_mapped = flow niet gekoppeld
console-brief-unknown_flow = flow onbekend
console-brief-not_granted = niet toegekend
console-brief-reference_conflict = referentie al gebruikt
console-brief-already_there = staat al bij de partner
console-brief-not_found = bestaat daar niet
console-brief-refused = geweigerd door partner
console-brief-unauthorised = token onjuist
console-brief-not_allowed = token mag niet
console-brief-unknown_account = account onbekend
console-brief-throttled = te veel verzoeken
console-brief-unreachable = niet bereikbaar
console-brief-tls = beveiliging mislukt
console-brief-timed_out = geen antwoord op tijd
console-brief-connection_lost = verbinding brak af
console-brief-server_error = storing bij partner
console-brief-firewall = firewall antwoordde
console-brief-redirected = adres verwijst door
console-brief-quarantine = eerst zoeken
console-brief-unclear_answer = antwoord onleesbaar
console-brief-own_environment = eigen omgeving weigert
console-brief-internal = koppel zelf faalde
console-brief-waiting-product = niet gekoppeld: product { $product }
console-brief-waiting-received = van { $organisation }, blijft hier
console-state-stays = BLIJFT HIER
console-brief-waiting-mixed = producten van twee partners
console-brief-waiting-out-of-sale = uit de verkoop: product { $product }
console-brief-waiting-off = sale-verwerking uit
console-brief-waiting-condition = uit door voorwaarde «{ $condition }»
console-brief-waiting-status = status { $status } gaat niet
console-brief-own-asked = geef annulering door
console-brief-own-cancelled = alleen hier geannuleerd
console-brief-waiting-cancel-asked = annulering gevraagd, niet verzonden
console-brief-waiting-cancelled = geannuleerd, niet verzonden
console-brief-waiting-optin-lapsed = opt-in verlopen
console-brief-waiting-optin-withdrawn = opt-in ingetrokken
console-brief-waiting-drift = partner wijzigde: { $what }
console-brief-link-interrupted = onderbroken tot { $until }
console-brief-link-paused = koppeling gepauzeerd
console-brief-grace = kan nog terug
console-brief-doubt-settling = wacht, kijkt dan na
console-brief-doubt-first = zoekt op bij partner
console-brief-doubt-second = kijkt nog een keer
console-brief-doubt-operator = zoek op bij de partner

## Velden
console-field-question = vraag { $name }
console-field-of-connection = { $field } (aansluiting)
console-field-transaction-type = soort sale
console-field-status = status
console-field-product-id = product
console-field-flow = flow
console-field-related-products = gekoppelde producten
console-field-business = zakelijk
console-field-gender = geslacht
console-field-initials = voorletters
console-field-firstname = voornaam
console-field-infix = tussenvoegsel
console-field-lastname = achternaam
console-field-birthdate = geboortedatum
console-field-email = e-mailadres
console-field-phone = telefoon
console-field-iban = IBAN
console-field-iban-holder = rekeninghouder
console-field-company-name = bedrijfsnaam
console-field-contact-person = contactpersoon
console-field-company-coc = KvK-nummer
console-field-company-vat = btw-nummer
console-field-postcode = postcode
console-field-housenumber = huisnummer
console-field-suffix = toevoeging
console-field-streetname = straat
console-field-city = plaats
console-field-agreements = accordering
console-field-sale-channel = verkoopkanaal
console-field-source = bron
console-field-contract-date = contractdatum
console-field-created-at = gemaakt op
console-field-external-reference = onze referentie
console-field-previous-status = status vóór het verzoek
console-field-answered-at = beantwoord op
console-field-requested-at = gevraagd op
console-field-request = annuleringsverzoek
console-field-partner-reference = referentie van de partner
console-field-initial-created-at = oorspronkelijk gemaakt op
console-field-initial-organisation-name = oorspronkelijke organisatie
console-field-initial-user-firstname = voornaam verkoper
console-field-initial-user-lastname = achternaam verkoper
console-field-signature = handtekening
console-field-optin = opt-in
console-field-type = soort
console-field-building-function = functie van het pand
console-field-tarifftype = tariefsoort
console-field-has-return = teruglevering
console-field-e-gridoperator = netbeheerder stroom
console-field-g-gridoperator = netbeheerder gas
console-field-e-connection-type = aansluiting stroom
console-field-g-connection-type = aansluiting gas
console-field-g-region = gasregio
console-field-electricity-ean = EAN stroom
console-field-gas-ean = EAN gas
console-field-usage-e-single = verbruik stroom enkel
console-field-usage-e-high = verbruik stroom hoog
console-field-usage-e-low = verbruik stroom laag
console-field-usage-g = verbruik gas
console-field-return = teruglevering kWh
console-field-return-e-high = teruglevering hoog
console-field-return-e-low = teruglevering laag
console-field-name = naam
console-field-identifier = kenmerk
console-field-supplier = leverancier
console-field-product-type = soort product
console-field-customers = doelgroep
console-field-active = actief
console-field-valid-from = geldig vanaf
console-field-valid-till = geldig tot
console-field-usp = verkooppunten
console-field-description = omschrijving
console-field-cart-info = tekst in winkelwagen
console-field-main = hoofdproduct
console-field-duration = looptijd
console-field-retention = behoud
console-field-prices = prijzen

## Woorden van de API
console-status-new = nieuw
console-status-sent = verzonden
console-status-cancelled = geannuleerd
console-status-error = fout
console-status-verification-pending = wacht op verificatie
console-status-verification-expired = verificatie verlopen
console-status-verified = geverifieerd
console-status-offer-pending = aanbieding open
console-status-offer-accepted = aanbieding geaccepteerd
console-status-offer-rejected = aanbieding afgewezen
console-status-offer-expired = aanbieding verlopen
console-status-offer-rejected-alternative = aanbieding afgewezen, alternatief gekozen
console-status-accepted-by-supplier = geaccepteerd door leverancier
console-status-netto = netto
console-status-resolved = opgelost
console-status-invoiced = gefactureerd
console-status-paid = betaald
console-status-contract-terminated = contract beëindigd
console-status-concept = concept
console-status-open = open
console-status-closed = gesloten
console-status-completed = afgerond
console-status-saved = opgeslagen
console-status-waiting-for-client = wacht op klant
console-status-open-cancellation-proposal = annuleringsvoorstel open
console-status-synced-cancellation-request = annuleringsverzoek doorgegeven
console-status-reminder-1 = herinnering 1
console-status-reminder-2 = herinnering 2
console-status-reminder-3 = herinnering 3
console-input-text = tekst op één regel
console-input-textarea = tekst over meer regels
console-input-email = e-mailadres
console-input-date = datum
console-input-switchdate = overstapdatum
console-input-mc-single = één keuze
console-input-mc-multi = meer keuzes
console-input-checkbox = ja of nee
console-input-price = bedrag
console-input-file = bestand
console-input-signature = handtekening
console-input-relation = relatie
console-input-h2 = kop (alleen tekst)
console-input-p = alinea (alleen tekst)
console-product-type-energy = energie
console-product-type-telecom = telecom
console-product-type-default = algemeen
console-product-type-solar-panel = zonnepanelen
console-product-type-heat-pump = warmtepomp
console-business-both = beide
console-validator-email = e-mailadres
console-validator-iban = IBAN
console-validator-ean = EAN-code
console-validator-numeric = getal
console-validator-date = datum
console-validator-phone = telefoonnummer
console-validator-postcode = postcode
console-validator-price = bedrag
console-validator-coc = KvK-nummer
console-validator-vat = btw-nummer
console-transaction-order = order
console-transaction-all = alles
console-verification-none = geen
console-verification-signature = handtekening
console-verification-email = e-mail
console-verification-sms = sms
console-verification-call = telefonisch
console-transaction-offer = aanbieding
console-channel-d2d = aan de deur
console-channel-retail = winkel
console-channel-telemarketing = telefonisch
console-channel-online = online
console-channel-f2f = persoonlijk
console-tariff-single = enkel
console-tariff-double = dubbel
console-energy-e = stroom
console-energy-g = gas
console-energy-e-g = stroom en gas
console-gender-male = man
console-gender-female = vrouw

## Partners en hun toegang
console-key-open-access = openen
console-key-new-organisation = nieuwe organisatie
console-key-offers = acties
console-key-submit = verder
console-key-next-field = volgend veld
console-key-previous-field = vorig veld
console-key-next-value = andere waarde
console-key-previous-value = vorige waarde
console-key-token-kept = sluiten: het token is bewaard
console-place-incoming = inkomend
console-place-access = partner
console-place-form = formulier
console-place-token = nieuw token
console-access-title = Partner { $name }
console-access-tab-organisation = Organisatie
console-access-tab-rights = Rechten
console-access-tab-tokens = Tokens
console-access-tab-record = Activiteit
console-rights-sees-nothing = Deze partner ziet niets. { $why }
console-rights-sees-later = Deze partner ziet nog niets. { $why } Onder «Ziet» staat hoe het daarna is.
console-access-no-rights = Deze omgeving verkoopt nog niets.
console-access-no-users = Deze partner heeft nog geen gebruiker. Met b maakt u een koppelgebruiker, of een uitnodiging: die maakt er zelf een.
console-access-no-record = Over deze partner is nog niets vastgelegd.
console-column-seen = Ziet
console-column-until = Geldig tot
console-column-uses = Keer
console-column-from = Vanaf
console-column-may-from = Mag van
console-column-made = Gemaakt
console-column-role = Rol
console-column-token = Token
console-right-flow = flow
console-right-product = product
console-right-question = vraag
console-right-agreement = accordering
console-right-not = - NIET
console-right-granted = + TOEGEKEND
console-right-rule = + ALLES
console-person-inactive = = UIT
console-person-link = koppeling
console-person-person = persoon
console-person-of-account = eigen account
console-user-link-what = Een koppelgebruiker: die kan niet inloggen en draagt alleen de tokens eronder.
console-user-person-what = Een persoon: die logt in, en kan eigen tokens hebben.
console-user-next = b maakt nog een token of een uitnodiging; j gaat naar de tokens.
console-role-owner = eigenaar
console-role-admin = beheerder
console-role-organisationadmin = organisatiebeheer
console-role-teamleader = teamleider
console-role-agent = agent
console-token-over = = VERLOPEN
console-token-replaced = ~ VERVANGEN
console-token-link = + KOPPELING
console-token-wide = ! OVERAL
console-token-number = Nummer
console-token-made = Gemaakt
console-token-until = Geldig tot
console-token-never = onbeperkt
console-token-may-from = Mag komen van
console-token-anywhere = overal
console-token-uses = Keer gebruikt
console-token-last = Laatst gebruikt
console-token-last-from = Laatst gebruikt vanaf
console-token-replaces = Dit token vervangt token { $token }.
console-token-overlap = Token { $token } vervangt dit token; beide werken tot { $until }.
console-token-came-from = Kwam ooit van
console-token-nowhere = nog nergens
console-token-end-stays = zoals het is
console-token-days = over { $count } dagen
console-token-no-user = Maak eerst een koppelgebruiker.
console-offer-edit-organisation = Gegevens wijzigen
console-offer-deactivate = Uitzetten: alle tokens worden geweigerd
console-offer-activate = Weer aanzetten
console-offer-about-deactivate = { $name } komt er vanaf het eerstvolgende verzoek niet meer in. Rechten, tokens en sales blijven zoals ze zijn.
console-offer-about-activate = De tokens van { $name } gelden weer vanaf het eerstvolgende verzoek.
console-offer-grant-flow = Flow { $name } toekennen
console-offer-revoke-flow = Flow { $name } intrekken
console-offer-grant-everything = Alles van { $name } toekennen, ook wat nog komt
console-offer-end-everything = Niet langer alles van { $name }
console-offer-grant-of-flow = Toekennen wat { $name } nu verkoopt: een vaste lijst
console-offer-grant-product = Toekennen: { $name }
console-offer-revoke-product = Intrekken: { $name }
console-offer-grant-type = Alle producten van soort { $name } toekennen
console-offer-grant-supplier = Alle producten van { $name } toekennen
console-offer-revoke-supplier = Alle producten van { $name } intrekken
console-offer-grant-found = Alle { $name } gevonden producten toekennen
console-offer-revoke-found = Alle { $name } gevonden producten intrekken
console-offer-revoke-type = Alle producten van soort { $name } intrekken
console-offer-edit-token = Token { $name } wijzigen
console-offer-rotate-token = Token { $name } vervangen
console-offer-revoke-token = Token { $name } intrekken
console-offer-about-revoke-token = Wat met token { $name } werkt, wordt vanaf het eerstvolgende verzoek geweigerd. Niet terug te draaien.
console-rights-plan-grant = Toekennen aan { $name }
console-rights-plan-revoke = Intrekken van { $name }
console-rights-nothing = Dit zou niets wijzigen.
console-rights-flow-added = + flow
console-rights-rule-added = + alles van
console-rights-product-added = + product
console-rights-flow-removed = - flow
console-rights-rule-removed = - alles van
console-rights-flows-fixed = - alle flows, ook wat nog komt
console-rights-products-fixed = - alle producten, ook wat nog komt
console-rights-product-removed = - product
console-rights-more = en nog { $count }
console-rights-after = Daarna toegekend: { $products } producten, { $flows } flows.
console-rights-at-once = Geldt vanaf het eerstvolgende verzoek. Sales die er al zijn blijven.
console-why-title = Ziet de partner { $name }?
console-why-no-partner = Er zijn nog geen partners die dit zouden kunnen zien.
console-offer-why-seen = Ziet een partner dit, en waarom niet?
console-field-partner = partner
console-why-seen = Ja, de partner ziet dit.
console-form-edit-organisation = Gegevens van de organisatie
console-form-edit-token = Token wijzigen
console-form-rotate-token = Token vervangen
console-form-wrong-hours = Vul een aantal uren in, van 0 tot 744.
console-form-hint-addresses = Adressen of netwerken met komma's ertussen; leeg voor overal.
console-form-hint-overlap = Zo lang gelden het oude en het nieuwe token beide; 0 beëindigt het oude meteen.
console-field-addresses = mag komen van
console-field-token-end = eindigt
console-field-overlap = overlap, in uren
console-access-next = ] gaat naar rechten, tokens, instellingen en wat er verkocht is. Op elk tabblad toont b wat er kan.
console-offer-new-organisation = Nieuwe organisatie
console-offer-grant-flows = Alle flows toekennen
console-offer-grant-products = Alle producten toekennen
console-offer-revoke-flows = Alle flows intrekken
console-offer-revoke-products = Alle producten intrekken
console-offer-new-agent = Koppelgebruiker maken
console-offer-new-token = Token maken
console-offer-invite = Uitnodiging maken: een token dat alleen de partner kan lezen
console-offer-about-grant-flows = { $name } mag verkopen via alle flows van nu en straks. Een product is pas te verkopen als ook het product is toegekend.
console-offer-about-grant-products = { $name } mag alle producten verkopen, van nu en straks, voor zover ook hun flow is toegekend.
console-offer-about-revoke-flows = { $name } mag via geen enkele flow meer verkopen, vanaf het eerstvolgende verzoek. Sales die er al zijn blijven.
console-offer-about-revoke-products = { $name } mag geen enkel product meer verkopen, vanaf het eerstvolgende verzoek. Sales die er al zijn blijven.
console-form-new-organisation = Nieuwe organisatie
console-form-new-agent = Koppelgebruiker maken
console-form-new-token = Token maken
console-form-invite = Uitnodiging maken
console-form-wrong-missing = Dit moet ingevuld zijn.
console-form-wrong-number = Vul een heel getal in, 1 of hoger.
console-form-wrong-network = Dit is geen adres zoals 192.0.2.7 of 192.0.2.0/24.
console-form-wrong-key = Dit is geen sleutel: die begint met age1. De partner krijgt hem met: koppel identity
console-form-warn-token = Het token wordt één keer getoond. Een uitnodiging is veiliger: die kan alleen de partner lezen.
console-form-warn-wide-token = Let op: dit token is overal bruikbaar, niet alleen voor een koppeling. Het wordt één keer getoond.
console-form-hint-contractor = Een opdrachtnemer moet bedrijfsnaam, e-mailadres, contactpersoon en adres opgeven.
console-form-hint-identifier = Een eigen kenmerk, als één woord.
console-form-hint-agent-name = Een koppelgebruiker is geen persoon en kan niet inloggen.
console-form-hint-user = De gebruiker wiens rechten het token heeft.
console-form-hint-label = Waarvoor het token is; zo is het later te herkennen.
console-form-hint-integration = Ja: alleen een andere omgeving kan het gebruiken, en alleen om te koppelen.
console-form-hint-public-key = De partner toont hem met: koppel identity
console-form-hint-hours = Daarna is de uitnodiging niets meer waard.
console-form-hint-file = Een nieuw bestand op deze machine; er wordt niets overschreven.
console-form-hint-base-url = Alleen als de partner een ander adres moet gebruiken dan deze service.
console-field-contractor = opdrachtnemer
console-field-coc = KvK-nummer
console-field-vat = btw-nummer
console-field-agent-name = naam
console-field-user = gebruiker
console-field-label = omschrijving
console-field-integration = alleen voor koppeling
console-field-public-key = sleutel van de partner
console-field-hours = geldig, in uren
console-field-file = bestand
console-field-base-url = adres voor de partner
console-token-title = Nieuw token
console-token-once = Dit token wordt alleen nu getoond. Neem het over voordat u dit venster sluit.
console-token-copying = Wie dit token leest kan sales plaatsen namens de partner. Stuur het niet per e-mail of chat; een uitnodiging is veiliger, want die kan alleen de partner lezen. q sluit.
console-done-id = Uitgevoerd; het nummer is { $id }.
console-done-count = Uitgevoerd: { $count } toegekend.
console-invite-done-title = Uitnodiging gemaakt
console-invite-done-path = Geschreven naar { $path }
console-invite-done-next = Stuur dit bestand naar de partner. Die neemt het aan met: koppel integration add NAAM --invite BESTAND
console-invite-done-once = Alleen de houder van de sleutel kan het lezen, en het is één keer te gebruiken.
console-invite-done-local = Let op: in de uitnodiging staat het adres van deze machine zelf; een partner elders bereikt dat niet. Trek haar in op het tabblad Tokens en maak er een met «adres voor de partner» ingevuld.
console-invite-open = ~ UITGENODIGD
console-invite-used = + AANGENOMEN
console-invite-expired = ! VERLOPEN
console-invite-withdrawn = = INGETROKKEN
console-invite-to = Alleen te lezen met sleutel
console-invite-used-at = Aangenomen
console-invite-used-from = Aangenomen vanaf
console-invite-refused = { $count }× geweigerd, laatst { $at } vanaf { $from }
console-offer-withdraw-invite = Uitnodiging { $name } intrekken
console-offer-about-withdraw-invite = Met de uitnodiging { $name } is daarna niets meer te beginnen; een nieuwe kan altijd gemaakt worden.
console-file-exists = { $path } bestaat al; er wordt niets overschreven. Kies een andere naam.
console-file-no-folder = De map van { $path } bestaat niet.
console-file-missing = Er is geen bestand { $path }.
console-file-unreadable = { $path } is niet te lezen.
console-file-too-large = { $path } is te groot: bestanden gaan tot 5 MB samen mee.
console-file-no-image = { $path } is geen PNG, JPEG of GIF.
console-file-no-document = { $path } is geen PDF, PNG of JPEG.
console-file-no-world = { $path } is geen JSON-bestand met een omgeving.
console-file-denied = { $path } mag dit account niet schrijven.
console-file-other = { $path } kan niet worden geschreven.

## Eigen catalogus
console-pane-catalogue = Catalogus
console-key-catalogue = catalogus
console-place-catalogue = catalogus
console-access-tab-sales = Sales
console-access-no-sales = Deze partner heeft nog niets verkocht.
console-own-products = Producten
console-own-suppliers = Leveranciers
console-own-flows = Flows
console-own-questions = Vragen
console-own-agreements = Accorderingen
console-own-one-products = Product
console-own-one-suppliers = Leverancier
console-own-one-flows = Flow
console-own-one-questions = Vraag
console-own-one-agreements = Accordering
console-own-one-statuses = Status
console-own-one-users = Gebruiker
console-own-statuses = Statussen
console-own-users = Gebruikers
console-status-kind-default = loopt
console-status-kind-cancelled = geannuleerd
console-status-kind-netto = netto
console-status-kind-action-required = actie nodig
console-status-kind-closed = afgesloten
console-empty-own = Hier staat nog niets in de eigen omgeving.
console-rule-title = Voorwaarden
console-rule-any = één hiervan:
console-rule-all = alles hiervan:
console-rule-product-type = het producttype is «{ $value }»
console-rule-supplier = de leverancier is { $value }
console-rule-profile = de klant is { $value }
console-rule-business = zakelijk
console-rule-consumer = particulier
console-rule-answer = het antwoord op «{ $question }» is «{ $value }»
console-rule-answered = «{ $question }» is beantwoord
console-rule-unknown = onbekend, telt als niet waar: { $value }
console-rule-edit-title = Regel van { $name }
console-rule-decides-nothing = De regel beslist nog niets: met v over zichtbaar, met r over verplicht.
console-rule-begin = Er is geen regel. Met + begint u er een.
console-rule-not-saved = Niet bewaard. Met s bewaart u; nog eens Esc gooit de wijzigingen weg.
console-rule-nothing-to-undo = Er is niets terug te nemen.
console-rule-none-here = Alleen productvragen en accorderingen hebben een regel.
console-rule-part-unknown = Dit deel kent koppel niet. Het kan alleen weg, met x.
console-rule-new-part = Deel van de regel toevoegen
console-rule-edit-part = Deel van de regel wijzigen
console-rule-part-answer = het antwoord op een vraag
console-rule-part-product_type = het producttype
console-rule-part-supplier = de leverancier
console-rule-part-profile = de klant
console-rule-part-any = groep: één ervan is genoeg
console-rule-part-all = groep: alles moet gelden
console-rule-anything = wat dan ook
console-rule-text-title = Regel als tekst
console-rule-text-hint = ALL of ANY, en twee spaties verder wat eronder valt: product.type = …, supplier.id = …, profile.type = business, question "naam" = antwoord. Tab neemt over.
console-rule-text-unreadable = Regel { $line } is geen ALL, ANY of voorwaarde zoals product.type = energy of question "naam" = antwoord.
console-rule-text-misplaced = Regel { $line } springt te ver in: alleen onder ALL of ANY, twee spaties verder.
console-rule-text-second = Regel { $line } begint opnieuw: zet alles onder één ALL of ANY.
console-field-id = nummer
console-field-customer = klant
console-field-address = adres
console-field-correspondence-address = correspondentieadres
console-field-product-questions = antwoorden
console-field-created-by = verkocht door
console-field-finalized-at = afgerond op
console-field-last-published-at = laatst doorgegeven op
console-field-quantity = aantal
console-field-totals = totaal
console-field-monthly = per maand
console-field-onetime = eenmalig
console-field-cancelled = annulering
console-field-cancelled-at = geannuleerd op
console-field-cancelled-remark = opmerking bij annulering
console-field-processed = doorgezet
console-field-processed-at = doorgezet op
console-field-outgoing-id = nummer bij de ander
console-field-outgoing-app = naar
console-field-incoming-id = nummer bij de partner
console-field-purchase-number = inkoopnummer
console-field-assigned-to = toegewezen aan
console-field-extrafields = extra velden
console-field-offer-accepted = aanbieding geaccepteerd
console-field-offer-answered-at = aanbieding beantwoord op
console-field-offer-valid-till = aanbieding geldig tot
console-field-bundle = bundel
console-field-channel = kanaal
console-field-discounts = kortingen
console-field-additional-costs = extra kosten
console-field-additional-notes = aanvulling
console-field-additional-pricing = extra prijzen
console-field-introduction = inleiding
console-field-team = team
console-field-contract = contract
console-field-relation = relatie
console-field-contract-pdf-visibility = op het contract
console-field-input-type = soort antwoord
console-key-new-thing = nieuw
console-key-rule = regel
console-key-new-part = erbij
console-key-remove-part = weg
console-key-undo = terug
console-key-as-text = als tekst
console-key-try-rule = proberen
console-key-save = bewaren
console-key-when-visible = beslist over zichtbaar
console-key-when-required = beslist over verplicht
console-key-take-text = overnemen
console-place-rule = een regel
console-place-rule-text = een regel als tekst
console-offer-edit-thing = Wijzigen
console-offer-world-out = Alles van deze omgeving naar een bestand schrijven
console-offer-world-in = Alles uit een bestand overnemen
console-world-written = Geschreven naar { $path }. Er staan gegevens van mensen in.
console-world-nothing = Alles uit dit bestand staat er al zo.
console-world-made = + { $list }: { $name }
console-world-changed = { $list }: { $name } ({ $fields })
console-world-stays = Er wordt niets verwijderd.
console-field-world-file = bestand
console-form-hint-world-file = Een pad op deze machine. JSON, met alles wat wordt verkocht en gevraagd, en de mensen; geen tokens, geen sales.
console-field-job-file = bestand
console-form-hint-job-file = Een pad op deze machine. CSV, een regel per sale; een bestand dat er al is, wordt niet overschreven.
console-field-evidence-folder = map
console-form-hint-evidence-folder = Een nieuwe map op deze machine. Er komen evidence.md en sales.csv in.
console-field-cancelled-sale = geannuleerde sale
console-form-hint-cancelled-sale = Het nummer van die sale in de eigen omgeving.
console-form-hint-new-status = Veel tegelijk kan uit een spreadsheet: b in de lijst, met een voorbeeldbestand.
console-form-hint-remark = De partner krijgt dit te lezen.
console-record-title = Register: wie wat in deze omgeving deed
console-record-none = In deze omgeving is nog niets vastgelegd.
console-hooks-title = Berichten: wie wat te horen krijgt
console-hooks-messages = { $event } naar { $target }
console-event-agreement-created = accordering gemaakt
console-event-agreement-deleted = accordering verwijderd
console-event-agreement-updated = accordering gewijzigd
console-event-cancellation-answered = annulering beantwoord
console-event-cancellation-requested = annulering gevraagd
console-event-confirmation-requested = bevestiging te versturen
console-event-flow-created = flow gemaakt
console-event-flow-deleted = flow verwijderd
console-event-flow-updated = flow gewijzigd
console-event-offer-accepted = aanbieding geaccepteerd
console-event-offer-rejected = aanbieding afgewezen
console-event-product-created = product gemaakt
console-event-product-deleted = product verwijderd
console-event-product-updated = product gewijzigd
console-event-question-created = vraag gemaakt
console-event-question-deleted = vraag verwijderd
console-event-question-updated = vraag gewijzigd
console-event-rights-changed = rechten gewijzigd
console-event-sale-cancelled = sale geannuleerd
console-event-sale-created = sale geplaatst
console-event-sale-status-changed = status van sale gewijzigd
console-event-sale-updated = sale gewijzigd
console-event-status-created = status gemaakt
console-event-status-deleted = status verwijderd
console-event-status-updated = status gewijzigd
console-event-token-new-address = token van nieuw adres
console-event-token-refused-address = token geweigerd om zijn adres
console-event-record-added = regel in het register
console-hooks-none = Niemand is op gebeurtenissen geabonneerd. Met + maakt u een abonnement.
console-hooks-no-messages = Voor dit abonnement zijn er nog geen berichten.
console-hooks-add = Nieuw abonnement
console-hooks-remove = Abonnement beëindigen
console-hooks-replay = Bericht nog eens bezorgen
console-hooks-about-add = Elke { $event } gaat als ondertekend bericht naar { $target }.
console-hooks-about-remove = { $event } gaat niet meer naar { $target }; wat nog bezorgd moest worden, vervalt.
console-hooks-about-replay = { $event } gaat nog eens naar { $target }, met hetzelfde nummer.
console-secret-title = Geheim van het abonnement
console-secret-once = Dit geheim wordt alleen nu getoond.
console-secret-use = Hiermee zijn de berichten ondertekend: bewaar het bij de ontvanger.
console-field-event = gebeurtenis
console-field-target = adres
console-form-hint-target = https naar een openbaar adres, of http naar deze machine.
console-column-event = Gebeurtenis
console-column-target = Adres
console-column-answer = Antwoord
console-key-record = register
console-key-hooks = berichten
console-key-open-hook = openen
console-key-new-hook = nieuw abonnement
console-key-remove-hook = beëindigen
console-key-replay-message = nog eens bezorgen
console-place-record = register
console-place-hooks = berichten
console-offer-updates = Statussen overnemen uit een bestand (CSV)
console-offer-updates-example = Voorbeeldbestand voor statussen schrijven (CSV)
console-field-updates-file = bestand
console-form-hint-updates-file = Een pad op deze machine. CSV met een kop: ordernummer, status, opmerking; elke andere kolom is een extra veld van de sale.
console-field-leave-wrong = foute regels overslaan
console-updates-example-written = Geschreven naar { $path }. Elke regel is een sale: ordernummer, status en eventueel een opmerking en extra velden. Vul het bestand in en neem het over met dezelfde lijst acties.
console-updates-mend = { $good ->
    [one] Er is nog niets overgenomen; 1 regel klopt wel. Verbeter de foute regels in het bestand en druk opnieuw op Enter, of kies foute regels overslaan.
   *[other] Er is nog niets overgenomen; { $good } regels kloppen wel. Verbeter de foute regels in het bestand en druk opnieuw op Enter, of kies foute regels overslaan.
 }
console-updates-nothing = { $same ->
    [0] In dit bestand staat geen sale.
   *[other] Alles uit dit bestand staat er al zo ({ $same }).
 }
console-updates-same = { $count ->
    [one] 1 sale staat er al zo.
   *[other] { $count } sales staan er al zo.
 }
console-updates-left = { $count ->
    [one] 1 foute regel wordt overgeslagen.
   *[other] { $count } foute regels worden overgeslagen.
 }
console-offer-sale-status = Status zetten: { $name }
console-offer-sale-history = Verloop van sale { $name }
console-offer-sale-contract = Contract van sale { $name } opslaan
console-offer-sale-documents = Documenten van sale { $name } opslaan
console-offer-verify-record = Nagaan of dit hele register klopt
console-sales-status-title = Status zetten van { $count ->
    [one] één sale
   *[other] { $count } sales
 }
console-sales-status-same = { $count ->
    [one] 1 sale heeft die status al en blijft zoals hij is.
   *[other] { $count } sales hebben die status al en blijven zoals ze zijn.
}
console-sales-status-missing = { $count ->
    [one] Sale { $sales } is er niet meer.
   *[other] { $count } sales zijn er niet meer: { $sales }.
}
console-sales-status-revives = { $count ->
    [one] Sale { $sales } is geannuleerd en wordt hiermee weer opgepakt.
   *[other] { $count } sales zijn geannuleerd en worden hiermee weer opgepakt: { $sales }.
}
console-sales-status-accepts = { $count ->
    [one] Bij sale { $sales } staat een annuleringsverzoek open: dit willigt het in.
   *[other] Bij { $count } sales staat een annuleringsverzoek open; dit willigt ze in: { $sales }.
}
console-sales-status-rejects = { $count ->
    [one] Bij sale { $sales } staat een annuleringsverzoek open: dit wijst het af. Beantwoord het liever op het tabblad Annuleringen.
   *[other] Bij { $count } sales staat een annuleringsverzoek open: dit wijst ze af. Beantwoord ze liever op het tabblad Annuleringen: { $sales }.
}
console-sales-status-line = { $sale }: { $from } → { $to }
console-sales-contract-title = Contract van sale { $sale }
console-sales-documents-title = Documenten van sale { $sale }
console-sales-sheet-title = Sale { $sale }
console-sales-history-title = Verloop van sale { $sale }
console-sales-no-history = Er is nog niets aan deze sale veranderd.
console-sales-no-files = Deze sale heeft ze niet.
console-sales-files-written = { $count ->
    [one] Eén bestand opgeslagen
   *[other] { $count } bestanden opgeslagen
 }
console-verb-status = Status zetten
console-audit-asked = Het register wordt gelezen …
console-audit-new = { $what } · nieuw
console-audit-gone = { $what } · verwijderd
console-audit-changed = { $what } · gewijzigd
console-audit-again = status { $status } opnieuw gezet
console-audit-same = bleef zoals het was
console-audit-all = alle
console-audit-secret = (geheim)
console-audited-account = account
console-audited-suppliers = leverancier
console-audited-products = product
console-audited-flows = flow
console-audited-questions = vraag
console-audited-agreements = accordering
console-audited-statuses = status
console-audited-organisations = organisatie
console-audited-users = gebruiker
console-audited-tokens = token
console-audited-webhooks = abonnement
console-audited-invites = uitnodiging
console-audited-deliveries = bericht
console-audited-concepts = concept
console-audited-sales = sale
console-audited-token-addresses = adressen van token
console-audited-optins = opt-in
console-field-flows = flows
console-field-whole-flows = alles van flow
console-field-user-id = nummer gebruiker
console-field-link = koppelgebruiker
console-field-expires-at = eindigt
console-field-replaced-until = geldt ernaast nog tot
console-field-digest = geheim
console-field-key-id = sleutel
console-field-replaces = vervangt token
console-field-incoming = instellingen
console-field-networks = mag komen van
console-field-token = token
console-field-account = account
console-audit-whole = Het register is heel: { $count } regels. Noteer de laatste regel ergens anders: { $last }. Of die er later nog zo staat, gaat u met b na.
console-offer-verify-noted = Nagaan of een genoteerde regel er nog zo staat
console-field-noted = genoteerde regel
console-form-hint-noted = Zoals ze is genoteerd toen het register werd nagegaan: nummer=hash.
console-field-new-status = nieuwe status
console-field-folder = map
console-form-hint-folder = Een map op deze machine; wat er al staat, wordt niet overschreven.
console-offer-edit-rule = Regel wijzigen
console-offer-remove-thing = Verwijderen: { $name }
console-offer-try-rule = Regel proberen op een sale
console-offer-about-remove-thing = Niet terug te draaien. Wat nog ergens nodig is, blijft staan, en er staat bij waar.
console-form-new-thing = { $kind }: nieuw
console-form-edit-thing = { $kind }: { $name }
console-form-trial = Regel van { $name } proberen
console-form-hint-sale = Het nummer van een sale in deze omgeving.
console-form-hint-options = Met | ertussen.
console-form-hint-customfields = naam=waarde, met | ertussen.
console-form-hint-image = Pad van een PNG, JPEG of GIF op deze machine; - haalt de afbeelding weg; leeg laat haar staan.
console-form-hint-documents = Met | ertussen: namen van wat blijft, en paden van PDF's of beelden op deze machine die erbij komen.
console-form-hint-section-title = Zonder titel vervalt het onderdeel.
console-form-hint-section-products = Nummers met komma's ertussen; 2031 x2 is er hoogstens twee.
console-form-hint-section-for-products = Nummers van producten met komma's ertussen.
console-form-hint-section-for-suppliers = Nummers van leveranciers met komma's ertussen.
console-form-wrong-pair = Schrijf naam=waarde, met | ertussen.
console-form-hint-product-ids = Nummers van producten met komma's ertussen; leeg voor geen.
console-form-hint-product-types = Met komma's ertussen: energie, telecom, algemeen, zonnepanelen, warmtepomp. Leeg voor alle.
console-form-hint-flow-identifiers = Met komma's ertussen; leeg voor alle flows.
console-form-hint-rule-visible = Ja: de vraag is er alleen als de regel geldt. De regel zelf: r in de lijst.
console-form-hint-rule-required = Ja: verplicht alleen als de regel geldt.
console-trial-no-rule = Er is geen regel.
console-trial-not-asked = { $kind ->
    [agreements] De accordering hoort niet bij dit product in deze flow.
   *[questions] De vraag hoort niet bij dit product in deze flow.
 }
console-trial-hidden = { $kind ->
    [agreements] De accordering is niet zichtbaar.
   *[questions] De vraag is niet zichtbaar.
 }
console-trial-required = { $kind ->
    [agreements] De accordering is zichtbaar en verplicht.
   *[questions] De vraag is zichtbaar en verplicht.
 }
console-trial-optional = { $kind ->
    [agreements] De accordering is zichtbaar en niet verplicht.
   *[questions] De vraag is zichtbaar en niet verplicht.
 }
console-trial-found = (het is: { $found })
console-field-sale = sale
console-field-price = prijs eenmalig
console-field-price-monthly = prijs per maand
console-field-price-action = actieprijs eenmalig
console-field-price-action-type = soort actie eenmalig
console-field-price-action-value = actiewaarde eenmalig
console-field-price-monthly-action = actieprijs per maand
console-field-price-monthly-action-type = soort actie per maand
console-field-price-monthly-action-value = actiewaarde per maand
console-field-image = afbeelding
console-field-documents = documenten
console-field-customfields = eigen velden
console-field-extension = soort bestand
console-field-mandatory = verplicht
console-field-products = producten
console-field-mandatory-for-product-ids = verplicht bij product
console-field-mandatory-for-supplier-ids = verplicht bij leverancier
console-field-of-section = deel { $number }: { $field }
console-field-of-new-section = nieuw: { $field }
console-field-verification-method = verificatie
console-field-minimum-age-customer = leeftijd klant vanaf
console-field-maximum-age-customer = leeftijd klant tot
console-field-consumer-offer-iban-required = IBAN bij aanbieding particulier
console-field-business-offer-iban-required = IBAN bij aanbieding zakelijk
console-field-consumer-order-iban-required = IBAN bij order particulier
console-field-business-order-iban-required = IBAN bij order zakelijk
console-field-product-ids = producten erin
console-field-flow-identifiers = flows
console-field-archive = gearchiveerd
console-field-sort = volgorde
console-field-role = rol
console-field-organisation = organisatie
console-field-organisation-id = nummer organisatie
console-field-required = verplicht
console-field-visible = zichtbaar
console-field-visible-customer = zichtbaar voor klant
console-field-options = keuzes
console-field-default-value = standaardwaarde
console-field-validator = controle
console-field-updated-at = gewijzigd op
console-field-supplier-id = nummer leverancier
console-field-supplier-name = leverancier
console-field-supplier-identifier = kenmerk leverancier
console-field-title = titel
console-field-text = tekst
console-field-rule = voorwaarden
console-field-rule-required = verplicht bij voorwaarden
console-field-rule-visible = zichtbaar bij voorwaarden
console-field-rule-part = soort deel
console-field-rule-question = vraag
console-field-rule-answer = antwoord
console-field-rule-value = is
console-field-product-types = soorten product
console-field-extra = extra
console-field-koppel-provenance = herkomst
console-field-settings = instellingen
console-field-sections = onderdelen
console-access-tab-settings = Instellingen
console-access-tab-requests = Annuleringen
console-access-no-requests = Deze partner heeft niets te annuleren gevraagd.
console-offers-none = Hier valt nu niets te doen.
console-offer-settings = Instellingen wijzigen
console-offer-accept-request = Sale { $name } annuleren, zoals de partner vraagt
console-offer-reject-request = Sale { $name } niet annuleren
console-form-settings = Instellingen voor deze partner
console-form-accept-request = Sale { $sale } annuleren
console-form-reject-request = Sale { $sale } niet annuleren
console-form-request = Sale { $sale }, { $product }. De partner vraagt dit: «{ $reason }»
console-form-warn-accept = Niet terug te draaien. De partner ziet de annulering en de opmerking.
console-form-warn-accept-resold = Niet terug te draaien. De partner ziet de annulering en de opmerking. De sale is doorverkocht: een partij die hem al heeft, houdt hem tot u ook daar laat annuleren (wachtrij, b).
console-form-nothing-changed = Er is niets gewijzigd.
console-form-becomes = { $field }: { $was } → { $now }
console-form-hint-check-verification = Nee: ook zonder handtekening aangenomen. Met een contractdatum geldt een sale als getekend.
console-form-hint-check-agreements = Nee: ook zonder accorderingen wordt een sale van deze partner aangenomen.
console-form-hint-always-confirm = De bevestiging aan de klant gaat dan altijd vanuit deze omgeving.
console-form-hint-accept-cancellations = Ja: de partner mag vragen om te annuleren wat al in behandeling is; u beslist.
console-form-hint-reason = De partner krijgt dit te lezen.
console-field-check-verification = verificatie controleren
console-field-check-agreements = accorderingen controleren
console-field-accepted-offer-status = status geaccepteerde aanbieding
console-field-order-status = status nieuwe order
console-field-always-confirm = altijd vanaf hier bevestigen
console-field-accept-cancellations = annuleringsverzoeken aannemen
console-field-cancelled-status = status
console-field-back-status = status
console-field-remark = opmerking
console-field-reason = reden
console-status-usual = de gebruikelijke
console-status-asked = zoals gevraagd
console-status-before = zoals vóór het verzoek
console-request-open = ! OPEN
console-request-passed-on = . DOORGEGEVEN
console-request-reason = wil annuleren omdat
console-request-answer = beantwoord met
console-request-accepted = = GEANNULEERD
console-request-rejected = + AFGEWEZEN

console-did-job-begun = Taak { $job } begonnen: { $verb } voor { $count } { $count ->
    [one] sale
   *[other] sales
 }{ $why }
console-did-job = Taak { $job } is { $standing }

console-replay-asked = Wat er nu van deze groep zou worden, wordt nagegaan …
console-plan-replay = Groep opnieuw: { $group }
console-plan-job-pause = Taak { $job } pauzeren
console-plan-job-resume = Taak { $job } verder laten gaan
console-plan-job-cancel = Taak { $job } afbreken
console-plan-about-job-pause = Er wordt niets nieuws begonnen; wat onderweg is, gaat door.
console-plan-about-job-resume = De volgende golf begint.
console-plan-about-job-cancel = Wat niet begonnen is, blijft zoals het was. Wat onderweg is, gaat door.
console-jobs-title = Taken
console-jobs-none = Er is nog geen bulkwerk geweest. Een groep opnieuw proberen gaat met r in het scherm Groepen.
console-job-title = Taak { $job }
console-job-over = Taak { $job } is { $standing }; daar valt niets meer aan te doen.
console-job-out-title = Taak { $job } naar een bestand schrijven
console-job-out-file = taak-{ $job }.csv
console-job-written = Geschreven naar { $path }. Elke regel is een sale: ordernummer, wat ervan werd en waarom.
console-evidence-out-title = Bewijs voor de partner schrijven
console-evidence-out-folder = bewijs-{ $group }
console-evidence-written = Geschreven naar { $path }: evidence.md om te lezen, sales.csv met een regel per sale. Er staan geen persoonsgegevens in.
console-key-evidence-out = bewijs
console-column-done = Gelukt
console-column-fallout = Uitval
console-column-actor = Door
console-key-replay = groep opnieuw
console-key-jobs = taken
console-key-open-job = elke sale
console-key-direct-job = pauze of verder
console-key-cancel-job = afbreken
console-key-job-out = naar bestand
console-place-jobs = taken

console-form-mapping = Koppeling van { $key }
console-map-nothing = niets
console-map-constant = altijd hetzelfde antwoord
console-field-map-own = onze kant
console-field-map-partner = partner
console-field-map-constant = antwoord
console-field-map-default = als wij geen antwoord hebben
console-field-map-option = keuze
console-field-group-owner = eigenaar
console-field-edit-field = veld
console-field-edit-other = ander veld
console-field-edit-value = wordt
console-field-edit-send = daarna verzenden
console-form-hint-edit-field = Een letter springt naar het volgende veld dat ermee begint.
console-form-hint-edit-other = De naam in de API, zoals questionData.VRAAG. Leeg: het veld hierboven.
console-form-hint-edit-value = Leeg: het veld wordt leeg.
console-field-group-note = notitie
console-field-group-snooze = geen nieuws, in uren
console-form-hint-group-snooze = Zo lang roept de groep niemand op en telt zij niet als nieuws. Leeg: niet.
console-form-hint-map-own = Een letter springt naar de volgende die ermee begint.
console-form-hint-map-partner = Een letter springt naar de volgende die ermee begint.
console-form-hint-map-option = Onze keuze; daarnaast die van de partner. Een keuze zonder koppeling valt uit.
console-plan-about-mapping = Vanaf nu worden sales zo vertaald. Wat verstuurd is, verandert niet.
console-done-mapping = De koppeling is gewijzigd.
console-field-map-date-from = datum bij ons
console-field-map-date-to = datum bij de partner
console-form-hint-map-date-from = Zoals onze datum er staat, bijvoorbeeld %d-%m-%Y voor 31-12-2026. Leeg: zoals hij is.
console-form-hint-map-date-to = Zoals de partner hem wil, bijvoorbeeld %Y-%m-%d voor 2026-12-31.
console-plan-publish = Koppelingen van { $name } publiceren
console-plan-about-conflict = Kies eerst bij die rijen welke versie geldt: open ze met Enter. Zo gaat niemands werk verloren.
console-publish-row = { $key } ({ $by })
console-publish-more = en nog { $count }
console-publish-conflict = x { $key }: iemand publiceerde intussen iets anders
console-publish-nothing = Er is niets te publiceren: alles staat zoals het gepubliceerd is.
console-plan-revert = Koppelingen van { $name } terug naar versie { $version }
console-plan-about-revert = Die versie heeft { $rows } { $rows ->
    [one] rij
   *[other] rijen
 } en wordt opnieuw gepubliceerd; de huidige blijft bewaard.
console-versions-title = Eerdere versies van de koppeling met { $name }
console-versions-row = versie { $version } · { $rows } { $rows ->
    [one] rij
   *[other] rijen
 } · { $when }
console-versions-none = Er is nog geen versie vervangen.
console-draft-you = u
console-draft-by = besluit van { $by }, nog niet gepubliceerd
console-draft-busy = Het vorige besluit wordt nog bewaard of opgehaald. Probeer het zo weer.
console-draft-conflict = BOTSING
console-key-system-statuses = systeemstatussen tonen of verbergen
console-system-hidden = { $count ->
    [one] 1 systeemstatus verborgen
   *[other] { $count } systeemstatussen verborgen
 }, a toont ze
console-row-new = NIEUW
console-other-at = @ { $by } bij { $key }
console-other-here = { $by } is ook bij deze rij
console-progress-new = { $count } nieuw
console-progress-doubt = { $count } twijfel
console-progress-conflict = { $count } conflict
console-undo-nothing = Er is niets om ongedaan te maken.
console-redo-nothing = Er is niets om opnieuw te doen.
console-session-search = Zoek:
console-session-no-candidates = Niets lijkt hierop. Zoek met / tussen alles van ons.
console-session-options-lack = Met e krijgen deze keuzes hun tegenhanger.
console-session-no-candidates-flow = Niets lijkt hierop. Zoek met / tussen alles van de partner.
console-session-no-candidates-question = Niets lijkt hierop. Zoek met / tussen alles van ons, of geef met e een vast antwoord.
console-session-no-such = Een kandidaat { $number } is er hier niet.
console-session-not-found = Niets gevonden met deze woorden.
console-session-all = Alles heeft een plek. Publiceer met v, of met :publiceer.
console-session-conflict = Iemand publiceerde iets anders. Kies met Enter welke versie geldt.
console-session-same = { $count ->
    [one] = koppelt ook de vraag die hier gelijk aan is
   *[other] = koppelt ook de { $count } vragen die hier gelijk aan zijn
 }
console-spread-nothing = Geen andere vraag is gelijk aan deze, of ze zijn al zo gekoppeld.
console-spread-done = { $count ->
    [one] 1 gelijke vraag is ook zo gekoppeld.
   *[other] { $count } gelijke vragen zijn ook zo gekoppeld.
 }
console-repeat-nothing = Er is hier niets te herhalen.
console-samples-none = Deze rij is niet op sales te proberen: ze is niet gekoppeld, of het is een status.
console-samples-title = { $key } bij de laatste sales: van ons > naar de partner
console-samples-no-sales = Er zijn nog geen sales om het op te proberen.
console-likeness-same-key = zelfde identifier
console-likeness-same-label = zelfde naam
console-likeness-alike-label = naam lijkt erop
console-likeness-alike-options = naam en keuzes lijken erop
console-likeness-same-type = zelfde type
console-clash-title = Wie beslist over { $key }?
console-clash-decided = { $by } besloot intussen iets anders over deze rij. Kies wat geldt.
console-clash-published = { $by } publiceerde intussen iets anders. Kies wat geldt.
console-clash-somebody = Iemand
console-clash-mine = Van u
console-clash-theirs = Van { $by }
console-clash-base = Zoals het was
console-column-draft = Concept
console-column-lacking = Zonder tegenhanger
console-column-same = Gelijk
console-asked-required = verplicht
console-asked-optional = mag leeg
console-field-link-name = naam van de koppeling
console-field-link-way = hoe
console-field-link-address = adres
console-field-link-domain = accountnaam
console-field-link-token = token
console-field-link-invite = bestand met uitnodiging
console-field-link-condition = naam
console-field-link-products = eigen producten
console-field-link-suppliers = leveranciers
console-field-link-flows = flows
console-field-link-types = productsoorten
console-field-link-in-status = met status
console-field-link-customers = klanten
console-field-link-answers = antwoorden
console-field-link-processing = mag verstuurd worden
console-field-link-automatic = gaat vanzelf
console-field-link-statuses = alleen met status
console-field-link-which = welke producten
console-form-hint-link-name = Zoals u deze partner hier noemt, als één woord.
console-form-hint-link-domain = De naam van het account bij de partner, zoals in zijn adressen.
console-form-hint-link-token = Van de partner, voor integratie. Er komt niets van op het scherm.
console-form-hint-link-invite = Een bestand op deze machine, van de partner gekregen.
console-form-hint-link-products = Nummers met komma's ertussen; leeg voor alle.
console-form-hint-link-suppliers = Nummers met komma's ertussen; leeg voor alle.
console-form-hint-link-flows = Als soort/flow, met komma's ertussen; leeg voor alle.
console-form-hint-link-types = Met komma's ertussen, zoals energy; leeg voor alle.
console-form-hint-link-in-status = Statussen met komma's ertussen; leeg voor elke.
console-form-hint-link-answers = Als vraag=waarde, met komma's ertussen; leeg voor alle.
console-form-hint-link-statuses = Statussen met komma's ertussen, zoals new, verified; leeg voor elke status.
console-form-wrong-twice = Er is al een voorwaarde met deze naam.
console-form-wrong-form = Dit staat er anders dan gevraagd.
console-arrange-add = Nieuwe koppeling
console-arrange-by-token = met een token
console-arrange-by-invite = met een uitnodiging
console-arrange-added = { $name } is toegevoegd, met alles uit. Test met t, haal op met f.
console-arrange-about-add = De partner wordt gevraagd wie wij zijn. Alle schakelaars staan eerst uit.
console-arrange-condition = Voorwaarde van { $name }
console-arrange-conditions = Voorwaarden van { $name }, in volgorde
console-arrange-no-conditions = Nog geen voorwaarden: de instellingen gelden voor elke sale. + maakt er een.
console-arrange-first-decides = De eerste die past beslist. Past er geen: { $otherwise }.
console-arrange-about-conditions = De eerste voorwaarde die bij een sale past, beslist alleen.
console-arrange-every-sale = elke sale
console-arrange-any-customer = alle
console-arrange-never = gaat nooit
console-arrange-by-itself = gaat vanzelf
console-arrange-by-hand = gaat met de hand
console-arrange-import = Producten van { $name } overnemen
console-arrange-all = alle { $count } die nog los zijn
console-arrange-of-type = soort { $name }
console-arrange-of-supplier = van { $name }
console-arrange-about-import = { $count ->
    [one] 1 product wordt in de eigen omgeving gemaakt en gekoppeld.
   *[other] { $count } producten worden in de eigen omgeving gemaakt en gekoppeld.
 }
console-arrange-nothing-free = Alles wat de partner toekent is al gekoppeld.
console-arrange-not-linked = Dit product is niet gekoppeld.
console-arrange-unlink = { $name } ontkoppelen
console-arrange-about-unlink = { $count ->
    [0] Het eigen product blijft; sales ervan gaan niet meer naar de partner.
    [one] Het eigen product blijft. 1 sale onderweg gaat er nog naartoe.
   *[other] Het eigen product blijft. { $count } sales onderweg gaan er nog naartoe.
 }
console-proof-title = Bewijs voor { $name }
console-proof-beside = Hierbuiten valt, en kan wel uitvallen:
console-proving = Het bewijs wordt geleverd …
console-happened-edited = Aangepast: { $fields }{ $why }
console-brief-loop = loopt rond
console-done-queued = { $refused ->
    [0] { $verb }: { $done } in de wachtrij gezet.
   *[other] { $verb }: { $done } in de wachtrij gezet, { $refused } niet.
 }
console-column-agents = Gebruikers
console-column-tokens = Tokens
console-column-open-sales = Open sales
console-column-flows = Flows
console-organisation-active = + ACTIEF
console-organisation-asks = ! ACTIE { $count }
console-organisation-inactive = = UIT
console-column-sales = Sales
console-column-stuck = Hangt
console-column-stays = Verblijf
console-column-ways = Weg
console-setting-grace = Terug te halen voor verzenden
console-grace-none = niet: de sale gaat meteen
console-integration-vanished = VERDWENEN
console-field-vanished = Weg bij partner
console-vanished-open = { $gone } van { $linked } weg bij de partner; er is niets mee gedaan (v)
console-products-vanished = ! { $gone } van { $linked } weg bij de partner (v)
console-vanished-none = Er is geen gekoppeld product weg bij de partner waar nog niets mee gedaan is.
console-vanished-title = Weg bij { $name }
console-vanished-stopped = { $gone } van { $linked } gekoppelde producten zijn in één keer weg. Dat kan ook een ingetrokken recht zijn: daarom is er nog niets mee gedaan.
console-vanished-refused = De partner laat koppel niet meer toe, dus of deze producten echt weg zijn is niet te zien: { $why }
console-vanished-row = { $product } (eigen { $own }) { $name }{ $sales ->
    [0] { "" }
    [one] { " " }· 1 sale nog niet verzonden
   *[other] { " " }· { $sales } sales nog niet verzonden
 }
console-vanished-more = en nog { $count }
console-vanished-sales = { $count ->
    [one] 1 sale die nog moet gaan, valt hierdoor uit.
   *[other] { $count } sales die nog moeten gaan, vallen hierdoor uit.
 }
console-vanished-mapping = Rijen van de koppeling die dan geen product meer nodig heeft: { $rows }
console-vanished-about-nothing = De instelling «Product weg bij de partner» staat op niets doen. Verander die eerst als de eigen producten uit verkoop moeten.
console-vanished-about-deactivate = { $count ->
    [one] Het eigen product wordt gedeactiveerd
   *[other] De { $count } eigen producten worden gedeactiveerd
 }, als het bij de partner ook nu nog weg is. Terughalen kan met r.
console-vanished-about-delete = { $count ->
    [one] Het eigen product wordt verwijderd
   *[other] De { $count } eigen producten worden verwijderd
 }, als het bij de partner ook nu nog weg is. Een kopie blijft bewaard: terughalen kan met r.
console-done-vanished = { $count ->
    [one] 1 eigen product is uit verkoop gehaald.
   *[other] { $count } eigen producten zijn uit verkoop gehaald.
 }
console-restore-title = { $name } ({ $product }) terughalen
console-restore-nothing = Dit product heeft koppel niet uit verkoop gehaald.
console-restore-about-deleted = Het eigen product wordt opnieuw aangemaakt van de bewaarde kopie, met een nieuw nummer.
console-restore-about-inactive = Het eigen product wordt weer geactiveerd.
console-done-restored = Eigen product { $own } is terug in de verkoop.
console-column-missing = Weg sinds
console-column-retired = Eigen product
console-retired-deleted = verwijderd; terug te halen met r
console-retired-inactive = gedeactiveerd; terug te halen met r
console-product-deleted = = VERWIJDERD
console-product-inactive = = UIT VERKOOP
console-differences = Verschilt van de partner
console-differences-none = Gelijk aan de partner.
console-difference = { $field }: bij ons { $ours }, bij de partner { $theirs }
console-difference-files = { $field }: andere bestanden
console-difference-nothing = niets
console-take-title = Overnemen voor { $name }
console-take-same = Dit product is gelijk aan dat van de partner.
console-field-link-take = overnemen
console-form-hint-link-take = Wat er bij de partner staat, komt in het eigen product.
console-browse-drifts = Wijzigingen van { $name }
console-browse-rehearsal = Proefdraaien met de schakelaars van { $name }
console-browse-backtest = Eerdere sales door de koppeling van { $name }
console-browse-written = Overgenomen van { $name }
console-drifts-none = De partner heeft niets gewijzigd in wat hij vraagt.
console-drifts-row = versie { $version }, { $since } · { $class } · { $standing }{ $count ->
    [0] { "" }
    [one] { " " }· 1 sale vastgehouden
   *[other] { " " }· { $count } sales vastgehouden
 }
console-drifts-held = Vastgehouden: { $sales }
console-drift-not-open = Deze wijziging houdt niets vast.
console-plan-release = Versie { $version } van { $name } vrijgeven
console-plan-about-drift = { $count ->
    [0] Er wordt nu geen sale door vastgehouden.
    [one] 1 vastgehouden sale gaat, ook als de partner hem hierdoor weigert.
   *[other] { $count } vastgehouden sales gaan, ook als de partner ze hierdoor weigert.
 }
console-done-released = Versie { $version } is vrijgegeven.
console-simulated = { $count ->
    [one] De laatste sale
   *[other] De laatste { $count } sales
 } met de schakelaars van nu: { $itself } vanzelf, { $hand } met de hand, { $never } niet.
console-simulated-none = Er zijn nog geen sales om mee te proberen.
console-written-row = { $product } { $name } · { $count ->
    [one] 1 veld
   *[other] { $count } velden
 }
console-key-rehearse = proefdraaien
console-key-drifts = wijzigingen
console-key-vanished = weg bij partner
console-key-take-fields = velden overnemen
console-key-restore = terughalen
console-key-release = vrijgeven
console-key-backtest = eerdere sales
console-place-drifts = wijzigingen van een partner
console-place-backtest = eerdere sales
console-draft-overruled = { $by } koos voor { $key } iets anders dan u.
console-setting-fields = Velden van producten
console-fields-all-partner = alle van de partner
console-field-link-policy = veld
console-form-hint-link-policy = Van de partner: overgenomen. Van ons: blijft staan. Vragen: u neemt het over met t bij de producten.
console-lacks = mist { $count }: { $options }
console-dry-run-title = Proef met sale { $sale }: er gaat niets weg
console-dry-run-good = Zo kan de sale gemaakt worden (koppeling versie { $version }):
console-dry-run-bad = Zo kan de sale niet gemaakt worden (koppeling versie { $version }).
console-dry-run-one = Proefdraaien gaat met een sale tegelijk.
console-key-dry-run = proefdraaien
console-plan-sure = Zekere voorstellen overnemen voor { $name }
console-sure-row = { $key } > { $to } ({ $score })
console-sure-about = { $count ->
    [one] 1 open rij krijgt haar voorstel
   *[other] { $count } open rijen krijgen hun voorstel
 } van { $score } of meer, waar geen ander bij in de buurt komt. Het staat dan in het concept; u neemt het terug met u.
console-sure-nothing = Er is geen open rij met een voorstel van { $score } of meer.
console-key-sure = zekere overnemen
