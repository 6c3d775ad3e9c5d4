//! A good file with changes: inside, below checksums and lengths, and outside.

use super::change::{Change, change};
use super::forms::Form;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A change of a part of a file.
#[derive(Clone, Debug)]
enum Inside {
    /// Of its bytes.
    Part(Index, Change),
    /// Of the shape of an array, with the numbers that it asks for.
    Shape(Index, Vec<u64>),
}

/// What is changed in a file.
#[derive(Clone, Debug)]
pub struct Changes {
    inside: Vec<Inside>,
    outside: Vec<Change>,
}

/// Which of the good files is changed, which other one lends its bytes, and the changes.
#[derive(Clone, Debug)]
pub struct Mutant {
    file: Index,
    other: Index,
    changes: Changes,
}

/// Lengths of axes at which programs err.
const AXES: [u64; 14] = [0, 1, 2, 3, 8, 40, 400, 401, 100_000, 100_001, 65_536, 1 << 32, 1 << 61, u64::MAX];

/// Any changes: of most files either the parts or the whole is changed.
pub fn changes() -> impl Strategy<Value = Changes> {
    let part = (any::<Index>(), change()).prop_map(|(part, change)| Inside::Part(part, change));
    let shape = (any::<Index>(), prop::collection::vec(select(&AXES[..]), 0..4));
    let inside = prop_oneof![4 => part, 1 => shape.prop_map(|(member, shape)| Inside::Shape(member, shape))].boxed();
    let inside = move |most: usize| prop::collection::vec(inside.clone(), 0..=most);
    let outside = |most: usize| prop::collection::vec(change(), 0..=most);
    let either = prop_oneof![3 => (inside(3), outside(0)), 2 => (inside(0), outside(3)), 1 => (inside(2), outside(2))];
    either.prop_map(|(inside, outside)| Changes { inside, outside })
}

/// Any mutant.
pub fn mutant() -> impl Strategy<Value = Mutant> {
    (any::<Index>(), any::<Index>(), changes()).prop_map(|(file, other, changes)| Mutant { file, other, changes })
}

impl Mutant {
    /// The file.
    pub fn file(&self, good: &[Form]) -> Vec<u8> {
        self.changes.apply(self.file.get(good).clone(), self.other.get(good))
    }
}

impl Changes {
    /// The changed file; `other` is another of its kind.
    pub fn apply(&self, mut form: Form, other: &Form) -> Vec<u8> {
        let mut lender = other.clone();
        for change in &self.inside {
            match change {
                Inside::Part(part, change) => {
                    let (mut parts, others) = (form.parts(), lender.parts());
                    if !parts.is_empty() && !others.is_empty() {
                        let [at, from] = [parts.len(), others.len()].map(|count| part.index(count));
                        change.apply(parts[at], others[from]);
                    }
                }
                Inside::Shape(member, shape) => form.reshape(*member, shape),
            }
        }
        let mut file = form.file();
        let other = other.file();
        self.outside.iter().for_each(|change| change.apply(&mut file, &other));
        file
    }
}
