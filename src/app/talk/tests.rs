//! Talks from text and from folders, and the talk that comes with the program.

use super::folder::read_folder;
use super::read::read_talk;
use super::scene::{SceneMeasurement, Talk, TalkError, When};
use super::shipped;
use crate::app::panel::Panels;
use crate::app::panels::PANELS;
use crate::maps::Arena;
use crate::preset::{self, Value, resolve};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;

fn panels() -> Vec<&'static str> {
    Panels::of(PANELS).panes().into_iter().map(|pane| pane.name).collect()
}

fn read(text: &str) -> Result<Talk, TalkError> {
    read_talk("talk.ron", text, None, &panels())
}

/// Of every recording of the talk in `recordings.txt` the name, the preset that is trained, and the sides of the arenas that are recorded.
fn recordings() -> BTreeMap<String, (String, Vec<f32>)> {
    let text = include_str!("../../../presets/talk/recordings.txt");
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let read = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [file, preset, rest @ ..] = words.as_slice() else { panic!("a file and arguments: {line}") };
        let after = |option: &str| {
            let place = rest.iter().position(|word| *word == option).unwrap_or_else(|| panic!("{option}: {line}"));
            rest[place + 1]
        };
        assert!(after("--record-every").parse::<u64>().is_ok_and(|every| every > 0), "{line}");
        let sides = after("--record-arena").split(',').map(|side| side.parse().expect("metres")).collect();
        let name = file.strip_prefix("presets/talk/").and_then(|name| name.strip_suffix(".gsrec"));
        Some((name?.to_owned(), ((*preset).to_owned(), sides)))
    };
    lines.filter_map(read).collect()
}

#[test]
fn the_shipped_talk_has_twelve_scenes_that_can_be_shown() {
    let (talk, recordings) = (shipped(&panels()), recordings());
    assert_eq!(talk.scenes.len(), 12, "as it is announced");
    assert!(!talk.title.is_empty() && talk.folder.is_some(), "its folder is found from the sources");
    for scene in &talk.scenes {
        let title = &scene.title;
        assert!(!title.is_empty() && title.len() < 70, "{title}: it stands on one line");
        assert!(!scene.look_at.is_empty() && !scene.look_at.ends_with('.'), "{title}: one sentence");
        assert!(!scene.note.is_empty() && scene.panel.is_some() && scene.duration_s.is_some(), "{title}");
        let preset = scene.preset.as_ref().expect("what is trained where the recording is missing");
        let name = scene.recording.as_ref().expect("it plays without training");
        let (trained, sides) = recordings.get(name).unwrap_or_else(|| panic!("{name} is listed"));
        assert_eq!(trained, &preset.name, "{title}");
        assert!(scene.step.is_some_and(|step| step <= preset.params.training_steps as u64), "{title}: recorded");
        assert!(scene.arena_m.is_none_or(|side| sides.contains(&side)), "{title}: {sides:?} are recorded");
    }
    for (name, (preset, sides)) in &recordings {
        assert!(talk.scenes.iter().any(|scene| scene.recording.as_ref() == Some(name)), "{name} is shown");
        resolve(preset, None).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(sides.iter().all(|side| Arena::SIDES_M.contains(side)), "{name}");
    }
}

#[test]
fn the_shipped_talk_tells_the_whole_story() {
    let talk = shipped(&panels());
    let shows = |panel: &str| talk.scenes.iter().any(|scene| scene.panel == Some(panel) || scene.beside == Some(panel));
    for panel in ["rate_maps", "losses", "trajectories", "cells", "modules", "spectra", "dissection", "topology"] {
        assert!(shows(panel), "{panel}");
    }
    let presets: Vec<&str> =
        talk.scenes.iter().filter_map(|scene| Some(scene.preset.as_ref()?.name.as_str())).collect();
    for preset in [
        "modules",
        "hexagons",
        "no-capacity",
        "no-capacity-sigma-g-0.1",
        "no-capacity-sigma-g-0.2",
        "no-permutations",
        "no-invariance",
        "no-separation",
    ] {
        assert!(presets.contains(&preset), "{preset}");
    }
}

#[test]
fn a_scene_says_what_is_shown() {
    let text = r#"(
        version: 1,
        title: "Mine", // and only mine
        idle_s: 60,
        scenes: [
            (title: "A", preset: "instant", panel: "losses", beside: "cells", module: 2, unit: 7, duration_s: 5.5,
             interventions: [(step: 500, name: "capacity.enabled", value: false), (after_s: 3, name: "sigma_g", value: 0.2)]),
            (recording: "somewhere", preset: "hexagons", step: 14_000, steps_per_second: 50, arena_m: 3, measure: "topology"),
        ],
    )"#;
    let talk = read(text).expect("valid");
    assert_eq!((talk.title.as_str(), talk.idle_s), ("Mine", Some(60.0)));
    let [a, b] = talk.scenes.as_slice() else { panic!("two scenes") };
    assert_eq!((a.panel, a.beside, a.module, a.unit), (Some("losses"), Some("cells"), Some(1), Some(7)));
    assert_eq!(a.preset.as_ref().map(|preset| preset.name.as_str()), Some("instant"));
    assert_eq!((a.changes[0].when, &a.changes[0].value), (When::Step(500), &Value::Switch(false)));
    assert_eq!((a.changes[1].when, &a.changes[1].value), (When::AfterS(3.0), &Value::Number(0.2)));
    assert_eq!((b.step, b.steps_per_second, b.arena_m), (Some(14_000), Some(50.0), Some(3.0)));
    assert_eq!((b.measure, b.recording.as_deref()), (Some(SceneMeasurement::Topology), Some("somewhere")));
    assert_eq!(talk.recording(b), None, "it is not there");
}

