//! A plan as it is read before it is confirmed.
//!
//! Not here: what is asked when (`app::plan`).

use ratatui::Frame;
use ratatui::text::Line as Text;

use super::{answers, doubt, open_box, typed};
use crate::clock::Timestamp;
use crate::console::app::App;
use crate::console::app::layer::Layer;
use crate::console::app::listing::Step;
use crate::console::app::plan::{self, Plan, Subject, Tier};
use crate::console::app::shelf::Ask;
use crate::console::areas::Areas;
use crate::console::look::Look;
use crate::console::rows::put;
use crate::console::text;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::locale::plan::{self as plan_words, Tone};
use crate::locale::status::Statuses;
use crate::locale::{group, job};
use crate::model::act::{SaleVerb, SettingChange};
use crate::model::integration::StatusGate;
use crate::service::protocol::Direction;

/// Columns of the box.
const COLUMNS: u16 = 72;

pub fn draw(app: &App, frame: &mut Frame<'_>, areas: &Areas, plan: &Plan) {
    let columns = COLUMNS.min(areas.header.width);
    let room = usize::from(columns.saturating_sub(4));
    let (lines, asked) = (app.lines_of_plan(plan, room), question(&app.look, plan, room));
    let wanted = lines.len() + asked.len() + 3;
    let area = open_box(app, frame, areas, columns, wanted as u16, &title(&app.look, plan));
    // What is asked is always seen; what it is about begins at its head, and is gone through.
    let page = usize::from(area.height).saturating_sub(asked.len() + 1);
    let top = plan.top.min(lines.len().saturating_sub(page));
    let below = lines.len().saturating_sub(top + page);
    let shown = lines.into_iter().skip(top).take(page);
    let between = match (below, top) {
        (0, 0) => Text::default(),
        (0, _) => Text::styled(app.look.say("plan-above", &[]), app.look.style(Meaning::Dim)),
        _ => {
            let said = app.look.say("plan-below", &[("count", below.into())]);
            Text::styled(said, app.look.style(Meaning::Action))
        }
    };
    let all = shown.chain([between]).chain(asked);
    for (line, y) in all.zip(area.y..area.bottom()) {
        put(frame, area, y, line);
    }
}

impl App {
    /// Goes through a plan that does not fit on the screen.
    pub(in crate::console) fn step_plan(&mut self, step: Step) {
        let areas = self.areas();
        let Some(Layer::Plan(plan)) = self.layers.last() else { return };
        let columns = COLUMNS.min(areas.header.width);
        let room = usize::from(columns.saturating_sub(4));
        let (lines, asked) = (self.lines_of_plan(plan, room).len(), question(&self.look, plan, room).len());
        let height = areas.layer(columns, (lines + asked + 3) as u16).height;
        let page = usize::from(height).saturating_sub(asked + 3);
        let top = step.from(plan.top, lines.saturating_sub(page) + 1, page);
        if let Some(Layer::Plan(plan)) = self.layers.last_mut() {
            plan.top = top;
        }
    }

    fn lines_of_plan(&self, plan: &Plan, room: usize) -> Vec<Text<'static>> {
        let mut lines = said(&self.look, self.now, &self.statuses(None), plan, room);
        let Some(evidence) = &plan.evidence else { return lines };
        match (&evidence.view.value, &evidence.view.ask) {
            (Some(view), _) => {
                lines.extend(doubt::entries(&self.look, self.now, view, room).into_iter().flatten());
            }
            (None, ask) => {
                let said = match ask {
                    Ask::Failed(trouble) => self.trouble(trouble),
                    _ => self.look.say("doubt-looking", &[]),
                };
                let style = self.look.style(Meaning::Action);
                lines.extend(text::wrap(&said, room).into_iter().map(|part| Text::styled(part, style)));
            }
        }
        lines
    }
}

