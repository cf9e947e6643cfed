//! Three environments in a row: what A sells reaches C by way of B, C's status comes back to A, and nothing
//! goes round in a circle.

use bytes::Bytes;
use koppel::credential::Keyring;
use koppel::demo::desk::{Desk, Offer, Standing};
use koppel::engine::{Engine, EngineError};
use koppel::environment::{self, Options, Sample};
use koppel::kv::memory;
use koppel::model::act::{SaleVerb, SalesQuery, SettingChange};
use koppel::model::delivery::{Outcome, State};
use koppel::model::failure::Cause;
use koppel::model::ids::{IntegrationName, ProductId, SaleId, StatusKey};
use koppel::model::mapping::{AgreementRow, FlowRow, Mapping, QuestionRow, StatusRow};
use koppel::model::product::Product;
use koppel::model::queue::{Happening, OwnCancel, SaleRow, WaitingReason};
use koppel::model::reason::Reason;
use koppel::salesdock::client::sales::SalesFilter;
use koppel::salesdock::wire::catalogue::ProductChange;
use secrecy::SecretString;

use crate::stage::{Side, Stage, engine, name, until};

/// Lets `who` sell everything of `side`: its token.
async fn granted(side: &Side, who: &str) -> SecretString {
    let fields = [("name".to_owned(), who.to_owned()), ("contractor".to_owned(), "no".to_owned())];
    let organisation = side.owner.create_organisation(&fields.into()).await.unwrap();
    side.owner.grant_products(organisation, None).await.unwrap();
    side.owner.grant_flows(organisation, None).await.unwrap();
    let agent = side.owner.create_agent(organisation, None).await.unwrap();
    side.owner.create_token(agent, "koppel", true, &[], None).await.unwrap()
}

/// A service that works for `own` and sells what `partner` has.
async fn service(own: &Side, partner: &Side, link: &IntegrationName, speed: f64) -> Engine {
    let token = granted(partner, &own.address.domain).await;
    let engine = engine(memory::open(), Keyring::ephemeral(), speed).await;
    engine.set_own(own.address.clone(), &own.token, "anna").await.unwrap();
    engine.add_integration(link, partner.address.clone(), &token, "anna").await.unwrap();
    assert_eq!(engine.test_integration(link).await.unwrap().failure, None);
    engine
}

/// B's products that came from C, by B's number.
async fn resold(stage: &Stage) -> Vec<ProductId> {
    stage.engine.products(&name()).await.unwrap().iter().filter_map(|row| row.own_id).collect()
}

/// A seller's environment before the stage's two: its sales go on to the winkel, and from there to the supplier.
struct Chain {
    /// The winkel and the supplier.
    stage: Stage,
    /// The first seller, and the engine that works for it.
    a: Side,
    first: Engine,
    /// What it sells: of the supplier's, and the winkel's own.
    product: Product,
    kept: Product,
}

impl Chain {
    async fn linked() -> Self {
        // The stage's own sides are B and C.
        let stage = Stage::linked("", false).await;
        let quiet = Options { limit: None, ..Options::default() };
        let (kiosk, token) = environment::in_memory("kiosk", Some(Sample::Reseller), quiet).await.unwrap();
        let a = Side::serve(kiosk, token, 0).await;
        let link = winkel();
        let first = service(&a, &stage.a, &link, stage.speed).await;
        let linked = resold(&stage).await;
        let theirs = linked[0];
        let all = stage.a.owner.products().await.unwrap();
        let kept = all.into_iter().find(|one| one.active && !linked.contains(&one.id)).unwrap();
        assert_eq!(first.import_products(&link, Some(&[theirs, kept.id]), "anna").await.unwrap().0, 2);
        let products = first.products(&link).await.unwrap();
        let own = products.into_iter().find(|row| row.partner_id == theirs).unwrap();
        let product = a.owner.product(own.own_id.unwrap()).await.unwrap();

        // A and B are set up alike: everything corresponds to itself.
        let view = first.mapping(&link).await.unwrap();
        let question = |key: &koppel::model::ids::QuestionKey| QuestionRow {
            partner: key.clone(),
            own: Some(key.clone()),
            constant: None,
            default: None,
            options: Default::default(),
            date: None,
        };
        let mapping = Mapping {
            flows: view
                .own_flows
                .iter()
                .map(|(key, _)| FlowRow { own: key.clone(), partner: key.clone() })
                .collect(),
            questions: view.partner_questions.iter().map(|one| question(&one.key)).collect(),
            agreements: view
                .partner_agreements
                .iter()
                .map(|one| AgreementRow { own: one.key.clone(), partner: one.key.clone() })
                .collect(),
            statuses: view
                .partner_statuses
                .iter()
                .map(|(key, _)| StatusRow { partner: key.clone(), own: key.clone() })
                .collect(),
        };
        first.import_mapping(&link, &mapping, Some(view.version), "anna").await.unwrap();
        let switches = [
            SettingChange::SaleProcessing(true),
            SettingChange::Automatic(true),
            SettingChange::CheckUpdates(true),
        ];
        first.set_integration(&link, &switches, None, "anna").await.unwrap();
        Self { stage, a, first, product, kept }
    }

