//! Bulk work on screen: trying a whole group again, the list of jobs, and what became of each sale of one.
//!
//! Not here: asking for the yes (`plan`), writing it to a file (`papers`), drawing (`layers::jobs`).

use super::layer::{Layer, Report};
use super::plan::{Plan, Subject};
use super::{App, Effect, Load, Pane, Trouble};
use crate::console::theme::Meaning;
use crate::locale::job as words;
use crate::service::protocol::{Direction, Job, JobDetail, ReplayPlan, Standing};

impl App {
    /// Asks what trying the group under the cursor again would give. The plan opens with the answer.
    pub(super) fn rehearse_group(&mut self) -> Vec<Effect> {
        let group = self.groups.value.as_ref().and_then(|groups| groups.get(self.groups_at.at));
        let Some(group) = group.map(|group| group.key.clone()) else { return Vec::new() };
        if self.is_blocked() {
            return Vec::new();
        }
        self.say(Meaning::Busy, self.look.say("replay-asked", &[]));
        vec![Effect::Load(Load::Replay(group))]
    }

    /// The answer has come: the plan opens, unless the operator went on to something else.
    pub(super) fn rehearsed(&mut self, answer: Result<ReplayPlan, Trouble>) {
        if self.pane != Pane::Groups || !self.layers.is_empty() {
            return;
        }
        match answer {
            Ok(found) => {
                self.notice = None;
                let plan = Plan::for_replay(found, self.is_production(), self.now);
                self.layers.push(Layer::Plan(Box::new(plan)));
            }
            Err(trouble) => {
                let why = self.trouble(&trouble);
                self.say(Meaning::Error, why);
            }
        }
    }

    pub(super) fn open_jobs(&mut self) {
        self.layers.clear();
        self.jobs.stale();
        self.layers.push(Layer::Jobs(Default::default()));
    }

    /// The job under the cursor.
    pub(super) fn job_in_front(&self) -> Option<&Job> {
        let Some(Layer::Jobs(at)) = self.layers.last() else { return None };
        self.jobs.value.as_ref().and_then(|jobs| jobs.get(at.at))
    }

    /// Asks what became of each sale of the job under the cursor.
    pub(super) fn open_job(&mut self) -> Vec<Effect> {
        self.job_in_front().map(|job| vec![Effect::Load(Load::Job(job.id))]).unwrap_or_default()
    }

    /// Opens the plan that pauses the job under the cursor or lets it go on, or that ends it.
    pub(super) fn open_direction(&mut self, cancel: bool) {
        let Some(job) = self.job_in_front().cloned() else { return };
        if !job.standing.is_open() {
            let standing = words::standing(self.look.language, job.standing.word());
            let arguments = [("job", job.id.to_string().into()), ("standing", standing.into())];
            self.say(Meaning::Dim, self.look.say("job-over", &arguments));
            return;
        }
        let to = match job.standing {
            _ if cancel => Direction::Cancel,
            Standing::Running => Direction::Pause,
            _ => Direction::Resume,
        };
        self.open_simple(Subject::Job(Box::new(job), to));
    }

    /// A job began, went on or ended.
    pub(super) fn job_changed(&mut self, job: Job) {
        if matches!(job.standing, Standing::Halted { .. } | Standing::Done) {
            let meaning = if job.standing == Standing::Done { Meaning::Ok } else { Meaning::Action };
            self.say(meaning, words::line(self.look.language, &job));
        }
        let Some(jobs) = &mut self.jobs.value else { return };
        match jobs.iter_mut().find(|known| known.id == job.id) {
            Some(known) => *known = job,
            None => {
                jobs.insert(0, job);
                // The cursor stays on the job it was on.
                for layer in &mut self.layers {
                    if let Layer::Jobs(at) = layer {
                        at.at += usize::from(jobs.len() > 1);
                    }
                }
            }
        }
    }

    /// A job whole, as a report.
    pub(super) fn show_job(&mut self, detail: &JobDetail) {
        if !matches!(self.layers.last(), Some(Layer::Jobs(_))) {
            return;
        }
        let look = &self.look;
        let mut lines = vec![words::line(look.language, &detail.job)];
        if let Some(reason) = &detail.job.reason {
            lines.push(look.say("plan-reason", &[("reason", reason.as_str().into())]));
        }
        lines.extend(detail.tasks.iter().map(|task| {
            let (fate, why) = (words::fate(look.language, &task.fate), words::why(look.language, task));
            let why = if why.is_empty() { why } else { format!(": {why}") };
            format!("{}  {fate}{why}", task.sale)
        }));
        let title = look.say("job-title", &[("job", detail.job.id.to_string().into())]);
        self.layers.push(Layer::Report(Report { title, lines, top: 0 }));
    }
}
