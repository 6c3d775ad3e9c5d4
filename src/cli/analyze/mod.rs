//! `gridscope analyze`

mod beside;
mod chosen;
mod json;
mod map_options;
mod read_args;
mod run;
mod sentences;
mod stored;
mod subject;
mod words;

pub(crate) use chosen::ChosenMeasurements;
pub(crate) use map_options::MapOptions;
pub(crate) use read_args::ReadArgs;
pub(super) use run::run;
pub(super) use stored::stored_network;
