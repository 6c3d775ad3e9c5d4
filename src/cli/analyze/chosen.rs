//! Which measurements a command line asks for. Its options are made from their list.

use crate::measure::{Listed, MEASUREMENTS};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

/// The measurements whose option was given, and those without one, in the order of [`MEASUREMENTS`].
#[derive(Clone, Debug)]
pub struct ChosenMeasurements(pub(super) Vec<Listed>);

impl Args for ChosenMeasurements {
    fn augment_args(command: Command) -> Command {
        with_options(command, MEASUREMENTS)
    }

    fn augment_args_for_update(command: Command) -> Command {
        with_options(command, MEASUREMENTS)
    }
}

impl FromArgMatches for ChosenMeasurements {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(chosen(matches, MEASUREMENTS))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = chosen(matches, MEASUREMENTS);
        Ok(())
    }
}

/// Adds a switch for each measurement that has one.
fn with_options(command: Command, list: &[Listed]) -> Command {
    let option = |listed: &Listed| {
        let about = listed.about();
        Some(Arg::new(about.flag?).long(about.flag?).help(about.help).action(ArgAction::SetTrue))
    };
    command.args(list.iter().filter_map(option))
}

fn chosen(matches: &ArgMatches, list: &[Listed]) -> ChosenMeasurements {
    let is_wanted = |listed: &&Listed| listed.about().flag.is_none_or(|flag| matches.get_flag(flag));
    ChosenMeasurements(list.iter().filter(is_wanted).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::testing::Level;

    fn keys(list: &[Listed], arguments: &[&str]) -> Option<Vec<&'static str>> {
        let matches = with_options(Command::new("analyze").no_binary_name(true), list).try_get_matches_from(arguments);
        matches.ok().map(|matches| chosen(&matches, list).0.iter().map(|listed| listed.about().key).collect())
    }

    #[test]
    fn options_choose_and_keep_the_order_of_the_list() {
        assert_eq!(keys(MEASUREMENTS, &[]), Some(vec!["module_nulls", "cells"]), "always");
        assert_eq!(
            keys(MEASUREMENTS, &["--capacity", "--generalisation", "--null"]),
            Some(vec!["score_null", "module_nulls", "cells", "generalisation", "capacity"])
        );
    }

    #[test]
    fn one_more_in_the_list_is_one_more_option() {
        assert_eq!(keys(MEASUREMENTS, &["--level"]), None);
        let list = [MEASUREMENTS, &[Listed::of::<Level>()]].concat();
        assert_eq!(keys(&list, &["--level"]), Some(vec!["module_nulls", "cells", "level"]));
    }
}
