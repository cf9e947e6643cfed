//! `koppel env rights`: what an organisation may sell: set, granted and revoked by a plan; seen as its token
//! sees it; and why not.

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::things::cell;
use super::{administer, ask, organisation_id, world};
use crate::cli::condition::numbers;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::locale::rights::why_not;
use crate::locale::word::word as spoken;
use crate::model::administration::rights::{
    Granted, ProductFilter, RightsAct, RightsChange, RightsEffect, RightsPlan, RightsQuery, RightsView,
    Seeable, SeenList,
};
use crate::model::ids::{FlowKey, ProductId};
use crate::service::protocol::{Administration, AdministrationQuery, AdministrationView, Done};

/// `koppel env rights ...`
#[derive(Subcommand, Debug)]
pub enum RightsCommand {
    /// Which products an organisation may sell; replaces what it had
    Products(ProductRights),
    /// Which flows it may sell through; replaces what it had
    Flows(FlowRights),
    /// Show what an organisation was granted
    Show(Whose),
    /// Grant products and flows beside what it has: the plan, and with --yes the change itself
    Grant(ChangeArgs),
    /// Revoke products and flows: the plan, and with --yes the change itself; it counts from the next request on
    Revoke(ChangeArgs),
    /// Show what its token sees
    View(ViewArgs),
    /// Say why it does not see a product, a flow, a question or an agreement
    Why(WhyArgs),
}

/// Whose rights.
#[derive(Args, Debug)]
pub struct Whose {
    /// The organisation, by number
    #[arg(long, value_name = "ID")]
    organisation: String,
}

/// `koppel env rights products`
#[derive(Args, Debug)]
pub struct ProductRights {
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    which: WhichProducts,
}

/// All products, or these.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct WhichProducts {
    /// All products, also those to come
    #[arg(long)]
    all: bool,
    /// These products, by number; empty for none
    #[arg(long, value_name = "ID,...")]
    products: Option<String>,
}

/// `koppel env rights flows`
#[derive(Args, Debug)]
pub struct FlowRights {
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    which: WhichFlows,
}

/// All flows, or these.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct WhichFlows {
    /// All flows, also those to come
    #[arg(long)]
    all: bool,
    /// These flows, as type/identifier; empty for none
    #[arg(long, value_name = "FLOW,...")]
    flows: Option<String>,
}

/// `koppel env rights grant` and `revoke`
#[derive(Args, Debug)]
pub struct ChangeArgs {
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    what: What,
    /// Do it; without this only the plan is shown
    #[arg(long)]
    yes: bool,
    /// Only when exactly so many things change
    #[arg(long, value_name = "N")]
    expect_count: Option<usize>,
}

/// What is granted or revoked: products that every filter takes, flows, a rule.
#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
pub struct What {
    /// Products, by number
    #[arg(long, value_name = "ID,...")]
    products: Option<String>,
    /// Products of this supplier, by number
    #[arg(long, value_name = "ID")]
    supplier: Option<String>,
    /// Products of this type
    #[arg(long = "type", value_name = "TYPE")]
    product_type: Option<String>,
    /// Products that this flow sells now, as type/identifier: a fixed list
    #[arg(long, value_name = "FLOW")]
    of_flow: Option<String>,
    /// Every product there is now
    #[arg(long)]
    all_products: bool,
    /// Flows, as type/identifier
    #[arg(long, value_name = "FLOW,...")]
    flows: Option<String>,
    /// Everything of this flow, also what is to come, and the flow itself: a standing rule
    #[arg(long, value_name = "FLOW")]
    everything_of: Option<String>,
}

/// `koppel env rights view`
#[derive(Args, Debug)]
pub struct ViewArgs {
    #[command(flatten)]
    whose: Whose,
    /// Of which list
    #[arg(value_enum, default_value = "products")]
    list: ListArg,
}

/// A list that a token can read.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ListArg {
    Products,
    Flows,
    Suppliers,
    Questions,
    Agreements,
    Statuses,
}

/// `koppel env rights why`
#[derive(Args, Debug)]
pub struct WhyArgs {
    #[command(flatten)]
    whose: Whose,
    /// A product by number, or a flow as type/identifier
    #[arg(value_name = "PRODUCT|FLOW", required_unless_present_any = ["question", "agreement"])]
    about: Option<String>,
    /// A question, by number or identifier
    #[arg(long, value_name = "QUESTION", conflicts_with = "about")]
    question: Option<String>,
    /// An agreement, by number or identifier
    #[arg(long, value_name = "AGREEMENT", conflicts_with_all = ["about", "question"])]
    agreement: Option<String>,
}

