//! Recordings as people have them: each is read with the same numbers as a clean one, asked about, or refused.

use crate::data::{ArenaShape, Intake};
use crate::files::{Numbers, write_npz};
use crate::import::test_walk::TestWalk;
use crate::import::{
    Cells, CellsError, ImportQuestion, LengthUnit, MapAxes, ReadChoice, ReadSettings, TrajectoryError, read_cells,
    read_walk,
};

fn read(walk: &TestWalk, choice: ReadChoice) -> Result<Cells, CellsError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("cells.npz");
    walk.write_cells(&path);
    read_cells(&path, &ReadSettings { choice, ..ReadSettings::default() })
}

fn clean() -> Cells {
    read(&TestWalk::new(), ReadChoice::default()).expect("a clean recording")
}

fn asked(result: Result<Cells, CellsError>) -> ImportQuestion {
    match result {
        Err(CellsError::Question { question, .. }) => question,
        other => panic!("a question: {other:?}"),
    }
}

/// The walk of a table, and what was found in it.
fn walked(walk: &TestWalk, choice: &ReadChoice) -> Result<Intake, TrajectoryError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("rat.csv");
    walk.write_table(&path);
    read_walk(&path, choice).map(|(_, intake)| intake)
}

/// The share of bins whose rates differ by more than a twentieth.
#[track_caller]
fn differing(cells: &Cells, from: &Cells) -> f64 {
    assert_eq!(cells.maps.arena.bins, from.maps.arena.bins);
    let near = |(a, b): (&f32, &f32)| (a.is_nan() && b.is_nan()) || (a - b).abs() <= 0.05 * (1.0 + b.abs());
    let pairs = cells.maps.rates.iter().zip(&from.maps.rates);
    pairs.filter(|pair| !near(*pair)).count() as f64 / from.maps.rates.len() as f64
}

#[test]
fn a_clean_recording_has_no_warning() {
    let intake = clean().intake;
    assert_eq!(intake.warnings, Vec::<String>::new());
    assert_eq!((intake.units, intake.units_without_spikes, intake.gaps), (3, 0, 0));
    assert_eq!(intake.spikes_on_track_share, Some(1.0));
    assert!(intake.sampling_hz.is_some_and(|hz| (hz - 20.0).abs() < 1e-6), "{intake:?}");
    assert!(intake.speed_median_m_s.is_some_and(|speed| (speed - 0.25).abs() < 1e-6), "{intake:?}");
    assert!(intake.notes.iter().any(|words| words.contains("the arena, by where the animal was: 0.9")), "{intake:?}");
    let of_walk = walked(&TestWalk::new(), &ReadChoice::default()).expect("a clean track");
    assert_eq!((of_walk.warnings, of_walk.duration_s), (Vec::new(), intake.duration_s));
}

#[test]
fn errant_samples_and_lost_frames_are_left_out() {
    let from = clean();
    let mut errant = TestWalk::new();
    errant.x[3000] = 4.2;
    let cells = read(&errant, ReadChoice::default()).expect("cells");
    assert!(differing(&cells, &from) < 0.01, "one sample less");
    assert!(cells.intake.warnings[0].contains("sample 3000 at 150 s, (4.2, "), "{:?}", cells.intake.warnings);
    let mut zeros = TestWalk::new().moved(1.0, 0.3);
    let lost = |sample: &usize| sample / 30 % 33 == 5;
    for sample in (0..TestWalk::SAMPLES).filter(lost) {
        (zeros.x[sample], zeros.y[sample]) = (0.0, 0.0);
    }
    let cells = read(&zeros, ReadChoice::default()).expect("cells");
    assert!((cells.maps.arena.box_m - from.maps.arena.box_m).abs() < 0.02, "{:?}", cells.maps.arena);
    assert!((cells.intake.errant_share - 0.03).abs() < 0.001, "{:?}", cells.intake);
    assert!(cells.intake.warnings[0].contains("stand at (0, 0)"), "{:?}", cells.intake.warnings);
    for walk in [&errant, &zeros] {
        let intake = walked(walk, &ReadChoice::default()).expect("a track");
        assert!(intake.warnings.len() == 1 && intake.errant_share > 0.0, "the same of a walk: {intake:?}");
        assert!(intake.extent_m.is_some_and(|sides| sides.iter().all(|side| *side < 1.0)), "{intake:?}");
    }
}

