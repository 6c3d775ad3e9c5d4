//! `gridscope whence`: where an exported file is from.

use super::args::WhenceArgs;
use super::common::{print_json, print_line};
use super::error::CliError;
use crate::export::whence;

pub(super) fn run(args: &WhenceArgs) -> Result<(), CliError> {
    let from = whence(&args.file)?;
    if args.json {
        return print_json(&from);
    }
    from.lines().iter().try_for_each(|line| print_line(line))
}