/// Runs `koppel env rights ...`.
pub async fn run(context: &Context, command: RightsCommand) -> Result<Exit, CliError> {
    match command {
        RightsCommand::Products(args) => {
            let organisation = organisation_id(&args.whose.organisation)?;
            let products = args.which.products.as_deref().map(numbers::<ProductId>).transpose()?;
            set(context, RightsAct::SetProducts { organisation, products }).await
        }
        RightsCommand::Flows(args) => {
            let organisation = organisation_id(&args.whose.organisation)?;
            let flows = args.which.flows.as_deref().map(flows).transpose()?;
            set(context, RightsAct::SetFlows { organisation, flows }).await
        }
        RightsCommand::Show(whose) => {
            let organisation = organisation_id(&whose.organisation)?;
            match asked(context, RightsQuery::Show { organisation }).await? {
                RightsView::Granted(granted) => show(context, &granted)?,
                _ => return Err(CliError::WrongAnswer),
            }
            Ok(Exit::Ok)
        }
        RightsCommand::Grant(args) => change(context, true, args).await,
        RightsCommand::Revoke(args) => change(context, false, args).await,
        RightsCommand::View(args) => view(context, args).await,
        RightsCommand::Why(args) => why(context, args).await,
    }
}

async fn set(context: &Context, act: RightsAct) -> Result<Exit, CliError> {
    let standing = match &act {
        RightsAct::SetProducts { products: None, .. } => Some("cli-rights-all-products"),
        RightsAct::SetFlows { flows: None, .. } => Some("cli-rights-all-flows"),
        _ => None,
    };
    match administer(context, Administration::Rights(act)).await? {
        Done::Count(count) => {
            context.out.done(&json!({"granted": count}), "cli-granted", &[("count", count.into())])?;
            if let Some(key) = standing {
                context.out.say(key, &[]);
            }
            Ok(Exit::Ok)
        }
        _ => Err(CliError::WrongAnswer),
    }
}

async fn asked(context: &Context, query: RightsQuery) -> Result<RightsView, CliError> {
    match ask(context, AdministrationQuery::Rights(query)).await? {
        AdministrationView::Rights(view) => Ok(view),
        _ => Err(CliError::WrongAnswer),
    }
}

fn show(context: &Context, granted: &Granted) -> Result<(), CliError> {
    let out = &context.out;
    if out.json {
        return out.row(granted);
    }
    let rule = |by: bool, key: &str| if by { out.text(key, &[]) } else { String::new() };
    let flows = granted.flows.iter().map(|flow| {
        let how = rule(flow.standing, "cli-rights-everything");
        vec![out.text("cli-rights-flow", &[]), flow.key.to_string(), flow.title.to_string(), how]
    });
    let products = granted.products.iter().map(|product| {
        let how = rule(product.by_rule, "cli-rights-by-rule");
        vec![out.text("cli-rights-product", &[]), product.id.to_string(), product.name.to_string(), how]
    });
    let cells: Vec<_> = flows.chain(products).collect();
    out.table(&["cli-col-kind", "cli-col-identifier", "cli-col-name", "cli-col-how"], &cells)?;
    if granted.all_flows {
        out.say("cli-rights-all-flows", &[]);
    }
    if granted.all_products {
        out.say("cli-rights-all-products", &[]);
    }
    Ok(())
}

async fn change(context: &Context, grant: bool, args: ChangeArgs) -> Result<Exit, CliError> {
    let organisation = organisation_id(&args.whose.organisation)?;
    let change = args.what.read(grant)?;
    let query = RightsQuery::Plan { organisation, change: change.clone() };
    let plan = match asked(context, query).await? {
        RightsView::Plan(plan) => plan,
        _ => return Err(CliError::WrongAnswer),
    };
    let out = &context.out;
    if !args.yes || plan.changes == 0 {
        told(context, &plan)?;
        out.say("cli-rights-plan", &[("count", plan.changes.into())]);
        return Ok(Exit::Ok);
    }
    world::expected(args.expect_count, usize::try_from(plan.changes).unwrap_or(usize::MAX))?;
    let act = RightsAct::Change { organisation, change, expected: Some(plan.changes) };
    let done = match administer(context, Administration::Rights(act)).await? {
        Done::Administered(view) => match *view {
            AdministrationView::Rights(RightsView::Plan(done)) => done,
            _ => return Err(CliError::WrongAnswer),
        },
        _ => return Err(CliError::WrongAnswer),
    };
    told(context, &done)?;
    out.say("cli-rights-changed", &[("products", done.products.into()), ("flows", done.flows.into())]);
    Ok(Exit::Ok)
}

