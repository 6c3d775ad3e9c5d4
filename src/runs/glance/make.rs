//! Glances as they are made: a stored network is walked through an arena.

use super::sheet::ContactSheet;
use super::{Glance, GlanceLook, GlanceModule, MappedGlance, cache};
use crate::analysis::{Report, Score, ScoreSummary, UnitReport, analyze};
use crate::data::Movement;
use crate::maps::{RateMaps, map_arena};
use crate::model::Compute;
use crate::numerics::Progress;
use crate::preset::Params;
use crate::runs::checkpoint::{read_checkpoint, state_name};
use crate::runs::metrics;
use crate::stream::BackgroundFailed;
use crate::train::{TrainError, Trainer, state_bytes};
use std::cmp::Ordering;
use std::path::{Path, PathBuf};

/// Side of the arena, metres.
const SIDE_M: f32 = 2.0;
/// The most that one core maps and measures within a few seconds.
const MOST_UNITS: usize = 256;
const MOST_BYTES: u64 = 512 << 20;
/// Maps a side of a sheet.
const ACROSS: usize = 4;

impl From<TrainError> for BackgroundFailed {
    fn from(error: TrainError) -> Self {
        Self(error.to_string())
    }
}

/// Where glances are kept unless told otherwise; `None` where the system has no folder for caches.
#[must_use]
pub fn default_glances_folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "gridscope").map(|dirs| dirs.cache_dir().join("glances"))
}

/// A checkpoint at a glance: as it was kept in the folder `cache`, or made anew and kept there. `only_kept` makes none.
///
/// # Errors
/// When it was cancelled, the checkpoint cannot be read, or none is kept and none may be made.
pub fn glance(
    checkpoint: &Path,
    cache: Option<&Path>,
    only_kept: bool,
    progress: &mut Progress<'_>,
) -> Result<Glance, BackgroundFailed> {
    let name = state_name(checkpoint)?;
    let file = cache.map(|folder| cache::path_of(folder, &name.text));
    if let Some(kept) = file.as_deref().and_then(cache::read).filter(|kept| kept.step == name.step) {
        return Ok(kept);
    }
    if only_kept {
        return Err(BackgroundFailed("nobody has looked at it yet".into()));
    }
    progress.check()?;
    let rows = checkpoint.parent().map(|folder| folder.join(metrics::FILE));
    let losses = rows.filter(|path| path.is_file()).and_then(|path| metrics::read(&path, name.step).ok());
    let losses = losses.and_then(|rows| rows.samples.last().copied()).filter(|sample| sample.step == name.step);
    let look = if is_too_large(&name.params) {
        GlanceLook::TooLarge { units: name.params.units }
    } else {
        progress.tell(0.1)?;
        GlanceLook::Mapped(mapped(checkpoint, &mut progress.part(0.1, 0.8))?)
    };
    let made = Glance { step: name.step, losses: losses.map(|sample| sample.values), look };
    if let Some(file) = file {
        cache::write(&file, &made);
    }
    Ok(made)
}

fn is_too_large(params: &Params) -> bool {
    params.units > MOST_UNITS || state_bytes(params) > MOST_BYTES
}

fn mapped(checkpoint: &Path, progress: &mut Progress<'_>) -> Result<MappedGlance, BackgroundFailed> {
    let network = Trainer::from_state(read_checkpoint(checkpoint)?, Compute::cpu())?.freeze();
    let found = map_arena(&network, SIDE_M, &Movement::Smooth, progress)?;
    let report = analyze(&found.maps, Some(found.halves.each_ref()), None);
    progress.check()?;
    let medians = ScoreSummary::all(&report.units, None).into_iter();
    Ok(MappedGlance {
        units: report.units.len(),
        active: report.units.iter().filter(|unit| unit.active).count(),
        collapsed: report.collapsed,
        modules: report
            .modules
            .iter()
            .map(|module| GlanceModule { units: module.units, spacing_m: module.spacing_m })
            .collect(),
        medians: medians.filter_map(|summary| Some((summary.score.to_owned(), summary.median?))).collect(),
        sheet: ContactSheet::of(&found.maps, &best_units(&report, ACROSS * ACROSS), ACROSS),
    })
}

/// The units that show most: of every module its best ones in turn, then the best of all others; silent ones last.
fn best_units(report: &Report, count: usize) -> Vec<usize> {
    let score = |unit: &UnitReport| Score::Adaptive.of(unit).unwrap_or(f64::NEG_INFINITY);
    let better = |a: &&UnitReport, b: &&UnitReport| score(b).partial_cmp(&score(a)).unwrap_or(Ordering::Equal);
    let mut ranked: Vec<&UnitReport> = report.units.iter().collect();
    ranked.sort_by(better); // stable: equal ones stay in their order
    let place = |unit: &UnitReport| {
        let ahead = ranked.iter().take_while(|other| other.unit != unit.unit);
        let rank = ahead.filter(|other| other.module == unit.module).count();
        (!unit.active, unit.module.is_none(), rank, unit.module)
    };
    let mut chosen: Vec<_> = ranked.iter().map(|unit| (place(unit), unit.unit)).collect();
    chosen.sort();
    chosen.into_iter().take(count).map(|(_, unit)| unit).collect()
}

