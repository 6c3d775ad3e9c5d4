//! The instruction set in use: the widest that the machine has, unless another one is asked for.
//!
//! A run is the same to the last bit only on the same set, so the set is recorded with it and can be forced.

use crate::platform::{InstructionSet, instruction_sets};
use std::sync::OnceLock;

static IN_USE: OnceLock<InstructionSet> = OnceLock::new();

/// A set that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InstructionError {
    #[error("this machine has no \u{201c}{name}\u{201d} instructions; it has: {available}")]
    NotHere { name: String, available: String },
    #[error("instructions are chosen before the first computation: {in_use} is already in use")]
    TooLate { in_use: &'static str },
}

/// The set that the whole program computes with: the widest of this machine unless another was chosen before.
#[must_use]
pub(crate) fn in_use() -> &'static InstructionSet {
    IN_USE.get_or_init(|| *instruction_sets().first().expect("the plain set is always there"))
}

/// The name of the set in use, for the record.
#[must_use]
pub fn instruction_set() -> &'static str {
    in_use().name
}

/// Uses the named set (upper and lower case alike, with or without the hyphen) in the whole program.
///
/// # Errors
/// When the machine does not have it, or another set is in use by now.
pub fn use_instructions(name: &str) -> Result<(), InstructionError> {
    let plain_name = |name: &str| name.replace('-', "").to_lowercase();
    let sets = instruction_sets();
    let Some(set) = sets.iter().find(|set| plain_name(set.name) == plain_name(name)) else {
        let available = sets.iter().map(|set| set.name).collect::<Vec<_>>().join(", ");
        return Err(InstructionError::NotHere { name: name.to_owned(), available });
    };
    let in_use = IN_USE.get_or_init(|| *set).name;
    if in_use == set.name { Ok(()) } else { Err(InstructionError::TooLate { in_use }) }
}
