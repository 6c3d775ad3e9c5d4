use super::*;
use crate::model::Compute;
use crate::preset::{Params, Preset};
use crate::runs::find_checkpoint;
use crate::train::{Trainer, state_hash};
use proptest::prelude::*;

fn small() -> Preset {
    let mut preset = Preset::new("test", Params::default());
    for (name, value) in [("units", "8"), ("hidden", "4"), ("trajectory_length", "6"), ("trajectories", "3")] {
        preset.params.set_text(name, value).expect("in range");
    }
    preset
}

/// A checkpoint after three steps and an intervention, and its trainer.
fn written(path: &Path) -> Trainer {
    let mut trainer = Trainer::new(small(), Compute::cpu()).expect("small run");
    for _ in 0..3 {
        trainer.train_step();
    }
    trainer.apply("capacity.enabled", "false").expect("live");
    let hash = write_checkpoint(path, &trainer, "run a").expect("writable");
    assert_eq!(hash, trainer.state().hash(), "it returns the hash of the state");
    assert_eq!(hash, state_hash(&trainer), "array by array it is the same");
    trainer
}

#[test]
fn a_run_goes_on_exactly_from_its_checkpoint() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(checkpoint_name(3));
    let mut straight = written(&path);
    let (_, state) = find_checkpoint(folder.path()).expect("just written");
    assert_eq!(state.hash(), straight.state().hash(), "read back to the last bit");
    assert_eq!((state.step, &state.preset), (3, straight.preset()));
    assert_eq!(state.schedule.held.map(f64::to_bits), straight.state().schedule.held.map(f64::to_bits));
    let mut resumed = Trainer::from_state(state, Compute::cpu()).expect("own state");
    for _ in 0..3 {
        assert_eq!(straight.train_step(), resumed.train_step(), "same losses");
    }
    assert_eq!(straight.state().hash(), resumed.state().hash(), "same state");
    assert_eq!(resumed.journal().entries.len(), 1, "the journal came along");
}

#[test]
fn any_reader_of_the_format_reads_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(checkpoint_name(3));
    let trainer = written(&path);
    let bytes = std::fs::read(&path).expect("just written");
    let file = safetensors::SafeTensors::deserialize(&bytes).expect("a file of this format");
    let first = &trainer.state().weights[0];
    let name = &crate::train::array_names(&small().params)[0].0;
    let values: Vec<u8> = first.iter().flat_map(|value| value.to_le_bytes()).collect();
    assert_eq!(file.tensor(name).expect("the first layer").data(), values);
}

#[test]
fn half_a_file_is_refused_and_an_older_one_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let good = folder.path().join(checkpoint_name(3));
    written(&good);
    let bytes = std::fs::read(&good).expect("just written");
    std::fs::write(folder.path().join(checkpoint_name(4)), &bytes[..bytes.len() / 2]).expect("writable");
    std::fs::write(folder.path().join(checkpoint_name(5)), &bytes).expect("writable");
    std::fs::write(folder.path().join("z.safetensors"), &bytes).expect("writable");
    assert_eq!(find_checkpoint(folder.path()).expect("the older one is whole").0, good, "nor one with another's name");
    std::fs::remove_file(&good).expect("just written");
    let error = find_checkpoint(folder.path()).expect_err("only half a file").to_string();
    assert!(error.contains(&checkpoint_name(5)), "names the newest file: {error}");
}

#[test]
fn other_files_are_refused_by_their_headers() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("x.safetensors");
    let check = |bytes: &[u8], words: &[&str]| {
        std::fs::write(&path, bytes).expect("writable");
        let error = read_checkpoint(&path).expect_err(words[0]).to_string();
        for word in words.iter().chain(&["x.safetensors"]) {
            assert!(error.contains(word), "{word}: {error}");
        }
    };
    check(b"", &["too short"]);
    check(&u64::MAX.to_le_bytes(), &["longer than it can be"]);
    check(b"\x02\0\0\0\0\0\0\0{}", &["not a gridscope checkpoint"]);
    check(b"\x14\0\0\0\0\0\0\0{\"__metadata__\":{} }", &["no `version`"]);
    check(b"\x02\0\0\0\0\0\0\0[]", &["not a checkpoint"]);
}

fn bytes() -> &'static [u8] {
    static BYTES: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    BYTES.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.safetensors");
        written(&path);
        std::fs::read(path).expect("just written")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Of 500 files with one wrong bit, version 1 took 430.
    #[test]
    fn a_flipped_bit_is_told(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.safetensors");
        let mut changed = bytes().to_vec();
        changed[at.index(bytes().len())] ^= 1 << bit;
        std::fs::write(&path, changed).expect("writable");
        prop_assert!(read_checkpoint(&path).is_err());
    }
}

#[test]
fn numbers_that_cannot_be_are_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("x.safetensors");
    let good = written(&path).state();
    for (what, change) in [
        ("finite", (|state| state.weights[0][3] = f32::NAN) as fn(&mut crate::train::TrainState)),
        ("squares not negative", |state| state.moments[1][1][0] = -1.0),
        ("gridscope.updates", |state| state.updates = 4),
        ("gridscope.schedule.origin", |state| state.schedule.origin = 4),
        ("gridscope.schedule.held", |state| state.schedule.held = Some(f64::NAN)),
        ("gridscope.plateau.factor", |state| state.schedule.plateau.factor = 2.0),
        ("journal", |state| state.journal.entries[0].step = 4),
    ] {
        let mut state = good.clone();
        change(&mut state);
        write_checkpoint(&path, &state, "").expect("writable");
        let error = read_checkpoint(&path).expect_err(what).to_string();
        assert!(error.contains(what), "{what}: {error}");
    }
}
