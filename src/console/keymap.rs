//! The one table of keys. It decides what a key does, and the footer, the help and README's key table are
//! made of it.
//!
//! Rules that tests hold: nothing that opens a plan sits on `A-D F H P-S Z` (the tails of split escape
//! sequences), Esc or Enter; nothing at all on keys that screen, tmux, flow control or dead keys take.
//!
//! Not here: what an action does (`app`).

mod table;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use self::table::TABLE;
use super::app::Pane;
use crate::locale::{self, Language};

/// Where a binding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Everywhere, also while typing and in dialogs.
    Always,
    /// In every pane, and in what lies over it unless that asks something.
    Pane,
    /// Where rows or lines are moved through.
    List,
    /// The queue.
    Queue,
    /// The groups.
    Groups,
    /// The integrations.
    Integrations,
    /// Products and mappings: one integration at a time.
    Partner,
    /// The organisations.
    Incoming,
    /// A partner's access.
    Access,
    /// The own catalogue.
    Catalogue,
    /// Subscriptions and their messages.
    Hooks,
    /// What was done in the own environment.
    Record,
    /// A rule being edited.
    Rule,
    /// The same as text.
    RuleText,
    /// A form.
    Form,
    /// A new token.
    Token,
    /// The activity pane.
    Activity,
    /// The mappings.
    Mappings,
    /// The products.
    Products,
    /// The conditions of an integration.
    Conditions,
    /// A proof.
    Proof,
    /// What a partner changed.
    Drifts,
    /// A backtest.
    Backtest,
    /// The mapping session.
    Session,
    /// The sheet of a partner's question.
    Sheet,
    /// A sale's detail.
    Detail,
    /// An integration's sheet.
    Settings,
    /// Whatever lies over a pane.
    Overlay,
    /// The jobs.
    Jobs,
    /// A menu.
    Menu,
    /// A question with yes and no.
    Confirm,
    /// A line being typed.
    Typing,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// One down.
    Down,
    /// One up.
    Up,
    /// To the first.
    Top,
    /// To the last.
    Bottom,
    /// Half a page down.
    HalfDown,
    /// Half a page up.
    HalfUp,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// The integration before.
    Left,
    /// The integration after.
    Right,
    /// The next pane.
    NextPane,
    /// The pane before.
    PreviousPane,
    /// This pane.
    Show(Pane),
    /// The pane that was shown before this one.
    LastPane,
    /// Open what the cursor is on.
    Open,
    /// Close what lies on top.
    Back,
    /// Close what lies on top; leave the console when nothing does.
    Quit,
    /// The tab after.
    NextTab,
    /// The tab before.
    PreviousTab,
    /// Type a filter.
    Filter,
    /// Type a command.
    Palette,
    /// Show the keys.
    Help,
    /// Show the information sheet.
    Info,
    /// Mark the row, or not.
    Mark,
    /// Mark every loaded row.
    MarkAll,
    /// Take all marks away.
    Unmark,
    /// Open the plan to try again.
    Retry,
    /// Show bulk work.
    Jobs,
    /// Open the plan that pauses a job or lets it go on.
    Direct,
    /// Open the plan that ends a job.
    CancelJob,
    /// Ask where what is in front is written to.
    Out,
    /// Open the menu of what can be done with sales.
    Bulk,
    /// Open the menu of what can be done for a partner.
    Offers,
    /// Open the form for a new one.
    New,
    /// Show subscriptions to events.
    Hooks,
    /// Show what was done in the own environment.
    Record,
    /// Open the plan that ends one.
    RemoveHook,
    /// Edit the rule.
    Rule,
    /// Take a part of it away.
    RemovePart,
    /// Type it as text.
    AsText,
    /// Take the last change back.
    Undo,
    /// Open the plan that saves it.
    Save,
    /// It decides what is visible, or not.
    WhenVisible,
    /// It decides what is required, or not.
    WhenRequired,
    /// To the next field.
    NextField,
    /// To the field before.
    PreviousField,
    /// Only what needs attention.
    Problems,
    /// The next row that needs attention.
    NextProblem,
    /// The row before that needs attention.
    PreviousProblem,
    /// Stop taking in new rows, or go on.
    Pause,
    /// From a failure to the mapping row that causes it.
    Jump,
    /// Open the plan that changes a setting.
    Edit,
    /// Open the plan that makes a group one's own, or nobody's.
    Claim,
    /// Test the connection.
    Test,
    /// Open the plan that reads the partner's catalogue now.
    Fetch,
    /// Show the conditions.
    Conditions,
    /// Open the plan that moves it down.
    MoveDown,
    /// Open the plan that moves it up.
    MoveUp,
    /// Open the plan that takes it away.
    Remove,
    /// Open the plan for products that are gone at the partner.
    Vanished,
    /// Open the plan that brings an own product back.
    Restore,
    /// Open the form that takes fields of the partner's over.
    TakeFields,
    /// Show what would be sent for the sale.
    DryRun,
    /// Show what the partner changed.
    Drifts,
    /// Show what the switches would decide.
    Rehearse,
    /// Show what the mapping makes of the last sales.
    Backtest,
    /// Open the plan that lets held sales go.
    Release,
    /// Ask for the proof.
    Prove,
    /// To the row to change.
    Mend,
    /// Begin the mapping session.
    Session,
    /// Take the counterpart of the digit that was pressed.
    Candidate,
    /// Take the highlighted counterpart.
    Take,
    /// On without deciding.
    Skip,
    /// Search among all counterparts.
    Search,
    /// The same decision for every question that is the same.
    Spread,
    /// The last decision once more.
    Repeat,
    /// What the row gives for sales that exist.
    Samples,
    /// Take back that it was taken back.
    Redo,
    /// Open the plan that takes every sure proposal.
    Sure,
    /// Open the plan that publishes what was decided.
    Publish,
    /// Show the partner's system statuses too, or leave them out.
    SystemStatuses,
    /// Draw everything anew.
    Redraw,
    /// Read everything anew, and connect now.
    Refresh,
    /// Stop what is running; at the root, ask whether to leave.
    Interrupt,
    /// Put the console in the background.
    Suspend,
    /// Yes.
    Yes,
    /// No.
    No,
    /// The other answer.
    Switch,
    /// Take what was typed.
    Accept,
}

