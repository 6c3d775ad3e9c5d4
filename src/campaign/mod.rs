//! Studies: presets × seeds × values, trained side by side and measured alike, so that a claim becomes a table that anyone can
//! make again (`gridscope study`).
//!
//! A [`Study`] is read from a file; its [`rows`](Study::rows) are runs of the one engine in folders of their own
//! ([`StudyFolder`]), made a few at a time ([`make_rows`]); what they tell is collected into a [`StudyTable`]. A row that is
//! finished is not trained again, one that was stopped goes on from its newest checkpoint, and one that fails says why.

mod cell;
mod claims;
mod counted;
mod curves;
mod error;
mod folder;
mod found;
mod lattice;
mod live;
mod outcomes;
mod plan;
mod runner;
mod shipped;
mod study;
mod summary;
mod table;
mod trial;

pub use claims::{CLAIMS, Claim, claims_markdown};
pub use counted::{LEAST_RATIO, LEAST_UNITS, counted_modules};
pub use curves::curves_markdown;
pub use error::StudyError;
pub use folder::StudyFolder;
pub use live::{LatticeFates, LiveChange, live_changes, live_markdown};
pub use outcomes::{GroupOutcome, group_name, groups};
pub use plan::{MOST_ROWS, StudyRow};
pub use runner::{StudyNews, StudyPart, jobs_at_once, make_rows};
pub use shipped::{CURVES_STUDY, LIVE_STUDY, SHIPPED_STUDIES, ShippedStudy, TALK_STUDY, find_study};
pub use study::{ParamText, Study, StudyChange, StudyGroup};
pub use summary::write_results;
pub use table::StudyTable;
pub use trial::Workshop;
