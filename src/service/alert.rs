//! Calling an operator who looks at no console: a signed message to an address, and mail through a program of
//! this machine. What reaches nobody is written down where operators look.
//!
//! Not here: what is worth a call, and how often (`engine`), the settings (`config::alert`).

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use crate::clock::{Clock, Timestamp};
use crate::config;
use crate::credential::webhook;
use crate::engine::{Change, Engine};
use crate::locale::{self, Language};
use crate::model::alert::Alert;
use crate::model::shown::Shown;
use crate::post::{Message, Post, Trouble, target};

/// Between the tries of one call.
const AGAIN: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(30)];
/// How long the program for mail may take.
const MAIL_WITHIN: Duration = Duration::from_secs(30);

/// Who is called, and how.
#[derive(Clone, Debug)]
pub struct Caller {
    settings: config::Alert,
    language: Language,
    clock: Clock,
}

impl Caller {
    /// As the settings say; `None` when they name nobody.
    pub fn new(settings: &config::Config, clock: Clock) -> Option<Self> {
        let alert = settings.alert.clone();
        let names = alert.webhook.is_some() || alert.mail_to.is_some();
        names.then(|| Self { settings: alert, language: settings.language(), clock })
    }

    /// Calls for what `engine` tells, until it ends.
    pub async fn run(self, engine: Engine, mut changes: broadcast::Receiver<Arc<Change>>) {
        let mut calls = JoinSet::new();
        loop {
            match changes.recv().await {
                Ok(change) => {
                    if let Change::Alert(alert) = &*change {
                        // A slow receiver must not make this one miss the next.
                        calls.spawn(self.clone().call(engine.clone(), alert.clone()));
                    }
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
            while calls.try_join_next().is_some() {}
        }
    }

    async fn call(self, engine: Engine, alert: Alert) {
        let own = engine.own().map(|own| own.address.domain).unwrap_or_default();
        let (posted, mailed) = tokio::join!(self.post(&alert, &own), self.mail(&alert, &own));
        for (way, called) in [("webhook", posted), ("mail", mailed)] {
            let Err(why) = called else { continue };
            tracing::error!(way, %why, "a call reached nobody");
            if let Err(error) = engine.note_unheard(way, &why).await {
                tracing::error!(error = &error as &dyn std::error::Error, "not written down");
            }
        }
    }

    fn say(&self, key: &str) -> String {
        locale::text(self.language, key, &[])
    }

    /// Posts it, three times at most.
    async fn post(&self, alert: &Alert, own: &str) -> Result<(), String> {
        let Some(address) = &self.settings.webhook else { return Ok(()) };
        let url = target(address, true).ok_or_else(|| self.say("alert-unsent-target"))?;
        let secret = match &self.settings.webhook_secret_file {
            Some(file) => tokio::fs::read_to_string(file).await.ok().map(Zeroizing::new),
            None => None,
        };
        let secret = secret.and_then(|text| webhook::read(&text));
        let secret = secret.ok_or_else(|| self.say("alert-unsent-secret"))?;
        let post = Post::new().map_err(|error| error.to_string())?;
        let now = self.clock.now();
        let body = body(self.language, alert, own, now);
        let id = self.clock.id().to_string();
        let mut waits = AGAIN.iter();
        loop {
            let at = self.clock.now();
            let signature = webhook::sign_with(&secret, &id, at.timestamp(), &body);
            let sent = post.send(url.clone(), Message { id: &id, at, signature, body: body.clone() }).await;
            let why = match sent {
                Ok(answer) if (200..300).contains(&answer.status) => return Ok(()),
                Ok(answer) => {
                    let arguments = [("status", answer.status.to_string().into())];
                    locale::text(self.language, "alert-unsent-status", &arguments)
                }
                Err(trouble) => self.say(match trouble {
                    Trouble::TimedOut => "alert-unsent-timed-out",
                    Trouble::NoConnection => "alert-unsent-no-connection",
                    Trouble::Broken => "alert-unsent-broken",
                    Trouble::NotPublic => "alert-unsent-target",
                }),
            };
            let Some(wait) = waits.next() else { return Err(why) };
            let loopback = url.scheme() == "http";
            self.clock.sleep(if loopback { self.clock.scaled(*wait) } else { *wait }).await;
        }
    }

    /// Hands it to the program for mail.
    async fn mail(&self, alert: &Alert, own: &str) -> Result<(), String> {
        let Some(to) = &self.settings.mail_to else { return Ok(()) };
        let command = &self.settings.mail_command;
        let text = mail(self.language, alert, own, to, self.clock.now());
        let handed = hand(command, to, &text);
        let failed = |why: String| {
            let arguments = [("command", command.display().to_string().into()), ("why", why.into())];
            locale::text(self.language, "alert-unsent-command", &arguments)
        };
        match tokio::time::timeout(MAIL_WITHIN, handed).await {
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(Ok(status)) => Err(failed(status.to_string())),
            Ok(Err(error)) => Err(failed(error.to_string())),
            Err(_) => Err(failed(self.say("alert-unsent-timed-out"))),
        }
    }
}

/// Runs the program on `text`; it ends with this future.
async fn hand(command: &Path, to: &str, text: &str) -> std::io::Result<std::process::ExitStatus> {
    let mut child = Command::new(command)
        .args(["-i", to])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // A program that reads no mail says so by how it ends.
        let _ = input.write_all(text.as_bytes()).await;
    }
    child.wait().await
}

/// What is posted.
fn body(language: Language, alert: &Alert, own: &str, now: Timestamp) -> Vec<u8> {
    let body = json!({
        "type": "koppel.alert",
        "timestamp": now.to_rfc3339(),
        "data": {
            "own": own,
            "lines": locale::alert::lines(language, alert, now),
            "news": alert.news,
            "more": alert.more,
        },
    });
    serde_json::to_vec(&body).unwrap_or_default()
}

/// What is mailed.
fn mail(language: Language, alert: &Alert, own: &str, to: &str, now: Timestamp) -> String {
    let title = locale::text(language, "alert-title", &[("own", Shown::new(own).into_string().into())]);
    let lines = locale::alert::lines(language, alert, now);
    // A header is one line of ASCII, whatever a name holds.
    let subject = format!("=?utf-8?B?{}?=", STANDARD.encode(title.chars().take(30).collect::<String>()));
    let date = now.to_rfc2822();
    format!(
        "To: {to}\nSubject: {subject}\nDate: {date}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: 8bit\nAuto-Submitted: auto-generated\n\n{}\n",
        lines.iter().map(|line| Shown::new(line).into_string()).collect::<Vec<_>>().join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::alert::News;

    fn caller(set: impl FnOnce(&mut config::Alert)) -> Caller {
        let mut config = config::Config::default();
        set(&mut config.alert);
        Caller::new(&config, Clock::with_speed(1_000.0)).unwrap()
    }

    fn alert() -> Alert {
        Alert { news: vec![News::Person { count: 1 }], more: 0 }
    }

    #[tokio::test]
    async fn a_call_that_reaches_nobody_says_why() {
        assert!(Caller::new(&config::Config::default(), Clock::system()).is_none());
        let inside = caller(|alert| alert.webhook = Some("https://10.0.0.1/".into()));
        assert!(inside.post(&alert(), "klaver").await.unwrap_err().contains("alert.webhook mag niet"));
        let unsigned = caller(|alert| alert.webhook = Some("http://127.0.0.1:9/".into()));
        assert!(unsigned.post(&alert(), "klaver").await.unwrap_err().contains("webhook_secret_file"));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), format!("whsec_{}", STANDARD.encode([1; 24]))).unwrap();
        let closed = caller(|alert| {
            alert.webhook = Some("http://127.0.0.1:9/".into());
            alert.webhook_secret_file = Some(file.path().to_owned());
        });
        assert_eq!(closed.post(&alert(), "klaver").await.unwrap_err(), "geen verbinding");
        for (command, why) in [("/bin/false", "exit status: 1"), ("/nergens/sendmail", "No such file")] {
            let mute = caller(|alert| {
                alert.mail_to = Some("wacht@klaver.example".into());
                alert.mail_command = command.into();
            });
            let said = mute.mail(&alert(), "klaver").await.unwrap_err();
            assert!(said.contains(command) && said.contains(why), "{said}");
        }
    }

    #[test]
    fn a_mail_has_one_line_for_each_header_whatever_a_name_holds() {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mail = mail(Language::Nl, &alert(), "a\nBcc: x@y", "wacht@klaver.example", now);
        let (head, text) = mail.split_once("\n\n").unwrap();
        assert!(!head.contains("Bcc") && head.lines().all(|line| line.contains(": ")), "{head}");
        assert_eq!(text, "1 onzekere sale wacht op uw beslissing\n");
    }
}
