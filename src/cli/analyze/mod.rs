//! `gridscope analyze`

mod beside;
mod chosen;
mod json;
mod map_options;
mod run;
mod sentences;
mod stored;
mod subject;
mod words;

pub(crate) use chosen::ChosenMeasurements;
pub(crate) use map_options::MapOptions;
pub(super) use run::run;
pub(super) use stored::stored_network;