fn title(look: &Look, plan: &Plan) -> String {
    let what = match &plan.subject {
        Subject::Sales { found, .. } => look.say(&format!("verb-{}", found.verb.word()), &[]),
        Subject::Setting { name, .. } => look.say("plan-setting", &[("name", name.as_str().into())]),
        Subject::Sync(name) => look.say("plan-sync", &[("name", name.as_str().into())]),
        Subject::Resume(name) => look.say("plan-resume", &[("name", name.as_str().into())]),
        Subject::Edit { editing, .. } => look.say("form-edit", &[("count", editing.targets.len().into())]),
        Subject::Tend { name, .. } => name.clone(),
        Subject::Arrange { title, .. } => title.clone(),
        Subject::Sure { name, .. } => look.say("plan-sure", &[("name", name.as_str().into())]),
        Subject::Publish { name, .. } => look.say("plan-publish", &[("name", name.as_str().into())]),
        Subject::Revert { name, to, .. } => look.say(
            "plan-revert",
            &[("name", name.as_str().into()), ("version", to.version.to_string().into())],
        ),
        Subject::Replay(found) => {
            look.say("plan-replay", &[("group", group::name(look.language, &found.group).into())])
        }
        Subject::Job(of, to) => {
            look.say(&format!("plan-job-{}", direction(*to)), &[("job", of.id.to_string().into())])
        }
        Subject::Errand(errand) => errand.title.clone(),
    };
    let production = if plan.production { "PROD · " } else { "" };
    format!("{production}{what}")
}

fn said(
    look: &Look,
    now: Timestamp,
    statuses: &Statuses<'_>,
    plan: &Plan,
    room: usize,
) -> Vec<Text<'static>> {
    let mut lines = Vec::new();
    let mut add = |said: String, meaning: Meaning| {
        for part in text::wrap(&said, room) {
            lines.push(Text::styled(part, look.style(meaning)));
        }
    };
    match &plan.subject {
        Subject::Sales { found, hidden } => {
            for told in plan_words::act(look.language, found, |at| look.moment(now, at)) {
                add(told.line, meaning(told.tone));
            }
            if *hidden > 0 {
                add(look.say("plan-hidden", &[("count", (*hidden).into())]), Meaning::Action);
            }
            if !found.goes.is_empty() {
                let named = match &found.verb {
                    SaleVerb::Replace { cancelled } => vec![("cancelled", cancelled.to_string().into())],
                    _ => Vec::new(),
                };
                add(look.say(&format!("plan-about-{}", found.verb.word()), &named), Meaning::Plain);
            }
        }
        Subject::Setting { change, .. } => add(setting(look, statuses, change), Meaning::Plain),
        Subject::Sync(_) => add(look.say("plan-about-sync", &[]), Meaning::Plain),
        Subject::Resume(_) => add(look.say("plan-about-resume", &[]), Meaning::Plain),
        Subject::Arrange { lines, .. } | Subject::Sure { lines, .. } => {
            for (line, meaning) in lines {
                add(line.clone(), *meaning);
            }
        }
        Subject::Publish { lines, refused, .. } => {
            for (line, meaning) in lines {
                add(line.clone(), *meaning);
            }
            let about = if *refused { "plan-about-conflict" } else { "plan-about-mapping" };
            add(look.say(about, &[]), Meaning::Plain);
        }
        Subject::Revert { to, lines, .. } => {
            for (line, meaning) in lines {
                add(line.clone(), *meaning);
            }
            add(look.say("plan-about-revert", &[("rows", to.rows.into())]), Meaning::Plain);
            add(look.say("plan-about-mapping", &[]), Meaning::Plain);
        }
        Subject::Edit { lines, .. } => {
            for (line, meaning) in lines {
                add(line.clone(), *meaning);
            }
        }
        Subject::Tend { lines, .. } => {
            for line in lines {
                add(line.clone(), Meaning::Plain);
            }
        }
        Subject::Replay(found) => {
            for told in job::replay(look.language, found) {
                add(told.line, meaning(told.tone));
            }
        }
        Subject::Job(of, to) => {
            add(job::line(look.language, of), Meaning::Plain);
            add(look.say(&format!("plan-about-job-{}", direction(*to)), &[]), Meaning::Plain);
        }
        Subject::Errand(errand) => {
            for (line, meaning) in &errand.lines {
                add(line.clone(), *meaning);
            }
        }
    }
    lines
}

