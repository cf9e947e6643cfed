//! What is written down for whoever has no console: the sales of a job, the evidence on a group.
//!
//! Not here: what stands in it (`locale::job`, `console::evidence`), the files themselves (`load`).

use std::path::{Path, PathBuf};

use super::form::{Field, Form, Purpose, Wrong};
use super::layer::{Layer, Report};
use super::order::Papers;
use super::{App, Effect, Load, Trouble};
use crate::console::look::Look;
use crate::model::queue::GroupRow;

/// What papers are called.
pub fn title(look: &Look, papers: &Papers) -> String {
    match papers {
        Papers::Job(job) => look.say("job-out-title", &[("job", job.to_string().into())]),
        Papers::Evidence(_) => look.say("evidence-out-title", &[]),
    }
}

/// The field that asks where they go.
fn place(papers: &Papers) -> &'static str {
    match papers {
        Papers::Job(_) => "job_file",
        Papers::Evidence(_) => "evidence_folder",
    }
}

/// What a group is about, to be part of a file's name.
fn about(group: &GroupRow) -> String {
    let about = format!("{}-{}", group.integration, group.example.element);
    about.replace(|letter: char| !letter.is_alphanumeric() && letter != '_', "-")
}

impl App {
    /// Asks where the papers of what is in front are written to.
    pub(super) fn open_out(&mut self) {
        let group = self.groups.value.as_ref().and_then(|groups| groups.get(self.groups_at.at));
        let (papers, proposed) = match (self.job_in_front(), group) {
            (Some(job), _) => {
                let named = [("job", job.id.to_string().into())];
                (Papers::Job(job.id), self.look.say("job-out-file", &named))
            }
            (None, Some(group)) => {
                let named = [("group", about(group).into())];
                (Papers::Evidence(group.key.clone()), self.look.say("evidence-out-folder", &named))
            }
            (None, None) => return,
        };
        let fields = vec![Field::text(place(&papers), &proposed)];
        self.layers.push(Layer::Form(Box::new(Form::new(Purpose::Out(papers), fields))));
    }

    /// Takes it: they are written at once, since that changes nothing.
    pub(super) fn submit_out(&mut self, papers: Papers) -> Vec<Effect> {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        let field = place(&papers);
        let missing = form.word(field).is_empty().then_some((field, Wrong::Missing));
        if form.refuse(missing.into_iter().collect()) {
            return Vec::new();
        }
        let path = PathBuf::from(form.word(field));
        vec![Effect::Load(Load::Out { papers, path, language: self.look.language })]
    }

    /// They were written, or not.
    pub(super) fn written(&mut self, papers: &Papers, path: &Path, written: Result<(), Trouble>) {
        if let Err(trouble) = written {
            let why = self.trouble(&trouble);
            return self.refuse_form(&trouble, &why);
        }
        self.layers.retain(|layer| !matches!(layer, Layer::Form(_)));
        let at = [("path", path.display().to_string().into())];
        let lines = match papers {
            Papers::Job(_) => vec![self.look.say("job-written", &at)],
            Papers::Evidence(_) => vec![self.look.say("evidence-written", &at)],
        };
        self.layers.push(Layer::Report(Report { title: title(&self.look, papers), lines, top: 0 }));
    }
}
