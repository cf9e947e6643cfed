//! Invites: a token that is good for one thing, being exchanged once for an integration token before it
//! expires. Whoever exchanged one proves with a claim that it is still the same; until they confirm that the
//! new token arrived, they may exchange again, and the token they lost dies. A copied file has no claim.
//!
//! Not here: how an invite is sealed (`credential::invite`), how a request with one is let in (`auth`).

use std::net::IpAddr;

use chrono::TimeDelta;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::acts::Act;
use super::change::By;
use super::people::{People, Role, Token, User};
use super::{World, rows};
use crate::clock::Timestamp;
use crate::credential::token::{self, TokenKind};
use crate::kv::KvError;

/// An invite: everything but its secret.
#[derive(Clone, Serialize, Deserialize)]
pub struct Invite {
    /// ULID text.
    pub id: String,
    /// Finds it; not secret.
    pub key_id: String,
    /// What the secret is compared with.
    pub digest: [u8; 32],
    /// Whose rights the token will have.
    pub user_id: u64,
    /// What the token will be for.
    pub label: String,
    /// The public key it was sealed to.
    pub to: String,
    /// When made.
    pub created_at: Timestamp,
    /// From then on it is good for nothing.
    pub expires_at: Timestamp,
    /// Taken back.
    #[serde(default)]
    pub withdrawn: bool,
    /// What became of it.
    #[serde(default)]
    pub exchanged: Option<Exchanged>,
    /// How often it was refused, and the last time.
    #[serde(default)]
    pub refused: u64,
    #[serde(default)]
    pub last_refused: Option<Attempt>,
}

/// When, and from where.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// From where.
    pub from: Option<IpAddr>,
}

/// The one exchange.
#[derive(Clone, Serialize, Deserialize)]
pub struct Exchanged {
    /// When, and from where.
    pub attempt: Attempt,
    /// Who did it: a keyed hash of their claim.
    pub claim: [u8; 32],
    /// Number of the token they got.
    pub token: u64,
    /// They have it.
    pub confirmed: bool,
}

/// How an invite stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits to be exchanged.
    Open,
    /// Was exchanged.
    Used,
    /// Was taken back before it was used.
    Withdrawn,
    /// Was not used in time.
    Expired,
}

impl State {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Used => "used",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }
}

impl Invite {
    /// How it stands at `now`.
    pub fn state(&self, now: Timestamp) -> State {
        match (&self.exchanged, self.withdrawn) {
            (Some(_), _) => State::Used,
            (None, true) => State::Withdrawn,
            (None, false) if now >= self.expires_at => State::Expired,
            (None, false) => State::Open,
        }
    }
}

/// Whom an invite is for.
#[derive(Clone, Copy)]
pub enum For {
    /// A user.
    User(u64),
    /// The first link user of an organisation; one is made when it has none.
    Organisation(u64),
}

/// What makes an invite.
pub struct Wanted {
    /// Whom it is for.
    pub whom: For,
    /// What the token will be for.
    pub label: String,
    /// The public key it will be sealed to.
    pub to: String,
    /// How long it is good for.
    pub within: TimeDelta,
}

/// Why an exchange was refused.
#[derive(Debug)]
pub enum Refused {
    /// There is none of that key.
    Missing,
    /// Somebody used it.
    Used,
    /// It was taken back.
    Withdrawn,
    /// Its time is over.
    Expired,
    /// The store failed.
    Store(KvError),
}

impl From<KvError> for Refused {
    fn from(error: KvError) -> Self {
        Self::Store(error)
    }
}

const CLAIM: &str = "claim of an invite";

impl World {
    /// Makes an invite: its row, and its secret, the only time it exists in plain. `None` when there is no
    /// such user or organisation, or the user is no link user of an organisation.
    pub async fn invite(&self, by: &By, wanted: Wanted) -> Result<Option<(Invite, SecretString)>, KvError> {
        self.change_people(by, |people, batch, world| {
            let Some((user, made)) = whose(people, wanted.whom, world) else { return Ok(None) };
            if made {
                batch.put(&rows::USERS, &user.id, &user)?;
                people.users.insert(user.id, user.clone());
            }
            let minted = token::mint(world.keyring(), TokenKind::Invite);
            let now = world.now();
            let invite = Invite {
                id: ulid::Ulid::from_parts(now.timestamp_millis().unsigned_abs(), world.random()).to_string(),
                key_id: minted.key_id,
                digest: minted.digest,
                user_id: user.id,
                label: wanted.label,
                to: wanted.to,
                created_at: now,
                expires_at: now + wanted.within,
                withdrawn: false,
                exchanged: None,
                refused: 0,
                last_refused: None,
            };
            batch.put(&rows::INVITES, &invite.key_id, &invite)?;
            people.invites.insert(invite.key_id.clone(), invite.clone());
            Ok(Some((invite, minted.plain)))
        })
        .await
    }

