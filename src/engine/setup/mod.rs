//! Commands that set koppel up: the own environment, integrations, their settings, products and mappings.
//!
//! Not here: what is done with sales (`acts`), side B's administration (`administer`), a change in a word
//! (`word`).

mod word;

use secrecy::SecretString;

use self::word::word;
use super::Engine;
use super::budget::Lane;
use super::change::Change;
use super::error::EngineError;
use super::link::Access;
use crate::model::act::{MappingRow, SettingChange};
use crate::model::delivery::Tier;
use crate::model::draft::change_row;
use crate::model::failure::{Cause, Element, Failure};
use crate::model::ids::{FlowKey, IntegrationName};
use crate::model::integration::{Condition, EnvironmentAddress};
use crate::model::mapping::Mapping;
use crate::model::reason::Reason;
use crate::model::shown::Shown;
use crate::model::view::{Activity, Connection};
use crate::salesdock::client::Client;
use crate::salesdock::request::base::Base;
use crate::store::StoreError;

impl Engine {
    /// Sets the environment koppel works for.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for an address that no token may be sent to; [`EngineError::Refused`] for
    /// another account, or the same at another place, while sales or products of the present one are known:
    /// their numbers would mean something else.
    pub async fn set_own(
        &self,
        address: EnvironmentAddress,
        token: &SecretString,
        actor: &str,
    ) -> Result<(), EngineError> {
        let shared = &self.0.shared;
        let base = Base::new(&address)?;
        let known = shared.own.address();
        let another = known.as_ref().is_some_and(|known| !is_same_place(&base, known));
        if let Some(known) = known.filter(|_| another) {
            let linked = shared.partners().iter().any(|partner| !partner.snapshot().products.is_empty());
            if linked || !shared.store.counts().by_state.is_empty() {
                return Err(EngineError::refused(Reason::OwnElsewhere { known, wanted: address }));
            }
        }
        shared.store.set_own(address.clone(), token, another).await?;
        shared.load_own().await?;
        shared.intake_wake.notify_one();
        shared.own_sync_wake.notify_one();
        if let Some(view) = shared.own_view() {
            shared.tell(Change::Own(view));
        }
        self.log(actor, None, Activity::OwnSet { address }).await
    }

    /// Asks the own environment who we are.
    ///
    /// # Errors
    /// [`EngineError::Refused`] while it is not set. A link that does not work is no error: the connection
    /// says why.
    pub async fn test_own(&self) -> Result<Connection, EngineError> {
        let client = self.0.shared.own.client(Lane::Catalogue)?.ok_or_else(EngineError::no_own)?;
        let (connection, _) = tested(&client, "account").await;
        if connection.failure.is_none() {
            self.0.shared.store.set_own_connection(connection.clone()).await?;
        }
        Ok(connection)
    }

    /// Makes an integration, all its switches off: its version.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a name or address that will not do, [`EngineError::Refused`] when
    /// there is one of that name, or was one for another partner: its sales and the products that were
    /// imported through it still carry the name.
    pub async fn add_integration(
        &self,
        name: &IntegrationName,
        address: EnvironmentAddress,
        token: &SecretString,
        actor: &str,
    ) -> Result<u64, EngineError> {
        self.check_new_integration(name, &address).await?;
        let shared = &self.0.shared;
        let row = shared.store.add_integration(name, address, token).await?;
        let partner = shared.open_partner(name).await?;
        self.start_partner(&partner).await?;
        // Before the first integration nothing was taken in.
        shared.intake_wake.notify_one();
        shared.touch(name);
        self.log(actor, Some(name), Activity::IntegrationAdded).await?;
        Ok(row.integration.version)
    }

    /// Whether an integration of that name with the partner at `address` can be made.
    ///
    /// # Errors
    /// As [`Engine::add_integration`].
    pub(super) async fn check_new_integration(
        &self,
        name: &IntegrationName,
        address: &EnvironmentAddress,
    ) -> Result<(), EngineError> {
        let shared = &self.0.shared;
        let base = Base::new(address)?;
        if shared.partner(name).is_ok() {
            return Err(EngineError::refused(Reason::IntegrationExists { name: name.clone() }));
        }
        if name.0.is_empty()
            || name.0.len() > 60
            || name.0.contains('/')
            || Shown::new(&name.0).as_str() != name.0
        {
            return Err(EngineError::invalid(Reason::IntegrationName));
        }
        let was = shared.store.retired(name).await?;
        let carried = shared.store.states().iter().any(|(own, ..)| own.as_ref() == Some(name));
        let free = match &was {
            Some(was) => is_same_place(&base, was),
            None => !carried,
        };
        if free { Ok(()) } else { Err(EngineError::refused(Reason::NameCarried { name: name.clone() })) }
    }

