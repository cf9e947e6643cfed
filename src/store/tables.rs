//! The tables: their names, keys and rows, in one place. Names never change once released.
//!
//! Not here: the rows themselves (`rows`).

use ulid::Ulid;

use super::rows::{
    ActiveRow, ActivityRecord, AttemptRecord, CareRow, CatalogueRow, ContractRow, CursorRow, DraftRow,
    EditsRow, ExchangeRow, FiledRow, FilingRow, GroupRecord, Identity, IntegrationRow, JobRow, LinkRow,
    MappingRow, MirrorRow, OwnRow, RetiredRow, SaleRecord, Stored, TaskRow, TimelineRow, TokenRow, WriteBack,
};
use super::tally::ShardRow;
use crate::kv::Table;
use crate::model::sale::Sale;

/// Who this instance is.
pub const IDENTITY: Table<(), Identity> = Table::new("identity");
/// The own environment.
pub const OWN: Table<(), OwnRow> = Table::new("own");
/// Tokens: `own`, or `integration/NAME`.
pub const TOKEN: Table<String, TokenRow> = Table::new("token");
/// Our key pair for invites.
pub const EXCHANGE: Table<(), ExchangeRow> = Table::new("exchange");
/// Integrations by name.
pub const INTEGRATION: Table<String, IntegrationRow> = Table::new("integration");
/// Names of integrations that were removed: what still carries the name is of that partner.
pub const RETIRED: Table<String, RetiredRow> = Table::new("retired");
/// Links: integration and partner product.
pub const LINK: Table<(String, u64), LinkRow> = Table::new("link");
/// Own product to the link it is part of: an own product has at most one.
pub const LINK_OWN: Table<u64, (String, u64)> = Table::new("link_own");
/// Catalogues: `own`, or `integration/NAME`.
pub const CATALOGUE: Table<String, CatalogueRow> = Table::new("catalogue");
/// Versions of partners' contracts: integration and number.
pub const CONTRACT: Table<(String, u64), ContractRow> = Table::new("contract");
/// Mappings by integration.
pub const MAPPING: Table<String, MappingRow> = Table::new("mapping");
/// Versions of mappings that were replaced: integration and version.
pub const MAPPING_VERSION: Table<(String, u64), MappingRow> = Table::new("mapping_version");
/// Drafts of mappings by integration.
pub const DRAFT: Table<String, DraftRow> = Table::new("draft");
/// Sales by their number at A.
pub const SALE: Table<u64, SaleRecord> = Table::new("sale");
/// Bodies of sales.
pub const BODY: Table<u64, Stored<Sale>> = Table::new("body");
/// Edits of sales, beside the bodies.
pub const EDITS: Table<u64, EditsRow> = Table::new("edits");
/// Rows of files by digest of their key, and the sales they became.
pub const FILED: Table<[u8; 16], FiledRow> = Table::new("filed");
/// Of them, those of which nobody knows what became.
pub const FILING: Table<[u8; 16], FilingRow> = Table::new("filing");
/// Attempts: sale and attempt.
pub const ATTEMPT: Table<(u64, Ulid), AttemptRecord> = Table::new("attempt");
/// Timelines: sale and sequence within it.
pub const TIMELINE: Table<(u64, u32), TimelineRow> = Table::new("timeline");
/// Lists: scope, time of last change in microseconds, sale. See `page`.
pub const LISTING: Table<(String, u64, u64), ()> = Table::new("listing");
/// The claim set: integration and number at B, to the sale that has it.
pub const BY_PARTNER: Table<(String, u64), u64> = Table::new("by_partner");
/// Sales at a partner that none of ours is known to be: integration and number there.
pub const MIRROR: Table<(String, u64), MirrorRow> = Table::new("mirror");
/// Sales under way: integration and sale. What the engine schedules, without reading records.
pub const ACTIVE: Table<(String, u64), ActiveRow> = Table::new("active");
/// Statuses that must still be written to A's sale.
pub const WRITE_BACK: Table<u64, WriteBack> = Table::new("write_back");
/// Root-cause groups by digest of their key.
pub const GROUP: Table<[u8; 16], GroupRecord> = Table::new("group");
/// What people made of root-cause groups, by digest of their key.
pub const CARE: Table<[u8; 16], CareRow> = Table::new("care");
/// What happened besides the sales' own lives.
pub const ACTIVITY: Table<u64, ActivityRecord> = Table::new("activity");
/// Where passes have got to.
pub const CURSOR: Table<String, CursorRow> = Table::new("cursor");
/// Jobs by number.
pub const JOB: Table<u64, JobRow> = Table::new("job");
/// Sales of jobs: job and sale.
pub const TASK: Table<(u64, u64), TaskRow> = Table::new("task");
/// Sale to the job that still has something to do with it: a sale is in at most one.
pub const IN_JOB: Table<u64, u64> = Table::new("in_job");
/// Counts, in shards.
pub const TALLY: Table<u8, ShardRow> = Table::new("tally");
