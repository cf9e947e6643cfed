//! What a partner sold, as its supplier works on it: one sale whole, its history and its files, and another
//! status for one or for those that are marked.
//!
//! Not here: the list (`mod`), the lines of a sale (`sold`), drawing (`layers::access`), writing files (`load`).

use std::path::PathBuf;

use serde_json::Value;

use super::super::errand::Errand;
use super::super::form::{self, Field, Form, Wrong};
use super::super::layer::{Layer, Report};
use super::super::{App, Effect, Load, Order, Trouble};
use super::{Access, Tab};
use crate::console::keymap::Action;
use crate::console::labels;
use crate::console::look::Look;
use crate::console::theme::Meaning;
use crate::locale::status::Statuses;
use crate::model::administration::catalogue::Fields;
use crate::model::administration::sale::{SaleAct, SaleFile, SaleQuery, SaleView};
use crate::model::administration::{Administration, AdministrationQuery, AdministrationView};
use crate::model::ids::{SaleId, StatusKey};
use crate::model::status_plan::{StatusMove, StatusPlan, StatusWarning};
use crate::service::protocol::Acted;

/// Sales listed one by one in a plan; the rest is counted.
const LISTED: usize = 10;

/// What a status does besides, by the text that says so.
const WARNINGS: [(&str, StatusWarning); 3] = [
    ("sales-status-revives", StatusWarning::Revives),
    ("sales-status-accepts", StatusWarning::AcceptsCancellation),
    ("sales-status-rejects", StatusWarning::RejectsCancellation),
];

/// What a form about sales is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// Setting a status.
    Status(Vec<SaleId>),
    /// Writing files: what is asked for.
    Files(SaleQuery),
}

impl Purpose {
    /// Its title.
    pub fn title(&self, app: &App) -> String {
        match self {
            Self::Status(sales) => app.look.say("sales-status-title", &[("count", sales.len().into())]),
            Self::Files(SaleQuery::Contract { sale }) => {
                app.look.say("sales-contract-title", &[("sale", sale.to_string().into())])
            }
            Self::Files(query) => {
                let sale = sale_of(query).map(|sale| sale.to_string()).unwrap_or_default();
                app.look.say("sales-documents-title", &[("sale", sale.into())])
            }
        }
    }
}

fn sale_of(query: &SaleQuery) -> Option<SaleId> {
    match query {
        SaleQuery::List { .. } | SaleQuery::PlanStatus { .. } => None,
        SaleQuery::Show { sale }
        | SaleQuery::History { sale }
        | SaleQuery::Documents { sale }
        | SaleQuery::Contract { sale } => Some(*sale),
    }
}

/// The number of a row.
pub fn number(row: &Fields) -> Option<SaleId> {
    let id = row.get("id")?;
    id.as_u64().or_else(|| id.as_str()?.parse().ok()).map(SaleId)
}

/// What is said of sales, by their numbers; nothing of none.
fn about(look: &Look, key: &str, sales: impl Iterator<Item = SaleId>) -> Option<String> {
    let sales: Vec<_> = sales.map(|sale| sale.to_string()).collect();
    let mut named = sales.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    if sales.len() > LISTED {
        named.push('…');
    }
    let arguments = [("count", sales.len().into()), ("sales", named.into())];
    (!sales.is_empty()).then(|| look.say(key, &arguments))
}

/// A sale as its row tells it: number, status, product and when it was made.
pub fn told(look: &Look, statuses: &Statuses<'_>, row: &Fields) -> [String; 4] {
    let field = |name: &str| labels::told(look, name, row.get(name));
    let status = statuses.own(look.language, &field("status"));
    [field("id"), status, field("product_name"), field("created_at")]
}

impl App {
    /// The sale under the cursor.
    pub(super) fn sale_row(&self, access: &Access) -> Option<&Fields> {
        self.access_sales(access)?.get(access.at.at).copied()
    }

    /// The sales that something is done with: those that are marked, else the one under the cursor.
    pub(super) fn sales_meant(&self, access: &Access) -> Vec<SaleId> {
        if access.marks.is_empty() {
            return self.sale_row(access).and_then(number).into_iter().collect();
        }
        access.marks.iter().copied().collect()
    }

    /// Marks the sale under the cursor, or all that are shown; or takes marks away.
    pub(in super::super) fn mark_sales(&mut self, action: Action) {
        let Some(access) = self.access().filter(|access| access.tab == Tab::Sales) else { return };
        let shown = self.access_sales(access).unwrap_or_default();
        let shown: Vec<_> = shown.into_iter().filter_map(number).collect();
        let Some(access) = self.access_mut() else { return };
        match action {
            Action::MarkAll => access.marks.extend(shown),
            Action::Unmark => access.marks.clear(),
            _ => {
                let Some(sale) = shown.get(access.at.at) else { return };
                if !access.marks.remove(sale) {
                    access.marks.insert(*sale);
                }
                access.at.at = (access.at.at + 1).min(shown.len() - 1);
            }
        }
    }