#[test]
fn faults_have_their_place_and_remedy() {
    let scene = |fields: &str| format!("(version: 1, scenes: [\n(preset: \"instant\", {fields})])");
    for (text, place, words) in [
        ("(scenes: [])".to_owned(), (1, 1), "`version` is missing"),
        ("(version: 2, scenes: [])".into(), (1, 11), "`version` has to be 1"),
        ("(version: 1)".into(), (1, 1), "`scenes` is missing"),
        ("(version: 1, scenes: [])".into(), (1, 22), "at least one scene"),
        ("(version: 1, scenes: 3)".into(), (1, 22), "a list in square brackets"),
        ("(version: 1, scenes: [3])".into(), (1, 23), "a scene has to be"),
        ("(version: 1, scenes: [(title: \"A\")])".into(), (1, 23), "a `recording` or a `preset`"),
        ("(version: 1, scenes: [(recording: \"a\")])".into(), (1, 35), "there is no a.gsrec"),
        ("(version: 1, scenes: [(preset: \"instnat\")])".into(), (1, 32), "nearest name is `instant`"),
        ("(version: 1, scenes: [(preset: \"../x\")])".into(), (1, 32), "without folder"),
        ("(version: 1, idl_s: 3, scenes: [])".into(), (1, 14), "nearest name is `idle_s`"),
        ("(version: 1, idle_s: 0, scenes: [(preset: \"instant\")])".into(), (1, 22), "a number from 1 to 86400"),
        (scene("titel: \"A\""), (2, 21), "nearest name is `title`"),
        (scene("title: \"A\", title: \"B\""), (2, 33), "twice"),
        (scene("title: 3"), (2, 28), "text in double quotes"),
        (scene("panel: \"loss\""), (2, 28), "valid: controls, rate_maps"),
        (scene("measure: \"all\""), (2, 30), "valid: dissection, topology, capacity"),
        (scene("step: -1"), (2, 27), "whole number"),
        (scene("module: 0"), (2, 29), "from 1 to 100"),
        (scene("arena_m: 99"), (2, 30), "from 0.5 to 20"),
        (scene("interventions: [(name: \"sigma_g\", value: 0.2)]"), (2, 37), "either `after_s` or `step`"),
        (scene("interventions: [(step: 1, value: 0.2)]"), (2, 37), "`name` is missing"),
        (scene("interventions: [(step: 1, name: \"sigma\", value: 0.2)]"), (2, 53), "no parameter `sigma`"),
        (scene("interventions: [(step: 1, name: \"sigma_g\", value: 9)]"), (2, 71), "`sigma_g` cannot be 9"),
    ] {
        match read(&text) {
            Err(TalkError::At { file, line, column, fault }) => {
                assert!(fault.contains(words), "{text}\ngave {fault}");
                assert_eq!((file.as_str(), (line, column)), ("talk.ron", place), "{text}\ngave {fault}");
            }
            other => panic!("{text} gave {other:?}"),
        }
    }
    let cut = read("(version: 1,\n scenes: [(title: \"A\"").expect_err("cut off");
    assert!(matches!(cut, TalkError::At { line: 2, .. }), "{cut}");
    let many = format!("(version: 1, scenes: [{}])", "(preset: \"instant\"),".repeat(201));
    assert!(read(&many).is_err_and(|error| error.to_string().contains("at most 200")));
}

#[test]
fn a_folder_without_a_talk_shows_what_is_in_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nothing = read_folder(folder.path(), &panels()).expect_err("nothing to show");
    assert!(nothing.to_string().contains("no preset and no recording"), "{nothing}");
    let own = preset::Preset { purpose: "Mine".to_owned(), ..preset::default_preset().clone() };
    let own = preset::Preset { name: "b mine".to_owned(), ..own };
    preset::save(&own, folder.path(), false).expect("writable");
    fs::write(folder.path().join("a.gsrec"), "").expect("writable");
    fs::write(folder.path().join("c.txt"), "").expect("writable");
    let talk = read_folder(folder.path(), &panels()).expect("two scenes");
    let titles: Vec<&str> = talk.scenes.iter().map(|scene| scene.title.as_str()).collect();
    assert_eq!(titles, ["a", "Mine"], "in the order of their names");
    assert_eq!(talk.recording(&talk.scenes[0]), Some(folder.path().join("a.gsrec")));
    let text = "(version: 1, scenes: [(preset: \"b mine\"), (recording: \"a\")])";
    fs::write(folder.path().join("talk.ron"), text).expect("writable");
    let talk = read_folder(folder.path(), &panels()).expect("its own preset and recording");
    assert_eq!(talk.scenes[0].preset.as_ref().map(|preset| preset.purpose.as_str()), Some("Mine"));
    fs::write(folder.path().join("talk.ron"), "(version: 1, scenes: [(recording: \"b\")])").expect("writable");
    let error = read_folder(folder.path(), &panels()).expect_err("no such recording").to_string();
    assert!(error.contains("talk.ron:1:35: there is no b.gsrec"), "{error}");
    assert!(read_folder(&folder.path().join("none"), &panels()).is_err(), "no such folder");
}

proptest! {
    #[test]
    fn no_text_panics(text in "(?s).{0,80}|[()a-z_:,0-9.\"/* \n\\[\\]]{0,80}") {
        let _ = read(&text);
        let _ = read(&format!("(version: 1, scenes: [{text}])"));
        let _ = read(&format!("(version: 1, scenes: [(preset: \"instant\", {text})])"));
        let _ = read(&format!("(version: 1, scenes: [(preset: \"instant\", interventions: [({text})])])"));
    }
}
