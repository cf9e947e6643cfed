//! Layers, origins, and mistakes that are named where they stand.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::*;

struct Folders {
    _keep: tempfile::TempDir,
    system: PathBuf,
    user: PathBuf,
    variables: Vec<(&'static str, String)>,
}

impl Folders {
    fn new() -> Self {
        let keep = tempfile::tempdir().unwrap();
        let home = keep.path().join("config/koppel");
        std::fs::create_dir_all(&home).unwrap();
        let variables = vec![
            ("XDG_CONFIG_HOME", keep.path().join("config").display().to_string()),
            ("XDG_DATA_HOME", "/srv/data".to_owned()),
            ("XDG_STATE_HOME", "/srv/state".to_owned()),
        ];
        Self { system: keep.path().join("etc.toml"), user: home.join("config.toml"), variables, _keep: keep }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    fn system(self, text: &str) -> Self {
        std::fs::write(&self.system, text).unwrap();
        self
    }

    fn user(self, text: &str) -> Self {
        std::fs::write(&self.user, text).unwrap();
        self
    }

    fn load(&self) -> Result<Config, ConfigError> {
        self.load_named(None)
    }

    fn load_named(&self, path: Option<&Path>) -> Result<Config, ConfigError> {
        Config::layered(&self.system, path, &self.variables.iter().cloned().collect())
    }
}

fn origin(config: &Config, key: &str) -> String {
    config.entries().into_iter().find(|entry| entry.key == key).unwrap().origin
}

#[test]
fn a_later_layer_wins_and_every_value_tells_its_origin() {
    let folders = Folders::new()
        .system("[console]\nlanguage = \"nl\"\nascii = true\n[engine]\nin_flight = 2\n")
        .user("[engine]\nin_flight = 3\nintake_poll_ms = 250\n[console]\nlanguage = \"en\"\n")
        .with("KOPPEL_ENGINE_INTAKE_POLL_MS", "500");
    let mut config = folders.load().unwrap();
    config.set_flag("console.colour", "never", "--color").unwrap();

    assert!(config.console.ascii);
    assert_eq!(config.engine.in_flight, 3);
    assert_eq!(config.engine.intake_poll, Duration::from_millis(500));
    assert_eq!(config.language(), Language::En);
    assert_eq!(config.console.colour, Colour::Never);
    assert_eq!(origin(&config, "console.ascii"), format!("{}:3", folders.system.display()));
    assert_eq!(origin(&config, "engine.in_flight"), format!("{}:2", folders.user.display()));
    assert_eq!(origin(&config, "engine.intake_poll_ms"), "KOPPEL_ENGINE_INTAKE_POLL_MS");
    assert_eq!(origin(&config, "console.colour"), "--color");
    assert_eq!(origin(&config, "log.keep"), "default");
}

#[test]
fn a_named_file_replaces_the_users_own_and_must_exist() {
    let folders = Folders::new().user("[engine]\nin_flight = 3\n");
    let named = folders.system.with_file_name("named.toml");
    assert!(matches!(folders.load_named(Some(&named)), Err(ConfigError::Unreadable { .. })));
    std::fs::write(&named, "[console]\nascii = true\n").unwrap();
    let config = folders.load_named(Some(&named)).unwrap();
    assert!(config.console.ascii);
    assert_eq!(config.engine.in_flight, Engine::default().in_flight);
}

#[test]
fn an_unknown_key_is_named_with_file_line_and_the_nearest_key() {
    for (text, line, key, expected) in [
        ("[console]\n\nlanguge = \"nl\"\n", 3, "console.languge", Some("console.language")),
        ("[engine]\nesc_timeout_ms = 30\n", 2, "engine.esc_timeout_ms", Some("console.esc_timeout_ms")),
        ("dat = \"/x\"\n", 1, "dat", Some("data")),
        ("[wholly]\nunrelated = 1\n", 2, "wholly.unrelated", None),
    ] {
        let folders = Folders::new().user(text);
        let error = folders.load().unwrap_err();
        let ConfigError::UnknownKey { place, key: found, nearest } = &error else { panic!("{error}") };
        assert_eq!(place.to_string(), format!("{}:{line}", folders.user.display()), "{text}");
        assert_eq!((found.as_str(), *nearest), (key, expected), "{text}");
        for language in [Language::Nl, Language::En] {
            let sentence = error.sentence(language);
            assert!(sentence.contains(key) && sentence.contains(&place.to_string()), "{sentence}");
            assert!(expected.is_none_or(|near| sentence.contains(near)), "{sentence}");
        }
    }
    let error = Folders::new().with("KOPPEL_CONSOLE_LANGUGE", "nl").load().unwrap_err();
    assert_eq!(
        error.to_string(),
        "KOPPEL_CONSOLE_LANGUGE: unknown key console.languge, did you mean console.language?"
    );
}

#[test]
fn a_value_that_does_not_fit_says_what_does() {
    for (text, line) in [
        ("[engine]\nin_flight = 0\n", 2),
        ("[engine]\nin_flight = \"4\"\n", 2),
        ("[engine]\nin_flight = 4.5\n", 2),
        ("[engine]\nin_flight = 99999999999999999999\n", 2),
        ("[console]\nascii = \"yes\"\n", 2),
        ("[console]\nlanguage = \"de\"\n", 2),
        ("console = 3\n", 1),
        ("data = [1]\n", 1),
    ] {
        let folders = Folders::new().user(text);
        let error = folders.load().unwrap_err().to_string();
        let place = format!("{}:{line}: ", folders.user.display());
        assert!(error.starts_with(&place), "{text}: {error}");
    }
    let error = Folders::new().with("KOPPEL_CLOCK_SPEED", "0.5").load().unwrap_err();
    assert!(matches!(error, ConfigError::BadValue { .. }), "{error}");
    let error = Folders::new().user("[console\n").load().unwrap_err();
    assert!(matches!(error, ConfigError::Syntax { .. }), "{error}");
}

#[test]
fn variables_of_no_section_are_not_settings() {
    let config = Folders::new().with("KOPPEL_SOAK", "10").with("KOPPEL_CLOCK_SPEED", "60").load().unwrap();
    assert_eq!(config.clock_speed, ClockSpeed(60.0));
    let config = Folders::new().with("KOPPEL_LOG", "debug").load().unwrap();
    assert_eq!(config.log.level, "debug");
    assert_eq!(origin(&config, "log.level"), "KOPPEL_LOG");
}

#[test]
fn folders_follow_xdg_and_a_setting_wins() {
    let config = Folders::new().load().unwrap();
    assert_eq!(config.data_dir().unwrap(), Path::new("/srv/data/koppel"));
    assert_eq!(config.socket().unwrap(), Path::new("/srv/data/koppel/service.sock"));
    assert_eq!(config.log_file().unwrap(), Path::new("/srv/state/koppel/koppel.log"));
    let config = Folders::new().with("KOPPEL_DATA", "/srv/own").load().unwrap();
    assert_eq!(config.data_dir().unwrap(), Path::new("/srv/own"));

    let only_home: Variables = [("HOME", "/home/x"), ("XDG_DATA_HOME", "relative")].into_iter().collect();
    assert_eq!(
        Config::defaults(&only_home).data_dir().unwrap(),
        Path::new("/home/x/.local/share/koppel"),
        "a base that is not absolute is ignored"
    );
    assert!(matches!(Config::default().data_dir(), Err(ConfigError::NoHome)));
}

#[test]
fn the_terminals_language_is_spoken_unless_a_setting_says_otherwise() {
    let english = || Folders::new().with("LANG", "nl_NL.UTF-8").with("LC_ALL", "en_GB.UTF-8");
    assert_eq!(english().load().unwrap().language(), Language::En);
    assert_eq!(english().user("[console]\nlanguage = \"nl\"\n").load().unwrap().language(), Language::Nl);
    assert_eq!(Folders::new().with("LANG", "C").load().unwrap().language(), Language::Nl);
}

#[test]
fn the_example_file_is_the_defaults() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
    let expected = Config::default().to_toml();
    if std::env::var_os("KOPPEL_WRITE_EXAMPLE").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);

