//! A network measured outside its training range: walks it in arenas of growing size, and asks
//! [`analysis::generalisation`](crate::analysis::generalisation) and [`analysis::capacity`](crate::analysis::capacity).

use crate::analysis::capacity::{Capacity, Places, capacity};
use crate::analysis::generalisation::{
    Generalisation, PermutedPaths, Trace, compare_boxes, distance_density, path_integration, permuted_paths,
    separation_map,
};
use crate::analysis::{Report, analyze};
use crate::data::{Batch, Motion, WalkSettings, Walks};
use crate::maps::{Evaluation, Explorer};
use crate::preset::Params;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Arenas of the published figure, metres (Schaeffer et al. 2023, figure 4).
pub const BOXES_M: [f32; 3] = [2.0, 3.0, 4.0];
/// Steps of the walks that tell drift: many times the length of training.
const LONG_STEPS: usize = 1000;
/// Walks that tell drift.
const LONG_WALKS: usize = 24;
/// Samples behind the distance density.
const DENSITY_SAMPLES: usize = 8000;
/// Sets of steps, and orders of each, behind the comparison of permuted paths.
const SETS: usize = 12;
const ORDERS: usize = 8;
/// Lengths of permuted paths, as multiples of the length of training.
const LENGTHS: [usize; 4] = [1, 2, 4, 8];

/// Parts of the work besides the arenas: distances, drift, permuted paths, capacity (which is worth two).
const PARTS: usize = 5;
const CAPACITY_PARTS: f64 = 2.0;

/// What was found, with the maps behind it.
#[derive(Clone, Debug)]
pub struct Generalised {
    /// Maps and scores in each arena, smallest first.
    pub arenas: Vec<(Evaluation, Report)>,
    pub generalisation: Generalisation,
    pub capacity: Capacity,
}

/// How to measure.
#[derive(Clone, Copy, Debug)]
pub struct GeneraliseSettings<'a> {
    /// How the walks move.
    pub motion: &'a Motion,
    /// Sides of the arenas, metres.
    pub boxes_m: &'a [f32],
}

/// Everything that measuring needs, as plain data: made where the network is, used elsewhere.
pub struct GeneraliseJob {
    explorer: Arc<Explorer>,
    motion: Motion,
    boxes_m: Vec<f32>,
    training: Batch,
}

impl GeneraliseJob {
    /// For a network that was trained with these parameters.
    #[must_use]
    pub fn new(explorer: Arc<Explorer>, params: &Params, settings: GeneraliseSettings<'_>) -> Self {
        let mut boxes_m = settings.boxes_m.to_vec();
        boxes_m.sort_by(f32::total_cmp);
        boxes_m.dedup();
        let training = Batch::draw(
            params.seed,
            0,
            params.trajectory_length,
            params.trajectories,
            params.max_speed as f32,
            params.permute,
        );
        Self { explorer, motion: settings.motion.clone(), boxes_m, training }
    }

    /// Measures. `None` when cancelled; `progress` hears the share done, 0 to 1.
    #[must_use]
    pub fn run(self, cancel: &AtomicBool, progress: &mut dyn FnMut(f64)) -> Option<Generalised> {
        let Self { explorer, motion, boxes_m, training } = self;
        let parts = (boxes_m.len() + PARTS) as f64;
        let mut reached = |part: f64| {
            progress(part / parts);
            (!cancel.load(Ordering::Relaxed)).then_some(())
        };
        let mut arenas = Vec::with_capacity(boxes_m.len());
        for (index, &box_m) in boxes_m.iter().enumerate() {
            let evaluation = explorer.measure_with(box_m, &motion, &mut |share| reached(index as f64 + share))?;
            let report = analyze(&evaluation.maps, evaluation.both_halves(), evaluation.step, None);
            arenas.push((evaluation, report));
            reached(arenas.len() as f64)?;
        }
        let scale = |box_m: f32| match &motion {
            Motion::Recorded(recording) => Some(recording.scale(f64::from(box_m), &explorer.codebook)),
            Motion::Iid | Motion::Smooth => None,
        };
        let reports: Vec<&Report> = arenas.iter().map(|(_, report)| report).collect();
        let mut generalisation = Generalisation { boxes: compare_boxes(&reports), ..Generalisation::default() };
        for (summary, &box_m) in generalisation.boxes.iter_mut().zip(&boxes_m) {
            summary.walk_scale = scale(box_m);
        }
        if let Some(&largest) = boxes_m.last() {
            let mut walks = explorer.walks(largest, &motion);
            let kept = walks.length * (DENSITY_SAMPLES / walks.length.max(1)).max(4);
            walks.choices.truncate(kept);
            walks.positions_m.truncate(kept);
            let states = explorer.states(&walks.choices, walks.length);
            generalisation.distance = distance_density(trace(&explorer, &walks, &states), &training.positions_m);
        }
        reached(arenas.len() as f64 + 1.0)?;
        if let (Some(&smallest), Some((evaluation, _))) = (boxes_m.first(), arenas.first()) {
            let settings = WalkSettings { box_m: smallest, walks: LONG_WALKS, length: LONG_STEPS };
            let walks = Walks::draw(explorer.seed, &explorer.codebook, &motion, settings);
            let states = explorer.states(&walks.choices, walks.length);
            let trace = trace(&explorer, &walks, &states);
            generalisation.separation = separation_map(trace);
            generalisation.path_integration =
                path_integration(trace, &Places::of(&evaluation.maps), f64::from(smallest));
        }
        reached(arenas.len() as f64 + 2.0)?;
        let lengths = LENGTHS.map(|multiple| multiple * training.length());
        generalisation.permuted_paths = lengths.into_iter().filter_map(|length| permuted(&explorer, length)).collect();
        let maps: Vec<_> = arenas.iter().map(|(evaluation, _)| &evaluation.maps).collect();
        let capacity = capacity(&maps, explorer.seed, cancel, &mut |share| {
            _ = reached(parts - CAPACITY_PARTS * (1.0 - share));
        })?;
        Some(Generalised { arenas, generalisation, capacity })
    }
}

