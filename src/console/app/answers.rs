//! What answers, events and results mean for the state.
//!
//! Not here: keys (`act`).

use super::layer::Layer;
use super::{App, Effect, FileTrouble, Load, Order, Pane, Trouble};
use crate::clock::Timestamp;
use crate::console::theme::Meaning;
use crate::console::words;
use crate::locale::{self, job};
use crate::model::act::SettingChange;
use crate::model::administration::{AdministrationView, Moved};
use crate::model::alert::{self, Alert};
use crate::service::protocol::{Activity, Answer, Change, Done, Event};

impl App {
    pub(super) fn answered(&mut self, load: Load, answer: Result<Box<Answer>, Trouble>) -> Vec<Effect> {
        let answer = answer.map(|answer| *answer);
        match load {
            Load::Overview => {
                let (first, before) = (self.overview.value.is_none(), self.conditions_in_view());
                self.overview.put(match answer {
                    Ok(Answer::Overview(overview)) => Ok(overview),
                    other => Err(trouble(other)),
                });
                self.follow_condition(&before);
                if first {
                    self.begin();
                }
            }
            Load::Sales { generation, more, .. } => {
                let page = match answer {
                    Ok(Answer::Sales(page)) => Ok(page),
                    other => Err(trouble(other)),
                };
                self.queue.put(generation, more, page, self.now);
            }
            Load::Sale(id) => {
                let detail = self.layers.iter_mut().find_map(|layer| match layer {
                    Layer::Detail(detail) if detail.id == id => Some(detail),
                    _ => None,
                });
                if let Some(detail) = detail {
                    detail.sale.put(match answer {
                        Ok(Answer::Sale(sale)) => Ok(sale),
                        other => Err(trouble(other)),
                    });
                }
            }
            Load::DryRun(id) => self.dry_run(
                id,
                match answer {
                    Ok(Answer::DryRun(found)) => Ok(found),
                    other => Err(trouble(other)),
                },
            ),
            Load::Doubt(id) => self.looked(
                id,
                &match answer {
                    Ok(Answer::Doubt(view)) => Ok(view),
                    other => Err(trouble(other)),
                },
            ),
            Load::Groups => self.groups_came(match answer {
                Ok(Answer::Groups(groups)) => Ok(groups),
                other => Err(trouble(other)),
            }),
            Load::Replay(_) => self.rehearsed(match answer {
                Ok(Answer::Replay(plan)) => Ok(*plan),
                other => Err(trouble(other)),
            }),
            Load::Plan { hidden, .. } => self.planned(
                hidden,
                match answer {
                    Ok(Answer::Plan(plan)) => Ok(*plan),
                    other => Err(trouble(other)),
                },
            ),
            Load::Jobs => self.jobs.put(match answer {
                Ok(Answer::Jobs(jobs)) => Ok(jobs),
                other => Err(trouble(other)),
            }),
            Load::Job(_) | Load::Group(_) => match answer {
                Ok(Answer::Job(detail)) => self.show_job(&detail),
                Ok(Answer::Group(detail)) => self.show_group(&detail),
                other => {
                    let why = self.trouble(&trouble(other));
                    self.say(Meaning::Error, why);
                }
            },
            Load::Products(name) => {
                if self.chosen().is_some_and(|chosen| chosen.name == name) {
                    self.catalogue.products.put(match answer {
                        Ok(Answer::Products(products)) => Ok(products),
                        other => Err(trouble(other)),
                    });
                }
            }
            Load::Differences(name) => {
                if self.is_chosen(&name) {
                    self.catalogue.differences.put(match answer {
                        Ok(Answer::Differences(found)) => Ok(found),
                        other => Err(trouble(other)),
                    });
                }
            }
            Load::Vanished(name) => self.vanished(
                name,
                match answer {
                    Ok(Answer::Vanishing(plan)) => Ok(plan),
                    other => Err(trouble(other)),
                },
            ),
            Load::Drifts(_) | Load::Advice(_) | Load::Simulate(_) | Load::Backtest(_) => {
                self.browsed(&load, answer);
            }
            Load::Mapping(name) => {
                if self.chosen().is_some_and(|chosen| chosen.name == name) {
                    self.catalogue.mapping.put(match answer {
                        Ok(Answer::Mapping(mapping)) => Ok(mapping),
                        other => Err(trouble(other)),
                    });
                    self.overlay();
                    self.go_to_place();
                }
            }
            Load::Draft(name) => {
                if self.is_chosen(&name) {
                    self.draft_answered(match answer {
                        Ok(Answer::Draft(draft)) => Ok(draft),
                        other => Err(trouble(other)),
                    });
                }
            }
            Load::Candidates(name) => {
                if self.is_chosen(&name) {
                    self.catalogue.draft.candidates.put(match answer {
                        Ok(Answer::Candidates(found)) => Ok(found),
                        other => Err(trouble(other)),
                    });
                    self.overlay();
                }
            }
            Load::QuestionSheet(name, key, example) => {
                if self.is_chosen(&name) {
                    self.sheet_answered(
                        key,
                        example,
                        match answer {
                            Ok(Answer::QuestionSheet(sheet)) => Ok(sheet),
                            other => Err(trouble(other)),
                        },
                    );
                }
            }
            Load::Check(name) => match answer {
                Ok(Answer::Check(proof)) => self.proved(name, &proof),
                other => {
                    let why = self.trouble(&trouble(other));
                    self.say(Meaning::Error, why);
                }
            },
            Load::Verdict(name) => self.judged(
                &name,
                match answer {
                    Ok(Answer::Check(proof)) => Ok(proof),
                    other => Err(trouble(other)),
                },
            ),
            Load::Samples(_, row) => match answer {
                Ok(Answer::Samples(found)) => self.show_samples(&row, &found),
                other => {
                    let why = self.trouble(&trouble(other));
                    self.say(Meaning::Error, why);
                }
            },
            Load::Course(name) => {
                if self.is_chosen(&name) {
                    self.catalogue.course.put(match answer {
                        Ok(Answer::Course(course)) => Ok(course),
                        other => Err(trouble(other)),
                    });
                }
            }
            Load::Version(_, number) => self.open_revert(
                number,
                match answer {
                    Ok(Answer::MappingVersion(then)) => Ok(then),
                    other => Err(trouble(other)),
                },
            ),
            Load::Versions(name) => {
                let shown = self.layers.iter_mut().find_map(|layer| match layer {
                    Layer::Versions(versions) if versions.name == name => Some(versions),
                    _ => None,
                });
                if let Some(versions) = shown {
                    versions.list.put(match answer {
                        Ok(Answer::MappingVersions(list)) => Ok(list),
                        other => Err(trouble(other)),
                    });
                }
            }
            Load::Administration(query) => {
                self.administration_answered(query, administration(answer));
            }
            Load::Files { folder, .. } => self.files_answered(&folder, administration(answer)),
            // They come as messages of their own.
            Load::Updates(_) | Load::UpdatesExample(_) => {}
            Load::WorldOut(path) => self.world_written(&path, administration(answer)),
            Load::Out { papers, path, .. } => self.written(&papers, &path, answer.map(|_| ())),
            Load::WorldIn(path) => self.world_planned(path, administration(answer)),
            Load::Activity { before } => self.activity_answered(
                before,
                match answer {
                    Ok(Answer::Activity(rows)) => Ok(rows),
                    other => Err(trouble(other)),
                },
            ),
        }
        Vec::new()
    }

