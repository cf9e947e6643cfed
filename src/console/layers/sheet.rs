//! The information sheet: everything about the product, question, flow, agreement or status under the
//! pane's cursor. The cursor goes on moving while the sheet is open.
//!
//! Not here: the lists beneath (`screens`).

use ratatui::Frame;
use ratatui::text::Line;

use super::{field, open_box};
use crate::console::app::mapping::{self, Tab};
use crate::console::app::shelf::Ask;
use crate::console::app::{App, Pane, own};
use crate::console::areas::{Areas, Form};
use crate::console::labels;
use crate::console::rows::put;
use crate::console::rule_tree;
use crate::console::screens::target;
use crate::console::text;
use crate::console::theme::Meaning;
use crate::locale::amount;
use crate::locale::course as words;
use crate::locale::sheet as told;
use crate::model::integration::OnVanished;
use crate::model::rule::Rule;
use crate::model::side_by_side::{MappingView, QuestionView};
use crate::model::view::ProductRow;

/// Columns of the box.
const COLUMNS: u16 = 84;

impl App {
    /// The title and the lines of the sheet on this screen.
    pub(in crate::console) fn sheet_lines(&self) -> Option<(String, Vec<Line<'static>>)> {
        let room = usize::from(COLUMNS.min(self.areas().header.width).saturating_sub(4));
        match self.pane {
            Pane::Products => {
                let products = self.catalogue.products.value.as_ref();
                let row = products.and_then(|rows| rows.get(self.catalogue.products_at.at));
                row.map(|row| (row.name.to_string(), product(self, row, room)))
            }
            Pane::Mappings => self.mapped().and_then(|view| mapped(self, view, room)),
            Pane::Catalogue => thing(self, room),
            _ => None,
        }
    }

    /// How many of `lines` lines of the sheet are in view.
    pub(in crate::console) fn sheet_page(&self, lines: usize) -> usize {
        usize::from(self.areas().layer(COLUMNS, lines as u16 + 2).height.saturating_sub(2)).max(1)
    }
}

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, top: usize) {
    let Some((mut title, lines)) = app.sheet_lines() else { return };
    let page = app.sheet_page(lines.len());
    let top = top.min(lines.len().saturating_sub(page));
    if lines.len() > page {
        title.push_str(&format!(" ({}–{}/{})", top + 1, (top + page).min(lines.len()), lines.len()));
    }
    let columns = COLUMNS.min(areas.header.width);
    let area = open_box(app, frame, areas, columns, lines.len() as u16 + 2, &title);
    for (line, y) in lines.into_iter().skip(top).zip(area.y..area.bottom()) {
        put(frame, area, y, line);
    }
}

/// A thing of the own catalogue: what is asked first, its rule as a tree, then every other field.
fn thing(app: &App, room: usize) -> Option<(String, Vec<Line<'static>>)> {
    const FIRST: &[&str] =
        &["id", "identifier", "type", "input_type", "required", "visible", "options", "active"];
    let look = &app.look;
    let (kind, row) = (app.own.kind(), app.own_row()?);
    let whole = app.own_thing().unwrap_or(row);
    let of = |names: &mut dyn Iterator<Item = &str>| -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        for name in names {
            let said = labels::thing_value(look, kind, name, whole.get(name));
            if !said.is_empty() {
                let label = labels::thing_field(look, kind, name);
                lines.extend(field(look, &label, &said, Meaning::Plain, room));
            }
        }
        lines
    };
    let rule = whole.get("rule").and_then(Rule::parse);
    let mut tree = Vec::new();
    if let Some(rule) = &rule {
        tree.push(Line::styled(look.say("rule-title", &[]), look.style(Meaning::Accent)));
        let known = app.known();
        for (depth, said) in rule_tree::lines(look, &known, &known.part(rule), rule_tree::PLAIN) {
            let indent = " ".repeat(2 * (depth + 1));
            for part in text::wrap(&said, room.saturating_sub(indent.len())) {
                tree.push(Line::raw(format!("{indent}{part}")));
            }
        }
    }
    let told = |name: &str| FIRST.contains(&name) || name == "name" || (name == "rule" && rule.is_some());
    let first = of(&mut FIRST.iter().copied());
    let rest = of(&mut whole.keys().map(String::as_str).filter(|name| !told(name)));
    // Where there is little room the rule is what a sheet is opened for.
    let lines = match app.areas().form {
        Form::Narrow => [tree, first, rest].concat(),
        _ => [first, tree, rest].concat(),
    };
    Some((own::name(row), lines))
}

/// Fields of a sheet, collected line by line.
struct Fields<'a> {
    app: &'a App,
    room: usize,
    lines: Vec<Line<'static>>,
}

impl Fields<'_> {
    fn add(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            let label = self.app.look.say(&format!("column-{key}"), &[]);
            self.lines.extend(field(&self.app.look, &label, value, Meaning::Plain, self.room));
        }
    }
}