#[test]
fn other_units_of_length_are_asked_for_and_read() {
    let from = clean();
    for (times, unit, label) in
        [(100.0, LengthUnit::Centimetres, "centimetres: 0.9"), (1000.0, LengthUnit::Millimetres, "millimetres: 0.9")]
    {
        let walk = TestWalk::new().moved(times, 7.0);
        let question = asked(read(&walk, ReadChoice::default()));
        assert!(question.text.contains("are they metres?"), "{question}");
        let answer = question.answers.iter().find(|answer| answer.choice.unit == Some(unit)).expect("is offered");
        assert!(answer.label.starts_with(label), "{answer:?}");
        let cells = read(&walk, answer.choice.clone()).expect("cells");
        assert!(differing(&cells, &from) < 0.01 && cells.intake.warnings.is_empty(), "{:?}", cells.intake);
        let error = walked(&walk, &ReadChoice::default()).expect_err("the same question");
        assert!(matches!(error, TrajectoryError::Track(CellsError::Question { .. })), "{error}");
        let intake = walked(&walk, &answer.choice).expect("a track");
        assert!(intake.notes[0].contains(unit.name()), "{intake:?}");
    }
    let pixels = TestWalk::new().moved(320.0, 0.0);
    let choice = ReadChoice { pixels_per_m: Some(320.0), ..ReadChoice::default() };
    // What was said is taken.
    let far = TestWalk::new().moved(300.0, 0.0);
    let metres = ReadChoice { unit: Some(LengthUnit::Metres), ..ReadChoice::default() };
    assert!(walked(&far, &ReadChoice::default()).is_err() && walked(&far, &metres).is_ok(), "a flight");
    let question = asked(read(&pixels, ReadChoice::default()));
    assert!(question.takes_pixels && question.to_string().contains("--pixels-per-metre N"), "{question}");
    assert!(!question.text.contains("--"), "what is asked is the same in the window: {question}");
    assert!(differing(&read(&pixels, choice).expect("cells"), &from) < 0.01);
}

#[test]
fn spikes_by_another_clock_are_asked_for_and_read() {
    let from = clean();
    for (change, option) in
        [((|t| 1e3 * t) as fn(f64) -> f64, "--spike-clock ms"), (|t| 3e4 * t, "--spike-clock 30000hz")]
    {
        let mut walk = TestWalk::new();
        walk.spike_times.iter_mut().for_each(|t| *t = change(*t));
        let question = asked(read(&walk, ReadChoice::default()));
        let answer = &question.answers[0];
        assert_eq!(answer.option, option, "{question}");
        let cells = read(&walk, answer.choice.clone()).expect("cells");
        assert!(differing(&cells, &from) < 0.01 && cells.intake.spikes_on_track_share == Some(1.0));
    }
    // A track by the clock of the day, with spikes from its beginning on.
    let mut late = TestWalk::new();
    late.t.iter_mut().for_each(|t| *t += 36_000.0);
    let question = asked(read(&late, ReadChoice::default()));
    assert_eq!(question.answers[0].option, "--spike-clock s+36000", "{question}");
    assert!(read(&late, question.answers[0].choice.clone()).is_ok());
    // Some off the track are told, most of them by no usual clock refused.
    let mut walk = TestWalk::new();
    walk.spike_times.iter_mut().for_each(|t| *t += 60.0);
    let intake = read(&walk, ReadChoice::default()).expect("cells").intake;
    assert!(intake.warnings[0].contains("% of the spikes lie off the track"), "{intake:?}");
    walk.spike_times.iter_mut().for_each(|t| *t = *t / 7.0 - 1e6);
    let error = read(&walk, ReadChoice::default()).expect_err("by no usual clock").to_string();
    for word in ["`spike_units`", "100 % of the spikes lie off the track", "0 to 299.95 s", "--spike-clock"] {
        assert!(error.contains(word), "{word}: {error}");
    }
}