    pub(super) fn changed(&mut self, event: Event) -> Vec<Effect> {
        match event.change {
            Change::Sale(row) => {
                for layer in &mut self.layers {
                    if let Layer::Detail(detail) = layer
                        && detail.id == row.id
                    {
                        detail.sale.stale();
                    }
                }
                self.queue.change(*row, self.now);
                if !self.is_told() {
                    self.cabinet.moved(Moved::Sales);
                }
            }
            Change::Counts(counts) => {
                if let Some(overview) = &mut self.overview.value {
                    overview.counts = counts;
                }
                self.groups.stale();
            }
            Change::Integration(view) => {
                self.integration_changed(*view);
                self.follow_draft();
            }
            Change::IntegrationRemoved(name) => {
                if let Some(overview) = &mut self.overview.value {
                    overview.integrations.retain(|integration| integration.name != name);
                }
            }
            Change::Own(own) => {
                if let Some(overview) = &mut self.overview.value {
                    overview.own = Some(own);
                }
            }
            Change::Moved(moved) => moved.into_iter().for_each(|what| self.cabinet.moved(what)),
            Change::Job(job) => self.job_changed(*job),
            Change::Activity(row) => {
                if matches!(row.what, Activity::ContractChanged { .. } | Activity::DriftEnded { .. }) {
                    self.browsing_stale(row.integration.as_ref());
                }
                let touches_chosen =
                    self.chosen().is_some_and(|chosen| Some(&chosen.name) == row.integration.as_ref());
                if touches_chosen {
                    match row.what {
                        Activity::MappingChanged { .. } => {
                            self.catalogue.mapping.stale();
                            self.catalogue.reading.sheet.stale();
                            // What was decided may collide with it.
                            self.catalogue.draft.view.stale();
                        }
                        Activity::ContractChanged { .. } => {
                            self.catalogue.reading.sheet.stale();
                            self.catalogue.mapping.stale();
                            self.catalogue.draft.candidates.stale();
                        }
                        Activity::ProductsImported { .. } => {
                            self.catalogue.products.stale();
                            // Their questions are to be mapped too.
                            self.catalogue.mapping.stale();
                            self.catalogue.draft.candidates.stale();
                        }
                        Activity::ProductUnlinked { .. }
                        | Activity::ProductChanged { .. }
                        | Activity::ProductVanished { .. }
                        | Activity::ProductReturned { .. }
                        | Activity::ProductRetired { .. } => {
                            self.catalogue.products.stale();
                            self.catalogue.differences.stale();
                        }
                        _ => {}
                    }
                }
                self.activity_came(row);
            }
            Change::Alert(alert) => return self.called(&alert, event.at),
            Change::Settled(settled) => {
                if let Some(overview) = &mut self.overview.value {
                    overview.settled = settled;
                }
            }
            Change::Resync => {
                self.refresh();
                self.say(Meaning::Action, self.look.say("missed-events", &[]));
            }
        }
        Vec::new()
    }

