//! The sizes that a benchmark goes through.

use crate::cli::args::BenchArgs;
use crate::preset::{ParamError, Params, Preset};
use serde::Serialize;

/// What is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Varied {
    Units,
    Trajectories,
    Length,
}

impl Varied {
    pub(super) const ALL: [Self; 3] = [Self::Units, Self::Trajectories, Self::Length];

    /// What is fixed meanwhile.
    pub(super) fn others(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |other| *other != self)
    }

    /// The range of a sweep in which nothing else was asked for.
    fn usual(self) -> &'static [usize] {
        match self {
            Self::Units => &[64, 128, 256, 512, 1024],
            Self::Trajectories => &[16, 32, 65, 130, 260, 520],
            Self::Length => &[20, 60, 100, 200],
        }
    }
}

/// One size of a training step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Size {
    pub units: usize,
    pub trajectories: usize,
    pub trajectory_length: usize,
}

impl Size {
    pub(super) fn get(self, varied: Varied) -> usize {
        match varied {
            Varied::Units => self.units,
            Varied::Trajectories => self.trajectories,
            Varied::Length => self.trajectory_length,
        }
    }

    pub(super) fn with(mut self, varied: Varied, value: usize) -> Self {
        match varied {
            Varied::Units => self.units = value,
            Varied::Trajectories => self.trajectories = value,
            Varied::Length => self.trajectory_length = value,
        }
        self
    }

    /// The values as parameters, by name.
    pub(super) fn settings(self) -> [(&'static str, usize); 3] {
        [("units", self.units), ("trajectories", self.trajectories), ("trajectory_length", self.trajectory_length)]
    }

    /// The preset at this size.
    ///
    /// # Errors
    /// When the size is out of range.
    pub(super) fn of(self, preset: &Preset) -> Result<Preset, ParamError> {
        let mut preset = preset.clone();
        for (name, value) in self.settings() {
            preset.params.set_text(name, &value.to_string())?;
        }
        Ok(preset)
    }
}

/// The sizes in the order in which they are timed, none twice. A list of one value fixes it; longer lists are varied one at
/// a time, with everything else as the preset has it, or in all combinations with `--full`.
pub(super) fn plan(params: &Params, args: &BenchArgs) -> Vec<Size> {
    let own =
        Size { units: params.units, trajectories: params.trajectories, trajectory_length: params.trajectory_length };
    let lists = [&args.units, &args.trajectories, &args.length];
    let lists = Varied::ALL.map(|varied| match &lists[varied as usize][..] {
        [] if args.sweep => varied.usual().to_vec(),
        [] => vec![own.get(varied)],
        list => list.to_vec(),
    });
    let fixed = Varied::ALL.into_iter().zip(&lists).filter(|(_, list)| list.len() == 1);
    let base = fixed.fold(own, |size, (varied, list)| size.with(varied, list[0]));

    let mut longer = Varied::ALL.into_iter().zip(&lists).filter(|(_, list)| list.len() > 1).peekable();
    let all = if longer.peek().is_none() {
        vec![base]
    } else if args.full {
        longer.fold(vec![base], |sizes, (varied, list)| with_each(&sizes, varied, list))
    } else {
        longer.flat_map(|(varied, list)| with_each(&[base], varied, list)).collect()
    };
    let mut sizes: Vec<Size> = Vec::new();
    for size in all {
        if !sizes.contains(&size) {
            sizes.push(size);
        }
    }
    sizes
}

/// Each of some sizes with each of some values in place of its own.
fn with_each(sizes: &[Size], varied: Varied, values: &[usize]) -> Vec<Size> {
    sizes.iter().flat_map(|size| values.iter().map(|value| size.with(varied, *value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::{Cli, CliCommand};
    use clap::Parser;

    /// Units, trajectories and lengths planned for a preset of 128, 16 and 60.
    fn planned(words: &str) -> Vec<[usize; 3]> {
        let line = ["gridscope", "bench"].into_iter().chain(words.split_whitespace());
        let Some(CliCommand::Bench(args)) = Cli::try_parse_from(line).expect("valid").command else {
            panic!("a benchmark");
        };
        let params = Params { units: 128, trajectories: 16, trajectory_length: 60, ..Params::default() };
        plan(&params, &args).into_iter().map(|size| Varied::ALL.map(|varied| size.get(varied))).collect()
    }

    #[test]
    fn one_size_unless_lists_are_given() {
        assert_eq!(planned(""), [[128, 16, 60]]);
        assert_eq!(planned("--units 64 --length 20"), [[64, 16, 20]]);
    }

    #[test]
    fn lists_are_varied_one_at_a_time_around_what_is_fixed() {
        assert_eq!(planned("--units 64,256"), [[64, 16, 60], [256, 16, 60]]);
        let both = planned("--units 64,128 --trajectories 16,520 --length 20");
        assert_eq!(both, [[64, 16, 20], [128, 16, 20], [128, 520, 20]], "the preset's own size once");
    }

    #[test]
    fn full_is_every_combination() {
        let sizes = planned("--full --units 64,128 --trajectories 16,520 --length 20");
        assert_eq!(sizes, [[64, 16, 20], [64, 520, 20], [128, 16, 20], [128, 520, 20]]);
    }

    #[test]
    fn a_sweep_covers_the_usual_ranges() {
        let sizes = planned("--sweep");
        assert_eq!(sizes.len(), 5 + 6 + 4 - 2, "the preset's own size is in each range");
        for wanted in [[64, 16, 60], [1024, 16, 60], [128, 520, 60], [128, 16, 20], [128, 16, 200]] {
            assert!(sizes.contains(&wanted), "{wanted:?} in {sizes:?}");
        }
        assert_eq!(planned("--sweep --trajectories 130 --length 60").len(), 5, "what is fixed is not varied");
    }
}
