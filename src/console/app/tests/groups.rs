//! Groups: an operator is called for new ones, and takes care of them by keys.

use crate::console::app::fixture::Harness;
use crate::console::app::{Effect, Msg};
use crate::locale::Language;
use crate::model::alert::{Alert, News};
use crate::service::protocol::{Change, Event};

#[test]
fn a_call_is_told_and_one_of_long_ago_is_not() {
    let mut h = Harness::new(Language::Nl, 80, 24);
    let alert = Alert { news: vec![News::Person { count: 2 }, News::Person { count: 1 }], more: 3 };
    let mut told = |age: i64| {
        let at = h.app.now - chrono::TimeDelta::seconds(age);
        let event = Event { sequence: 900, at, change: Change::Alert(alert.clone()) };
        h.app.update(Msg::Event(Box::new(event)))
    };
    let said = "2 onzekere sales wachten op uw beslissing. En nog 4 meldingen.";
    assert_eq!(told(3), [Effect::Notify(said.to_owned())]);
    assert_eq!(told(60), []);
    assert_eq!(h.app.notice.as_ref().unwrap().text, said);
}
