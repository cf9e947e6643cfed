//! What each action does. Actions show, move, and open plans; only a plan that was confirmed gives an order
//! that changes anything.
//!
//! Not here: which key it was (`keymap`); what opening a row, a plan or a command means (`open`).

use super::super::Ended;
use super::super::keymap::Action;
use super::layer::{DetailTab, Layer};
use super::listing::Step;
use super::plan::{Focus, Subject};
use super::queue::Taking;
use super::{App, Effect, Order, Pane};
use crate::console::app::filter::Filter;
use crate::console::theme::Meaning;
use crate::service::client::Link;

impl App {
    /// Does what a key asks for.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Down => self.step(Step::Down),
            Action::Up => self.step(Step::Up),
            Action::Top => self.step(Step::Top),
            Action::Bottom => self.step(Step::Bottom),
            Action::HalfDown => self.step(Step::HalfDown),
            Action::HalfUp => self.step(Step::HalfUp),
            Action::PageDown => self.step(Step::PageDown),
            Action::PageUp => self.step(Step::PageUp),
            Action::Left => self.beside(false),
            Action::Right => self.beside(true),
            Action::NextField => self.next_field(true),
            Action::PreviousField => self.next_field(false),
            Action::New if matches!(self.layers.last(), Some(Layer::Rule(_))) => self.open_part(true),
            Action::New if self.is_in_hooks() => self.open_new_hook(),
            Action::New if matches!(self.layers.last(), Some(Layer::Conditions(..))) => {
                self.open_condition(true)
            }
            Action::New => self.open_new(),
            Action::Rule => return self.edit_rule(),
            Action::RemovePart => self.remove_part(),
            Action::AsText => self.open_rule_text(),
            Action::Undo if matches!(self.layers.last(), Some(Layer::Rule(_))) => self.undo_rule(),
            Action::Save => self.save_rule(),
            Action::WhenVisible => self.turn_rule(true),
            Action::WhenRequired => self.turn_rule(false),
            Action::NextPane => self.show_beside(1),
            Action::PreviousPane => self.show_beside(Pane::ALL.len() - 1),
            Action::Show(pane) => self.go_to(pane),
            Action::LastPane => self.go_to(self.last_pane),
            Action::Open if matches!(self.layers.last(), Some(Layer::Jobs(_))) => return self.open_job(),
            Action::Open if self.is_in_hooks() => self.open_hook(),
            Action::Hooks => self.open_hooks(),
            Action::Record => self.open_record(),
            Action::RemoveHook => self.remove_hook(),
            Action::Retry if self.is_in_hooks() => self.replay_message(),
            Action::Open => self.open(),
            Action::Back => self.back(),
            Action::Quit => return self.quit(),
            Action::NextTab => self.turn(true),
            Action::PreviousTab => self.turn(false),
            Action::Filter => self.open_filter(),
            Action::Palette => self.layers.push(Layer::Palette(Default::default())),
            Action::Help => self.layers.push(Layer::Help(Default::default(), 0)),
            Action::Info => return self.inform(),
            Action::Mark | Action::MarkAll | Action::Unmark if self.access().is_some() => {
                self.mark_sales(action);
            }
            Action::Mark => {
                let page = self.page();
                self.queue.toggle_mark(page);
            }
            Action::MarkAll => self.queue.mark_all(),
            Action::Unmark => self.queue.marks.clear(),
            Action::Retry if self.layers.is_empty() && self.pane == Pane::Groups => {
                return self.rehearse_group();
            }
            Action::Retry => return self.plan_retry(),
            Action::Jobs => self.open_jobs(),
            Action::Direct => self.open_direction(false),
            Action::CancelJob => self.open_direction(true),
            Action::Out => self.open_out(),
            Action::Bulk => self.open_menu(),
            Action::Offers => self.open_offers(),
            Action::Problems => self.toggle_problems(),
            Action::Conditions => self.open_conditions(),
            Action::MoveDown => self.shift_condition(Some(true)),
            Action::MoveUp => self.shift_condition(Some(false)),
            Action::Remove if self.in_products() => self.open_unlink(),
            Action::Remove => self.shift_condition(None),
            Action::Prove => return self.prove(),
            Action::Vanished => return self.ask_vanished(),
            Action::Restore => self.open_restore(),
            Action::TakeFields => self.open_take(),
            Action::DryRun => return self.ask_dry_run(),
            Action::Drifts => self.open_drifts(),
            Action::Rehearse => self.open_rehearsal(),
            Action::Backtest => self.open_backtest(),
            Action::Release => self.open_release(),
            Action::Mend if matches!(self.layers.last(), Some(Layer::Browse(_))) => self.go_browsed(),
            Action::Mend => self.mend(),
            Action::Session => self.open_session(),
            // Taken with its digit, where keys are found.
            Action::Candidate => {}
            Action::Take => return self.take_highlighted(),
            Action::Skip => self.session_go(true, true),
            Action::Search => self.session_search(),
            Action::Spread => return self.spread(),
            Action::Repeat => return self.repeat(),
            Action::Samples => return self.try_row(),
            Action::Undo => return self.undo(true),
            Action::Redo => return self.undo(false),
            Action::Sure => self.open_sure(),
            Action::Publish => return self.ask_publish(),
            Action::SystemStatuses => self.toggle_system_statuses(),
            Action::NextProblem => self.go_to_problem(true),
            Action::PreviousProblem => self.go_to_problem(false),
            Action::Pause => self.toggle_pause(),
            Action::Jump => self.jump(),
            Action::Edit if matches!(self.layers.last(), Some(Layer::Access(_))) => {
                return self.edit_access();
            }
            Action::Edit if self.layers.is_empty() && self.pane == Pane::Catalogue => {
                return self.edit_thing();
            }
            Action::Edit if matches!(self.layers.last(), Some(Layer::Rule(_))) => self.open_part(false),
            Action::Edit if matches!(self.layers.last(), Some(Layer::Detail(_))) => self.edit_sales(),
            Action::Edit if self.layers.is_empty() && self.pane == Pane::Queue => self.edit_sales(),
            Action::Edit if self.layers.is_empty() && self.pane == Pane::Groups => self.edit_group(),
            Action::Claim => self.claim_group(),
            Action::Edit if self.layers.is_empty() || self.in_session() => self.edit_mapping(),
            Action::Edit if matches!(self.layers.last(), Some(Layer::Conditions(..))) => {
                self.open_condition(false);
            }
            Action::Edit => self.open_setting(),
            Action::Test if matches!(self.layers.last(), Some(Layer::Rule(_))) => self.open_trial(),
            Action::Test => return self.test(),
            Action::Fetch => self.open_sync(),
            Action::Redraw => return vec![Effect::Redraw],
            Action::Refresh => {
                self.refresh();
                if self.link == Link::Live {
                    self.say(Meaning::Dim, self.look.say("refreshed", &[]));
                }
                return vec![Effect::Reconnect];
            }
            Action::Interrupt => self.interrupt(),
            Action::Suspend => return vec![Effect::Suspend],
            Action::Yes => return self.answer(true),
            Action::No => return self.answer(false),
            Action::Switch => match self.layers.last_mut() {
                Some(Layer::Plan(plan)) => plan.focus = plan.focus.other(),
                Some(Layer::Leave(focus)) => *focus = focus.other(),
                _ => {}
            },
            Action::Accept => return self.accept(),
        }
        Vec::new()
    }

    fn step(&mut self, step: Step) {
        let page = self.page();
        let new = self.is_new() && self.pane != Pane::Activity;
        match self.layers.last_mut() {
            Some(Layer::Detail(_)) => self.step_detail(step),
            Some(Layer::Plan(_)) => self.step_plan(step),
            Some(Layer::Settings(_, at)) => at.go(step, super::setting::SETTINGS.len(), page),
            Some(Layer::Conditions(name, at)) => {
                let (name, mut moved) = (name.clone(), *at);
                let length = self.integration(&name).map_or(0, |link| link.conditions.len());
                moved.go(step, length, page);
                if let Some(Layer::Conditions(_, at)) = self.layers.last_mut() {
                    *at = moved;
                }
            }
            Some(Layer::Proof(_)) => self.step_proof(step),
            Some(Layer::Browse(_)) => self.step_browse(step),
            Some(Layer::Session(_)) => self.step_session(step),
            Some(Layer::Clash(clash)) => clash.at.go(step, super::drafting::CHOICES, page),
            Some(Layer::Versions(versions)) => {
                let length = versions.list.value.as_ref().map_or(0, Vec::len);
                versions.at.go(step, length, page);
            }
            Some(Layer::Menu(menu)) => menu.at.go(step, super::menu::VERBS.len(), page),
            Some(Layer::Offers(offers)) => offers.at.go(step, offers.items.len(), page),
            Some(Layer::Access(_)) => self.step_access(step),
            Some(Layer::Rule(_)) => self.step_rule(step),
            Some(Layer::Hooks(_)) => self.step_hooks(step),
            Some(Layer::Record(_)) => self.step_record(step),
            Some(Layer::Jobs(at)) => {
                let length = self.jobs.value.as_ref().map_or(0, Vec::len);
                at.go(step, length, page);
            }
            Some(Layer::Report(_)) => self.step_report(step),
            None if new => self.step_doors(step),
            // The sheet follows the pane's cursor.
            Some(Layer::Sheet(_)) => self.step_sheet(step),
            None => self.step_pane(step, page),
            Some(_) => {}
        }
    }

    pub(super) fn step_pane(&mut self, step: Step, page: usize) {
        let length = |list: Option<usize>| list.unwrap_or(0);
        match self.pane {
            Pane::Queue => self.queue.go(step, page),
            Pane::Groups => {
                let page = self.half_page();
                self.groups_at.go(step, length(self.groups.value.as_ref().map(Vec::len)), page);
            }
            Pane::Integrations => {
                let (count, page) = (self.integrations().len(), self.half_page());
                self.integrations_at.go(step, count, page);
            }
            Pane::Products => {
                let count = length(self.catalogue.products.value.as_ref().map(Vec::len));
                self.catalogue.products_at.go(step, count, page);
            }
            Pane::Mappings => {
                let count = self.mapping_length();
                self.catalogue.mapping_at.go(step, count, page);
            }
            Pane::Incoming => {
                let count = length(self.partners().map(|rows| rows.len()));
                self.incoming_at.go(step, count, page);
            }
            Pane::Catalogue => {
                let count = self.own_length();
                self.own.at.go(step, count, page);
            }
            Pane::Activity => {
                let count = self.lately.length();
                self.lately.at.go(step, count, page);
            }
        }
    }

    /// Shows a pane by its key, also from what lies over another.
    fn go_to(&mut self, pane: Pane) {
        self.layers.clear();
        self.show(pane);
    }

    fn show_beside(&mut self, by: usize) {
        let at = Pane::ALL.iter().position(|pane| *pane == self.pane).unwrap_or(0);
        self.go_to(Pane::ALL[(at + by) % Pane::ALL.len()]);
    }

    fn step_access(&mut self, step: Step) {
        let Some((length, page)) = self.access().map(|access| (self.access_length(access), self.page()))
        else {
            return;
        };
        if let Some(Layer::Access(access)) = self.layers.last_mut() {
            access.at.go(step, length, page);
        }
    }

    fn next_field(&mut self, forward: bool) {
        if let Some(Layer::Form(form)) = self.layers.last_mut() {
            form.go(forward);
        }
    }

    /// The value beside, or the integration beside.
    fn beside(&mut self, forward: bool) {
        match self.layers.last_mut() {
            Some(Layer::Form(form)) => {
                form.turn(forward);
                self.form_turned();
            }
            Some(Layer::Session(_)) => self.session_go(forward, false),
            Some(Layer::Sheet(_)) => self.other_example(forward),
            _ => self.choose_beside(forward),
        }
    }

    fn choose_beside(&mut self, forward: bool) {
        let names: Vec<_> = self.integrations().iter().map(|integration| integration.name.clone()).collect();
        let Some(at) = self.chosen().and_then(|chosen| names.iter().position(|name| *name == chosen.name))
        else {
            return;
        };
        let by = if forward { 1 } else { names.len() - 1 };
        self.choose(names[(at + by) % names.len()].clone());
    }

    fn back(&mut self) {
        if self.keeps_rule() {
            return;
        }
        if let Some(Layer::Session(session)) = self.layers.last_mut()
            && session.search.is_some()
        {
            *session = Default::default();
            return;
        }
        let searched = matches!(self.layers.last(), Some(Layer::Access(_) | Layer::Record(_)));
        let searched = searched && !self.words().is_empty();
        if searched {
            return self.search_for(String::new());
        }
        match self.layers.pop() {
            Some(Layer::Search(_)) => self.search_for(String::new()),
            Some(_) => {}
            None if matches!(self.pane, Pane::Activity | Pane::Incoming | Pane::Catalogue) => {
                self.search_for(String::new());
                self.only_asking = false;
            }
            None if !self.queue.filter.is_empty() => self.queue.show(Filter::default(), String::new()),
            None => {}
        }
    }

    fn quit(&mut self) -> Vec<Effect> {
        if self.keeps_rule() {
            return Vec::new();
        }
        if self.layers.pop().is_some() {
            return Vec::new();
        }
        vec![Effect::End(Ended::Left)]
    }

    fn interrupt(&mut self) {
        if self.layers.pop().is_none() {
            self.layers.push(Layer::Leave(Focus::No));
        }
    }

    fn turn(&mut self, forward: bool) {
        match self.layers.last_mut() {
            Some(Layer::Detail(detail)) => {
                detail.tab = detail.tab.step(if forward { 1 } else { DetailTab::ALL.len() - 1 });
                detail.top = 0;
            }
            Some(Layer::Access(access)) => {
                let count = super::access::Tab::ALL.len();
                access.tab = access.tab.step(if forward { 1 } else { count - 1 });
                access.at = Default::default();
                self.search_for(String::new());
            }
            None if self.pane == Pane::Catalogue => {
                self.own.turn(forward);
                self.search_for(String::new());
            }
            _ => {
                let tab = self.catalogue.tab;
                self.turn_to(if forward { tab.next() } else { tab.previous() });
            }
        }
    }

    /// Shows a list of the mapping from its start.
    pub(super) fn turn_to(&mut self, tab: super::mapping::Tab) {
        self.catalogue.tab = tab;
        self.catalogue.course.stale();
        self.catalogue.mapping_at = Default::default();
        if let Some(Layer::Session(session)) = self.layers.last_mut() {
            *session = Default::default();
        }
    }

    fn toggle_problems(&mut self) {
        if self.pane == Pane::Incoming {
            (self.only_asking, self.incoming_at) = (!self.only_asking, Default::default());
            return;
        }
        if self.queue.filter.is_problems() {
            self.queue.show(Filter::default(), String::new());
        } else {
            let word = self.look.say("filter-problems", &[]);
            self.queue.show(Filter::problems(), word);
        }
    }

    fn go_to_problem(&mut self, forward: bool) {
        let page = self.page();
        let found = match self.pane {
            Pane::Mappings if self.in_session() => {
                self.session_go(forward, true);
                return;
            }
            Pane::Mappings => {
                let (tab, at) = (self.catalogue.tab, self.catalogue.mapping_at.at);
                let found = self.catalogue.draft.progress.next(tab, at, forward);
                if let Some((other, index)) = found {
                    if other != tab {
                        self.turn_to(other);
                    }
                    self.catalogue.mapping_at.at = index;
                }
                found.is_some()
            }
            _ => self.queue.go_to_problem(forward, page),
        };
        if found && let Some(Layer::Detail(detail)) = self.layers.last() {
            let tab = detail.tab;
            self.layers.pop();
            self.open();
            if let Some(Layer::Detail(detail)) = self.layers.last_mut() {
                detail.tab = tab;
            }
        }
        if !found {
            self.say(Meaning::Dim, self.look.say("no-more-problems", &[]));
        }
    }

    fn toggle_pause(&mut self) {
        self.queue.taking = match self.queue.taking {
            Taking::Live => Taking::Paused,
            Taking::Paused => {
                self.queue.refresh();
                Taking::Live
            }
        };
    }

    fn answer(&mut self, yes: bool) -> Vec<Effect> {
        match self.layers.last_mut() {
            Some(Layer::Leave(_)) if yes => vec![Effect::End(Ended::Left)],
            Some(Layer::Plan(plan)) if yes => {
                if plan.is_quiet(self.now) {
                    return Vec::new();
                }
                let closed = plan.yes();
                self.close_plan(closed)
            }
            _ => {
                self.layers.pop();
                Vec::new()
            }
        }
    }

    fn accept(&mut self) -> Vec<Effect> {
        match self.layers.last_mut() {
            Some(Layer::Plan(plan)) => {
                if plan.is_quiet(self.now) {
                    return Vec::new();
                }
                let closed = plan.accept(self.now);
                self.close_plan(closed)
            }
            Some(Layer::Filter(_)) => {
                self.accept_filter();
                Vec::new()
            }
            Some(Layer::Palette(_)) => self.accept_command(),
            Some(Layer::Menu(_)) => self.plan_of_menu(),
            Some(Layer::Leave(Focus::Yes)) => vec![Effect::End(Ended::Left)],
            Some(Layer::Session(_)) => self.take_highlighted(),
            Some(Layer::Clash(_)) => self.settle_clash(),
            Some(Layer::Versions(_)) => self.ask_revert(),
            Some(Layer::Offers(_)) => self.take_chosen_offer(),
            Some(Layer::Form(_)) => self.submit(),
            Some(Layer::RuleText(_)) => {
                self.take_rule_text();
                Vec::new()
            }
            _ => {
                self.layers.pop();
                Vec::new()
            }
        }
    }

    /// Closes a plan, giving its order when there is one. The link is looked at again: it may have gone
    /// while the question stood.
    fn close_plan(&mut self, closed: Option<Option<Order>>) -> Vec<Effect> {
        let Some(order) = closed else { return Vec::new() };
        if order.is_some()
            && let Some(why) = self.blocked()
        {
            // What was typed is not lost: the plan stays until the service is back.
            self.say(Meaning::Error, why);
            return Vec::new();
        }
        let plan = self.layers.pop();
        let Some(order) = order else { return Vec::new() };
        if let Some(Layer::Plan(plan)) = plan
            && let Subject::Sure { rows, .. } = plan.subject
        {
            return self.decide(rows);
        }
        self.running.push(order.clone());
        self.say(Meaning::Busy, self.look.say("order-running", &[]));
        vec![Effect::Order(order)]
    }
}
