//! Rows, views and a key harness for tests of the console. Data is made up; there is no service here, and
//! none is pretended: what a service would answer is given as the message it would come as. Only a plan is
//! answered at once, as far as rows tell what it would be.

use chrono::{DateTime, TimeDelta};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::menu::applies;
use super::{App, Effect, Load, Msg};
use crate::clock::Timestamp;
use crate::console::look::{Characters, Look};
use crate::console::text::Zone;
use crate::console::theme::{Depth, Theme};
use crate::locale::Language;
use crate::model::act::SaleVerb;
use crate::model::delivery::{Doubt, State, Tier};
use crate::model::failure::{Cause, Element, Failure};
use crate::model::group::{GroupCare, Trend};
use crate::model::ids::{FlowKey, ProductId, SaleId};
use crate::model::integration::{EnvironmentAddress, Processing, Settings, StatusGate};
use crate::model::job::{Counts, Job, Pace, Standing};
use crate::model::plan::{ActPlan, LeftOut};
use crate::model::queue::{GroupRow, Happening, QueueCounts, SaleRow, WaitingReason};
use crate::model::reason::Reason;
use crate::model::view::{Ahead, Connection, IntegrationView, LinkView, OwnView, PassView, SalePage};
use crate::service::client::Link;
use crate::service::protocol::{Answer, Change, Event, Overview};