fn product(app: &App, row: &ProductRow, room: usize) -> Vec<Line<'static>> {
    let look = &app.look;
    let mut fields = Fields { app, room, lines: Vec::new() };
    let moment =
        |at: Option<crate::clock::Timestamp>| at.map(|at| look.moment(app.now, at)).unwrap_or_default();
    fields.add("number", &row.partner_id.to_string());
    fields.add("type", &labels::product_type(look, &row.product_type));
    fields.add("supplier", row.supplier.as_ref().map_or("", |supplier| supplier.as_str()));
    fields.add("price", &row.price.as_deref().map(|price| amount(look.language, price)).unwrap_or_default());
    fields.add("granted", &look.yes_no(row.granted));
    let own = row.own_id.map_or_else(|| look.say("product-free", &[]), |id| id.to_string());
    fields.add("own", &own);
    fields.add("synchronised", &moment(row.last_synchronised));
    fields.add("checked", &moment(row.last_checked));
    fields.add("missing", &moment(row.missing_since));
    let retired = match row.retired {
        Some(OnVanished::Delete) => look.say("retired-deleted", &[]),
        Some(_) => look.say("retired-inactive", &[]),
        None => String::new(),
    };
    fields.add("retired", &retired);
    if row.under_way > 0 {
        fields.add("sales", &row.under_way.to_string());
    }
    if row.own_id.is_some() && row.granted {
        differing(&mut fields, row);
    }
    fields.lines
}

/// In which fields a product differs from the partner's, and what becomes of each.
fn differing(fields: &mut Fields<'_>, row: &ProductRow) {
    let look = fields.app.look;
    let known = fields.app.differences_of(row.partner_id);
    let (said, meaning): (Vec<String>, _) = match (known, &fields.app.catalogue.differences.ask) {
        (Some(None), _) => (vec![look.say("differences-none", &[])], Meaning::Ok),
        (Some(Some(diff)), _) => {
            fields.lines.push(Line::styled(look.say("differences", &[]), look.style(Meaning::Accent)));
            let of = |(policy, field): &(_, _)| labels::judged_difference(&look, *policy, field);
            (diff.fields.iter().map(of).collect(), Meaning::Plain)
        }
        (None, Ask::Failed(trouble)) => (vec![fields.app.trouble(trouble)], Meaning::Error),
        (None, _) => (vec![look.say("loading", &[])], Meaning::Dim),
    };
    for one in said {
        let parts = text::wrap(&one, fields.room).into_iter();
        fields.lines.extend(parts.map(|part| Line::styled(part, look.style(meaning))));
    }
}

fn mapped(app: &App, view: &MappingView, room: usize) -> Option<(String, Vec<Line<'static>>)> {
    let look = &app.look;
    let (tab, at) = (app.catalogue.tab, app.catalogue.mapping_at.at);
    let line = mapping::line(view, tab, at)?;
    let mut fields = Fields { app, room, lines: Vec::new() };
    fields.add("name", &line.name);
    let to = if tab == Tab::Flows { "partner-side" } else { "own-side" };
    fields.add(to, &target(look, &line.target, line.options).0);
    if tab == Tab::Questions
        && let Some(question) = view.partner_questions.get(at)
    {
        about_question(&mut fields, view, question);
    }
    if tab == Tab::Statuses {
        about_status(&mut fields, &line.key);
    }
    Some((line.key, fields.lines))
}

/// How sales move through a status.
fn about_status(fields: &mut Fields<'_>, key: &str) {
    let app = fields.app;
    let statuses = app.statuses(app.chosen().map(|chosen| &chosen.name));
    let Some(course) = app.catalogue.course.value.as_deref() else { return };
    let Some(place) = course.statuses.iter().find(|place| place.status.as_str() == key) else {
        return fields.add("sales", "0");
    };
    let language = app.look.language;
    fields.add("sales", &place.now.to_string());
    fields.add("stays", &words::stays(language, place).unwrap_or_default());
    fields.add("ways", &words::ways(language, &statuses, course, &place.status).join(", "));
    for remark in words::remarks(language, &statuses, place) {
        let parts = text::wrap(&remark, fields.room).into_iter();
        fields.lines.extend(parts.map(|part| Line::styled(part, app.look.style(Meaning::Action))));
    }
}

fn about_question(fields: &mut Fields<'_>, view: &MappingView, question: &QuestionView) {
    if let Some(row) = view.mapping.questions.iter().find(|row| row.partner == question.key) {
        let look = fields.app.look;
        fields.add("option-table", &labels::option_table(&look, Some(view), row).join(" | "));
        let default = row.default.as_deref().map(|given| labels::answer(&look, Some(question), given));
        fields.add("default", &default.unwrap_or_default());
        if let Some(date) = &row.date {
            fields.add("date-format", &format!("{} > {}", date.from, date.to));
        }
    }
    let (app, room) = (fields.app, fields.room);
    let look = &app.look;
    let Some(sheet) = app.sheet_in_front() else {
        let said = match &app.catalogue.reading.sheet.ask {
            Ask::Failed(trouble) => app.trouble(trouble),
            _ => look.say("loading", &[]),
        };
        fields.lines.extend(text::wrap(&said, room).into_iter().map(Line::raw));
        return;
    };
    let moment = |at| look.moment(app.now, at);
    for line in told::lines(look.language, sheet, &moment) {
        match line {
            told::Line::Field(label, value) => {
                fields.lines.extend(field(look, &label, &value, Meaning::Plain, room));
            }
            told::Line::Head(said) => fields.lines.push(Line::styled(said, look.style(Meaning::Accent))),
            told::Line::Part(part, tried) => {
                let (sign, meaning) = match part.holds {
                    _ if !tried => ("", Meaning::Plain),
                    Some(true) => ("+ ", Meaning::Ok),
                    Some(false) => ("x ", Meaning::Dim),
                    None => ("? ", Meaning::Action),
                };
                let indent = " ".repeat(2 * (part.depth + 1));
                let said = format!("{sign}{}", part.said);
                let parts = text::wrap(&said, room.saturating_sub(indent.len()).max(1)).into_iter();
                fields
                    .lines
                    .extend(parts.map(|part| Line::styled(format!("{indent}{part}"), look.style(meaning))));
            }
        }
    }
}
