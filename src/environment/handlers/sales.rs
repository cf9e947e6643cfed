//! One sale: made, shown, changed, cancelled.
//!
//! Not here: lists (`sales_list`), how a sale looks (`sale_page`, which also says where each field of a
//! new sale is found again), judging (`world::judge`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::super::access::{Answer, Ask};
use super::super::reply::{Failure, Reply};
use super::super::world::acts::Act;
use super::super::world::cancellation::Still;
use super::super::world::judge::{self, Finding, Findings};
use super::super::world::loose;
use super::super::world::rows::{ChangeKind, Sale};
use super::super::world::sales::{Outcome, Request, StatusChange};
use super::super::world::time::local;
use super::{pdf, sale_page};
use crate::kv::Revision;

/// `POST sales/flow/{flow_type}/{flow_identifier}`: 201 `{sale_id}`; 200 with the same for a repeat of a
/// known reference.
pub async fn create(ask: Ask) -> Answer {
    made(&ask, ask.body.0.clone(), None).await
}

/// Makes a sale of `body` through the flow of the path; of a concept's, when it finishes one.
pub(super) async fn made(ask: &Ask, body: Map<String, Value>, concept: Option<(&str, Revision)>) -> Answer {
    let request = Request {
        user: &ask.caller.user,
        rights: &ask.caller.rights,
        flow: (ask.part("flow_type"), ask.part("flow_identifier")),
        body,
        keyed: ask.environment.deduplicates(),
        address: ask.address,
        concept,
    };
    match ask.world().create_sale(request).await? {
        Outcome::Created(id) => Ok(Reply::Created(json!({"sale_id": id}))),
        Outcome::Repeated(id) => Ok(Reply::Ok(json!({"sale_id": id}))),
        Outcome::Conflict => Err(Failure::ReferenceTaken),
        Outcome::UnknownFlow | Outcome::ConceptUsed => Err(Failure::NotFound),
        Outcome::Refused(refusal) => Err(Failure::Sale(refusal)),
    }
}

/// `GET {scope}/sales/{id}`
pub async fn one(ask: Ask) -> Answer {
    let (sale, body) = found(&ask, ask.id("id")?).await?;
    let (catalogue, people) = (ask.world().catalogue(), ask.world().people());
    let showing =
        sale_page::Showing { catalogue: &catalogue, people: &people, echoes: !ask.environment.is_plain() };
    let wording = ask.world().restored(&sale.wording).await?;
    Ok(Reply::Ok(sale_page::extended(&sale, (&body, &wording), &showing, true)))
}

/// `GET {scope}/sales/answers/{id}`
pub async fn answers(ask: Ask) -> Answer {
    let (sale, body) = found(&ask, ask.id("id")?).await?;
    Ok(Reply::Ok(sale_page::answers(&sale, &body).into()))
}

/// `GET account/sales/contract/{id}`: the given contract, else a page that says what was sold.
pub async fn contract(ask: Ask) -> Answer {
    let (sale, body) = found(&ask, ask.id("id")?).await?;
    let given = body.get("contract_pdf").and_then(|pdf| pdf.get("content")).and_then(loose::as_text);
    let content = given.unwrap_or_else(|| {
        let text = format!("{}\n{}\n{}", sale.product_name, sale.listed.id, local(sale.listed.created_at));
        STANDARD.encode(pdf::of("Contract", &text))
    });
    Ok(Reply::Ok(json!({"id": sale.listed.id, "contract": {"content": content}})))
}

/// `GET account/sales/{id}/history`
pub async fn history(ask: Ask) -> Answer {
    let id = seen(&ask, ask.id("id")?)?;
    let people = ask.world().people();
    let rows = ask.world().history(id).await?.into_iter().map(|change| {
        let user = people.users.get(&change.user_id);
        let mut row = json!({
            "type": match change.kind {
                ChangeKind::Status if change.previous_status.is_none() => "created",
                ChangeKind::Status => "status",
                ChangeKind::CancellationRequested => "cancellation_requested",
                ChangeKind::CancellationAccepted => "cancellation_accepted",
                ChangeKind::CancellationRejected => "cancellation_rejected",
            },
            "modified_at": local(change.modified_at),
            "previous_status": change.previous_status,
            "new_status": change.new_status,
            "remark": change.remark,
            "user": user.map(|user| json!({"id": user.id, "name": user.name()})),
            "type_data": null,
        });
        if !ask.environment.is_plain() {
            row["koppel_address"] = json!(change.address);
        }
        row
    });
    Ok(Reply::Ok(rows.collect()))
}