impl Action {
    /// True when it opens a plan: the only way to a change.
    pub fn opens_plan(self) -> bool {
        matches!(
            self,
            Self::Retry
                | Self::Direct
                | Self::CancelJob
                | Self::Bulk
                | Self::Offers
                | Self::New
                | Self::Edit
                | Self::Claim
                | Self::Fetch
                | Self::Rule
                | Self::RemoveHook
                | Self::Save
                | Self::Publish
                | Self::Sure
                | Self::MoveDown
                | Self::MoveUp
                | Self::Remove
                | Self::Vanished
                | Self::Restore
                | Self::TakeFields
                | Self::Release
        )
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it counts.
    pub context: Context,
    /// The keys, each alone: `j`, `Down`, `Ctrl-d`, `Space`, or two after one another: `g g`.
    pub keys: &'static [&'static str],
    /// What it asks for.
    pub action: Action,
    /// Its text: `console-key-<text>`.
    pub text: &'static str,
    /// Whether the footer shows it.
    pub footer: Footer,
}

/// Whether a binding stands in the footer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Footer {
    /// It does, while there is room.
    Shown,
    /// Only the help shows it.
    Hidden,
}

/// What a pressed key is called in the table, or `None` for keys the table never names.
pub fn name(key: &KeyEvent) -> Option<String> {
    if key.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META) {
        return None;
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let plain = match key.code {
        KeyCode::Char(' ') => "Space",
        KeyCode::Char(c) if control => return Some(format!("Ctrl-{}", c.to_ascii_lowercase())),
        KeyCode::Char(c) => return Some(c.to_string()),
        _ if control => return None,
        KeyCode::Enter => "Enter",
        KeyCode::Esc => "Esc",
        KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => "S-Tab",
        KeyCode::Tab => "Tab",
        KeyCode::BackTab => "S-Tab",
        KeyCode::Up => "Up",
        KeyCode::Down => "Down",
        KeyCode::Left => "Left",
        KeyCode::Right => "Right",
        KeyCode::Home => "Home",
        KeyCode::End => "End",
        KeyCode::PageUp => "PgUp",
        KeyCode::PageDown => "PgDn",
        _ => return None,
    };
    Some(plain.to_owned())
}

