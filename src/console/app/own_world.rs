//! The whole of what the own environment sells and asks, and its people: out to a file, and in from one, with
//! what would change first. The file is on the machine of this console.
//!
//! Not here: reading and writing it (`load`), the plan (`plan`).

use std::path::{Path, PathBuf};

use super::errand::{Attachment, Errand};
use super::form::{Field, Form, Purpose, Wrong};
use super::layer::{Layer, Report};
use super::{App, Effect, Load, Trouble};
use crate::console::labels;
use crate::console::theme::Meaning;
use crate::model::administration::catalogue::{CatalogueAct, CatalogueView, Fields, Planned};
use crate::model::administration::{Administration, AdministrationView};
use crate::model::shown::Shown;

/// Changes listed one by one; the rest is counted.
const LISTED: usize = 12;

impl App {
    /// Opens the form that asks for the file.
    pub(super) fn open_world(&mut self, out: bool) {
        let form = Form::new(Purpose::World { out }, vec![Field::text("world_file", "")]);
        self.layers.push(Layer::Form(Box::new(form)));
    }

    /// Takes it: a world is written at once, since that changes nothing; one that comes in is planned first.
    pub(super) fn submit_world(&mut self, out: bool) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        let missing = form.word("world_file").is_empty().then_some(("world_file", Wrong::Missing));
        if form.refuse(missing.into_iter().collect()) {
            return Vec::new();
        }
        let path = PathBuf::from(form.word("world_file"));
        vec![Effect::Load(if out { Load::WorldOut(path) } else { Load::WorldIn(path) })]
    }

    /// A world was written, or not.
    pub(super) fn world_written(&mut self, path: &Path, answer: Result<AdministrationView, Trouble>) {
        if let Err(trouble) = answer {
            let why = self.trouble(&trouble);
            return self.refuse_form(&trouble, &why);
        }
        self.layers.retain(|layer| !matches!(layer, Layer::Form(_)));
        let path = path.display().to_string();
        let title = self.look.say("offer-world-out", &[]);
        let lines = vec![self.look.say("world-written", &[("path", path.into())])];
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }

    /// What taking a world in would do: the plan to it.
    pub(super) fn world_planned(&mut self, path: PathBuf, answer: Result<AdministrationView, Trouble>) {
        let look = self.look;
        let plan = match answer {
            Ok(AdministrationView::Catalogue(CatalogueView::Planned(plan))) => plan,
            other => {
                let trouble = other.err().unwrap_or(Trouble::Unreadable);
                let why = self.trouble(&trouble);
                return self.refuse_form(&trouble, &why);
            }
        };
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        let moving: Vec<&Planned> = plan.iter().filter(|row| row.change != "same").collect();
        if moving.is_empty() {
            form.said = Some(look.say("world-nothing", &[]));
            return;
        }
        let line = |row: &&Planned| {
            let key = if row.change == "created" { "world-made" } else { "world-changed" };
            let fields = labels::fields(&look, &row.fields);
            let name = Shown::new(&row.name).into_string();
            let arguments =
                [("list", row.list.as_str().into()), ("name", name.into()), ("fields", fields.into())];
            (look.say(key, &arguments), Meaning::Plain)
        };
        let mut lines: Vec<_> = moving.iter().take(LISTED).map(line).collect();
        if let Some(more) = moving.len().checked_sub(LISTED).filter(|more| *more > 0) {
            lines.push((look.say("rights-more", &[("count", more.into())]), Meaning::Dim));
        }
        lines.push((look.say("world-stays", &[]), Meaning::Dim));
        let count = moving.len();
        // The file is read once more when it is done: what stood in it then is what is taken in.
        let act = Administration::Catalogue(CatalogueAct::Import { world: Fields::new(), dry_run: false });
        let attach = vec![Attachment { field: "world", path }];
        let title = look.say("offer-world-in", &[]);
        self.open_errand(Errand { count, attach, ..Errand::new(act, title, lines) });
    }
}
