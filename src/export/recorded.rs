//! Where a recording is from, and the command that trains and records its run again.

use super::provenance::{Provenance, shell_word};
use crate::preset::{Preset, TABLE, bundled, default_preset};
use crate::runs::{FrameKind, RunRecording};
use crate::stream::{Intervention, Journal};
use crate::train::{RECORD_EVERY, scripted_interventions};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How recordings begin, of whatever version.
pub(super) const RECORDING_SIGNATURE: &[u8] = b"gridscope recording ";

impl Provenance {
    /// Of a recording, as its head tells and as far as it goes: the command trains the same run as far, with every intervention
    /// at its step, and records it again.
    #[must_use]
    pub fn of_recording(what: &str, recording: &RunRecording) -> Self {
        let (head, preset) = (recording.head(), recording.preset());
        Self {
            program: head.program.clone(),
            preset: preset.name.clone(),
            seed: preset.params.seed,
            step: Some(recording.steps()[1]),
            run: head.run.clone(),
            folder: head.folder.clone(),
            journal_sha256: Journal { entries: recording.interventions().to_vec() }.hash(),
            instruction_set: head.instruction_set.clone(),
            device: head.device.clone(),
            command: command(recording),
            ..Self::here(what)
        }
    }
}

/// The bundled preset of the same name, or else one that everybody has: what differs is set; and the interventions that it makes
/// by itself. A preset does not let go of its script, so it is its own where the run made every change of it, and one without a
/// script elsewhere.
fn base(name: &str, journal: &[Intervention], last: u64) -> (&'static Preset, Vec<Intervention>) {
    let of = |preset| (preset, scripted_interventions(preset).0);
    let own = bundled().iter().find(|base| base.name == name).map(of);
    let is_made = |change: &Intervention| change.step > last || journal.iter().any(|entry| is_same(change, entry));
    let plain = || bundled().iter().find(|base| base.script.is_empty()).unwrap_or_else(default_preset);
    own.filter(|(_, script)| script.iter().all(is_made)).unwrap_or_else(|| of(plain()))
}

/// Whether two interventions do the same; what was there before may differ.
fn is_same(a: &Intervention, b: &Intervention) -> bool {
    (a.step, &a.name, &a.new) == (b.step, &b.name, &b.new)
}

fn command(recording: &RunRecording) -> String {
    let (preset, journal, [_, last]) = (recording.preset(), recording.interventions(), recording.steps());
    let (base, script) = base(&preset.name, journal, last);
    let mut command =
        format!("gridscope train {} --seed {} --steps {last}", shell_word(&base.name), preset.params.seed);
    let mut add = |word: &str, value: &str| {
        let _ = write!(command, " {word} {}", shell_word(value)); // a String takes all
    };
    if recording.head().device.starts_with("CPU") {
        add("--device", "cpu");
    }
    for spec in TABLE.iter().filter(|spec| spec.name != "seed") {
        let value = spec.value_in(&preset.params);
        if value != spec.value_in(&base.params) {
            add("--set", &format!("{}={value}", spec.name));
        }
    }
    let by_hand = journal.iter().filter(|entry| !script.iter().any(|change| is_same(change, entry)));
    for Intervention { step, name, new, .. } in by_hand {
        add("--at", &format!("{step}:{name}={new}"));
    }
    let name = recording.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    add("--record", &name);
    if let Some(every) = interval(recording).filter(|every| *every != RECORD_EVERY) {
        add("--record-every", &every.to_string());
    }
    let mut sides: Vec<f32> = Vec::new();
    for frame in recording.frames() {
        if let FrameKind::Arena { side_m } = frame.kind
            && !sides.contains(&side_m)
        {
            sides.push(side_m);
        }
    }
    if !sides.is_empty() {
        let sides: Vec<String> = sides.iter().map(ToString::to_string).collect();
        add("--record-arena", &sides.join(","));
    }
    command
}

/// Steps from live maps to live maps, as it was most often: some are left out where the machine had much to do.
fn interval(recording: &RunRecording) -> Option<u64> {
    let live = recording.frames().iter().filter(|frame| frame.kind == FrameKind::Live);
    let steps: Vec<u64> = live.map(|frame| frame.step).collect();
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for pair in steps.windows(2).filter(|pair| pair[1] > pair[0]) {
        *counts.entry(pair[1] - pair[0]).or_default() += 1;
    }
    // Of those that were as often, the shortest.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(steps, _)| steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_recording_names_its_run_and_how_to_make_it_again() {
        let recording = RunRecording::bundled().expect("it comes with the program");
        let from = Provenance::of_recording("recording", &recording);
        assert_eq!((from.preset.as_str(), from.step), ("modules", Some(recording.steps()[1])));
        let begin = format!("gridscope train modules --seed {} --steps {}", from.seed, recording.steps()[1]);
        assert!(from.command.starts_with(&begin), "{}", from.command);
        let made = from.command.matches(" --at ").count();
        let (script, _) = scripted_interventions(default_preset());
        let is_made = |change: &&Intervention| recording.interventions().iter().any(|entry| is_same(change, entry));
        let scripted = script.iter().filter(is_made).count();
        assert_eq!((made, scripted), (recording.interventions().len() - 3, 3), "{}", from.command);
        assert!(from.command.contains(" --record "), "{}", from.command);
    }

    #[test]
    fn a_preset_that_others_lack_is_told_by_what_differs() {
        let base = |name: &str, journal: &[Intervention], last: u64| base(name, journal, last).0;
        let plain = base("of my own", &[], 9);
        assert!(plain.script.is_empty());
        assert_eq!(base("no-separation", &[], 9).name, "no-separation");
        let own = default_preset();
        let made = |step: u64, new: &str| Intervention {
            step,
            name: "capacity.weight".into(),
            old: "0.6".into(),
            new: new.into(),
        };
        let journal: Vec<Intervention> = own.script.iter().map(|change| made(change.step, &change.value)).collect();
        assert_eq!(base(&own.name, &journal, u64::MAX).name, own.name, "it made its script");
        assert_eq!(base(&own.name, &[], 9).name, own.name, "it has not come so far");
        assert_eq!(base(&own.name, &journal[1..], u64::MAX).name, plain.name, "it was kept from a change");
        assert_eq!(base(&own.name, &[made(own.script[0].step, "0.9")], own.script[0].step).name, plain.name);
    }
}
