//! Calls about sales: place, list, read, set a status, cancel. Source: Salesdock API v1, sales.
//!
//! Not here: whether a sale may be placed; `engine::forward` holds the permit.

use std::collections::BTreeMap;

use bytes::Bytes;
use hyper::http::Method;

use super::{Client, LinkError, Scope, converted};
use crate::clock::Timestamp;
use crate::model::ids::{FlowId, FlowKey, OrganisationId, QuestionKey, SaleId, StatusKey};
use crate::model::optin::OptIn;
use crate::model::sale::{Answer, Sale};
use crate::model::shown::Shown;
use crate::model::time;
use crate::model::traits::Traits;
use crate::salesdock::convert::sale::{Listed, SaleState};
use crate::salesdock::convert::{answers, new_sale, sale};
use crate::salesdock::error::refusal::Sent;
use crate::salesdock::error::verdict::{self, Verdict};
use crate::salesdock::page::{Gatherer, Page, Scan, Which};
use crate::salesdock::request::Call;
use crate::salesdock::wire::loose::Fields;
use crate::salesdock::wire::sale as wire;

/// Which sales to list. Everything that is set must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SalesFilter {
    /// Changed in this window, both ends included.
    pub updated: Option<(Timestamp, Timestamp)>,
    /// Created in this window, both ends included; the API takes one window, and `updated` wins.
    pub created: Option<(Timestamp, Timestamp)>,
    /// These sales.
    pub sale_ids: Vec<SaleId>,
    /// With one of these statuses.
    pub statuses: Vec<StatusKey>,
    /// Sold through this flow.
    pub flow: Option<FlowId>,
    /// Of these organisations.
    pub organisations: Vec<OrganisationId>,
}

/// One change of a sale's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When.
    pub at: Option<Timestamp>,
    /// From.
    pub previous: Option<StatusKey>,
    /// To.
    pub new: Option<StatusKey>,
    /// Remark.
    pub remark: Shown,
}

impl Client {
    /// Places a sale: these exact bytes, once. `pooled` only where the partner deduplicates, because an
    /// idle connection that is just being closed leaves the outcome in doubt.
    pub async fn create_sale(&self, flow: &FlowKey, body: Bytes, pooled: bool) -> Verdict {
        let sent = Sent::read(flow, &body);
        let path = ["v1", "sales", "flow", &flow.flow_type, &flow.identifier].map(str::to_owned);
        let mut call = Call::write("create sale", Method::POST, path).body(body);
        call.reuse = pooled;
        match self.requester.send(&call).await {
            Ok(reply) => verdict::of_reply(&reply, &sent),
            Err(error) => verdict::of_error(&error),
        }
    }

    /// One page of sales, whole (`extended=true`): a request per page, not one per sale.
    pub async fn sales_page(&self, filter: &SalesFilter, which: &Which) -> Result<Page<Sale>, LinkError> {
        let zone = self.zone;
        let call = self.listing(filter).with("extended", "true");
        self.page(&call, which, |raw: wire::Sale| sale::sale(raw, zone)).await
    }

    /// All sales that match, whole.
    pub async fn sales(&self, filter: &SalesFilter) -> Result<Scan<Sale>, LinkError> {
        let zone = self.zone;
        let call = self.listing(filter).with("extended", "true");
        self.scan(&call, |raw: wire::Sale| sale::sale(raw, zone), |sale| sale.id.0).await
    }

    /// The states of all sales that match, from plain rows.
    pub async fn sale_states(&self, filter: &SalesFilter) -> Result<Scan<SaleState>, LinkError> {
        let zone = self.zone;
        let read = |raw: wire::PlainSale| sale::state(&raw, zone);
        self.scan(&self.listing(filter), read, |state| state.id.0).await
    }

    /// The states of sales that match, each with what its plain row tells it by: all up to the number
    /// `upto`. Where the list rises by number, what is beyond is left unread: it may grow faster than a
    /// request limit lets it be read.
    pub async fn sales_seen(
        &self,
        filter: &SalesFilter,
        upto: SaleId,
    ) -> Result<Scan<(SaleState, Traits)>, LinkError> {
        let zone = self.zone;
        let call = self.listing(filter);
        let read = |raw: wire::PlainSale| Ok((sale::state(&raw, zone)?, sale::traits(&raw)));
        let mut gatherer = Gatherer::default();
        let mut which = Which::Number(1);
        loop {
            let page = self.page(&call, &which, read).await?;
            let more = page.more;
            let rises = page.rows.is_sorted_by_key(|(state, _)| state.id);
            let passed = rises && page.rows.len() > 1 && page.rows.last().is_some_and(|(s, _)| s.id > upto);
            match gatherer.take(page, |(state, _)| state.id.0) {
                Some(next) if !passed => which = next,
                _ => return Ok(gatherer.end(!more)),
            }
        }
    }

    /// All sales that match, with what plain rows tell them by.
    pub async fn sale_traits(&self, filter: &SalesFilter) -> Result<Scan<Listed>, LinkError> {
        let read = |raw: wire::PlainSale| sale::listed(&raw);
        self.scan(&self.listing(filter), read, |listed| listed.id.0).await
    }

