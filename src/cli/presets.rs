//! `gridscope presets`

use super::common::print_line;
use super::error::CliError;
use crate::numerics::count;
use crate::preset::{Preset, bundled, list_folder, user_folder};

pub(super) fn run() -> Result<(), CliError> {
    for preset in bundled() {
        print_line(&format!("{:<26} {}{}", preset.name, preset.purpose, script_words(preset)))?;
    }
    if let Some(folder) = user_folder() {
        for name in list_folder(&folder) {
            // One that cannot be read says so when it is used.
            let script = Preset::read(&folder.join(format!("{name}.ron"))).map(|own| script_words(&own));
            let script = script.unwrap_or_default();
            print_line(&format!("{name:<26} (yours, in {}){script}", folder.display()))?;
        }
    }
    Ok(())
}

/// What is added for a preset with a script.
fn script_words(preset: &Preset) -> String {
    match preset.script.len() {
        0 => String::new(),
        changes => format!(" (scripted: {})", count(changes, "intervention")),
    }
}