fn told(context: &Context, plan: &RightsPlan) -> Result<(), CliError> {
    let out = &context.out;
    if out.json {
        return out.row(plan);
    }
    let cells = plan.effects().into_iter().map(|(effect, id, name)| {
        let key = match effect {
            RightsEffect::FlowAdded => "cli-rights-flow-added",
            RightsEffect::RuleAdded => "cli-rights-rule-added",
            RightsEffect::ProductAdded => "cli-rights-product-added",
            RightsEffect::FlowRemoved => "cli-rights-flow-removed",
            RightsEffect::RuleRemoved => "cli-rights-rule-removed",
            RightsEffect::ProductRemoved => "cli-rights-product-removed",
            RightsEffect::FlowsFixed => "cli-rights-flows-fixed",
            RightsEffect::ProductsFixed => "cli-rights-products-fixed",
        };
        vec![out.text(key, &[]), id, name]
    });
    out.table(&["cli-col-change", "cli-col-identifier", "cli-col-name"], &cells.collect::<Vec<_>>())
}

async fn view(context: &Context, args: ViewArgs) -> Result<Exit, CliError> {
    let organisation = organisation_id(&args.whose.organisation)?;
    let list = match args.list {
        ListArg::Products => SeenList::Products,
        ListArg::Flows => SeenList::Flows,
        ListArg::Suppliers => SeenList::Suppliers,
        ListArg::Questions => SeenList::Questions,
        ListArg::Agreements => SeenList::Agreements,
        ListArg::Statuses => SeenList::Statuses,
    };
    let rows = match asked(context, RightsQuery::Seen { organisation, list }).await? {
        RightsView::Seen(rows) => rows,
        _ => return Err(CliError::WrongAnswer),
    };
    let out = &context.out;
    // Whatever is granted, this keeps all of it from being seen.
    if let RightsView::Why(why) = asked(context, RightsQuery::WhyNothing { organisation }).await? {
        why.reasons.iter().for_each(|reason| out.say_line(&why_not(out.language, reason)));
    }
    if out.json {
        rows.iter().try_for_each(|row| out.row(row))?;
        return Ok(Exit::Ok);
    }
    let name = if matches!(list, SeenList::Flows) { "title" } else { "name" };
    let fields = ["id", name, "identifier", "type"];
    let cells: Vec<_> = rows
        .iter()
        .map(|row| {
            let told = |field: &&str| match (*field, row.get(*field).and_then(Value::as_str)) {
                ("type", Some(word)) if matches!(list, SeenList::Products | SeenList::Flows) => {
                    spoken(out.language, "product-type", word)
                }
                _ => cell(out, row.get(*field)),
            };
            fields.iter().map(told).collect::<Vec<_>>()
        })
        .collect();
    out.table(&["cli-col-number", "cli-col-name", "cli-col-identifier", "cli-col-type"], &cells)?;
    Ok(Exit::Ok)
}

async fn why(context: &Context, args: WhyArgs) -> Result<Exit, CliError> {
    let organisation = organisation_id(&args.whose.organisation)?;
    let about = match (args.question, args.agreement, args.about.unwrap_or_default()) {
        (Some(question), ..) => Seeable::Question(question),
        (_, Some(agreement), _) => Seeable::Agreement(agreement),
        (.., about) => match about.parse::<ProductId>() {
            Ok(product) => Seeable::Product(product),
            Err(_) => Seeable::Flow(flow(&about)?),
        },
    };
    let why = match asked(context, RightsQuery::Why { organisation, about }).await? {
        RightsView::Why(why) => why,
        _ => return Err(CliError::WrongAnswer),
    };
    let out = &context.out;
    if out.json {
        out.row(&why)?;
    } else if why.seen {
        out.line(&out.text("cli-why-seen", &[]))?;
    } else {
        why.reasons.iter().try_for_each(|reason| out.line(&why_not(out.language, reason)))?;
    }
    Ok(Exit::Ok)
}

impl What {
    fn read(self, grant: bool) -> Result<RightsChange, CliError> {
        let number = |text: &String| text.parse().map_err(|_| CliError::argument("cli-number-odd", text));
        let filter = ProductFilter {
            products: self.products.as_deref().map(numbers::<ProductId>).transpose()?,
            supplier: self.supplier.as_ref().map(number).transpose()?,
            product_type: self.product_type,
            flow: self.of_flow.as_deref().map(flow).transpose()?,
        };
        let products = (self.all_products || filter != ProductFilter::default()).then_some(filter);
        let flows = self.flows.as_deref().map(flows).transpose()?.unwrap_or_default();
        let standing = self.everything_of.as_deref().map(flow).transpose()?;
        Ok(RightsChange { grant, products, flows, standing })
    }
}

fn flow(text: &str) -> Result<FlowKey, CliError> {
    text.trim().parse().map_err(|_| CliError::argument("cli-flow-odd", text))
}

fn flows(text: &str) -> Result<Vec<FlowKey>, CliError> {
    text.split(',').filter(|word| !word.trim().is_empty()).map(flow).collect()
}