/// The units whose rate varies most over the arena, where nothing else is known of them. Not for their mean rate: a unit that is
/// silent but for a few bins would vary most then.
#[must_use]
pub fn varied_units(maps: &RateMaps, count: usize) -> Vec<usize> {
    let variation = |unit: usize| {
        let rates = || maps.unit(unit).iter().copied().filter(|rate| rate.is_finite()).map(f64::from);
        let visited = rates().count().max(1) as f64;
        let mean = rates().sum::<f64>() / visited;
        rates().map(|rate| (rate - mean).powi(2)).sum::<f64>() / visited
    };
    let mut units: Vec<(f64, usize)> = (0..maps.units).map(|unit| (variation(unit), unit)).collect();
    units.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    units.into_iter().take(count).map(|(_, unit)| unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::Arena;
    use crate::runs::{RunFolders, checkpoint_name};
    use crate::train::{EngineOptions, Foreground};

    fn stored(runs: &Path) -> PathBuf {
        let mut preset = crate::preset::default_preset().clone();
        (preset.params.units, preset.params.hidden, preset.params.trajectory_length) = (8, 4, 6);
        let records = Box::new(RunFolders::Exactly(runs.join("run")));
        let options = EngineOptions { run_at_once: true, records, threads: Some(1), ..EngineOptions::new(preset) };
        let mut run = Foreground::begin(options, 1).expect("a small run");
        (0..3).for_each(|_| run.step());
        run.finish();
        runs.join("run").join(checkpoint_name(3))
    }

    #[test]
    fn a_glance_is_made_once_and_then_found() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let (checkpoint, cache) = (stored(place.path()), place.path().join("cache"));
        let none = &mut Progress::none();
        glance(&checkpoint, Some(&cache), true, none).expect_err("nobody has looked");
        let made = glance(&checkpoint, Some(&cache), false, none).expect("a whole checkpoint");
        assert!(made.step == 3 && made.losses.is_some());
        let mapped = made.mapped().expect("a small network");
        assert_eq!((mapped.units, mapped.sheet.across()), (8, ACROSS));
        assert!(made.words().contains("8 units"), "{}", made.words());
        assert_eq!(glance(&checkpoint, Some(&cache), true, none).as_ref(), Ok(&made), "kept");
        assert_eq!(glance(&checkpoint, None, false, none).as_ref(), Ok(&made), "the same without a cache");

        let file = std::fs::read_dir(&cache).expect("made").flatten().next().expect("one glance").path();
        let whole = std::fs::read_to_string(&file).expect("there");
        for broken in
            [&whole[..whole.len() - 9], &whole.replace("\"units\":8", "\"units\":9"), "", "gridscope glance 2 0\n"]
        {
            std::fs::write(&file, broken).expect("writable");
            glance(&checkpoint, Some(&cache), true, none).expect_err("what is damaged is not believed");
            assert_eq!(glance(&checkpoint, Some(&cache), false, none).as_ref(), Ok(&made), "and made anew");
        }
        std::fs::remove_dir_all(&cache).expect("there");
        std::fs::write(&cache, "a file where the folder should be").expect("writable");
        assert_eq!(glance(&checkpoint, Some(&cache), false, none).as_ref(), Ok(&made), "it cannot be kept");
        std::fs::write(&checkpoint, "no checkpoint").expect("writable");
        glance(&checkpoint, None, false, none).expect_err("nothing to look at");
    }

    #[test]
    fn large_networks_are_left_alone() {
        let mut params = crate::preset::default_preset().params.clone();
        assert!(!is_too_large(&params), "{} units", params.units);
        params.units = 1024;
        assert!(is_too_large(&params));
    }

    #[test]
    fn units_that_vary_come_first() {
        let arena = Arena { box_m: 1.0, bins: 2 };
        let tuned = [[0.0, 9.0, f32::NAN, 0.0], [0.5, 1.0, 0.5, 1.0]];
        let rates = [[[1.0; 4], [0.0, 0.0, 0.0, 1e-3]], tuned].as_flattened().as_flattened().to_vec();
        let maps = RateMaps { arena, units: 4, rates, visits: vec![1.0; 4] };
        assert_eq!(varied_units(&maps, 3), [2, 3, 1], "a silent unit behind those that are tuned");
    }
}