    /// An operator is called for. What a console hears of only when it is back is on its screen.
    fn called(&mut self, alert: &Alert, at: Timestamp) -> Vec<Effect> {
        if self.now - at >= alert::APART {
            return Vec::new();
        }
        let said = locale::alert::headline(self.look.language, alert, self.now);
        self.say(Meaning::Action, said.clone());
        vec![Effect::Notify(said)]
    }

    fn integration_changed(&mut self, view: crate::model::view::IntegrationView) {
        let before = self.conditions_in_view();
        let Some(overview) = &mut self.overview.value else { return };
        let list = &mut overview.integrations;
        match list.iter_mut().find(|integration| integration.name == view.name) {
            Some(known) => *known = view,
            None => {
                list.push(view);
                list.sort_by(|left, right| left.name.cmp(&right.name));
            }
        }
        self.follow_condition(&before);
    }

    pub(super) fn ordered(&mut self, order: Order, done: Result<Box<Done>, Trouble>) -> Vec<Effect> {
        if let Some(at) = self.running.iter().position(|running| *running == order) {
            self.running.remove(at);
        }
        match done.map(|done| *done) {
            Ok(Done::Acted(acted)) => {
                self.sales_set(&order, &acted);
                self.acted(&order, &acted);
                if let Order::Edit { editing, .. } = &order {
                    return self.edit_again(editing, &acted);
                }
            }
            Ok(Done::Job(job)) => {
                let said = job::line(self.look.language, &job);
                self.filled_in(&order);
                // The job goes on with them, each at the version that was looked at.
                order.targets().iter().for_each(|target| drop(self.queue.marks.remove(&target.id)));
                self.job_changed(*job);
                self.say(Meaning::Ok, said);
            }
            Ok(Done::Tested(found)) => match &order {
                Order::Try { address, token } => return self.tried_first(address, token, &found),
                _ => self.tested(&found),
            },
            Ok(Done::Synced { seen, changed, written }) => {
                self.catalogue.products.stale();
                self.catalogue.differences.stale();
                let arguments = [("seen", seen.into()), ("changed", changed.into())];
                self.say(Meaning::Ok, self.look.say("done-synced", &arguments));
                if let (Order::Sync(name), false) = (order, written.is_empty()) {
                    self.open_written(name, written);
                }
            }
            Ok(Done::Version(version)) if matches!(order, Order::Decide { .. }) => {
                if let Order::Decide { name, row, .. } = &order
                    && self.is_chosen(name)
                {
                    return self.kept(row, version);
                }
            }
            Ok(_) if matches!(order, Order::Publish { .. } | Order::Revert { .. }) => {
                self.catalogue.mapping.stale();
                self.catalogue.draft.view.stale();
                self.forget_turns();
                self.say(Meaning::Ok, self.look.say("done-mapping", &[]));
            }
            Ok(Done::Edited(edited)) => {
                if let Order::TryEdit(editing) = &order {
                    self.edit_tried(editing, &edited);
                }
            }
            Ok(_) if matches!(order, Order::Tend { .. }) => self.tended(),
            Ok(done)
                if matches!(order, Order::Arrange(_) | Order::Invite { .. })
                    || matches!(&order, Order::Set { change: SettingChange::Statuses(_), .. }) =>
            {
                self.arranged(&order, &done);
            }
            Ok(done) if matches!(order, Order::Administer { .. }) => self.administered(&order, done),
            Ok(_) => {
                self.overview.stale();
                self.say(Meaning::Ok, self.look.say("done-ok", &[]));
            }
            Err(trouble) => {
                // What was not understood or broke off may have been done: look again.
                self.refresh();
                let mut why = self.trouble(&trouble);
                let of_form = matches!(
                    order,
                    Order::Administer { .. }
                        | Order::Arrange(_)
                        | Order::Invite { .. }
                        | Order::Set { .. }
                        | Order::Try { .. }
                );
                // What stands beside its field is not said twice.
                if of_form && self.is_placed(&trouble, &why) {
                    why = self.look.say("trouble-in-form", &[]);
                }
                if let Order::Decide { name, row, keep, .. } = &order
                    && self.is_chosen(name)
                {
                    self.not_kept(row, *keep, &trouble);
                }
                self.say(Meaning::Error, why);
            }
        }
        Vec::new()
    }