fn meaning(tone: Tone) -> Meaning {
    match tone {
        Tone::Plain => Meaning::Plain,
        Tone::Good => Meaning::Ok,
        Tone::Open => Meaning::Action,
        Tone::Bad => Meaning::Error,
        Tone::Aside => Meaning::Dim,
    }
}

fn direction(to: Direction) -> &'static str {
    match to {
        Direction::Pause => "pause",
        Direction::Resume => "resume",
        Direction::Cancel => "cancel",
    }
}

/// The setting as it will be.
fn setting(look: &Look, statuses: &Statuses<'_>, change: &SettingChange) -> String {
    let (key, value) = match change {
        SettingChange::SaleProcessing(on) => ("sale-processing", look.on_off(*on)),
        SettingChange::Automatic(on) => ("automatic", look.on_off(*on)),
        SettingChange::Statuses(gate) => ("statuses", words::gate(look, statuses, gate)),
        SettingChange::CheckUpdates(on) => ("check-updates", look.on_off(*on)),
        SettingChange::SendOptIn(on) => ("send-opt-in", look.on_off(*on)),
        SettingChange::Grace(seconds) => ("grace", words::grace(look, *seconds)),
        SettingChange::OnVanished(policy) => ("on-vanished", words::vanished(look, *policy)),
        SettingChange::OnDrift(policy) => ("on-drift", words::on_drift(look, *policy)),
        SettingChange::Field { policy, .. } => ("field", words::policy(look, *policy)),
    };
    let named = match change {
        SettingChange::Field { field, .. } => vec![("field", field.as_str().into())],
        _ => Vec::new(),
    };
    let label = look.say(&format!("setting-{key}"), &named);
    let mut said = look.say("plan-becomes", &[("label", label.into()), ("value", value.into())]);
    let goes = match change {
        SettingChange::SaleProcessing(true) | SettingChange::Automatic(true) => true,
        SettingChange::Statuses(gate) => *gate == StatusGate::Always,
        _ => false,
    };
    if goes {
        said.push(' ');
        said.push_str(&look.say("plan-may-send", &[]));
    }
    said
}

fn question(look: &Look, plan: &Plan, room: usize) -> Vec<Text<'static>> {
    if plan.is_empty() {
        return vec![Text::styled(look.say("plan-close", &[]), look.style(Meaning::Dim))];
    }
    let mut lines = Vec::new();
    let is_final = match &plan.subject {
        Subject::Sales { found, .. } => found.verb.is_final(),
        Subject::Replay(_) => true,
        _ => false,
    };
    if is_final {
        lines.push(Text::styled(look.say("plan-final", &[]), look.style(Meaning::Error)));
    }
    let mut given = |said: String| {
        let style = look.style(Meaning::Plain);
        lines.extend(text::wrap(&said, room).into_iter().map(|line| Text::styled(line, style)));
    };
    let (number, reason) = (plan.number.text().trim(), plan.reason.text().trim());
    if !number.is_empty() && plan.step != plan::Step::Number {
        given(look.say("plan-number", &[("number", number.into())]));
    }
    if !reason.is_empty() && plan.step == plan::Step::Confirm {
        given(look.say("plan-reason", &[("reason", reason.into())]));
    }
    match (plan.step, &plan.tier) {
        (plan::Step::Number, _) => lines.push(typed(look, &look.say("ask-number", &[]), &plan.number, room)),
        (plan::Step::Reason, _) => lines.push(typed(look, &look.say("ask-reason", &[]), &plan.reason, room)),
        (plan::Step::Confirm, Tier::Type(word)) => {
            let label = look.say("ask-type", &[("word", word.as_str().into())]);
            lines.push(typed(look, &label, &plan.typed, room));
        }
        (plan::Step::Confirm, Tier::YesNo) => lines.push(answers(look, plan.focus)),
    }
    if plan.refused {
        let key = match plan.step {
            plan::Step::Number => "refused-number",
            plan::Step::Reason => "refused-reason",
            plan::Step::Confirm => "refused-type",
        };
        lines.push(Text::styled(look.say(key, &[]), look.style(Meaning::Error)));
    }
    lines
}