    /// Asks a partner who we are, and keeps what it said: how sales are matched is learned from it. Nothing
    /// that an operator set changes. A mapping to a flow that the partner does not show is a link that does
    /// not work.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]. A link that does not work is no error: the connection says why.
    pub async fn test_integration(&self, name: &IntegrationName) -> Result<Connection, EngineError> {
        let partner = self.0.shared.partner(name)?;
        let Some(client) = partner.link.client(Lane::Catalogue)? else {
            return Err(EngineError::refused(Reason::NoToken { name: name.clone() }));
        };
        let (mut connection, flows) = tested(&client, "user").await;
        if connection.failure.is_none() {
            let learned = connection.clone();
            let under_way = !self.0.shared.store.active(name).await?.is_empty();
            let learn = |row: &mut crate::store::IntegrationRow| {
                row.tier = learned_tier(row.tier, learned.tier, under_way);
                row.connection = Some(learned.clone());
            };
            self.0.shared.store.learn(name, learn).await?;
            self.0.shared.refresh(name).await?;
            let mapped = &partner.snapshot().mapping.mapping.flows;
            let unknown = mapped.iter().find(|row| !flows.contains(&row.partner));
            connection.failure =
                unknown.map(|row| Failure::found(Cause::UnknownFlow, Element::Flow(row.partner.clone())));
        }
        Ok(connection)
    }

    /// Changes settings: the new version.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Conflict`].
    pub async fn set_integration(
        &self,
        name: &IntegrationName,
        changes: &[SettingChange],
        expected: Option<u64>,
        actor: &str,
    ) -> Result<u64, EngineError> {
        let shared = &self.0.shared;
        let row = shared
            .store
            .change_integration(name, expected, |integration| {
                changes.iter().for_each(|change| change.apply(&mut integration.settings));
            })
            .await?;
        shared.refresh(name).await?;
        shared.judge_anew();
        if let Ok(partner) = shared.partner(name) {
            partner.follow_wake.notify_one();
        }
        let words = changes.iter().map(word).collect();
        self.log(actor, Some(name), Activity::IntegrationSet { changes: words }).await?;
        Ok(row.integration.version)
    }

    /// Gives an integration another token; a paused one resumes.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn set_token(
        &self,
        name: &IntegrationName,
        token: &SecretString,
        actor: &str,
    ) -> Result<(), EngineError> {
        let shared = &self.0.shared;
        shared.store.set_token(name, token).await?;
        let partner = shared.partner(name)?;
        shared.load_access(&partner).await?;
        partner.sync_wake.notify_one();
        partner.follow_wake.notify_one();
        self.resume_integration(name, actor).await
    }

    /// Lets a paused integration send again.
    ///
    /// # Errors
    /// [`EngineError::NotFound`].
    pub async fn resume_integration(&self, name: &IntegrationName, actor: &str) -> Result<(), EngineError> {
        let partner = self.0.shared.partner(name)?;
        let was = partner.snapshot().row.paused.is_some();
        partner.link.trust_anew();
        self.0.shared.store.learn(name, |row| row.paused = None).await?;
        self.0.shared.refresh(name).await?;
        if was {
            self.log(actor, Some(name), Activity::IntegrationResumed).await?;
        }
        Ok(())
    }

    /// Removes an integration. Its sales stay in the queue with what became of them.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Refused`] while sales are under way.
    pub async fn remove_integration(&self, name: &IntegrationName, actor: &str) -> Result<(), EngineError> {
        let shared = &self.0.shared;
        let partner = shared.partner(name)?;
        let busy = shared.store.active(name).await?.len() as u64;
        if busy > 0 {
            return Err(StoreError::Busy { name: name.clone(), count: busy }.into());
        }
        // Its workers first: none of them may begin an attempt that nobody would write the end of.
        partner.stop.send_replace(true);
        partner.stop.closed().await;
        if let Err(error) = shared.store.remove_integration(name).await {
            partner.stop.send_replace(false);
            self.start_partner(&partner).await?;
            return Err(error.into());
        }
        shared.close_partner(name);
        shared.refresh_links().await?;
        shared.judge_anew();
        shared.tell(Change::IntegrationRemoved(name.clone()));
        self.log(actor, Some(name), Activity::IntegrationRemoved).await
    }

    /// Replaces the conditions: the new version.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for two conditions of one name, [`EngineError::NotFound`],
    /// [`EngineError::Conflict`].
    pub async fn set_conditions(
        &self,
        name: &IntegrationName,
        conditions: Vec<Condition>,
        expected: Option<u64>,
        actor: &str,
    ) -> Result<u64, EngineError> {
        let mut names = std::collections::BTreeSet::new();
        if let Some(twice) = conditions.iter().find(|condition| !names.insert(condition.name.as_str())) {
            return Err(EngineError::invalid(Reason::ConditionTwice { name: twice.name.clone() }));
        }
        let change = |integration: &mut crate::model::integration::Integration| {
            integration.conditions.clone_from(&conditions);
        };
        let row = self.0.shared.store.change_integration(name, expected, change).await?;
        self.0.shared.refresh(name).await?;
        self.0.shared.judge_anew();
        self.log(actor, Some(name), Activity::ConditionsChanged).await?;
        Ok(row.integration.version)
    }

    /// Changes one row of a mapping: the new version.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Conflict`].
    pub async fn set_mapping(
        &self,
        name: &IntegrationName,
        row: &MappingRow,
        expected: Option<u64>,
        actor: &str,
    ) -> Result<u64, EngineError> {
        self.change_mapping(name, expected, actor, |mapping| change_row(mapping, row)).await
    }

    /// Replaces a mapping whole: the new version.
    ///
    /// # Errors
    /// [`EngineError::NotFound`], [`EngineError::Conflict`].
    pub async fn import_mapping(
        &self,
        name: &IntegrationName,
        new: &Mapping,
        expected: Option<u64>,
        actor: &str,
    ) -> Result<u64, EngineError> {
        self.change_mapping(name, expected, actor, |mapping| mapping.clone_from(new)).await
    }

    async fn change_mapping(
        &self,
        name: &IntegrationName,
        expected: Option<u64>,
        actor: &str,
        change: impl Fn(&mut Mapping),
    ) -> Result<u64, EngineError> {
        let version = self.0.shared.store.change_mapping(name, expected, actor, change).await?;
        self.mapping_changed(name, version, actor).await?;
        Ok(version)
    }

    /// Everything that hangs on a mapping looks at it anew.
    pub(super) async fn mapping_changed(
        &self,
        name: &IntegrationName,
        version: u64,
        actor: &str,
    ) -> Result<(), EngineError> {
        let shared = &self.0.shared;
        shared.refresh(name).await?;
        let partner = shared.partner(name)?;
        // Statuses that waited for a row are taken over at once, and so are sales that a change held.
        partner.follow_wake.notify_one();
        self.log(actor, Some(name), Activity::MappingChanged { version }).await?;
        super::drift::settle(shared, &partner).await
    }

    /// Writes down and tells what happened.
    pub(super) async fn log(
        &self,
        actor: &str,
        integration: Option<&IntegrationName>,
        what: Activity,
    ) -> Result<(), EngineError> {
        let row = self.0.shared.store.log(actor, integration, what).await?;
        self.0.shared.tell(Change::Activity(row));
        Ok(())
    }

    /// Writes down that the service started.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn log_start(&self) -> Result<(), EngineError> {
        self.log("koppel", None, Activity::ServiceStarted).await?;
        let quarantine =
            self.quarantine().filter(|found| found.is_open() && found.epoch == self.0.shared.store.epoch());
        if let Some(found) = quarantine {
            self.log("koppel", None, Activity::Quarantined { why: found.why }).await?;
        }
        Ok(())
    }

    /// Tests a link before it is saved.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for an address that no token may be sent to.
    pub async fn test_unsaved(
        &self,
        address: EnvironmentAddress,
        token: SecretString,
    ) -> Result<Connection, EngineError> {
        let access = Access { address, token };
        let client = self.0.shared.unsaved_client(access)?;
        Ok(tested(&client, "user").await.0)
    }
}

