//! `gridscope presets`

use super::common::print_line;
use super::error::CliError;
use crate::preset::{bundled, list_folder, user_folder};

pub(super) fn run() -> Result<(), CliError> {
    for preset in bundled() {
        print_line(&format!("{:<26} {}", preset.name, preset.purpose))?;
    }
    if let Some(folder) = user_folder() {
        for name in list_folder(&folder) {
            print_line(&format!("{name:<26} (yours, in {})", folder.display()))?;
        }
    }
    Ok(())
}
