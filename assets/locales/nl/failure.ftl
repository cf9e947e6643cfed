# Wat er mis kan gaan, voor console, opdrachten en logboek: wat er gebeurde, wat koppel nu doet, wat u kunt doen.

# Instellingen
config-unreadable = Het instellingenbestand { $path } is niet te lezen: { $why }. Controleer het pad en de rechten.
config-syntax = { $place }: dit is geen geldige TOML: { $why }. Herstel deze regel.
config-unknown = { $place }: onbekende instelling { $key }. Zie koppel config show voor alle instellingen.
config-unknown-nearest = { $place }: onbekende instelling { $key }. Bedoelt u { $nearest }?
config-bad-value = { $place }: { $key } accepteert { $expected }, maar er staat { $found }.
config-no-home = Er is geen map voor de gegevens: HOME en XDG_DATA_HOME zijn beide leeg. Geef er een met --data.
