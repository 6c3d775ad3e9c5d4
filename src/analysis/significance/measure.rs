//! Shifting the spikes of every unit, and scoring what comes of it.

use super::cell_class::CellClass;
use super::own_time::OwnTime;
use super::shift_test::ShiftTest;
use super::shifted_score::{Later, Scorer, Scores, ShiftedScore, Train};
use super::unit_significance::{SignificanceRow, UnitSignificance};
use crate::analysis::recorded::{HeadOccupancy, SpeedTimeline};
use crate::analysis::thresholds::LEAST_SHIFT_S;
use crate::analysis::unit::report::UnitReport;
use crate::analysis::unit::tables::Tables;
use crate::data::ArenaShape;
use crate::maps::{Arena, RecordedSet, SpikeMapper};
use crate::numerics::{Cancelled, Draws, Progress, median};
use rayon::prelude::*;
use serde::Serialize;

/// How often spikes are shifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shifts {
    /// Of every unit.
    pub least: usize,
    /// Of a unit of which a class may hang on the p-value.
    pub decisive: usize,
}

impl Default for Shifts {
    fn default() -> Self {
        Self { least: 200, decisive: 500 }
    }
}

impl Shifts {
    /// After the first shifts more are made where a p-value is at most this: all that could end below the level do.
    const UNDECIDED: f64 = 0.05;
}

/// What shifted spikes say of every unit of a recording.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Significance {
    /// Spikes were shifted along the track by this time or more, seconds, and wrapped around its end.
    pub least_shift_s: f64,
    /// A row a unit, in the order of the maps.
    pub units: Vec<UnitSignificance>,
    /// How many there are of each class, with its rule.
    pub classes: Vec<ClassCount>,
}

/// How many cells are of one class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClassCount {
    pub class: CellClass,
    pub units: usize,
    /// The rule, in words.
    pub rule: String,
}

impl Significance {
    /// The class of a unit and its rule, in words; `None` where it was not tested.
    #[must_use]
    pub fn class_of(&self, unit: usize) -> Option<[String; 2]> {
        let class = self.units.get(unit).filter(|tested| tested.unit == unit)?.class;
        Some([class.name().to_owned(), class.rule()])
    }

    /// A row a unit and score, with what `label` calls each unit.
    #[must_use]
    pub fn rows(&self, label: impl Fn(usize) -> String) -> Vec<SignificanceRow> {
        self.units.iter().flat_map(|unit| unit.rows(&label(unit.unit)).collect::<Vec<_>>()).collect()
    }

    /// What 99 % of the shifted spikes of some units stay below in a score: the median of their levels.
    #[must_use]
    pub fn level_99th(&self, score: ShiftedScore, is_wanted: impl Fn(usize) -> bool) -> Option<f64> {
        let wanted = self.units.iter().filter(|unit| is_wanted(unit.unit));
        median(wanted.filter_map(|unit| unit.scores.get(&score)?.level_99th).collect())
    }

    /// How many cells there are of each class: `12 grid, 1 border, 3 spatial, 4 none`.
    #[must_use]
    pub fn summary(&self) -> String {
        let some = self.classes.iter().filter(|count| count.units > 0);
        let words: Vec<String> = some.map(|count| format!("{} {}", count.units, count.class.name())).collect();
        if words.is_empty() { "no units".to_owned() } else { words.join(", ") }
    }
}

/// Why spikes cannot be shifted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SignificanceError {
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    #[error("the track is too short to shift spikes by {LEAST_SHIFT_S} s; valid: more than {} s that count", 2.0 * LEAST_SHIFT_S)]
    TooShort,
}

