//! The products pane: what the partner grants, and what it is linked to.
//!
//! Not here: what is done with them (`app::arrange`, `app::wares`).

use ratatui::Frame;
use ratatui::text::Span;

use crate::console::app::App;
use crate::console::app::shelf::Ask;
use crate::console::areas::{Areas, Form};
use crate::console::labels;
use crate::console::rows::{Column, Row, Rows};
use crate::console::theme::Meaning;
use crate::locale::amount;
use crate::model::integration::OnVanished;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas) {
    let look = &app.look;
    let Some(chosen) = app.chosen() else {
        return app.draw_empty(
            frame,
            areas,
            look.say("empty-integrations", &[("koppel", app.command.as_str().into())]),
        );
    };
    let name = chosen.name.to_string();
    let Some(products) = app.catalogue.products.value.as_ref().filter(|products| !products.is_empty()) else {
        let here = app.catalogue.products.ask == Ask::Here;
        let key = if here { "empty-products" } else { "loading" };
        return app.draw_empty(
            frame,
            areas,
            look.say(key, &[("name", name.into()), ("koppel", app.command.as_str().into())]),
        );
    };
    let linked = products.iter().filter(|product| product.own_id.is_some()).count();
    let said = look.say(
        "products-summary",
        &[
            ("name", name.into()),
            ("linked", (linked as u64).into()),
            ("count", (products.len() as u64).into()),
        ],
    );
    let mut summary = vec![Span::styled(format!(" {said}"), look.style(Meaning::Dim))];
    if let Some(hold) = &chosen.vanished {
        let said = [("gone", hold.products.len().into()), ("linked", hold.linked.into())];
        let said = format!("  {}", look.say("products-vanished", &said));
        summary.push(Span::styled(said, look.style(Meaning::Action)));
    }
    app.draw_summary(frame, areas, summary);
    let head = |key: &str| look.say(&format!("column-{key}"), &[]);
    let columns = [
        Column::fixed(head("number"), 7, 3),
        Column::filling(head("product"), 0, 24),
        Column::fixed(head("state"), 14, 1),
        Column::fixed(head("type"), 10, 5),
        Column::fixed(head("price"), 10, 6),
        Column::fixed(head("own"), 7, 2),
        Column::fixed(head("synchronised"), 8, 4),
    ];
    let view = app.catalogue.products_at.view(products.len(), areas.rows());
    let headings = areas.form != Form::Narrow;
    Rows { columns: &columns, view, cursor: app.catalogue.products_at.at, headings }.draw(
        frame,
        look,
        app.rows_area(areas),
        |index| {
            let product = &products[index];
            let (key, meaning) = match (product.granted, product.own_id) {
                _ if product.retired == Some(OnVanished::Delete) => ("product-deleted", Meaning::Dim),
                _ if product.retired.is_some() => ("product-inactive", Meaning::Dim),
                (false, _) => ("product-gone", Meaning::Error),
                (true, Some(_)) => ("product-linked", Meaning::Ok),
                (true, None) => ("product-free", Meaning::Dim),
            };
            let synchronised = product.last_synchronised.map(|at| look.age(app.now, at)).unwrap_or_default();
            Row {
                cells: vec![
                    (product.partner_id.to_string(), Meaning::Dim),
                    (product.name.to_string(), Meaning::Plain),
                    (look.say(key, &[]), meaning),
                    (labels::product_type(look, &product.product_type), Meaning::Dim),
                    (
                        product
                            .price
                            .as_deref()
                            .map(|price| amount(look.language, price))
                            .unwrap_or_default(),
                        Meaning::Plain,
                    ),
                    (product.own_id.map(|id| id.to_string()).unwrap_or_default(), Meaning::Dim),
                    (synchronised, Meaning::Dim),
                ],
                ..Row::default()
            }
        },
    );
}