#[test]
fn a_track_in_milliseconds_is_implausible() {
    let mut walk = TestWalk::new();
    walk.t.iter_mut().for_each(|t| *t *= 1e3);
    let intake = read(&walk, ReadChoice::default()).expect("cells").intake;
    for words in ["All spikes lie within 0.10 % of the time", "0.020 samples a second"] {
        assert!(intake.warnings.iter().any(|warning| warning.contains(words)), "{words}: {intake:?}");
    }
}

#[test]
fn units_of_a_sorter_keep_their_numbers() {
    let from = clean();
    let mut walk = TestWalk::new();
    walk.spike_units.iter_mut().for_each(|unit| *unit = [7.0, 1003.0, 49_999.0][*unit as usize]);
    walk.spike_units.extend([-1.0; 9]);
    walk.spike_times.extend([5.0; 9]);
    let cells = read(&walk, ReadChoice::default()).expect("cells");
    assert_eq!((cells.labels, cells.maps.units), (vec!["7".to_owned(), "1003".into(), "49999".into()], 3));
    assert_eq!(cells.intake.not_read, ["9 spikes of unit -1: of no unit"]);
    assert_eq!(cells.maps.rates.len(), from.maps.rates.len());
}

#[test]
fn stacks_with_the_units_last_are_asked_for_and_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("maps.npz");
    let rates: Vec<f64> = (0..4 * 4 * 3).map(|i| f64::from(i % 3) + f64::from(i / 3) / 100.0).collect();
    let of = |shape: &[usize], box_m: f64, choice: ReadChoice| {
        let arrays = [("rate_maps", shape, Numbers::F64(&rates)), ("box_m", &[][..], Numbers::F64(&[box_m]))];
        write_npz(&path, &arrays).expect("writable");
        read_cells(&path, &ReadSettings { choice, ..ReadSettings::default() })
    };
    let question = asked(of(&[4, 4, 3], 1.0, ReadChoice::default()));
    assert_eq!(question.answers[0].label, "3 units of 4 by 4 bins", "{question}");
    let cells = of(&[4, 4, 3], 1.0, question.answers[0].choice.clone()).expect("maps");
    assert_eq!((cells.maps.units, cells.maps.unit(2)[1].to_bits()), (3, 2.01f32.to_bits()));
    let first = ReadChoice { axes: Some(MapAxes::UnitsFirst), ..ReadChoice::default() };
    assert_eq!(of(&[4, 4, 3], 1.0, first).map(|cells| cells.maps.units).ok(), Some(4));
    assert_eq!(of(&[3, 4, 4], 1.0, ReadChoice::default()).map(|cells| cells.maps.units).ok(), Some(3), "no doubt");
    // A box in centimetres.
    let question = asked(of(&[3, 4, 4], 100.0, ReadChoice::default()));
    let cells = of(&[3, 4, 4], 100.0, question.answers[1].choice.clone()).expect("maps");
    assert!((cells.maps.arena.box_m - 1.0).abs() < 1e-6, "{question}");
}

#[test]
fn arenas_can_be_said() {
    let said = |shape| read(&TestWalk::new(), ReadChoice { arena: Some(shape), ..ReadChoice::default() });
    let wide = said(ArenaShape::Rectangle { width_m: 1.5, height_m: 1.0 }).expect("cells");
    assert!((wide.maps.arena.box_m - 1.5).abs() < 1e-6);
    assert_eq!(wide.recorded.map(|recorded| recorded.cells.shape), {
        Some(ArenaShape::Rectangle { width_m: 1.5, height_m: 1.0 })
    });
    let small = said(ArenaShape::Circle { diameter_m: 0.5 }).expect_err("the animal was outside").to_string();
    assert!(small.contains("`--arena`") && small.contains("an arena that holds them"), "{small}");
}