fn trace<'a>(explorer: &Explorer, walks: &'a Walks, states: &'a [f32]) -> Trace<'a> {
    Trace { units: explorer.units, length: walks.length, states, positions_m: &walks.positions_m }
}

/// End states of permuted paths of one length, set by set, so that only one set's states are in memory.
fn permuted(explorer: &Explorer, length: usize) -> Option<PermutedPaths> {
    let units = explorer.units;
    let mut ends = Vec::with_capacity(SETS * ORDERS * units);
    for set in 0..SETS {
        let walks = Walks::permuted(explorer.seed, set as u64, &explorer.codebook, ORDERS, length);
        for walk in explorer.states(&walks.choices, length).chunks_exact((length * units).max(1)) {
            ends.extend_from_slice(&walk[walk.len() - units..]);
        }
    }
    permuted_paths(&ends, units, ORDERS, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Compute;
    use crate::preset::Preset;
    use crate::train::Trainer;

    fn job(settings: GeneraliseSettings<'_>) -> GeneraliseJob {
        let mut preset = Preset::new("test", Params::default());
        for (name, value) in [("units", "8"), ("hidden", "4"), ("trajectory_length", "10"), ("trajectories", "3")] {
            preset.params.set_text(name, value).expect("in range");
        }
        let params = preset.params.clone();
        let explorer = Trainer::new(preset, Compute::cpu()).expect("small run").explorer();
        GeneraliseJob::new(Arc::new(explorer), &params, settings)
    }

    #[test]
    fn everything_is_measured_and_repeats() {
        for motion in [Motion::Iid, Motion::Smooth] {
            let settings = GeneraliseSettings { motion: &motion, boxes_m: &[1.0, 0.5] };
            let measure = || {
                let heard = &mut |share| assert!((0.0..=1.0).contains(&share));
                job(settings).run(&AtomicBool::new(false), heard).expect("not cancelled")
            };
            let found = measure();
            assert_eq!(found.generalisation, measure().generalisation, "same seed, same numbers: {motion:?}");
            let boxes: Vec<f64> = found.generalisation.boxes.iter().map(|arena| arena.box_m).collect();
            assert_eq!(boxes, [0.5, 1.0], "smallest first");
            let lengths: Vec<usize> = found.generalisation.permuted_paths.iter().map(|paths| paths.length).collect();
            assert_eq!(lengths, [10, 20, 40, 80]);
            let general = &found.generalisation;
            assert!(general.distance.is_some() && general.separation.is_some() && general.path_integration.is_some());
            assert_eq!(found.capacity.ranges.len(), 2);
        }
    }

    #[test]
    fn it_tells_how_far_it_is_within_a_box_too() {
        let mut heard = Vec::new();
        let settings = GeneraliseSettings { motion: &Motion::Smooth, boxes_m: &[0.5, 1.0] };
        let found = job(settings).run(&AtomicBool::new(false), &mut |share| heard.push(7.0 * share));
        assert!(found.is_some() && heard.is_sorted(), "{heard:?}");
        assert!(heard.iter().any(|parts| (1.01..1.99).contains(parts)), "while the second box is walked: {heard:?}");
        assert!(heard.last().is_some_and(|parts| (parts - 7.0).abs() < 1e-9), "to the end: {heard:?}");
    }

    #[test]
    fn cancelled_is_none_and_no_arenas_are_no_maps() {
        let cancelled = AtomicBool::new(true);
        let job = |boxes_m: &[f32]| job(GeneraliseSettings { motion: &Motion::Smooth, boxes_m });
        assert!(job(&[1.0]).run(&cancelled, &mut |_| ()).is_none());
        let none = job(&[]).run(&AtomicBool::new(false), &mut |_| ()).expect("not cancelled");
        assert!(none.arenas.is_empty() && none.generalisation.permuted_paths.len() == LENGTHS.len());
    }
}