/// Compares the scores of every active unit with those of its own spikes at other times: shifted along the track by
/// [`LEAST_SHIFT_S`] or more, wrapped around its end (Langston et al. 2010). Number and rhythm of the spikes stay, and so
/// does the walk; what the place has to do with them goes.
///
/// `units` are the reports of the maps in `arena` that were made of this recording. The threads of the present pool share the
/// work; the result is the same with any number of them, and depends on `seed` alone.
///
/// # Errors
/// When cancelled, and when the track is too short.
pub fn significance(
    recorded: &RecordedSet,
    arena: Arena,
    units: &[UnitReport],
    shifts: Shifts,
    seed: u64,
    progress: &mut Progress<'_>,
) -> Result<Significance, SignificanceError> {
    let mapper = SpikeMapper::new(&recorded.cells.track, arena, recorded.settings);
    let time = OwnTime::of(&mapper, LEAST_SHIFT_S).ok_or(SignificanceError::TooShort)?;
    let tables = Tables::new(arena.bins);
    let (track, settings) = (&recorded.cells.track, recorded.settings);
    let head = HeadOccupancy::of(track, &mapper);
    let speed = SpeedTimeline::of(track, &mapper, settings.speed_gate_m_s);
    let is_track = matches!(recorded.cells.shape, ArenaShape::Track { .. });
    let wanted: Vec<ShiftedScore> = ShiftedScore::ALL
        .into_iter()
        .filter(|score| !is_track || score.is_of_tracks())
        .filter(|score| head.is_some() || *score != ShiftedScore::HeadDirection)
        .collect();
    let silent = time.whole.rates(&vec![0; arena.bins * arena.bins]);
    let mask = tables.correlator.mask(&silent, &mut tables.correlator.workspace());
    let scorer = Scorer {
        mask: &mask,
        tables: &tables,
        arena,
        shape: recorded.cells.shape,
        time: &time,
        head,
        speed,
        wanted: &wanted,
    };
    let mut found = Vec::with_capacity(units.len());
    for (done, report) in units.iter().enumerate() {
        progress.tell(done as f64 / units.len() as f64)?;
        let unit = UnitSignificance { unit: report.unit, ..UnitSignificance::default() };
        found.push(match recorded.cells.units.get(report.unit).filter(|_| report.active) {
            Some(spikes) => {
                let rates = scorer.speed.rates(mapper.samples_of(&spikes.spikes_s));
                let train = Train { moments: time.moments(&mapper, spikes), rates };
                let shifted = Shifted { scorer: &scorer, train: &train, seed, unit: report.unit };
                shifted.tested(shifts, report)
            }
            None => unit,
        });
    }
    progress.tell(1.0)?;
    let of_class = |class: CellClass| ClassCount {
        class,
        units: found.iter().filter(|unit| unit.class == class).count(),
        rule: class.rule(),
    };
    let classes = CellClass::ALL.map(of_class).to_vec();
    Ok(Significance { least_shift_s: LEAST_SHIFT_S, units: found, classes })
}

/// The spikes of one unit.
struct Shifted<'a> {
    scorer: &'a Scorer<'a>,
    train: &'a Train,
    seed: u64,
    unit: usize,
}

impl Shifted<'_> {
    fn tested(&self, shifts: Shifts, report: &UnitReport) -> UnitSignificance {
        let own = self.scorer.scores(self.train, Later::default(), &mut self.scorer.tables.correlator.workspace());
        let mut shifted = self.scored(0..shifts.least);
        let is_undecided = |score: &ShiftedScore| {
            CellClass::hangs_on(*score) && test(own, &shifted, *score).p.is_some_and(|p| p <= Shifts::UNDECIDED)
        };
        if self.scorer.wanted.iter().any(is_undecided) {
            shifted.extend(self.scored(shifts.least..shifts.decisive));
        }
        let scores = self.scorer.wanted.iter().map(|score| (*score, test(own, &shifted, *score))).collect();
        let class = CellClass::of(&scores, report.membership.is_periodic());
        UnitSignificance { unit: self.unit, class, shifts: shifted.len(), scores }
    }

    /// The scores of these draws.
    fn scored(&self, draws: std::ops::Range<usize>) -> Vec<Scores> {
        let workspace = || self.scorer.tables.correlator.workspace();
        let one = |work: &mut _, draw: usize| {
            let mut draws = Draws::new(self.seed, "spike shifts", (self.unit as u64) << 32 | draw as u64);
            self.scorer.scores(self.train, self.scorer.shift(&mut draws), work)
        };
        draws.into_par_iter().map_init(workspace, one).collect()
    }
}

fn test(own: Scores, shifted: &[Scores], score: ShiftedScore) -> ShiftTest {
    let all: Vec<Option<f64>> = shifted.iter().map(|scores| scores[score as usize]).collect();
    ShiftTest::of(own[score as usize], &all)
}
