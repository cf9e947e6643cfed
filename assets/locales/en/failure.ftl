# What can go wrong, for console, commands and log: what happened, what koppel does now, what you can do.

# Settings
config-unreadable = The settings file { $path } cannot be read: { $why }. Check the path and its permissions.
config-syntax = { $place }: this is no valid TOML: { $why }. Repair this line.
config-unknown = { $place }: unknown setting { $key }. See koppel config show for all settings.
config-unknown-nearest = { $place }: unknown setting { $key }. Did you mean { $nearest }?
config-bad-value = { $place }: { $key } takes { $expected }, found { $found }.
config-no-home = There is no folder for the data: HOME and XDG_DATA_HOME are both empty. Give one with --data.