    /// How many sales are marked in what is in front, and how many of them are not shown: of the partner that
    /// is open, else of the queue.
    pub(in super::super) fn marked(&self) -> (usize, usize) {
        let Some(access) = self.access() else { return (self.queue.marks.len(), self.queue.hidden_marks()) };
        let shown = self.access_sales(access).unwrap_or_default();
        let shown = shown.into_iter().filter_map(number).filter(|sale| access.marks.contains(sale)).count();
        match access.tab {
            Tab::Sales => (access.marks.len(), access.marks.len() - shown),
            _ => (0, 0),
        }
    }

    /// Asks for a sale whole, or for its history.
    pub(super) fn ask_sale(&self, query: SaleQuery) -> Vec<Effect> {
        vec![Effect::Load(Load::Administration(AdministrationQuery::Sale(query)))]
    }

    /// Opens the form about sales.
    pub(super) fn open_sales_form(&mut self, purpose: Purpose) {
        let fields = match &purpose {
            Purpose::Status(_) => {
                let mut options = self.status_options("", |_| true);
                options.retain(|(word, _)| !word.is_empty());
                vec![Field::choice("new_status", options, ""), Field::text("remark", "")]
            }
            Purpose::Files(_) => vec![Field::text("folder", "")],
        };
        self.layers.push(Layer::Form(Box::new(Form::new(form::Purpose::Sales(purpose), fields))));
    }

