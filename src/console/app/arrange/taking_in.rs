//! A form that sets a link up is taken: what is wrong is said beside its field, else its plan opens over it.
//!
//! Not here: its fields and its order (`arrange`).

use super::super::form::Form;
use super::super::layer::Layer;
use super::super::plan::{Plan, Subject};
use super::super::{App, Effect, Order};
use super::{Arrange, Arranging};
use crate::console::look::Look;
use crate::console::theme::Meaning;

/// A line of a plan, and what it means.
type Said = (String, Meaning);

impl App {
    /// Takes the form in front. `tested` is what was found of a connection that is not saved, before its plan.
    pub(in super::super) fn submit_arranging(
        &mut self,
        arranging: &Arranging,
        tested: Vec<Said>,
    ) -> Vec<Effect> {
        let look = self.look;
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return Vec::new() };
        let order = match arranging.order(form) {
            Ok(order) => order,
            Err(wrong) => {
                form.said = wrong.is_empty().then(|| look.say("form-nothing-changed", &[]));
                form.refuse(wrong);
                return Vec::new();
            }
        };
        form.refuse(Vec::new());
        form.said = None;
        let (filled, mut count) = filled(&look, form, &order);
        if self.is_blocked() {
            return Vec::new();
        }
        if tested.is_empty()
            && let Some(effects) = self.try_first(&order)
        {
            return effects;
        }
        let about = match (arranging, &order) {
            (Arranging::Take(_, diff), Order::Arrange(arrange)) => self.taken(diff, arrange),
            (Arranging::Policies(_), Order::Arrange(arrange)) => self.becoming(arrange),
            _ => None,
        };
        if about.is_some() {
            count = 1;
        }
        let mut lines = about.unwrap_or(filled);
        lines.extend(tested);
        let subject = Subject::Arrange { title: arranging.title(&look), lines, order: Box::new(order) };
        let plan = Plan::counted(subject, count, self.is_production(), self.now);
        self.layers.push(Layer::Plan(Box::new(plan)));
        Vec::new()
    }
}

/// What was filled in, in lines, and on how many things it acts.
fn filled(look: &Look, form: &Form, order: &Order) -> (Vec<Said>, usize) {
    let filled = form.fields.iter().filter(|field| !field.word().is_empty());
    let mut lines: Vec<_> = filled.map(|field| (field.becomes(look, None), Meaning::Plain)).collect();
    let mut count = 1;
    let mut about = |key: &str| lines.push((look.say(key, &[]), Meaning::Plain));
    match order {
        Order::Arrange(arrange) => match arrange.as_ref() {
            Arrange::Import { products, .. } => {
                count = products.len();
                let said = look.say("arrange-about-import", &[("count", count.into())]);
                lines.push((said, Meaning::Plain));
            }
            Arrange::Conditions { .. } => about("arrange-about-conditions"),
            _ => about("arrange-about-add"),
        },
        Order::Invite { .. } => about("arrange-about-add"),
        _ if lines.is_empty() => lines.push((look.say("gate-always", &[]), Meaning::Plain)),
        _ => {}
    }
    (lines, count)
}
