//! Checkpoints: weights, optimiser state and everything else a run needs to go on, in one safetensors file.

use crate::files::{read_bytes, write_atomically};
use crate::model::{Plateau, RateSchedule};
use crate::preset::Preset;
use crate::stream::Journal;
use crate::train::{TrainError, TrainState, network_shape};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Format version of a checkpoint.
const VERSION: &str = "1";
/// The largest network's checkpoint is well below this.
const MAX_BYTES: u64 = 16 << 30;

/// Writes a checkpoint; an older file at the path is replaced only by a complete one.
///
/// # Errors
/// When the file cannot be written.
pub fn write_checkpoint(path: &Path, state: &TrainState) -> Result<(), TrainError> {
    let parameters = network_shape(&state.preset.params).parameters();
    let bytes = |values: &[f32]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let mut arrays = Vec::new();
    for (((name, shape), weights), [first, second]) in parameters.iter().zip(&state.weights).zip(&state.moments) {
        arrays.push((name.clone(), shape.clone(), bytes(weights)));
        arrays.push((format!("adam.first.{name}"), shape.clone(), bytes(first)));
        arrays.push((format!("adam.second.{name}"), shape.clone(), bytes(second)));
    }
    let views = arrays
        .iter()
        .map(|(name, shape, bytes)| Ok((name.as_str(), TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()
        .map_err(|error| refused(path, error))?;
    let RateSchedule { origin, held, plateau } = state.schedule;
    let number = |value: f64| value.to_bits().to_string();
    let metadata = HashMap::from([
        ("gridscope.version".into(), VERSION.into()),
        ("gridscope.program".into(), env!("CARGO_PKG_VERSION").into()),
        ("gridscope.name".into(), state.preset.name.clone()),
        ("gridscope.preset".into(), state.preset.to_full_ron()),
        ("gridscope.journal".into(), state.journal.to_ron()),
        ("gridscope.step".into(), state.step.to_string()),
        ("gridscope.updates".into(), state.updates.to_string()),
        ("gridscope.schedule.origin".into(), origin.to_string()),
        ("gridscope.schedule.held".into(), held.map_or_else(String::new, number)),
        ("gridscope.plateau.factor".into(), number(plateau.factor)),
        ("gridscope.plateau.best".into(), number(plateau.best)),
        ("gridscope.plateau.since_best".into(), plateau.since_best.to_string()),
        ("gridscope.plateau.smoothed".into(), number(plateau.smoothed)),
    ]);
    let file = safetensors::serialize(views, Some(metadata)).map_err(|error| refused(path, error))?;
    Ok(write_atomically(path, &file)?)
}

fn refused(path: &Path, reason: impl ToString) -> TrainError {
    TrainError::Checkpoint { path: path.to_path_buf(), reason: reason.to_string() }
}

/// Reads a checkpoint.
///
/// # Errors
/// When the file is not a complete checkpoint of this program, naming what is missing or wrong.
pub fn read_checkpoint(path: &Path) -> Result<TrainState, TrainError> {
    let bytes = read_bytes(path, MAX_BYTES)?;
    let file =
        SafeTensors::deserialize(&bytes).map_err(|error| refused(path, format!("not a checkpoint ({error})")))?;
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|error| refused(path, error))?;
    let metadata = header.metadata().clone().unwrap_or_default();
    let text = |key: &str| {
        let key = format!("gridscope.{key}");
        metadata.get(&key).cloned().ok_or_else(|| refused(path, format!("not a gridscope checkpoint: no `{key}`")))
    };
    let count = |key: &str| {
        let text = text(key)?;
        text.parse::<u64>().map_err(|_| refused(path, format!("`gridscope.{key}` is `{text}`, not a whole number")))
    };
    let number = |key: &str| Ok::<f64, TrainError>(f64::from_bits(count(key)?));
    let version = text("version")?;
    if version != VERSION {
        return Err(refused(path, format!("checkpoint version {version}; this program reads version {VERSION}")));
    }
    let preset = Preset::from_ron(&text("name")?, &text("preset")?)?;
    let journal = Journal::from_ron(&text("journal")?).map_err(|error| refused(path, format!("journal: {error}")))?;
    let array = |name: &str, shape: &[usize]| {
        let view = file.tensor(name).map_err(|_| refused(path, format!("array `{name}` is missing")))?;
        if view.dtype() != Dtype::F32 || view.shape() != shape {
            let (found, dtype) = (view.shape(), view.dtype());
            return Err(refused(path, format!("array `{name}` is {dtype:?} {found:?}, and has to be F32 {shape:?}")));
        }
        Ok(view.data().as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect::<Vec<f32>>())
    };
    let (mut weights, mut moments) = (Vec::new(), Vec::new());
    for (name, shape) in network_shape(&preset.params).parameters() {
        weights.push(array(&name, &shape)?);
        moments.push([array(&format!("adam.first.{name}"), &shape)?, array(&format!("adam.second.{name}"), &shape)?]);
    }
    let held = if text("schedule.held")?.is_empty() { None } else { Some(number("schedule.held")?) };
    let plateau = Plateau {
        factor: number("plateau.factor")?,
        best: number("plateau.best")?,
        since_best: count("plateau.since_best")?,
        smoothed: number("plateau.smoothed")?,
    };
    let schedule = RateSchedule { origin: count("schedule.origin")?, held, plateau };
    Ok(TrainState { preset, step: count("step")?, updates: count("updates")?, schedule, weights, moments, journal })
}

/// Name of the checkpoint of a step, so that names sort by step.
#[must_use]
pub fn checkpoint_name(step: u64) -> String {
    format!("checkpoint-{step:09}.safetensors")
}

/// The checkpoint a path means: the file itself, or the newest one of a run folder that can be read.
///
/// # Errors
/// When there is none, with the reason for the newest file.
pub fn find_checkpoint(path: &Path) -> Result<(PathBuf, TrainState), TrainError> {
    if !path.is_dir() {
        return Ok((path.to_path_buf(), read_checkpoint(path)?));
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(path)
        .map_err(|error| refused(path, error))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("checkpoint-") && name.ends_with(".safetensors")
        })
        .collect();
    files.sort();
    let mut reason = refused(path, "the folder has no checkpoint");
    for file in files.into_iter().rev() {
        match read_checkpoint(&file) {
            Ok(state) => return Ok((file, state)),
            Err(error) => reason = error,
        }
    }
    Err(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Compute;
    use crate::preset::Params;
    use crate::train::Trainer;

    fn small() -> Preset {
        let mut preset = Preset::new("test", Params::default());
        for (name, value) in [("units", "8"), ("hidden", "4"), ("trajectory_length", "6"), ("trajectories", "3")] {
            preset.params.set_text(name, value).expect("in range");
        }
        preset
    }

    #[test]
    fn a_run_goes_on_exactly_from_its_checkpoint() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(checkpoint_name(3));
        let mut straight = Trainer::new(small(), Compute::cpu()).expect("small run");
        for _ in 0..3 {
            straight.train_step();
        }
        straight.apply("capacity.enabled", "false").expect("live");
        write_checkpoint(&path, &straight.state()).expect("writable");
        let (_, state) = find_checkpoint(folder.path()).expect("just written");
        assert_eq!(state.hash(), straight.state().hash(), "read back to the last bit");
        let mut resumed = Trainer::from_state(state, Compute::cpu()).expect("own state");
        for _ in 0..3 {
            assert_eq!(straight.train_step(), resumed.train_step(), "same losses");
        }
        assert_eq!(straight.state().hash(), resumed.state().hash(), "same state");
        assert_eq!(resumed.journal().entries.len(), 1, "the journal came along");
    }

    #[test]
    fn half_a_file_is_refused_and_an_older_one_found() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let trainer = Trainer::new(small(), Compute::cpu()).expect("small run");
        let good = folder.path().join(checkpoint_name(1));
        write_checkpoint(&good, &trainer.state()).expect("writable");
        let bytes = std::fs::read(&good).expect("just written");
        std::fs::write(folder.path().join(checkpoint_name(2)), &bytes[..bytes.len() / 2]).expect("writable");
        assert_eq!(find_checkpoint(folder.path()).expect("the older one is whole").0, good);
        std::fs::remove_file(&good).expect("just written");
        let error = find_checkpoint(folder.path()).expect_err("only half a file").to_string();
        assert!(error.contains(&checkpoint_name(2)), "names the file: {error}");
    }
}