    let example = Folders::new().user(&expected);
    let read = example.load().unwrap();
    let defaults = Config::defaults(&example.variables.iter().cloned().collect());
    assert_eq!(Config { origins: BTreeMap::new(), ..read }, defaults);
}

#[test]
fn a_proxy_is_an_address_without_a_password_and_a_wrong_one_is_not_repeated() {
    let config = Folders::new().user("[engine]\nproxy = \"http://proxy.example:3128\"\n").load().unwrap();
    assert_eq!(config.engine.proxy.as_deref(), Some("http://proxy.example:3128"));
    let silent = Folders::new().with("HTTPS_PROXY", "http://other:1").load().unwrap();
    assert_eq!(silent.engine.proxy, None, "only the setting sets it");
    for wrong in ["http://jan:geheim@proxy:3128", "socks5://proxy:1080", "proxy:3128", "http://proxy/geheim"]
    {
        let error = Folders::new().with("KOPPEL_ENGINE_PROXY", wrong).load().unwrap_err().to_string();
        assert!(error.contains("http://HOST:PORT") && !error.contains("geheim"), "{error}");
    }
}

#[test]
fn the_address_that_requests_leave_from_is_an_ip_address() {
    let config = Folders::new().user("[engine]\nlocal_address = \"192.0.2.7\"\n").load().unwrap();
    assert_eq!(config.engine.local_address, Some([192, 0, 2, 7].into()));
    let error = Folders::new().with("KOPPEL_ENGINE_LOCAL_ADDRESS", "eth0").load().unwrap_err().to_string();
    assert!(error.contains("eth0") && error.contains("IP ADDRESS"), "{error}");
}

