//! The report of a set of maps, whoever they are of: by the rules for where they are from, in the form of their arena.

use super::report::{Report, measured};
use super::unit::rules::Activity;
use super::unit::tables::Tables;
use crate::maps::{MapSet, RateMaps};

/// Measures a set of maps by the rules for where they are from, and in the form of the arena that they were recorded in.
#[must_use]
pub fn analyze_set(set: &MapSet, pool: Option<&rayon::ThreadPool>) -> Report {
    analyze_set_with(&Tables::new(set.maps.arena.bins), set, pool)
}

/// [`analyze_set`] with tables made before. Tables for another number of bins are replaced by fitting ones.
#[must_use]
pub fn analyze_set_with(tables: &Tables, set: &MapSet, pool: Option<&rayon::ThreadPool>) -> Report {
    measured(tables, &set.maps, set.both_halves(), || Activity::of(set), pool).in_form_of(set, &set.maps)
}

/// Measures maps of a part of a set's samples, or of all on other bins, by the rules of the set and in the form of its
/// arena: active is what is so in the whole.
#[must_use]
pub fn analyze_part(set: &MapSet, part: &RateMaps, pool: Option<&rayon::ThreadPool>) -> Report {
    measured(&Tables::new(part.arena.bins), part, None, || Activity::of_part(set, part), pool).in_form_of(set, part)
}