    /// Takes the form: another status by a plan, files at once, since they change nothing.
    pub(super) fn submit_sales(&mut self, purpose: Purpose) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        match purpose {
            Purpose::Files(query) => {
                let missing = form.word("folder").is_empty().then_some(("folder", Wrong::Missing));
                if form.refuse(missing.into_iter().collect()) {
                    return Vec::new();
                }
                let folder = PathBuf::from(form.word("folder"));
                vec![Effect::Load(Load::Files { query, folder })]
            }
            Purpose::Status(sales) => {
                let status = form.word("new_status").to_owned();
                if self.is_blocked() || status.is_empty() {
                    return Vec::new();
                }
                self.ask_sale(SaleQuery::PlanStatus { sales, status: status.as_str().into() })
            }
        }
    }

    /// What a status would do, as the environment judges it: the plan to it, over the form that asked.
    pub(super) fn status_planned(
        &mut self,
        asked: &[SaleId],
        status: StatusKey,
        answer: Result<AdministrationView, Trouble>,
    ) {
        // Whoever went on meanwhile is not disturbed.
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        let about = form::Purpose::Sales(Purpose::Status(asked.to_vec()));
        if form.purpose != about || form.word("new_status") != status.as_str() {
            return;
        }
        let remark = Some(form.word("remark").to_owned()).filter(|remark| !remark.is_empty());
        let plan = match answer {
            Ok(AdministrationView::Sale(SaleView::StatusPlan(plan))) => plan,
            other => {
                let trouble = other.err().unwrap_or(Trouble::Unreadable);
                let why = self.trouble(&trouble);
                return self.refuse_form(&trouble, &why);
            }
        };
        let missing = (plan.needs_remark() && remark.is_none()).then_some(("remark", Wrong::Missing));
        if form.refuse(missing.into_iter().collect()) {
            return;
        }
        if plan.changes.is_empty() {
            let said = self.left_out(&plan).into_iter().map(|(line, _)| line).collect::<Vec<_>>().join(" ");
            if let Some(Layer::Form(form)) = self.layers.last_mut() {
                form.said = Some(said);
            }
            return;
        }
        let look = self.look;
        let mut lines = self.status_plan_lines(&plan, &status);
        if let Some(remark) = &remark {
            lines.push((format!("{}: {remark}", labels::field(&look, "remark")), Meaning::Plain));
        }
        let sales: Vec<_> = plan.changes.iter().map(|change| change.sale).collect();
        let count = sales.len();
        let title = look.say("sales-status-title", &[("count", count.into())]);
        let act = Administration::Sale(SaleAct::SetStatus { sales, status, remark });
        self.open_errand(Errand { count, ..Errand::new(act, title, lines) });
    }

    /// Which sales change, which do not, and what that does besides.
    fn status_plan_lines(&self, plan: &StatusPlan, status: &StatusKey) -> Vec<(String, Meaning)> {
        let (look, statuses) = (&self.look, self.statuses(None));
        let counted = |key: &str, count: usize| look.say(key, &[("count", count.into())]);
        let named = |key: &StatusKey| statuses.own(look.language, key.as_str());
        let line = |change: &StatusMove| {
            let arguments = [
                ("sale", change.sale.to_string().into()),
                ("from", named(&change.was).into()),
                ("to", named(status).into()),
            ];
            (look.say("sales-status-line", &arguments), Meaning::Plain)
        };
        let mut lines: Vec<_> = plan.changes.iter().take(LISTED).map(line).collect();
        let more = plan.changes.len().saturating_sub(LISTED);
        if more > 0 {
            lines.push((counted("rights-more", more), Meaning::Dim));
        }
        lines.extend(self.left_out(plan));
        let (_, hidden) = self.marked();
        if hidden > 0 {
            lines.push((counted("plan-hidden", hidden), Meaning::Action));
        }
        for (key, warning) in WARNINGS {
            let warned = plan.changes.iter().filter(|change| change.warning == Some(warning));
            lines.extend(
                about(look, key, warned.map(|change| change.sale)).map(|said| (said, Meaning::Action)),
            );
        }
        lines
    }

    /// Those that take no part, and why.
    fn left_out(&self, plan: &StatusPlan) -> Vec<(String, Meaning)> {
        let same = plan.same.len();
        let same = (same > 0).then(|| self.look.say("sales-status-same", &[("count", same.into())]));
        let same = same.map(|said| (said, Meaning::Dim));
        let missing = about(&self.look, "sales-status-missing", plan.missing.iter().copied());
        same.into_iter().chain(missing.map(|said| (said, Meaning::Error))).collect()
    }

    /// Sales got another status, each or not: those that did lose their mark.
    pub(in super::super) fn sales_set(&mut self, order: &Order, acted: &[Acted]) {
        if !matches!(order, Order::Administer { .. }) {
            return;
        }
        self.cabinet.stale();
        self.layers.retain(|layer| !matches!(layer, Layer::Form(_)));
        if let Some(access) = self.access_mut() {
            let set = |sale: &SaleId| acted.iter().any(|one| one.sale == *sale && one.refused.is_none());
            access.marks.retain(|sale| !set(sale));
        }
    }

    /// What was asked about a sale.
    pub(super) fn sale_answered(&mut self, query: &SaleQuery, answer: Result<AdministrationView, Trouble>) {
        let view = match answer {
            Ok(AdministrationView::Sale(view)) => view,
            other => return self.say_trouble(other.err()),
        };
        if !matches!(self.layers.last(), Some(Layer::Access(_))) {
            return;
        }
        let sale = sale_of(query).map(|sale| sale.to_string()).unwrap_or_default();
        let (key, lines) = match view {
            SaleView::Sheet(fields) => {
                let mut lines = self.request_lines(query);
                lines.extend(self.sale_lines(&fields));
                ("sales-sheet-title", lines)
            }
            SaleView::Rows(rows) => ("sales-history-title", self.history_lines(&rows)),
            SaleView::Files(_) | SaleView::StatusPlan(_) => return,
        };
        let title = self.look.say(key, &[("sale", sale.into())]);
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }

    /// What is asked and answered about cancelling a sale, where its request is in front.
    fn request_lines(&self, query: &SaleQuery) -> Vec<String> {
        let Some(access) = self.access().filter(|access| access.tab == Tab::Requests) else {
            return Vec::new();
        };
        let rows = self.access_requests(access).unwrap_or_default();
        let Some(row) = rows.into_iter().find(|row| Some(row.sale) == sale_of(query)) else {
            return Vec::new();
        };
        let told = [("request-reason", &row.reason), ("request-answer", &row.remark)];
        let told = told.into_iter().filter(|(_, said)| !said.as_str().is_empty());
        told.map(|(key, said)| format!("{}: {said}", self.look.say(key, &[]))).collect()
    }

    fn history_lines(&self, rows: &[Fields]) -> Vec<String> {
        let (look, statuses) = (&self.look, self.statuses(None));
        let text = |row: &Fields, name: &str| labels::told(look, name, row.get(name));
        let status = |row: &Fields, name: &str| match row.get(name).and_then(Value::as_str) {
            Some(key) if !key.is_empty() => statuses.own(look.language, key),
            _ => "–".to_owned(),
        };
        let line = |row: &Fields| {
            let by = row.get("user").and_then(|user| user.get("name"));
            let by = labels::told(look, "name", by.or(row.get("user")));
            let mut said = format!(
                "{}  {} → {}",
                text(row, "modified_at"),
                status(row, "previous_status"),
                status(row, "new_status")
            );
            for (part, marks) in [(text(row, "remark"), ("«", "»")), (by, ("(", ")"))] {
                if !part.is_empty() {
                    said.push_str(&format!("  {}{part}{}", marks.0, marks.1));
                }
            }
            said
        };
        match rows {
            [] => vec![look.say("sales-no-history", &[])],
            rows => rows.iter().map(line).collect(),
        }
    }

    /// Files of a sale were written, or not.
    pub(in super::super) fn files_answered(
        &mut self,
        folder: &std::path::Path,
        answer: Result<AdministrationView, Trouble>,
    ) {
        let files = match answer {
            Ok(AdministrationView::Sale(SaleView::Files(files))) => files,
            other => {
                let trouble = other.err().unwrap_or(Trouble::Unreadable);
                let why = self.trouble(&trouble);
                return self.refuse_form(&trouble, &why);
            }
        };
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        if files.is_empty() {
            form.said = Some(self.look.say("sales-no-files", &[]));
            return;
        }
        self.layers.pop();
        let path =
            |(number, file): (usize, &SaleFile)| folder.join(file.file_name(number)).display().to_string();
        let lines = files.iter().enumerate().map(path).collect();
        let title = self.look.say("sales-files-written", &[("count", files.len().into())]);
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }
}