#[test]
fn whom_to_call_is_an_address_and_no_option_of_a_program() {
    let config = Folders::new()
        .user("[alert]\nqueue_minutes = 0\nwebhook = \"https://wacht.example/haak\"\nmail_to = \"wacht@klaver.example\"\n")
        .load()
        .unwrap();
    assert_eq!(config.alert.queue_age, None);
    assert_eq!(config.alert.mail_to.as_deref(), Some("wacht@klaver.example"));
    for wrong in ["-oQ/tmp@x", "wacht", "a@b@c", "a b@c", "a@b\\nBcc: c@d"] {
        let error = Folders::new().user(&format!("[alert]\nmail_to = \"{wrong}\"\n")).load().unwrap_err();
        assert!(error.to_string().contains("NAME@DOMAIN"), "{wrong}: {error}");
    }
    for wrong in ["ftp://x/", "wacht.example/geheim"] {
        let error = Folders::new().user(&format!("[alert]\nwebhook = \"{wrong}\"\n")).load().unwrap_err();
        let error = error.to_string();
        assert!(error.contains("https://") && !error.contains("geheim"), "{error}");
    }
}

#[test]
fn the_schema_knows_every_key_its_kind_and_its_default() {
    let schema = Config::schema();
    for key in keys() {
        let path = key.name.replace('.', "/properties/");
        let form = schema.pointer(&format!("/properties/{path}")).unwrap_or_else(|| panic!("{}", key.name));
        assert!(form["type"].is_string() && !form["default"].is_null(), "{}: {form}", key.name);
        assert_eq!(form["description"], key.meaning);
    }
    let engine = &schema["properties"]["engine"];
    assert_eq!(engine["additionalProperties"], false);
    let in_flight = &engine["properties"]["in_flight"];
    assert_eq!((&in_flight["minimum"], &in_flight["maximum"]), (&1.into(), &16.into()));
    assert_eq!(
        schema["properties"]["log"]["properties"]["format"]["enum"],
        serde_json::json!(["text", "json"])
    );
}
