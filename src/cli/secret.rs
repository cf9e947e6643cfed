//! Secrets in and out: by standard input or a file, never as an argument or an environment variable, which
//! other accounts can read.
//!
//! Not here: keeping them (`credential`).

use std::fs::OpenOptions;
use std::io::{IsTerminal, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::error::CliError;
use super::print::Out;

/// Where a token comes from.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct TokenSource {
    /// Read the token from standard input
    #[arg(long)]
    pub token_stdin: bool,
    /// Read the token from a file
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
}

/// No real token is near this long; it keeps a wrong file from being read whole.
const MAX_TOKEN: u64 = 16 * 1024;

impl TokenSource {
    /// Reads the token: the only line that is not empty, without white space around it.
    pub async fn read(&self, out: &Out) -> Result<SecretString, CliError> {
        if self.token_file.is_none() && std::io::stdin().is_terminal() {
            out.say("cli-type-token", &[]);
        }
        // On a thread of its own, so that Ctrl-C is heard meanwhile.
        let path = self.token_file.clone();
        let content = tokio::task::spawn_blocking(move || content(path.as_deref())).await;
        let content = content.map_err(|error| CliError::reading(Path::new("-"))(error.into()))??;
        let mut lines = content.lines().map(str::trim).filter(|line| !line.is_empty());
        let Some(token) = lines.next() else { return Err(CliError::argument("cli-token-empty", "")) };
        // Two tokens, or a token with a note beside it: whichever was meant, guessing sends the other one out.
        if lines.next().is_some() {
            return Err(CliError::argument("cli-token-lines", ""));
        }
        if token.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(CliError::argument("cli-token-odd", ""));
        }
        Ok(SecretString::from(token))
    }
}

fn content(path: Option<&Path>) -> Result<Zeroizing<String>, CliError> {
    let mut content = Zeroizing::new(String::new());
    match path {
        Some(path) => {
            let file = std::fs::File::open(path).map_err(CliError::reading(path))?;
            file.take(MAX_TOKEN).read_to_string(&mut content).map_err(CliError::reading(path))?;
        }
        None => {
            let read = std::io::stdin().lock().take(MAX_TOKEN).read_to_string(&mut content);
            read.map_err(CliError::reading(Path::new("-")))?;
        }
    }
    Ok(content)
}

/// Writes a secret to a new file that only this account can read. An existing file is never overwritten.
pub fn write(path: &Path, secret: &SecretString) -> Result<(), CliError> {
    write_new(path, format!("{}\n", secret.expose_secret()).as_bytes())
}

/// Writes a file that was not there and that only this account can read.
pub fn write_new(path: &Path, content: &[u8]) -> Result<(), CliError> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = opened.map_err(CliError::writing(path))?;
    let written = file.write_all(content).and_then(|()| file.sync_all());
    written.map_err(CliError::writing(path))
}

/// Refuses a file that is there already: said before anything is made that would have to go into it.
pub fn must_be_new(path: &Path) -> Result<(), CliError> {
    match path.exists() {
        true => Err(CliError::writing(path)(std::io::ErrorKind::AlreadyExists.into())),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::locale::Language;

    #[tokio::test]
    async fn a_secret_goes_to_a_closed_new_file_and_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        write(&path, &SecretString::from("abc")).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(matches!(write(&path, &SecretString::from("abc")), Err(CliError::File { .. })));
        let out = Out { language: Language::En, json: false, color: false };
        let source = TokenSource { token_stdin: false, token_file: Some(path.clone()) };
        assert_eq!(source.read(&out).await.unwrap().expose_secret(), "abc");
        std::fs::write(&path, "  \n").unwrap();
        assert!(matches!(source.read(&out).await, Err(CliError::Argument { key: "cli-token-empty", .. })));
        std::fs::write(&path, "abc\ndef\n").unwrap();
        assert!(matches!(source.read(&out).await, Err(CliError::Argument { key: "cli-token-lines", .. })));
        std::fs::write(&path, "\n abc \n\n").unwrap();
        assert_eq!(source.read(&out).await.unwrap().expose_secret(), "abc");
    }
}