/// `POST account/sales/updatestatus/{id}` and `.../incoming/{incoming_id}`: `[]`. With `koppel_knows`, the
/// status it has as far as is known: 409 where it was cancelled since, or asked to be.
pub async fn set_status(ask: Ask) -> Answer {
    let id = addressed(&ask).await?;
    let fields = ask.query.clone().or(&ask.body);
    let status = fields.text("status").ok_or_else(|| Failure::field("status", Finding::Required))?;
    let knows = fields.text("koppel_knows").filter(|_| !ask.environment.is_plain());
    let change = StatusChange {
        status: &status,
        remark: &fields.text("remark").unwrap_or_default(),
        processed: fields.flag("mark_processed"),
        cancelling: false,
        knows: knows.as_deref(),
        still: Still::Anything,
        by: &ask.by(Act::SaleStatus),
        audited: true,
    };
    ask.world().set_status(id, &change).await?;
    Ok(Reply::Ok(json!([])))
}

/// `POST account/sales/updatefields/{id}` and `.../incoming/{incoming_id}`: `[]`.
pub async fn set_fields(ask: Ask) -> Answer {
    let id = addressed(&ask).await?;
    let fields = ask.query.clone().or(&ask.body).0;
    ask.world().set_fields(id, fields, &ask.by(Act::SaleFields)).await?;
    Ok(Reply::Ok(json!([])))
}

/// `POST user/sales/cancel/{id}`: to a status of type cancelled. What is being handled already is asked for
/// instead, unless that is not accepted from this partner.
pub async fn cancel(ask: Ask) -> Answer {
    let id = seen(&ask, ask.id("id")?)?;
    let fields = ask.query.clone().or(&ask.body);
    let status = fields.text("status").ok_or_else(|| Failure::field("status", Finding::Required))?;
    let change = StatusChange {
        status: &status,
        remark: &fields.text("remark").unwrap_or_default(),
        processed: None,
        cancelling: true,
        knows: None,
        still: Still::Anything,
        by: &ask.by(Act::SaleStatus),
        // What a partner does with its own sale is in the sale's history.
        audited: ask.caller.rights.organisation.is_none(),
    };
    match ask.caller.rights.organisation {
        // The account's own people need not ask anybody.
        None => ask.world().set_status(id, &change).await?,
        Some(organisation) => {
            let maker = ask.caller.people.organisations.get(&organisation);
            let accepts = maker.is_some_and(|maker| maker.incoming.accept_cancellations);
            ask.world().ask_cancellation(id, &change, accepts).await?;
        }
    }
    Ok(Reply::Ok(json!([])))
}

/// `POST account/sales/{id}/optin`: 201; one opt-in per sale, with at least one channel.
pub async fn optin(ask: Ask) -> Answer {
    let id = seen(&ask, ask.id("id")?)?;
    let mut findings = Findings::new();
    judge::optin("", "", &ask.body.0, &mut findings);
    if !findings.is_empty() {
        return Err(Failure::Fields(findings));
    }
    let mut optin = ask.body.0.clone();
    let channels = optin.get("channels").map(loose::as_list).unwrap_or_default();
    optin.insert("channels".to_owned(), channels.into());
    if ask.world().keep_optin(id, optin).await? {
        Ok(Reply::Created(json!([])))
    } else {
        Err(Failure::OptinTaken)
    }
}

/// The sale of the path, which the caller may see.
fn seen(ask: &Ask, id: u64) -> Result<u64, Failure> {
    ask.world().find_sale(id, &ask.caller.rights).map(|listed| listed.id).ok_or(Failure::NotFound)
}

async fn found(ask: &Ask, id: u64) -> Result<(Sale, Map<String, Value>), Failure> {
    let sale = ask.world().sale(seen(ask, id)?).await?.ok_or(Failure::NotFound)?;
    let body = ask.world().restored(&sale.body).await?;
    Ok((sale, body))
}

async fn addressed(ask: &Ask) -> Result<u64, Failure> {
    let incoming = ask.part("incoming_id");
    if incoming.is_empty() {
        return seen(ask, ask.id("id")?);
    }
    let keyed = !ask.environment.is_plain();
    ask.world().find_incoming(incoming, keyed).await?.ok_or(Failure::NotFound)
}
