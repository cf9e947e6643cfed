//! Status updates out of a file: which file, what is wrong with its lines, and the plan to take it in; and the
//! example to fill in.
//!
//! Not here: reading and writing files (`load`), what a line means (`model::updates`).

use std::path::PathBuf;

use super::super::errand::Errand;
use super::super::form::{Field, Form, Purpose, Wrong};
use super::super::layer::{Layer, Report};
use super::super::{App, Effect, Load, Trouble};
use crate::console::labels;
use crate::console::theme::Meaning;
use crate::locale::updates::wrong;
use crate::model::administration::Administration;
use crate::model::administration::sale::SaleAct;
use crate::model::shown::Shown;
use crate::model::updates::{Change, UpdatePlan};

/// Sales listed one by one in a plan; the rest is counted.
const LISTED: usize = 10;

impl App {
    /// Opens the form that asks for the file.
    pub(super) fn open_updates(&mut self, example: bool) {
        let mut fields = vec![Field::text("updates_file", "")];
        if !example {
            fields.push(Field::flag("leave_wrong", false));
        }
        self.layers.push(Layer::Form(Box::new(Form::new(Purpose::Updates { example }, fields))));
    }

    /// Takes it: an example is written at once, since that changes nothing; updates are planned first.
    pub(super) fn submit_updates(&mut self, example: bool) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        let missing = form.word("updates_file").is_empty().then_some(("updates_file", Wrong::Missing));
        if form.refuse(missing.into_iter().collect()) {
            return Vec::new();
        }
        let path = PathBuf::from(form.word("updates_file"));
        vec![Effect::Load(if example { Load::UpdatesExample(path) } else { Load::Updates(path) })]
    }

    /// The example was written, or not.
    pub(in super::super) fn example_written(&mut self, path: PathBuf, written: Result<(), Trouble>) {
        if let Err(trouble) = written {
            let why = self.trouble(&trouble);
            return self.refuse_form(&trouble, &why);
        }
        self.layers.retain(|layer| !matches!(layer, Layer::Form(_)));
        let path = path.display().to_string();
        let title = self.look.say("offer-updates-example", &[]);
        let lines = vec![self.look.say("updates-example-written", &[("path", path.into())])];
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }

    /// What taking a file in would do: the plan to it, or what is wrong with its lines.
    pub(in super::super) fn updates_planned(&mut self, found: Result<UpdatePlan, Trouble>) {
        let look = self.look;
        let plan = match found {
            Ok(plan) => plan,
            Err(trouble) => {
                let why = self.trouble(&trouble);
                return self.refuse_form(&trouble, &why);
            }
        };
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        let title = look.say("offer-updates", &[]);
        let bad = plan.wrong.len();
        if bad > 0 && !form.is_on("leave_wrong") {
            let mut lines: Vec<_> = plan.wrong.iter().map(|cell| wrong(look.language, cell)).collect();
            lines.push(String::new());
            lines.push(look.say("updates-mend", &[("good", plan.changes.len().into())]));
            self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
            return;
        }
        if plan.changes.is_empty() {
            form.said = Some(look.say("updates-nothing", &[("same", plan.same.into())]));
            return;
        }
        let mut lines: Vec<_> = plan
            .changes
            .iter()
            .take(LISTED)
            .map(|change| (self.change_line(change), Meaning::Plain))
            .collect();
        if let Some(more) = plan.changes.len().checked_sub(LISTED).filter(|more| *more > 0) {
            lines.push((look.say("rights-more", &[("count", more.into())]), Meaning::Dim));
        }
        if plan.same > 0 {
            lines.push((look.say("updates-same", &[("count", plan.same.into())]), Meaning::Dim));
        }
        if bad > 0 {
            lines.push((look.say("updates-left", &[("count", bad.into())]), Meaning::Action));
        }
        let count = plan.changes.len();
        let updates = plan.changes.into_iter().map(|change| change.update).collect();
        let act = Administration::Sale(SaleAct::Update { updates });
        if !self.is_blocked() {
            self.open_errand(Errand { count, ..Errand::new(act, title, lines) });
        }
    }

    /// `10001: nieuw → geaccepteerd · Akkoord · meterstand 1234`
    fn change_line(&self, change: &Change) -> String {
        let (look, statuses) = (&self.look, self.statuses(None));
        let update = &change.update;
        let mut said = format!("{}:", update.sale);
        if let Some(to) = &update.status {
            let from =
                change.from.as_deref().map_or("–".to_owned(), |from| statuses.own(look.language, from));
            let to = statuses.own(look.language, to.as_str());
            said.push_str(&if from == to { format!(" {to}") } else { format!(" {from} → {to}") });
        }
        let remark = update.remark.iter().map(|remark| format!("«{remark}»"));
        let fields = update.fields.iter().map(|(name, value)| {
            format!("{} {}", labels::field(look, name), labels::told(look, name, Some(value)))
        });
        for part in remark.chain(fields) {
            said.push_str(&format!(" · {part}"));
        }
        Shown::new(&said).into_string()
    }
}