    /// Its number at A, at B and at C, once it is there.
    async fn sold(&self) -> [SaleId; 3] {
        let sale = self.sell(&self.product, 7).await;
        until("the sale is at B", async || at(&self.first, sale).await.is_some()).await;
        let middle = at(&self.first, sale).await.unwrap();
        until("the sale is at C", async || at(&self.stage.engine, middle).await.is_some()).await;
        [sale, middle, at(&self.stage.engine, middle).await.unwrap()]
    }

    async fn sell(&self, product: &Product, seed: u64) -> SaleId {
        let flows = self.a.owner.flows().await.unwrap();
        let flow = flows.iter().find(|flow| flow.key.flow_type == product.product_type).unwrap().key.clone();
        let offer =
            Offer { product: product.id, flow, customers: product.customers, standing: Standing::Sold };
        let order = Desk::new(seed, vec![offer]).sale(0).unwrap();
        let body = Bytes::from(serde_json::to_vec(&order.body).unwrap());
        let Outcome::Accepted(sale) = self.a.owner.create_sale(&order.flow, body, true).await.outcome else {
            panic!("A refuses its own sale");
        };
        sale
    }

    async fn stop(self) {
        self.first.stop().await;
        self.stage.engine.stop().await;
    }
}

/// The number at the partner.
async fn at(engine: &Engine, sale: SaleId) -> Option<SaleId> {
    engine.sale(sale).await.ok().and_then(|found| found.row.partner_sale_id)
}

fn winkel() -> IntegrationName {
    IntegrationName::from("winkel")
}

/// Asks the partner to cancel it.
async fn ask(engine: &Engine, sale: SaleId, why: &str) {
    let acted = engine.act(&[(sale, None)], &SaleVerb::RequestCancel, Some(why), "anna").await.unwrap();
    assert!(acted.iter().all(|one| one.result.is_ok()));
}

/// Waits until the sale has this status there.
async fn has(side: &Side, sale: SaleId, status: &str) {
    until(status, async || side.owner.sale(sale).await.unwrap().status.as_str() == status).await;
}

