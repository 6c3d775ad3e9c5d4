//! Which units are in a module, and why the others are not: one rule, and one wording of it, for window, command line and
//! files.

use crate::analysis::thresholds::{LARGEST_SPACING_SHARE, LEAST_RATE_HZ, LEAST_SPIKES, MODULE_STABILITY};
use serde::Serialize;

/// A unit's place among the modules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    /// In a module.
    Member,
    /// Periodic and, of a network with two halves, stable; but too few units share its lattice.
    Unmatched,
    /// The maps of both halves of a network's samples differ.
    Unstable,
    /// There are two halves, but they cannot be compared.
    StabilityUnknown,
    /// Its spacing is too wide for this box.
    TooWide,
    /// The autocorrelogram has no lattice: fewer than six peaks, low ones, or such that do not close.
    NoLattice,
    /// The map has no firing field.
    NoField,
    /// A recorded cell of too few spikes.
    TooFewSpikes,
    /// It does not fire here.
    #[default]
    Silent,
}

impl Membership {
    /// In the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::Member,
        Self::Unmatched,
        Self::Unstable,
        Self::StabilityUnknown,
        Self::TooWide,
        Self::NoLattice,
        Self::NoField,
        Self::TooFewSpikes,
        Self::Silent,
    ];

    /// Whether a unit with this has a lattice that may be taken at its word, be there others like it or not.
    #[must_use]
    pub fn is_periodic(self) -> bool {
        matches!(self, Self::Member | Self::Unmatched)
    }

    /// Whether a unit with this does not count as active.
    #[must_use]
    pub fn is_silent(self) -> bool {
        matches!(self, Self::Silent | Self::TooFewSpikes)
    }

    /// Why a unit is not in a module, with its number where one decides; for a member, its module counted from 1.
    #[must_use]
    pub(crate) fn of_unit(self, module: Option<usize>, stability: Option<f64>) -> String {
        match (self, module, stability) {
            (Self::Member, Some(module), _) => format!("module {}", module + 1),
            (Self::Unstable, _, Some(stability)) => {
                format!("in no module: stability {stability:.2}, below {MODULE_STABILITY}")
            }
            (Self::Silent, ..) => "silent: it fires nowhere in this box".to_owned(),
            (Self::TooFewSpikes, ..) => format!("silent: {}", Self::TooFewSpikes.reason()),
            (other, ..) => format!("in no module: {}", other.reason()),
        }
    }

    /// Why units with this are in no module.
    #[must_use]
    pub fn reason(self) -> String {
        match self {
            Self::Member => "in a module".to_owned(),
            Self::Unmatched => "too few others with its lattice".to_owned(),
            Self::Unstable => format!("stability below {MODULE_STABILITY}"),
            Self::StabilityUnknown => "stability not known".to_owned(),
            Self::TooWide => format!("spacing above {LARGEST_SPACING_SHARE} of the box"),
            Self::NoLattice => "no lattice in the autocorrelogram".to_owned(),
            Self::NoField => "no firing field".to_owned(),
            Self::TooFewSpikes => {
                format!("fewer than {LEAST_SPIKES} spikes on the track, or fewer than {LEAST_RATE_HZ} a second")
            }
            Self::Silent => "silent".to_owned(),
        }
    }

    /// How many active units are in modules, how many are not, and why: `6 members, 41 left out: stability below 0.7`. Where
    /// stability is not known (`has_halves`), they are candidates.
    #[must_use]
    pub fn summary(units: impl Iterator<Item = Self>, has_halves: bool) -> String {
        let units: Vec<Self> = units.collect();
        let number = |of: Self| units.iter().filter(|unit| **unit == of).count();
        let members = number(Self::Member);
        let mut reasons: Vec<(usize, Self)> =
            Self::ALL[1..].iter().filter(|of| !of.is_silent()).map(|of| (number(*of), *of)).collect();
        reasons.retain(|(count, _)| *count > 0);
        reasons.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let left_out: usize = reasons.iter().map(|(count, _)| count).sum();
        if members + left_out == 0 {
            return "no active unit".to_owned();
        }
        let noun = if has_halves { "member" } else { "candidate" };
        let members = if members == 0 { "no".to_owned() } else { members.to_string() }
            + &format!(" {noun}{}", if members == 1 { "" } else { "s" });
        match &reasons[..] {
            [] => members,
            [(_, only)] => format!("{members}, {left_out} left out: {}", only.reason()),
            many => {
                let why: Vec<String> = many.iter().map(|(count, of)| format!("{count} {}", of.reason())).collect();
                format!("{members}, {left_out} left out: {}", why.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(counts: &[(Membership, usize)], has_halves: bool) -> String {
        let units = counts.iter().flat_map(|(membership, count)| vec![*membership; *count]);
        Membership::summary(units, has_halves)
    }

    #[test]
    fn who_is_left_out_is_said_with_the_reason() {
        use Membership::{Member, NoLattice, Silent, Unstable};
        assert_eq!(said(&[(Member, 6), (Unstable, 41)], true), "6 members, 41 left out: stability below 0.7");
        let both = "1 member, 5 left out: 3 no lattice in the autocorrelogram, 2 stability below 0.7";
        assert_eq!(said(&[(Member, 1), (Unstable, 2), (NoLattice, 3), (Silent, 9)], true), both);
        assert_eq!(said(&[(Member, 8), (Silent, 1)], true), "8 members");
        assert_eq!(said(&[(Unstable, 2)], true), "no members, 2 left out: stability below 0.7");
        assert_eq!(said(&[(Silent, 3)], true), "no active unit");
        assert_eq!(said(&[(Member, 8)], false), "8 candidates");
    }

    #[test]
    fn a_unit_says_why_it_is_in_no_module() {
        let said = |membership: Membership, module| membership.of_unit(module, Some(0.553));
        assert_eq!(said(Membership::Member, Some(1)), "module 2");
        assert_eq!(said(Membership::Unstable, None), "in no module: stability 0.55, below 0.7");
        assert_eq!(said(Membership::Silent, None), "silent: it fires nowhere in this box");
        for membership in Membership::ALL {
            assert!(!membership.reason().is_empty() && !said(membership, None).is_empty(), "{membership:?}");
        }
    }
}
