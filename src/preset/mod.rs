//! The experiment a user can name, save, share: parameters and their table, preset files, the bundled library.
//!
//! [`TABLE`] is the one place that says what a parameter is: its range, its symbol, what it does and what to expect
//! without it. Sliders, tooltips, preset files, `--set` and the README's table are made from it.
//!
//! A bundled preset, changed as by `--set`, goes through a file; misspelt names are told with the nearest one:
//!
//! ```
//! use gridscope::{Preset, resolve};
//!
//! let mut preset = resolve("paper", None)?;
//! preset.params.set_text("sigma_g", "0.3")?;
//! let again = Preset::from_ron("mine", &preset.to_ron())?;
//! assert_eq!(again.params, preset.params);
//! assert!(preset.params.set_text("sigma_gg", "0.3").is_err_and(|error| error.to_string().contains("`sigma_g`")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access;
mod error;
mod fields;
mod library;
mod markdown;
mod migrate;
mod nearest;
mod params;
mod parse;
mod reading;
mod schema;
mod script;
mod spec;
mod table;
mod terms;
mod value;

pub(crate) use fields::{Field, FieldList};
pub(crate) use reading::{read as read_value, ron_options};

pub use error::{ParamError, PresetError, PresetFault};
pub use library::{bundled, default_preset, list_folder, resolve, save, user_folder};
pub use markdown::markdown_table;
pub use migrate::CURRENT_VERSION;
pub use nearest::nearest;
pub use params::{InitialState, Params, Schedule, TermSetting};
pub use schema::Preset;
pub use script::ScriptedChange;
pub(crate) use script::schedule_end;
pub use spec::{ParamGroup, ParamKind, ParamSpec, SliderScale};
pub use table::{TABLE, find};
pub use terms::{LOSS_TERMS, LossTerm};
pub use value::Value;