    fn listing(&self, filter: &SalesFilter) -> Call {
        let mut call = Call::get("sales", self.scoped(&["sales"]));
        let window = filter.updated.map(|window| ("updated_date", window));
        if let Some((on, (from, to))) = window.or(filter.created.map(|window| ("created_date", window))) {
            call = call
                .with("period_filter_on", on)
                .with("period", "custom")
                .with("period_start", time::local(from, self.zone))
                .with("period_end", time::local_end(to, self.zone));
        }
        for id in &filter.sale_ids {
            call = call.with("sale_ids[]", id);
        }
        for status in &filter.statuses {
            call = call.with("statuses[]", status);
        }
        for organisation in &filter.organisations {
            call = call.with("organisations[]", organisation);
        }
        match filter.flow {
            Some(flow) => call.with("flow_id", flow),
            None => call,
        }
    }

    /// One sale, whole.
    pub async fn sale(&self, id: SaleId) -> Result<Sale, LinkError> {
        let call = Call::get("sale", self.scoped(&["sales", &id.to_string()]));
        converted(call.name, sale::sale(self.one(&call).await?, self.zone))
    }

    /// The answers of one sale.
    pub async fn answers(&self, id: SaleId) -> Result<BTreeMap<QuestionKey, Answer>, LinkError> {
        let call = Call::get("answers", self.scoped(&["sales", "answers", &id.to_string()]));
        let raw: Fields = self.one(&call).await?;
        Ok(answers::by_identifier(&raw.0))
    }

    /// Fetches the content of files that a list left out of a sale's answers; asks nothing when there is
    /// none missing.
    pub async fn restore_files(&self, sale: &mut Sale) -> Result<(), LinkError> {
        let lacks = |answer: &Answer| matches!(answer, Answer::Files(files) if files.iter().any(|file| file.content.is_empty()));
        if !sale.answers.values().any(lacks) {
            return Ok(());
        }
        for (key, whole) in self.answers(sale.id).await? {
            if let Some(answer) = sale.answers.get_mut(&key).filter(|answer| lacks(answer)) {
                *answer = whole;
            }
        }
        // What is missing there too is no file: the question counts as not answered.
        sale.answers.retain(|_, answer| !lacks(answer));
        Ok(())
    }

    /// The concluded contract of a sale, base64 of its PDF (account scope); `None` when there is none.
    pub async fn contract(&self, id: SaleId) -> Result<Option<String>, LinkError> {
        let call =
            Call::get("contract", self.in_scope(Scope::Account, &["sales", "contract", &id.to_string()]));
        match self.one::<wire::Contract>(&call).await {
            Ok(raw) => Ok(raw.contract.0.and_then(|contract| contract.content.0)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What happened to a sale (account scope), in the environment's order.
    pub async fn history(&self, id: SaleId) -> Result<Vec<HistoryEntry>, LinkError> {
        let call =
            Call::get("history", self.in_scope(Scope::Account, &["sales", &id.to_string(), "history"]));
        let rows: crate::salesdock::wire::loose::List<wire::HistoryRow> = self.one(&call).await?;
        let entry = |row: wire::HistoryRow| HistoryEntry {
            at: row.modified_at.as_deref().and_then(|text| time::instant(text, self.zone)),
            previous: row.previous_status.0.map(StatusKey),
            new: row.new_status.0.map(StatusKey),
            remark: Shown::new(row.remark.as_deref().unwrap_or_default()),
        };
        Ok(rows.0.into_iter().map(entry).collect())
    }

    /// Sets a sale's status (account scope). Setting the same status again changes nothing.
    pub async fn update_status(
        &self,
        id: SaleId,
        status: &StatusKey,
        remark: Option<&str>,
    ) -> Result<(), LinkError> {
        self.set_status(&["sales", "updatestatus", &id.to_string()], status, remark, None).await
    }

    /// Sets the status of a sale as its partner says it (account scope). `knows` is the status it has as far
    /// as is known: an environment of ours answers 409 where it was cancelled since, or asked to be.
    pub async fn take_status(
        &self,
        id: SaleId,
        status: &StatusKey,
        remark: Option<&str>,
        knows: Option<&StatusKey>,
    ) -> Result<(), LinkError> {
        self.set_status(&["sales", "updatestatus", &id.to_string()], status, remark, knows).await
    }

    async fn set_status(
        &self,
        path: &[&str],
        status: &StatusKey,
        remark: Option<&str>,
        knows: Option<&StatusKey>,
    ) -> Result<(), LinkError> {
        let mut call = Call::write("updatestatus", Method::POST, self.in_scope(Scope::Account, path))
            .with("status", status)
            .with("mark_processed", 0);
        if let Some(remark) = remark {
            call = call.with("remark", remark);
        }
        if let Some(knows) = knows {
            call = call.with("koppel_knows", knows);
        }
        self.data(&call).await.map(drop)
    }

    /// Cancels a sale; `status` must be of type cancelled.
    pub async fn cancel(
        &self,
        id: SaleId,
        status: &StatusKey,
        remark: Option<&str>,
    ) -> Result<(), LinkError> {
        let path = self.in_scope(Scope::User, &["sales", "cancel", &id.to_string()]);
        let mut call = Call::write("cancel", Method::POST, path).with("status", status);
        if let Some(remark) = remark {
            call = call.with("remark", remark);
        }
        self.data(&call).await.map(drop)
    }

    /// Records an opt-in with a sale (account scope). One per sale.
    pub async fn record_optin(&self, id: SaleId, optin: &OptIn) -> Result<(), LinkError> {
        let path = self.in_scope(Scope::Account, &["sales", &id.to_string(), "optin"]);
        let call = self.write("optin", Method::POST, path, &new_sale::optin(optin))?;
        self.data(&call).await.map(drop)
    }
}