    /// Why the service did not answer, and what to do.
    pub fn trouble(&self, trouble: &Trouble) -> String {
        match trouble {
            Trouble::NotRunning => {
                let koppel = self.command.as_str().into();
                self.look.say("trouble-not-running", &[("koppel", koppel)])
            }
            Trouble::NotAllowed => self.look.say("trouble-not-allowed", &[]),
            Trouble::Lost => self.look.say("trouble-lost", &[]),
            Trouble::Unreadable => self.look.say("trouble-unreadable", &[]),
            Trouble::Problem(problem) => words::problem(&self.look, problem),
            Trouble::File(path, why) => {
                let key = match why {
                    FileTrouble::Exists => "file-exists",
                    FileTrouble::NoFolder => "file-no-folder",
                    FileTrouble::Denied => "file-denied",
                    FileTrouble::Missing => "file-missing",
                    FileTrouble::Unreadable => "file-unreadable",
                    FileTrouble::TooLarge => "file-too-large",
                    FileTrouble::NoImage => "file-no-image",
                    FileTrouble::NoDocument => "file-no-document",
                    FileTrouble::NoWorld => "file-no-world",
                    FileTrouble::Other => "file-other",
                };
                self.look.say(key, &[("path", path.display().to_string().into())])
            }
            Trouble::Updates(_, why) => locale::updates::unread(self.look.language, why),
        }
    }

    /// The pane's data failed to come: why.
    pub fn pane_trouble(&self) -> Option<&Trouble> {
        use super::shelf::Ask;
        let ask = match self.pane {
            Pane::Queue => &self.queue.ask,
            Pane::Groups => &self.groups.ask,
            Pane::Integrations => &self.overview.ask,
            Pane::Products => &self.catalogue.products.ask,
            Pane::Mappings => &self.catalogue.mapping.ask,
            Pane::Incoming => return self.cabinet.trouble(&super::access::all_organisations()),
            Pane::Catalogue => return self.cabinet.trouble(&self.own.list()),
            Pane::Activity => &self.lately.rows.ask,
        };
        match ask {
            Ask::Failed(trouble) => Some(trouble),
            _ => None,
        }
    }
}

/// An answer about the own environment.
fn administration(answer: Result<Answer, Trouble>) -> Result<AdministrationView, Trouble> {
    match answer {
        Ok(Answer::Administration(view)) => Ok(*view),
        other => Err(trouble(other)),
    }
}

/// A question answered with another question's answer is an answer nobody can read.
fn trouble(answer: Result<Answer, Trouble>) -> Trouble {
    answer.err().unwrap_or(Trouble::Unreadable)
}
