//! Sales as side B works on them.

use super::{About, Administered, Refusal};
use crate::engine::error::EngineError;
use crate::model::administration::sale::{SaleAct, SaleFile, SaleQuery, SaleUpdate, SaleView};
use crate::model::ids::{SaleId, StatusKey};
use crate::model::reason::{Reason, Thing};
use crate::model::shown::Shown;
use crate::model::status_plan::{MANY, StatusPlan};
use crate::model::updates::AT_ONCE;
use crate::salesdock::client::Client;
use crate::salesdock::error::LinkError;

pub(super) async fn act(client: &Client, act: &SaleAct) -> Result<Administered, Refusal> {
    match act {
        SaleAct::SetStatus { sales, status, remark } => {
            let is_said = remark.as_ref().is_some_and(|remark| !remark.trim().is_empty());
            if sales.len() > MANY && !is_said {
                return Err(EngineError::invalid(Reason::NeedsRemark { most: MANY }).into());
            }
            let mut each = Vec::new();
            for sale in sales {
                let set = client.update_status(*sale, status, remark.as_deref()).await;
                each.push((*sale, set.map_err(|error| Refusal::from(error).0)));
            }
            match each.len() {
                1 => each.into_iter().try_for_each(|(_, set)| set)?,
                _ => return Ok(Administered::Each(each)),
            }
        }
        SaleAct::Update { updates } => {
            let mut each = Vec::new();
            for one in updates {
                let made = update(client, one).await;
                each.push((one.sale, made.map_err(|error| Refusal::from(error).0)));
            }
            return Ok(Administered::Each(each));
        }
        SaleAct::SetFields { sale, fields } => {
            client.set_sale_fields(*sale, fields).await?;
        }
    }
    Ok(Administered::Ok)
}

/// Fields first: whoever sees the new status finds them there.
async fn update(client: &Client, update: &SaleUpdate) -> Result<(), LinkError> {
    if !update.fields.is_empty() {
        client.set_sale_fields(update.sale, &update.fields).await?;
    }
    match &update.status {
        Some(status) => client.update_status(update.sale, status, update.remark.as_deref()).await,
        None => Ok(()),
    }
}

pub(super) fn about(act: &SaleAct) -> Option<About> {
    match act {
        SaleAct::SetFields { sale, .. } => Some(About::public(Thing::OwnSale, sale)),
        SaleAct::Update { .. } => None,
        SaleAct::SetStatus { sales, .. } => match sales[..] {
            [sale] => Some(About::public(Thing::OwnSale, sale)),
            _ => None,
        },
    }
}

pub(super) async fn answer(client: &Client, query: &SaleQuery) -> Result<SaleView, Refusal> {
    Ok(match query {
        SaleQuery::List { filter } => SaleView::Rows(client.sale_rows(filter).await?),
        SaleQuery::PlanStatus { sales, status } => SaleView::StatusPlan(plan(client, sales, status).await?),
        SaleQuery::Show { sale } => SaleView::Sheet(client.sale_sheet(*sale).await?),
        SaleQuery::History { sale } => SaleView::Rows(client.sale_history(*sale).await?),
        SaleQuery::Documents { sale } => SaleView::Files(client.sale_files(*sale).await?),
        SaleQuery::Contract { sale } => {
            // The contract's call says the same of a sale without one as of no sale.
            client.sale_sheet(*sale).await?;
            let name = Shown::new(&format!("contract-{sale}.pdf"));
            let file = |content| SaleFile { question: Shown::default(), name, content };
            SaleView::Files(client.contract(*sale).await?.map(file).into_iter().collect())
        }
    })
}

async fn plan(client: &Client, sales: &[SaleId], status: &StatusKey) -> Result<StatusPlan, Refusal> {
    let statuses = client.statuses().await?;
    let known = statuses.iter().find(|known| known.key == *status);
    let known = known.ok_or_else(|| EngineError::not_found(Thing::Status, status.to_string()))?;
    let mut rows = Vec::new();
    for some in sales.chunks(AT_ONCE) {
        let filter: Vec<_> = some.iter().map(|sale| ("sale_ids[]".to_owned(), sale.to_string())).collect();
        rows.extend(client.sale_rows(&filter).await?);
    }
    Ok(StatusPlan::new(sales, known, &rows))
}

pub(super) fn asked(query: &SaleQuery) -> Option<About> {
    match query {
        SaleQuery::List { .. } | SaleQuery::PlanStatus { .. } => None,
        SaleQuery::Show { sale }
        | SaleQuery::History { sale }
        | SaleQuery::Documents { sale }
        | SaleQuery::Contract { sale } => Some(About::public(Thing::OwnSale, sale)),
    }
}
