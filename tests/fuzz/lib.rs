//! Broken files and the readers that have to refuse them.
//!
//! | file | what it has |
//! |---|---|
//! | `readers.rs` | a function for each reader, which says no more than “accepted” or why not, and asserts the rest |
//! | `place.rs` | the folder in which they read, and that reading changes nothing there |
//! | `seeds.rs` | good files of every kind |
//! | `forms.rs`, `member.rs`, `blocks.rs` | files taken apart, so that a change goes below checksums and lengths |
//! | `change.rs` | one change of some bytes |
//! | `mutant.rs` | a good file with changes |
//! | `broken.rs` | files that are known to be broken, and the words that refuse them |
//!
//! The suite runs them under proptest (`tests/mutants.rs`), the workspace beside this file under libFuzzer (`targets/`).

pub mod blocks;
pub mod broken;
pub mod change;
pub mod forms;
pub mod member;
pub mod mutant;
pub mod place;
pub mod readers;
pub mod seeds;