/// Waits until a row shows it.
async fn shows(engine: &Engine, sale: SaleId, what: &str, is: impl Fn(&SaleRow) -> bool) {
    until(what, async || is(&engine.sale(sale).await.unwrap().row)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_goes_from_a_by_b_to_c_and_its_status_comes_back_all_the_way() {
    let chain = Chain::linked().await;
    let provenance = chain.product.detail.clone().unwrap().provenance;
    assert_eq!(provenance.len(), 2, "it says where it came from: {provenance:?}");
    assert!(provenance[0].ends_with("/stroom") && provenance[1].ends_with("/winkel"), "{provenance:?}");
    let [sale, _, last] = chain.sold().await;

    // What A buys of B's own stays at B: it is not called waiting for a link.
    let rows = chain.first.products(&winkel()).await.unwrap();
    let own = rows.into_iter().find(|row| row.partner_id == chain.kept.id).unwrap().own_id.unwrap();
    let sale_of_b = chain.sell(&Product { id: own, ..chain.kept.clone() }, 8).await;
    until("it is at B", async || at(&chain.first, sale_of_b).await.is_some()).await;
    let received = at(&chain.first, sale_of_b).await.unwrap();
    let engine = &chain.stage.engine;
    until("B sees it", async || engine.sale(received).await.is_ok()).await;
    let waits = engine.sale(received).await.unwrap().row.waiting;
    let here = chain.kept.id;
    let is_received = |waits: &WaitingReason| {
        matches!(waits, WaitingReason::Received { product, organisation }
            if *product == here && organisation == "kiosk")
    };
    assert!(waits.as_ref().is_some_and(is_received), "{waits:?}");

    chain.stage.b.owner.update_status(last, &StatusKey::from("verified"), Some("van C")).await.unwrap();
    until("C's status is at A", async || {
        let found = chain.a.owner.sale(sale).await.unwrap();
        (found.status.as_str(), found.status_remark.as_str()) == ("verified", "van C")
    })
    .await;
    chain.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_sold_on_is_cancelled_by_whoever_has_it_last() {
    let chain = Chain::linked().await;
    let (first, stage) = (&chain.first, &chain.stage);
    let [sale, middle, last] = chain.sold().await;
    // Nobody at B has touched it, and yet it is not B's to cancel any more.
    ask(first, sale, "Bedenktijd").await;
    has(&stage.a, middle, "open_cancellation_proposal").await;
    let open = stage.a.owner.cancellations(false).await.unwrap();
    assert_eq!((open.len(), open[0].reason.as_str()), (1, "Bedenktijd"));
    assert!(open[0].resold && !open[0].passed_on, "whoever answers is told that C has it");
    shows(&stage.engine, middle, "it is B's turn", |row| row.parts_ways() == Some(OwnCancel::Asked)).await;

    // What C says meanwhile is no answer: C knows of nothing.
    let status = |key: &str| StatusKey::from(key);
    stage.b.owner.update_status(last, &status("verified"), None).await.unwrap();
    let kept = |what: &Happening| matches!(what, Happening::NotWritten { .. });
    until("C's status is seen", async || {
        stage.engine.sale(middle).await.unwrap().timeline.iter().any(|entry| kept(&entry.what))
    })
    .await;
    stage.settle(1).await;
    assert_eq!(stage.a.owner.sale(middle).await.unwrap().status.as_str(), "open_cancellation_proposal");
    assert_eq!(stage.a.owner.cancellations(false).await.unwrap().len(), 1);

    ask(&stage.engine, middle, "De klant bedenkt zich").await;
    has(&stage.b, last, "open_cancellation_proposal").await;
    for (side, sale) in [(&stage.a, middle), (&chain.a, sale)] {
        has(side, sale, "synced_cancellation_request").await;
    }
    let open = stage.a.owner.cancellations(false).await.unwrap();
    assert!(open.len() == 1 && open[0].passed_on, "passed on, it is as open as before: {open:?}");
    stage.b.owner.reject_cancellation(last, "De monteur is geweest", None).await.unwrap();
    has(&stage.a, middle, "verified").await;
    has(&chain.a, sale, "verified").await;
    let rejected = |what: &Happening| matches!(what, Happening::CancelRejected { remark } if remark.as_str() == "De monteur is geweest");
    let told = |engine: &Engine, sale| {
        let engine = engine.clone();
        async move { engine.sale(sale).await.unwrap().timeline.iter().any(|one| rejected(&one.what)) }
    };
    until("A reads why not", async || told(first, sale).await).await;
    shows(&stage.engine, middle, "nothing is open", |row| row.own_cancel.is_none()).await;

    ask(first, sale, "Toch niet").await;
    shows(&stage.engine, middle, "asked anew", |row| row.own_cancel == Some(OwnCancel::Asked)).await;
    ask(&stage.engine, middle, "Toch niet").await;
    has(&stage.a, middle, "synced_cancellation_request").await;
    stage.b.owner.accept_cancellation(last, None, Some("Akkoord")).await.unwrap();
    for (side, sale) in [(&stage.a, middle), (&chain.a, sale)] {
        has(side, sale, "cancelled").await;
    }
    chain.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_status_of_the_partners_goes_over_what_was_cancelled_here() {
    let mut stage = Stage::linked("", false).await;
    let sale = stage.sell_good().await;
    until("it is there", async || at(&stage.engine, sale).await.is_some()).await;
    let there = at(&stage.engine, sale).await.unwrap();
    let set = async |side: &Side, sale: SaleId, status: &str| {
        side.owner.update_status(sale, &StatusKey::from(status), Some("zo")).await.unwrap();
    };
    set(&stage.b, there, "verified").await;
    has(&stage.a, sale, "verified").await;
    set(&stage.a, sale, "cancelled").await;
    // Also in the moment before that is seen.
    let (verified, known) = (StatusKey::from("accepted_by_supplier"), StatusKey::from("verified"));
    let late = stage.a.owner.take_status(sale, &verified, None, Some(&known)).await.unwrap_err();
    assert_eq!(late.failure.http_status, Some(409));
    shows(&stage.engine, sale, "both part", |row| row.parts_ways() == Some(OwnCancel::Done)).await;
    let problems = async || {
        let states = vec![State::Fallout, State::Uncertain];
        let query = SalesQuery { states, parting: true, ..SalesQuery::default() };
        let page = stage.engine.sales(&query).await.unwrap();
        (page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>(), page.total)
    };
    assert_eq!(problems().await, (vec![sale], Some(1)), "it stands with what needs attention");
    assert_eq!(stage.engine.counts().parting, 1);
    set(&stage.b, there, "accepted_by_supplier").await;
    let theirs = |row: &SaleRow| row.partner_status.as_ref().is_some_and(|one| *one == verified);
    shows(&stage.engine, sale, "the partner goes on", theirs).await;
    stage.settle(1).await;
    assert_eq!(stage.a.owner.sale(sale).await.unwrap().status.as_str(), "cancelled");
    // Taken up again here, it is as the partner says.
    set(&stage.a, sale, "open").await;
    has(&stage.a, sale, "accepted_by_supplier").await;
    shows(&stage.engine, sale, "they agree", |row| row.own_cancel.is_none()).await;
    assert_eq!(problems().await, (Vec::new(), Some(0)));
    assert_eq!(stage.engine.counts().parting, 0);

    set(&stage.a, sale, "cancelled").await;
    shows(&stage.engine, sale, "both part", |row| row.parts_ways() == Some(OwnCancel::Done)).await;
    ask(&stage.engine, sale, "Bedenktijd").await;
    shows(&stage.engine, sale, "asked", |row| row.cancel_requested && row.parts_ways().is_none()).await;
    stage.b.owner.accept_cancellation(there, None, None).await.unwrap();
    let over = |row: &SaleRow| row.state == State::Cancelled && row.own_cancel.is_none();
    shows(&stage.engine, sale, "cancelled at both", over).await;
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_here_before_is_not_imported_again() {
    let stage = Stage::linked("", false).await;
    let link = IntegrationName::from("terug");
    // C would sell what B sells, some of which B has from C.
    let last = service(&stage.b, &stage.a, &link, stage.speed).await;
    let (resold, before) = (resold(&stage).await, stage.b.owner.products().await.unwrap().len());
    let refused = last.import_products(&link, Some(&resold[..1]), "anna").await;
    assert!(matches!(&refused, Err(EngineError::Refused { why: Reason::Loop { .. } })), "{refused:?}");
    assert_eq!(stage.b.owner.products().await.unwrap().len(), before, "nothing was made");
    // What is named beside it is taken all the same, and only what loops is not.
    let theirs = stage.a.owner.products().await.unwrap();
    let sound = theirs.iter().map(|product| product.id).find(|id| !resold.contains(id)).unwrap();
    let (count, left_out) = last.import_products(&link, Some(&[resold[0], sound]), "anna").await.unwrap();
    assert_eq!((count, left_out.len()), (1, 1), "{left_out:?}");
    assert!(matches!(left_out[0], Reason::Loop { product, .. } if product == resold[0]), "{left_out:?}");
    let (count, left_out) = last.import_products(&link, None, "anna").await.unwrap();
    assert!(count > 0, "what B makes itself can be sold");
    let looping: Vec<ProductId> = left_out
        .iter()
        .map(|why| match why {
            Reason::Loop { product, .. } => *product,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(looping, resold, "and each that cannot is named");
    let imported = last.products(&link).await.unwrap();
    assert!(imported.iter().filter(|row| resold.contains(&row.partner_id)).all(|row| row.own_id.is_none()));
    last.stop().await;
    stage.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_of_what_comes_back_to_where_it_was_is_not_sent() {
    let mut stage = Stage::linked("", false).await;
    // It was linked before anybody knew: since then the partner says that it has it from here.
    let here = format!("{}/{}", stage.a.address.base_url, stage.a.address.domain);
    let from_here =
        ProductChange { fields: [("koppel_provenance".to_owned(), here)].into(), ..ProductChange::default() };
    let linked = stage.engine.products(&name()).await.unwrap();
    for row in linked.iter().filter(|row| row.own_id.is_some()) {
        stage.b.owner.change_product(row.partner_id, &from_here).await.unwrap();
    }
    stage.engine.sync(&name()).await.unwrap();
    let made = stage.sell(12).await;
    stage.settle(made.len()).await;
    let groups = stage.engine.groups().await.unwrap();
    assert!(!groups.is_empty() && groups.iter().all(|group| group.cause == Cause::Loop), "{groups:?}");
    let there = stage.b.owner.sales(&SalesFilter::default()).await.unwrap().rows;
    assert!(there.is_empty(), "{} were sent", there.len());
    stage.engine.stop().await;
}
