//! Links the two parties as their operators would, by commands to their services: the supplier gives
//! access, the reseller makes the integration. Every step looks first, so a killed demo goes on.
//!
//! Not here: what a command does (`engine`), the environments themselves.

use secrecy::SecretString;

use crate::demo::error::DemoError;
use crate::model::administration::agent::AgentAct;
use crate::model::administration::organisation::{
    OrganisationAct, OrganisationQuery, OrganisationRow, OrganisationView,
};
use crate::model::administration::rights::RightsAct;
use crate::model::ids::{FlowKey, IntegrationName, OrganisationId, ProductId, UserId};
use crate::model::integration::{EnvironmentAddress, StatusGate};
use crate::model::mapping::Mapping;
use crate::service::client::Client;
use crate::service::protocol::{
    Administration, AdministrationQuery, AdministrationView, Answer, Command, Done, IntegrationView,
    Overview, ProductRow, Query, SettingChange,
};

/// The name the reseller gives the integration.
pub const INTEGRATION: &str = "zonnewind";
/// The organisation the supplier makes for the reseller.
const ORGANISATION: &str = "klaver";
/// The supplier's flows that the reseller may sell through; its tailored flow is for its own people.
const GRANTED_FLOWS: [&str; 3] = ["energy/stroom-en-gas", "telecom/internet-thuis", "default/slim-wonen"];
/// The reseller's mapping to the supplier.
const MAPPING: &str = include_str!("../../../assets/maps/demo.toml");

/// The integration's name.
pub fn integration() -> IntegrationName {
    IntegrationName::from(INTEGRATION)
}

/// Sets the environment a service works for, and tests it.
pub(super) async fn set_own(
    service: &Client,
    address: EnvironmentAddress,
    token: SecretString,
) -> Result<(), DemoError> {
    let known = overview(service).await?.own.map(|own| own.address);
    if known.as_ref() != Some(&address) {
        service.command(Command::SetOwn { address, token }).await?;
    }
    tested(service.command(Command::TestOwn).await?)
}

/// Side B: an organisation for the reseller, with rights to `products`, a link user and a token for it.
pub(super) async fn give_access(
    supplier: &Client,
    products: Vec<ProductId>,
) -> Result<SecretString, DemoError> {
    let organisation =
        match organisations(supplier).await?.into_iter().find(|row| &*row.identifier == ORGANISATION) {
            Some(row) => row.id,
            None => OrganisationId(administer_id(supplier, create_organisation()).await?),
        };
    let flows = GRANTED_FLOWS.iter().filter_map(|flow| flow.parse::<FlowKey>().ok()).collect();
    let flows = RightsAct::SetFlows { organisation, flows: Some(flows) };
    administer(supplier, Administration::Rights(flows)).await?;
    let products = RightsAct::SetProducts { organisation, products: Some(products) };
    administer(supplier, Administration::Rights(products)).await?;
    let agent = AgentAct::Create { organisation, name: None };
    let agent = administer_id(supplier, Administration::Agent(agent)).await?;
    let token = AgentAct::CreateToken {
        user: UserId(agent),
        label: "Koppeling met Klaver Energieadvies".to_owned(),
        integration: true,
        addresses: Vec::new(),
        expires_at: None,
    };
    match administer(supplier, Administration::Agent(token)).await? {
        Done::Token(token) => Ok(token.0),
        other => Err(DemoError::unexpected("CreateToken", &other)),
    }
}

fn create_organisation() -> Administration {
    let fields = [("name", "Klaver Energieadvies"), ("identifier", ORGANISATION), ("contractor", "no")];
    let fields = fields.map(|(name, value)| (name.into(), value.into())).into();
    Administration::Organisation(OrganisationAct::Create { fields })
}

/// The integration, when the reseller has it already.
pub async fn existing(reseller: &Client) -> Result<Option<IntegrationView>, DemoError> {
    Ok(overview(reseller).await?.integrations.into_iter().find(|view| view.name == integration()))
}

/// Side A: the integration with its token, tested.
pub(super) async fn add_integration(
    reseller: &Client,
    address: EnvironmentAddress,
    token: SecretString,
) -> Result<(), DemoError> {
    let name = integration();
    reseller.command(Command::AddIntegration { name: name.clone(), address, token }).await?;
    tested(reseller.command(Command::TestIntegration { name }).await?)
}

/// Side A: catalogue, products, mapping, switches.
pub(super) async fn set_up(reseller: &Client) -> Result<(), DemoError> {
    let name = integration();
    reseller.command(Command::Sync { name: name.clone() }).await?;
    if existing(reseller).await?.is_none_or(|view| view.products_imported == 0) {
        reseller.command(Command::ImportProducts { name: name.clone(), products: None }).await?;
    }
    let mapping: Mapping =
        toml::from_str(MAPPING).map_err(|source| DemoError::Mapping { source: Box::new(source) })?;
    if current_mapping(reseller).await? != mapping {
        reseller
            .command(Command::ImportMapping { name: name.clone(), mapping, expected_version: None })
            .await?;
    }
    let changes = vec![
        SettingChange::SaleProcessing(true),
        SettingChange::Automatic(true),
        SettingChange::Statuses(StatusGate::Always),
        SettingChange::CheckUpdates(true),
    ];
    reseller.command(Command::SetIntegration { name, changes, expected_version: None }).await?;
    Ok(())
}

/// The partner's products, and the own ones they are linked to.
pub async fn products(reseller: &Client) -> Result<Vec<ProductRow>, DemoError> {
    match reseller.query(Query::Products { integration: integration() }).await? {
        Answer::Products(rows) => Ok(rows),
        _ => Err(DemoError::unexpected_answer("Products")),
    }
}

async fn current_mapping(reseller: &Client) -> Result<Mapping, DemoError> {
    match reseller.query(Query::Mapping { integration: integration() }).await? {
        Answer::Mapping(view) => Ok(view.mapping),
        _ => Err(DemoError::unexpected_answer("Mapping")),
    }
}

/// The first screen.
pub async fn overview(service: &Client) -> Result<Overview, DemoError> {
    match service.query(Query::Overview).await? {
        Answer::Overview(overview) => Ok(*overview),
        _ => Err(DemoError::unexpected_answer("Overview")),
    }
}

async fn organisations(service: &Client) -> Result<Vec<OrganisationRow>, DemoError> {
    let list = AdministrationQuery::Organisation(OrganisationQuery::List);
    if let Answer::Administration(view) = service.query(Query::Administration(list)).await?
        && let AdministrationView::Organisation(OrganisationView::List(rows)) = *view
    {
        return Ok(rows);
    }
    Err(DemoError::unexpected_answer("Organisation"))
}

async fn administer(service: &Client, act: Administration) -> Result<Done, DemoError> {
    Ok(service.command(Command::Administer(act)).await?)
}

async fn administer_id(service: &Client, act: Administration) -> Result<u64, DemoError> {
    match administer(service, act).await? {
        Done::Id(id) => Ok(id),
        other => Err(DemoError::unexpected("Administer", &other)),
    }
}

fn tested(done: Done) -> Result<(), DemoError> {
    match done {
        Done::Tested(connection) => match connection.failure {
            None => Ok(()),
            Some(failure) => Err(DemoError::NotConnected { failure }),
        },
        other => Err(DemoError::unexpected("a connection test", &other)),
    }
}
