//! `gridscope analyze`

mod chosen;
mod json;
mod run;
mod sentences;
mod stored;
mod subject;
mod words;

pub(crate) use chosen::ChosenMeasurements;
pub(super) use run::run;
pub(super) use stored::stored_network;