/// What was found for keys pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// This.
    Action(Action),
    /// They begin something: wait for the next key.
    Prefix,
    /// Nothing.
    Nothing,
}

/// What `typed` (names parted by spaces) asks for where `contexts` count, the first of which wins.
pub fn find(contexts: &[Context], typed: &str) -> Found {
    for row in bindings(contexts) {
        if row.keys.contains(&typed) {
            return Found::Action(row.action);
        }
    }
    let begins = |key: &&str| key.strip_prefix(typed).is_some_and(|rest| rest.starts_with(' '));
    if bindings(contexts).any(|row| row.keys.iter().any(begins)) {
        return Found::Prefix;
    }
    Found::Nothing
}

/// The bindings that count in `contexts`, in their order. One of which every key means something else in a
/// more particular context does not count.
pub fn bindings(contexts: &[Context]) -> impl Iterator<Item = &'static Binding> {
    let of = |context: Context| TABLE.iter().filter(move |row| row.context == context);
    contexts.iter().enumerate().flat_map(move |(index, context)| {
        let taken = move |key: &&str| {
            contexts[..index].iter().any(|before| of(*before).any(|row| row.keys.contains(key)))
        };
        of(*context).filter(move |row| !row.keys.iter().all(&taken))
    })
}

/// What a binding is called in `language`.
pub fn label(language: Language, binding: &Binding) -> String {
    locale::text(language, &format!("console-key-{}", binding.text), &[])
}

/// Where a context counts, in `language`.
pub fn place(language: Language, context: Context) -> String {
    let word = match context {
        Context::Always => "always",
        Context::Pane => "pane",
        Context::List => "list",
        Context::Queue => "queue",
        Context::Groups => "groups",
        Context::Jobs => "jobs",
        Context::Integrations => "integrations",
        Context::Partner => "partner",
        Context::Mappings => "mappings",
        Context::Incoming => "incoming",
        Context::Access => "access",
        Context::Catalogue => "catalogue",
        Context::Hooks => "hooks",
        Context::Record => "record",
        Context::Rule => "rule",
        Context::RuleText => "rule-text",
        Context::Form => "form",
        Context::Token => "token",
        Context::Activity => "activity",
        Context::Products => "products",
        Context::Conditions => "conditions",
        Context::Proof => "proof",
        Context::Drifts => "drifts",
        Context::Backtest => "backtest",
        Context::Session => "session",
        Context::Sheet => "sheet",
        Context::Detail => "detail",
        Context::Settings => "settings",
        Context::Overlay => "overlay",
        Context::Menu => "menu",
        Context::Confirm => "confirm",
        Context::Typing => "typing",
    };
    locale::text(language, &format!("console-place-{word}"), &[])
}

/// README's key table, in Markdown.
pub fn markdown(language: Language) -> String {
    let mut table = String::from("| key | does | where |\n|---|---|---|\n");
    for row in TABLE {
        let keys: Vec<_> = row.keys.iter().map(|key| format!("`{key}`")).collect();
        table.push_str(&format!(
            "| {} | {} | {} |\n",
            keys.join(" "),
            label(language, row),
            place(language, row.context)
        ));
    }
    table
}

#[cfg(test)]
mod tests;