/// True when `address` is where `base` leads; an address that cannot be read is nowhere.
fn is_same_place(base: &Base, address: &EnvironmentAddress) -> bool {
    Base::new(address).is_ok_and(|other| base.is_same_place(&other))
}

/// How sales are matched after a test that found `found`. What a partner promises from now on says nothing
/// about a sale that went before it did: while any is under way, only less is believed.
fn learned_tier(known: Option<Tier>, found: Option<Tier>, under_way: bool) -> Option<Tier> {
    match (known, found) {
        (Some(known), Some(found)) if under_way => Some(known.max(found)),
        (known, found) => found.or(known),
    }
}

/// The test of a link, and the flows it shows.
async fn tested(client: &Client, scope: &str) -> (Connection, Vec<FlowKey>) {
    let probe = client.probe().await;
    let connection = Connection {
        address: client.base().address().clone(),
        user: probe.me.user,
        organisation: probe.me.organisation,
        scope: probe.me.scope.map_or(scope, |scope| scope.word()).to_owned(),
        integration_only: probe.me.integration_only,
        flows: probe.flows,
        products: probe.products,
        round_trip_ms: u64::try_from(probe.round_trip.as_millis()).unwrap_or(u64::MAX),
        limit_per_minute: probe.limit_per_minute,
        tier: probe.tier,
        failure: probe.failure.map(|failure| match failure.http_status {
            // Every account has a list of flows: it is the account that is not there.
            Some(404) => Failure { cause: Cause::UnknownAccount, ..failure },
            _ => failure,
        }),
    };
    (connection, probe.flow_keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_sales_are_under_way_a_partner_is_believed_less_and_never_more() {
        let (best, least) = (Some(Tier::T0), Some(Tier::T3));
        assert_eq!(learned_tier(least, best, true), least);
        assert_eq!(learned_tier(best, least, true), least);
        assert_eq!(learned_tier(least, best, false), best);
        assert_eq!(learned_tier(None, best, true), best);
        assert_eq!(learned_tier(best, None, false), best);
    }
}