pub fn start() -> Timestamp {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

pub fn look(language: Language) -> Look {
    Look {
        language,
        theme: Theme::new(Depth::Mono),
        characters: Characters::Unicode,
        zone: Zone::Named(chrono_tz::Europe::Amsterdam),
    }
}

pub fn failure() -> Failure {
    Failure::answered(
        Cause::InvalidOption,
        Element::Answer("meter-type".into(), "Slim".into()),
        422,
        Some("De geselecteerde waarde is ongeldig.".into()),
    )
}

pub fn job(id: u64, standing: Standing) -> Job {
    Job {
        id,
        verb: SaleVerb::Retry,
        pace: Pace::Waves,
        group: Some(groups().remove(0).key),
        reason: None,
        actor: "jan".into(),
        started_at: start(),
        ended_at: None,
        standing,
        waves: 2,
        groups: vec![],
        counts: Counts { planned: 38, under_way: 0, done: 2, failed: 1, uncertain: 0, left_out: 0 },
    }
}

pub fn row(id: u64, state: State) -> SaleRow {
    let failure = (state == State::Fallout).then(failure);
    let integration = "stroom".into();
    SaleRow {
        id: SaleId(id),
        own_sale_id: SaleId(id),
        state,
        doubt: (state == State::Uncertain).then_some(Doubt::Operator),
        held: false,
        cancel_requested: false,
        own_cancel: None,
        waiting: (state == State::Waiting)
            .then_some(WaitingReason::ProductNotLinked { product: ProductId(31) }),
        cause: failure.as_ref().map(|failure| failure.cause),
        group: failure.as_ref().map(|failure| failure.group(&integration)),
        failure,
        integration: Some(integration),
        partner_sale_id: state.is_placed().then_some(SaleId(id + 900_000)),
        attempts: 1,
        next_at: None,
        customer: "J. d. V…".into(),
        product: "Groene energie 3 jaar vast".into(),
        flow: FlowKey::new("energy", "consument"),
        own_status: "verified".into(),
        partner_status: state.is_placed().then(|| "accepted_by_supplier".into()),
        created_at: start() - TimeDelta::minutes(90),
        updated_at: start() - TimeDelta::minutes(3),
        version: 1,
    }
}

pub fn rows() -> Vec<SaleRow> {
    let states = [
        State::Fallout,
        State::Sent,
        State::Sending,
        State::Waiting,
        State::Uncertain,
        State::Done,
        State::Ready,
        State::Queued,
        State::Retrying,
        State::Skipped,
        State::Cancelled,
    ];
    (0..33).map(|n| row(100_433 - n, states[(n % 11) as usize])).collect()
}

pub fn address(domain: &str) -> EnvironmentAddress {
    EnvironmentAddress { base_url: "http://127.0.0.1:4001".into(), domain: domain.into() }
}

pub fn integration(name: &str) -> IntegrationView {
    IntegrationView {
        vanished: None,
        drift: None,
        draft: (0, 0),
        mapping_version: 12,
        present: Vec::new(),
        new_questions: Vec::new(),
        statuses: [("wacht_op_netbeheerder".into(), "Wacht op netbeheerder".into())].into(),
        name: name.into(),
        partner: address("leverancier"),
        settings: Settings {
            processing: Processing { enabled: true, automatic: true, statuses: StatusGate::Always },
            check_updates: true,
            ..Settings::default()
        },
        conditions: Vec::new(),
        tier: Some(Tier::T0),
        link: LinkView {
            last_contact: Some(start() - TimeDelta::seconds(4)),
            failure: None,
            limit_per_minute: Some(120),
            spent: [("forward".to_owned(), 31), ("status".to_owned(), 12)].into(),
        },
        paused: None,
        breaker_until: None,
        passes: vec![PassView {
            pass: "forward".into(),
            ended_at: Some(start() - TimeDelta::seconds(4)),
            seen: 31,
            changed: 30,
            failure: None,
        }],
        by_state: Default::default(),
        ahead: Ahead::default(),
        products_imported: 12,
        version: 7,
    }
}

pub fn overview() -> Overview {
    Overview {
        own: Some(OwnView {
            address: address("wederverkoper"),
            link: LinkView::default(),
            statuses: Default::default(),
            tells: true,
        }),
        integrations: vec![integration("gas"), integration("stroom")],
        counts: QueueCounts {
            by_state: [(State::Sent, 1_204), (State::Fallout, 37), (State::Uncertain, 2)].into(),
            sent_ever: 1_204,
            ..QueueCounts::default()
        },
        sequence: 1,
        instance: "demo".into(),
        program: "0.1.0".into(),
        started_at: start() - TimeDelta::hours(2),
        quarantine: None,
        settled: false,
    }
}

pub fn connection() -> Connection {
    Connection {
        address: address("leverancier"),
        user: Some("Koppel".into()),
        organisation: Some("Stroomnet".into()),
        scope: "user".into(),
        integration_only: Some(true),
        flows: Some(2),
        products: Some(12),
        round_trip_ms: 14,
        limit_per_minute: Some(120),
        tier: Some(Tier::T0),
        failure: None,
    }
}

/// koppel moved a sale.
pub fn moved(from: State, to: State, failure: Option<Failure>) -> Happening {
    Happening::State { from, to, waiting: None, failure, reason: None, verb: None, partner_sale: None }
}

pub fn groups() -> Vec<GroupRow> {
    vec![GroupRow {
        key: failure().group(&"stroom".into()),
        integration: "stroom".into(),
        cause: Cause::InvalidOption,
        example: failure(),
        count: 37,
        trying: 0,
        since: start() - TimeDelta::hours(5),
        last: start() - TimeDelta::minutes(3),
        care: GroupCare {
            owner: Some("anna".into()),
            note: Some("nagevraagd".into()),
            ..GroupCare::default()
        },
        trend: Trend { hour: 12, before: 3 },
    }]
}

pub fn page(rows: Vec<SaleRow>, next: Option<&str>, total: u64) -> SalePage {
    SalePage { rows, next: next.map(str::to_owned), total: Some(total), searched: None }
}

/// A console and what it asked for.
pub struct Harness {
    pub app: App,
    pub effects: Vec<Effect>,
}

impl Harness {
    /// One that is connected and has its first answers.
    pub fn new(language: Language, columns: u16, lines: u16) -> Self {
        let mut harness = Self::cold(language, columns, lines);
        harness.msg(Msg::Link(Link::Live));
        harness.answer(Load::Overview, Answer::Overview(Box::new(overview())));
        harness.page(rows(), None, 33);
        harness.effects.clear();
        harness
    }

    /// One that has heard nothing yet.
    pub fn cold(language: Language, columns: u16, lines: u16) -> Self {
        let app = App::new(look(language), (columns, lines), start());
        let mut harness = Self { app, effects: Vec::new() };
        harness.needs();
        harness
    }

    pub fn msg(&mut self, msg: Msg) {
        let asked = self.app.update(msg);
        self.effects.extend(asked.iter().cloned());
        self.needs();
        for effect in asked {
            if let Effect::Load(load @ Load::Plan { .. }) = effect {
                let plan = self.judged(&load);
                self.answer(load, Answer::Plan(Box::new(plan)));
            }
        }
    }

    /// What the service says of a plan, as far as rows tell.
    fn judged(&self, load: &Load) -> ActPlan {
        let Load::Plan { targets, verb, .. } = load else { panic!("{load:?}") };
        let rows = self.app.targets();
        let (mut goes, mut left_out) = (Vec::new(), Vec::new());
        for target in targets {
            match rows.iter().find(|row| row.id == target.id) {
                Some(row) if !applies(verb, row) => left_out.push(LeftOut {
                    sale: row.id,
                    state: Some(row.state),
                    why: Some(Reason::WrongState { state: row.state }),
                }),
                _ => goes.push((target.id, target.version)),
            }
        }
        let requests = if verb.asks_partner() { goes.len() as u64 } else { 0 };
        let touches =
            if goes.is_empty() { Vec::new() } else { vec![(Some("gas".into()), goes.len() as u64)] };
        let seen = (!goes.is_empty()).then(start);
        let minutes = (requests > 0).then(|| requests.div_ceil(108));
        ActPlan { verb: verb.clone(), goes, left_out, touches, oldest: seen, newest: seen, requests, minutes }
    }

    fn needs(&mut self) {
        self.effects.extend(self.app.needs());
    }

    pub fn answer(&mut self, load: Load, answer: Answer) {
        self.msg(Msg::Answered(load, Ok(Box::new(answer))));
    }

    /// Answers the question for rows that is open.
    pub fn page(&mut self, rows: Vec<SaleRow>, next: Option<&str>, total: u64) {
        let load = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Load(load @ Load::Sales { .. }) => Some(load.clone()),
            _ => None,
        });
        self.answer(load.unwrap(), Answer::Sales(page(rows, next, total)));
    }

    pub fn changed(&mut self, row: SaleRow) {
        self.told(Change::Sale(Box::new(row)));
    }

    /// The service tells a change.
    pub fn told(&mut self, change: Change) {
        let event = Event { sequence: 2, at: self.app.now, change };
        self.msg(Msg::Event(Box::new(event)));
    }

    /// Lets time pass.
    pub fn pass(&mut self, milliseconds: i64) {
        let now = self.app.now + TimeDelta::milliseconds(milliseconds);
        self.msg(Msg::Tick(now));
    }

    /// Presses keys: `jj<enter>`. Half a second lies between two keys, so that questions are read.
    pub fn keys(&mut self, script: &str) {
        let mut rest = script;
        while let Some(c) = rest.chars().next() {
            let (key, length) = match rest.find('>').filter(|_| c == '<') {
                Some(end) => (named(&rest[1..end]), end + 1),
                None => (KeyEvent::from(KeyCode::Char(c)), c.len_utf8()),
            };
            rest = &rest[length..];
            self.pass(500);
            self.msg(Msg::Key(key));
        }
    }

    pub fn orders(&self) -> Vec<&super::Order> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Order(order) => Some(order),
                _ => None,
            })
            .collect()
    }

    pub fn cursor(&self) -> u64 {
        self.app.queue.current().unwrap().id.0
    }
}

fn named(name: &str) -> KeyEvent {
    if let Some(letter) = name.strip_prefix("c-") {
        return KeyEvent::new(KeyCode::Char(letter.chars().next().unwrap()), KeyModifiers::CONTROL);
    }
    KeyEvent::from(match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pgup" => KeyCode::PageUp,
        "pgdn" => KeyCode::PageDown,
        "bs" => KeyCode::Backspace,
        "space" => KeyCode::Char(' '),
        other => panic!("no key {other}"),
    })
}