    /// Exchanges the invite of `key` for an integration token: its number, label and secret. A refusal is
    /// kept too: who made the invite sees that somebody tried.
    pub async fn exchange(&self, by: &By, key: &str, claim: &str) -> Result<(Token, SecretString), Refused> {
        let claim = self.keyring().digest(CLAIM, claim.as_bytes());
        let done = self.change_people(by, |people, batch, world| {
            let attempt = Attempt { at: world.now(), from: by.address };
            let invite = people.invites.get_mut(key).ok_or(Refused::Missing)?;
            if let Some(refused) = refusal(invite, &claim, attempt.at) {
                return Err(refused);
            }
            // What an earlier exchange gave never arrived.
            if let Some(lost) = invite.exchanged.as_ref().map(|exchanged| exchanged.token) {
                let lost = people.tokens.values().find(|token| token.id == lost);
                if let Some(key) = lost.map(|token| token.key_id.clone()) {
                    batch.remove(&rows::TOKENS, &key);
                    people.tokens.remove(&key);
                }
            }
            let minted = token::mint(world.keyring(), TokenKind::Integration);
            let row = Token {
                id: world.number(),
                key_id: minted.key_id,
                digest: minted.digest,
                user_id: invite.user_id,
                label: invite.label.clone(),
                integration: true,
                ..Token::empty(attempt.at)
            };
            invite.exchanged = Some(Exchanged { attempt, claim, token: row.id, confirmed: false });
            batch.put(&rows::INVITES, &invite.key_id, invite)?;
            batch.put(&rows::TOKENS, &row.key_id, &row)?;
            people.tokens.insert(row.key_id.clone(), row.clone());
            Ok((row, minted.plain))
        });
        let done = done.await;
        if matches!(done, Err(Refused::Used | Refused::Withdrawn | Refused::Expired)) {
            let refused = By { act: Act::InviteRefuse, ..by.clone() };
            self.change_people(&refused, |people, batch, world| {
                let invite = people.invites.get_mut(key).ok_or(Refused::Missing)?;
                invite.refused += 1;
                invite.last_refused = Some(Attempt { at: world.now(), from: by.address });
                batch.put(&rows::INVITES, &invite.key_id, invite)?;
                Ok::<_, Refused>(())
            })
            .await?;
        }
        done
    }

    /// Who got token `number` for an invite has it: from now on the invite is used up.
    pub async fn confirm_exchange(&self, by: &By, number: u64) -> Result<(), KvError> {
        self.change_people(by, |people, batch, _| {
            let of_token = |exchanged: &&mut Exchanged| exchanged.token == number && !exchanged.confirmed;
            for invite in people.invites.values_mut() {
                if let Some(exchanged) = invite.exchanged.as_mut().filter(of_token) {
                    exchanged.confirmed = true;
                    batch.put(&rows::INVITES, &invite.key_id, invite)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Takes an invite back: how it stood. `None` when there is none of that id.
    pub async fn withdraw(&self, by: &By, id: &str) -> Result<Option<State>, KvError> {
        self.change_people(by, |people, batch, world| {
            let Some(invite) = people.invites.values_mut().find(|invite| invite.id == id) else {
                return Ok(None);
            };
            let state = invite.state(world.now());
            if state == State::Open {
                invite.withdrawn = true;
                batch.put(&rows::INVITES, &invite.key_id, invite)?;
            }
            Ok(Some(state))
        })
        .await
    }

    fn random(&self) -> u128 {
        u128::from_le_bytes(self.keyring().random())
    }
}

fn refusal(invite: &Invite, claim: &[u8; 32], now: Timestamp) -> Option<Refused> {
    match (invite.state(now), &invite.exchanged) {
        (State::Open, _) => None,
        (State::Withdrawn, _) => Some(Refused::Withdrawn),
        (State::Expired, _) => Some(Refused::Expired),
        // `blake3::Hash` compares in constant time.
        (State::Used, Some(exchanged))
            if !exchanged.confirmed
                && now < invite.expires_at
                && blake3::Hash::from_bytes(exchanged.claim) == blake3::Hash::from_bytes(*claim) =>
        {
            None
        }
        (State::Used, _) => Some(Refused::Used),
    }
}

/// The user an invite is for, and whether they are new.
fn whose(people: &People, whom: For, world: &World) -> Option<(User, bool)> {
    match whom {
        For::User(id) => {
            let user = people.users.get(&id)?;
            user.organisation_id.filter(|_| user.link)?;
            Some((user.clone(), false))
        }
        For::Organisation(id) => {
            let organisation = people.organisations.get(&id)?;
            let is_link = |user: &&User| user.organisation_id == Some(id) && user.link && user.active;
            if let Some(user) = people.users.values().find(is_link) {
                return Some((user.clone(), false));
            }
            let user = User {
                id: world.number(),
                firstname: format!("Koppeling_{}", organisation.name()),
                lastname: String::new(),
                email: String::new(),
                role: Role::Agent,
                active: true,
                organisation_id: Some(id),
                link: true,
            };
            Some((user, true))
        }
    }
}
