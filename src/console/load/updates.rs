//! Status updates out of a file on the machine of this console: reading it, asking how its sales stand, and
//! taking it in; and the example to fill in.
//!
//! Not here: what a row means and changes (`model::updates`).

use std::path::Path;

use super::{LARGEST, content, to_new_file, trouble};
use crate::console::app::Trouble;
use crate::model::administration::catalogue::{CatalogueQuery, CatalogueView, Kind};
use crate::model::administration::sale::{SaleAct, SaleUpdate, SaleView};
use crate::model::administration::{Administration, AdministrationQuery, AdministrationView};
use crate::model::updates::{AT_ONCE, TEMPLATE, UpdatePlan, Updates};
use crate::service::client::Client;
use crate::service::protocol::{Answer, Command, Done, Query};

/// What taking the file in would do.
pub async fn planned(client: &Client, path: &Path) -> Result<UpdatePlan, Trouble> {
    let bytes = content(path, LARGEST).map_err(|why| Trouble::File(path.to_path_buf(), why))?;
    let read = Updates::read(&bytes).map_err(|why| Trouble::Updates(path.to_path_buf(), why))?;
    let list = AdministrationQuery::Catalogue(CatalogueQuery::List { kind: Kind::Status });
    let statuses = match asked(client, list).await? {
        AdministrationView::Catalogue(CatalogueView::List(rows)) => rows,
        _ => return Err(Trouble::Unreadable),
    };
    let mut sales = Vec::new();
    for query in read.queries() {
        match asked(client, AdministrationQuery::Sale(query)).await? {
            AdministrationView::Sale(SaleView::Rows(rows)) => sales.extend(rows),
            _ => return Err(Trouble::Unreadable),
        }
    }
    Ok(read.plan(&statuses, &sales))
}

async fn asked(client: &Client, query: AdministrationQuery) -> Result<AdministrationView, Trouble> {
    match client.query(Query::Administration(query)).await.map_err(trouble)? {
        Answer::Administration(view) => Ok(*view),
        _ => Err(Trouble::Unreadable),
    }
}

/// Takes updates in, some at once: what was done stays done when a later part cannot be.
pub async fn taken_in(client: &Client, updates: &[SaleUpdate]) -> Result<Done, Trouble> {
    let mut acted = Vec::new();
    for some in updates.chunks(AT_ONCE) {
        let act = Administration::Sale(SaleAct::Update { updates: some.to_vec() });
        match client.command(Command::Administer(act)).await.map_err(trouble)? {
            Done::Acted(some) => acted.extend(some),
            _ => return Err(Trouble::Unreadable),
        }
    }
    Ok(Done::Acted(acted))
}

/// Writes the example to a new file.
pub fn example(path: &Path) -> Result<(), Trouble> {
    to_new_file(path, TEMPLATE)
}
