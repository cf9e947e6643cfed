//! Sales as side B works on them.

use super::{About, Administered, Refusal};
use crate::model::administration::sale::{SaleAct, SaleFile, SaleQuery, SaleUpdate, SaleView};
use crate::model::reason::Thing;
use crate::model::shown::Shown;
use crate::salesdock::client::Client;
use crate::salesdock::error::LinkError;

pub(super) async fn act(client: &Client, act: &SaleAct) -> Result<Administered, Refusal> {
    match act {
        SaleAct::SetStatus { sales, status, remark } => {
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

pub(super) fn asked(query: &SaleQuery) -> Option<About> {
    match query {
        SaleQuery::List { .. } => None,
        SaleQuery::Show { sale }
        | SaleQuery::History { sale }
        | SaleQuery::Documents { sale }
        | SaleQuery::Contract { sale } => Some(About::public(Thing::OwnSale, sale)),
    }
}
