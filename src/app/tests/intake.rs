//! Recordings as people have them, dropped or typed: the banner, the question and its answers, what is refused, and the Log.

use super::{Bell, Window};
use crate::app::panel::Panel as _;
use crate::app::panels::generalisation::GeneralisationPanel;
use crate::files::{Numbers, write_npz};
use crate::import::test_walk::TestWalk;
use crate::import::{LengthUnit, ReadChoice, WalkFile};
use crate::maps::{MapSet, Origin};
use crate::measure::MovementChoice;
use crate::stream::{Command, Severity};
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// Longer than anything here takes on a machine with much to do.
const LONG: Duration = Duration::from_secs(20);

/// A window, and a folder for files that are dropped onto it.
struct Desk {
    folder: TempDir,
    window: Window,
    bell: Bell,
}

impl Desk {
    fn new() -> Self {
        let (window, bell) = Window::with_bell(|_| {});
        Self { folder: tempfile::tempdir().expect("a temporary folder"), window, bell }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Lets the window draw until something is so, or nothing works for it any more.
    #[track_caller]
    fn until(&mut self, so: impl Fn(&Window) -> bool) {
        while !so(&self.window) {
            let rung = self.bell.recv_timeout(LONG);
            assert!(rung.is_ok(), "it never was so: {:?}", self.window.harness.state().log_lines());
            self.window.frames();
        }
        self.window.frames(); // what has just come is not yet in its place
    }

    /// Drops a file and waits for words on screen.
    #[track_caller]
    fn drop_until(&mut self, name: &str, words: &str) {
        let path = self.path(name);
        self.window.drop_file(&path);
        self.until(|window| window.shows(words));
    }

    /// Drops a file that is refused, and returns what the Log says of it.
    fn drop_refused(&mut self, name: &str) -> String {
        let path = self.path(name);
        let said = |window: &Window| {
            let lines = window.harness.state().log_lines();
            let line = lines.iter().find(|line| line.severity == Severity::Warning && line.text.contains(name));
            line.map(|line| line.text.clone())
        };
        self.window.drop_file(&path);
        self.until(|window| said(window).is_some());
        assert!(self.window.shown().is_none() && !self.window.shows("Leave it"), "{name} is not asked about");
        said(&self.window).expect("it was said")
    }

    fn cells(&self, name: &str, walk: &TestWalk) {
        walk.write_cells(&self.path(name));
    }

    fn table(&self, name: &str, walk: &TestWalk) {
        walk.write_table(&self.path(name));
    }

    fn arrays(&self, name: &str, arrays: &[(&str, &[usize], Numbers<'_>)]) {
        write_npz(&self.path(name), arrays).expect("writable");
    }

    /// Answers the question on screen by the button whose label begins like this.
    #[track_caller]
    fn answer(&mut self, label: &str) {
        let is_answer = |node: &egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            node.role() == Role::Button && node.label().is_some_and(|text| text.starts_with(label))
        };
        let answer = self.window.harness.query_all_by_label_contains(label).find(is_answer);
        answer.unwrap_or_else(|| panic!("an answer {label}")).click();
        self.window.frames();
        assert!(!self.window.shows("Leave it"), "it was answered");
    }

    /// No options of the command line are on screen.
    #[track_caller]
    fn speaks_of_its_own(&self) {
        for words in ["--unit", "--pixels", "--spike", "--axes", "gridscope analyze"] {
            assert!(!self.window.shows(words), "{words}");
        }
    }

    /// A file is asked about with these words, and not read.
    #[track_caller]
    fn asks(&mut self, name: &str, words: &str) {
        self.drop_until(name, words);
        assert!(self.window.shows(name) && self.window.shows("Leave it"), "{name}");
        self.speaks_of_its_own();
        assert!(self.window.has_said(words), "and in the Log");
        assert!(self.window.shown().is_none(), "nothing was read");
    }

    /// The side of the cells on screen, metres.
    fn side_m(&self) -> f32 {
        self.window.shown().expect("maps").maps.arena.box_m
    }

    fn movement(&self) -> Option<MovementChoice> {
        let panel: &GeneralisationPanel = self.window.harness.state().settings().panels.get();
        panel.movement()
    }

    /// Nothing is asked, and nothing implausible.
    #[track_caller]
    fn is_plain(&self) {
        for words in ["Leave it", "Seen"] {
            assert!(self.window.harness.query_by_label(words).is_none(), "{words}");
        }
        let is_of_file = |text: &str| [".npz", ".csv"].iter().any(|ending| text.contains(ending));
        for line in self.window.harness.state().log_lines() {
            assert!(line.severity == Severity::Info || !is_of_file(&line.text), "{line:?}");
        }
    }

    /// A banner says this about a file, and the Log keeps it when it is put away.
    #[track_caller]
    fn says_banner(&mut self, name: &str, words: &str) {
        assert!(self.window.shows(&format!("Is {name} right?")), "{name}");
        assert!(self.window.shows(words), "{words}");
        self.window.click("Seen");
        assert!(!self.window.shows(&format!("Is {name} right?")), "put away");
        let lines = self.window.harness.state().log_lines();
        let is_it = |text: &str| text.contains(words) && text.starts_with(&format!("{name}: "));
        assert!(lines.iter().any(|line| line.severity == Severity::Warning && is_it(&line.text)), "{words}: {lines:?}");
    }
}

/// The side of a clean recording, metres.
fn clean_m() -> f32 {
    let mut desk = Desk::new();
    desk.cells("clean.npz", &TestWalk::new());
    desk.drop_until("clean.npz", "clean.npz · 3 units");
    desk.side_m()
}

#[test]
fn a_clean_recording_is_told_in_the_log_and_shows_no_banner() {
    let mut desk = Desk::new();
    desk.cells("cells.npz", &TestWalk::new());
    desk.table("rat.csv", &TestWalk::new());
    desk.drop_until("cells.npz", "cells.npz · 3 units");
    desk.is_plain();
    for words in [
        "cells.npz: read as: NPZ with a track and spikes; track: 299.9 s, 20 Hz, 0.9",
        "0.25 m/s (median)",
        "3 units, ",
        "100 % of them on the track",
        "the arena, by where the animal was: 0.9",
    ] {
        assert!(desk.window.has_said(words), "{words}: {:?}", desk.window.harness.state().log_lines());
    }
    desk.drop_until("rat.csv", "Walk the network");
    desk.until(|window| window.has_said("rat.csv: read as: table with a track; track: 299.9 s, 20 Hz"));
    desk.is_plain();
}

#[test]
fn gaps_of_a_track_are_said() {
    let mut desk = Desk::new();
    let mut walk = TestWalk::new();
    walk.t[3000..].iter_mut().for_each(|t| *t += 36_000.0);
    desk.table("gap.csv", &walk);
    desk.drop_until("gap.csv", "Is gap.csv right?");
    desk.says_banner("gap.csv", "99 % of the time lie in gaps of the track, where nothing counts");
    assert!(desk.window.has_said("the track has 1 gap, 36000.1 s in all: nothing counts there"));
    // Who rests is looked at.
    let mut rest = TestWalk::new();
    let [last_s, x, y] = [&rest.t, &rest.x, &rest.y].map(|along| along[TestWalk::SAMPLES - 1]);
    (1..72_000).for_each(|i| rest.t.push(last_s + 0.05 * f64::from(i)));
    rest.x.resize(rest.t.len(), x);
    rest.y.resize(rest.t.len(), y);
    desk.table("rest.csv", &rest);
    let path = desk.path("rest.csv");
    desk.window.drop_file(&path);
    desk.until(|window| window.has_said("rest.csv: read as: "));
    assert!(!desk.window.shows("Is rest.csv right?"));
}

#[test]
fn errant_samples_and_lost_frames_are_in_a_banner_and_left_out() {
    let clean_m = clean_m();
    let mut errant = TestWalk::new();
    errant.x[3000] = 4.2;
    let mut zeros = TestWalk::new().moved(1.0, 0.3);
    for sample in (0..TestWalk::SAMPLES).filter(|sample| sample / 30 % 33 == 5) {
        (zeros.x[sample], zeros.y[sample]) = (0.0, 0.0);
    }
    for (walk, words) in [
        (&errant, "1 of 6 000 samples lies where the animal cannot have been, left out: sample 3000 at 150 s, (4.2, "),
        (&zeros, "180 of 6 000 samples stand at (0, 0), reached and left by jumps: lost frames, left out"),
    ] {
        let mut desk = Desk::new();
        desk.cells("cells.npz", walk);
        desk.table("rat.csv", walk);
        desk.drop_until("cells.npz", "Is cells.npz right?");
        assert!((desk.side_m() - clean_m).abs() < 0.02, "{} m", desk.side_m());
        desk.says_banner("cells.npz", words);
        desk.drop_until("rat.csv", "Is rat.csv right?");
        desk.says_banner("rat.csv", words);
    }
}

#[test]
fn the_unit_of_places_is_a_choice() {
    let clean_m = clean_m();
    for (name, times, answer, note) in [
        ("cm", 100.0, "centimetres: 0.9", "places were read as centimetres"),
        ("mm", 1000.0, "millimetres: 0.9", "places were read as millimetres"),
        ("px", 320.0, "pixels", "places were read as pixels, 320 a metre"),
    ] {
        let mut desk = Desk::new();
        let [cells, table] = [format!("{name}.npz"), format!("{name}.csv")];
        let walk = TestWalk::new().moved(times, 7.0);
        desk.cells(&cells, &walk);
        desk.table(&table, &walk);
        desk.asks(&cells, "m: are they metres?");
        desk.answer(answer);
        desk.until(|window| window.shows(&format!("{cells} · 3 units")));
        assert!((desk.side_m() - clean_m).abs() < 1e-4, "{name}: {} m", desk.side_m());
        assert!(desk.window.has_said(note), "{note}");
        desk.is_plain();

        let mut desk = Desk { folder: desk.folder, ..Desk::new() };
        desk.asks(&table, "m: are they metres?");
        desk.answer(answer);
        desk.until(|window| window.has_said("Trajectory from "));
        let Some(MovementChoice::Recorded(file)) = desk.movement() else { panic!("a walk along {table}") };
        assert_eq!(file.path, desk.path(&table));
        assert!(file.choice.unit.is_some() || file.choice.pixels_per_m == Some(320.0), "{file:?}");
        desk.is_plain();
    }
}

#[test]
fn a_question_can_be_left_and_maps_have_it_too() {
    let mut desk = Desk::new();
    let rates: Vec<f64> = (0..800).map(|i| f64::from(i % 17)).collect();
    let maps = [("rate_maps", &[2, 20, 20][..], Numbers::F64(&rates)), ("box_m", &[][..], Numbers::F64(&[100.0]))];
    desk.arrays("maps.npz", &maps);
    desk.asks("maps.npz", "`box_m` says that the sides extend over 100 m: are they metres?");
    desk.window.click("Leave it");
    assert!(!desk.window.shows("are they metres?") && desk.window.shown().is_none(), "it is left alone");
    desk.asks("maps.npz", "are they metres?");
    desk.answer("centimetres: 1 m by 1 m");
    desk.until(|window| window.shows("maps.npz · 2 units"));
    assert!((desk.side_m() - 1.0).abs() < 1e-6);
}

#[test]
fn the_clock_of_spikes_is_a_choice_and_a_strange_one_refused() {
    let mut late = TestWalk::new();
    late.t.iter_mut().for_each(|t| *t += 36_000.0);
    let timed = |number: fn(f64) -> f64| {
        let mut walk = TestWalk::new();
        walk.spike_times.iter_mut().for_each(|time| *time = number(*time));
        walk
    };
    for (walk, answer, clock) in [
        (timed(|t| 1e3 * t), "milliseconds: 100 % on the track", "ms"),
        (timed(|t| 3e4 * t), "sample numbers at 30000 Hz: 100 % on the track", "30000hz"),
        (late, "seconds since the track began: 100 % on the track", "s+36000"),
    ] {
        let mut desk = Desk::new();
        desk.cells("cells.npz", &walk);
        desk.asks("cells.npz", "100 % of the spikes lie off the track");
        assert!(desk.window.shows("By which clock are they timed?"));
        desk.answer(answer);
        desk.until(|window| window.shows("cells.npz · 3 units"));
        assert!(desk.window.has_said(&format!("spikes were timed by the clock {clock}")), "{clock}");
        assert!(desk.window.has_said("100 % of them on the track"));
        desk.is_plain();
    }
    let mut desk = Desk::new();
    desk.cells("strange.npz", &timed(|t| t / 7.0 - 1e6));
    let said = desk.drop_refused("strange.npz");
    assert!(said.contains("100 % of the spikes lie off the track, which lasts from 0 to 299.95 s"), "{said}");
    desk.cells("some.npz", &timed(|t| t + 60.0));
    desk.drop_until("some.npz", "Is some.npz right?");
    desk.says_banner("some.npz", "% of the spikes lie off the track, where nothing counts");
}

#[test]
fn the_order_of_axes_is_a_choice() {
    for (answer, shown) in
        [("3 units of 20 by 20 bins", "maps.npz · 3 units"), ("20 units of 3 by 20 bins", "maps.npz · 20 units")]
    {
        let mut desk = Desk::new();
        let rates: Vec<f64> = (0..1200).map(|i| f64::from(i % 3) + f64::from(i / 3 % 20) / 9.0).collect();
        let maps = [("rate_maps", &[20, 20, 3][..], Numbers::F64(&rates)), ("box_m", &[][..], Numbers::F64(&[1.0]))];
        desk.arrays("maps.npz", &maps);
        desk.asks("maps.npz", "`rate_maps` has the shape [20, 20, 3]: which axis is that of the units?");
        desk.answer(answer);
        desk.until(|window| window.shows(shown));
        desk.is_plain();
    }
}

#[test]
fn tables_are_read_as_people_write_them_or_refused_in_few_words() {
    let walk = TestWalk::new();
    let table = |line: &dyn Fn(usize, f64, f64, f64) -> String| {
        (0..600).fold(String::new(), |mut text, i| {
            text.write_str(&line(i, walk.t[i], walk.x[i], walk.y[i])).expect("a text takes everything");
            text
        })
    };
    let comma = |text: String| text.replace('.', ",");
    for (name, text, said) in [
        (
            "index.csv",
            table(&|i, t, x, y| format!("{i},{t:.2},{x:.4},{y:.4}\n")),
            "not read: the first column, a row number",
        ),
        ("named.csv", format!("# y t x\n{}", table(&|_, t, x, y| format!("{y:.4} {t:.2} {x:.4}\n"))), "20 Hz"),
        ("comma.csv", table(&|_, t, x, y| comma(format!("{t:.2};{x:.4};{y:.4}\n"))), "20 Hz"),
        ("cr.csv", format!("t,x,y\r{}", table(&|_, t, x, y| format!("\"{t:.2}\",\"{x:.4}\",\"{y:.4}\"\r"))), "20 Hz"),
        (
            "lost.csv",
            table(&|i, t, x, y| {
                if i % 10 == 4 { format!("{t:.2},NA,NA\n") } else { format!("{t:.2},{x:.4},{y:.4}\n") }
            }),
            "10 % of the samples lost",
        ),
    ] {
        let mut desk = Desk::new();
        std::fs::write(desk.path(name), text).expect("writable");
        let path = desk.path(name);
        desk.window.drop_file(&path);
        desk.until(|window| window.has_said(said));
        assert!(desk.window.has_said(&format!("{name}: read as: table with a track; track: 29.9")), "{name}");
        assert_eq!(desk.movement(), Some(MovementChoice::Recorded(path.into())), "{name}");
        desk.is_plain();
    }
    let mut desk = Desk::new();
    let long = format!("t,x,y\n0,0,0\n1,{}z,0\n", "9".repeat(1_600_000));
    std::fs::write(desk.path("long.csv"), long).expect("writable");
    let said = desk.drop_refused("long.csv");
    assert!(said.contains("is not a number") && said.len() < 500, "{} bytes", said.len());
    std::fs::write(desk.path("json.txt"), "{\"t\": [0, 1]}").expect("writable");
    assert!(desk.drop_refused("json.txt").contains("a JSON text, no table"));
}

#[test]
fn units_of_a_sorter_are_those_that_occur_and_a_file_without_units_is_refused() {
    let mut desk = Desk::new();
    let mut walk = TestWalk::new();
    walk.spike_units.iter_mut().for_each(|unit| *unit = [7.0, 1003.0, 49_999.0][*unit as usize]);
    walk.spike_units.extend([-1.0; 9]);
    walk.spike_times.extend([5.0; 9]);
    desk.cells("ids.npz", &walk);
    desk.drop_until("ids.npz", "ids.npz · 3 units");
    assert_eq!(desk.window.shown().map(|set| &set.labels[..]), Some(&["7", "1003", "49999"].map(str::to_owned)[..]));
    assert!(desk.window.has_said("not read: 9 spikes of unit -1: of no unit"));
    desk.is_plain();

    let TestWalk { t, x, y, spike_times, .. } = TestWalk::new();
    let (samples, spikes) = ([t.len()], [spike_times.len()]);
    let track =
        [("t", &samples[..], Numbers::F64(&t)), ("x", &samples, Numbers::F64(&x)), ("y", &samples, Numbers::F64(&y))];
    let padded = [("spikes_00", &spikes[..], Numbers::F64(&spike_times)), ("spikes_01", &[0], Numbers::F64(&[]))];
    desk.arrays("padded.npz", &[&track[..], &padded].concat());
    desk.drop_until("padded.npz", "padded.npz · 2 units");
    assert_eq!(desk.window.shown().map(|set| &set.labels[..]), Some(&["00", "01"].map(str::to_owned)[..]));
    assert!(desk.window.has_said("1 unit without spikes"));

    let mut desk = Desk::new();
    let mut none = TestWalk::new();
    none.spike_units.fill(-1.0);
    desk.cells("noise.npz", &none);
    (none.spike_units, none.spike_times) = (Vec::new(), Vec::new());
    desk.cells("empty.npz", &none);
    for name in ["noise.npz", "empty.npz"] {
        let said = desk.drop_refused(name);
        assert!(said.contains("`spike_units`: names no unit; valid: at least one unit with its spikes"), "{said}");
    }
}

/// Types into the field of the recorded walk, and walks.
fn walk_along(window: &mut Window, path: &Path) {
    window.harness.state_mut().settings.layout.bring_to_front(GeneralisationPanel::PANE.name);
    window.frames();
    window.click("Recorded");
    window.harness.get_by_role_and_label(Role::TextInput, "File").focus();
    window.frames();
    window.press(Modifiers::COMMAND, Key::A);
    window.harness.get_by_role_and_label(Role::TextInput, "File").type_text(path.to_str().expect("UTF-8"));
    window.frames();
    window.click("Walk the network");
}

#[test]
fn a_typed_track_is_asked_about_as_a_dropped_one_and_walked_then() {
    let mut desk = Desk::new();
    desk.table("cm.csv", &TestWalk::new().moved(100.0, 7.0));
    let path = desk.path("cm.csv");
    walk_along(&mut desk.window, &path);
    desk.until(|window| window.shows("are they metres?"));
    desk.speaks_of_its_own();
    assert!(desk.window.sent().is_empty(), "nothing begins before it is answered");
    desk.answer("centimetres: 0.9");
    desk.until(|window| window.has_said("places were read as centimetres"));
    let choice = ReadChoice { unit: Some(LengthUnit::Centimetres), ..ReadChoice::default() };
    assert_eq!(desk.movement(), Some(MovementChoice::Recorded(WalkFile { path, choice })));
    assert_eq!(desk.window.sent(), [Command::MapArena { side_m: 2.0 }], "the walk that was wanted begins");

    // Of a recording with cells the track is walked along.
    let mut desk = Desk::new();
    let mut errant = TestWalk::new().moved(100.0, 7.0);
    errant.x[3000] = 420.0;
    desk.cells("cells.npz", &errant);
    let path = desk.path("cells.npz");
    walk_along(&mut desk.window, &path);
    desk.until(|window| window.shows("are they metres?"));
    desk.answer("centimetres: 0.9");
    desk.until(|window| window.shows("Is cells.npz right?"));
    desk.says_banner("cells.npz", "sample 3000 at 150 s, (4.2, ");
    assert!(desk.window.shown().is_none_or(|set: &MapSet| !matches!(set.origin, Origin::File(_))), "no cells");
    assert_eq!(desk.window.sent(), [Command::MapArena { side_m: 2.0 }]);
}

#[test]
fn a_typed_track_that_cannot_be_is_refused_where_it_was_typed() {
    let mut desk = Desk::new();
    let path = desk.path("none.csv");
    walk_along(&mut desk.window, &path);
    desk.until(|window| window.has_said("none.csv"));
    let field = desk.window.harness.get_by_role_and_label(Role::TextInput, "File").accesskit_node();
    assert!(field.description().is_some_and(|text| text.contains("none.csv")), "at the field");
    assert!(desk.window.sent().is_empty());
    // Nobody waits for it any more.
    std::fs::write(&path, "t,x,y\n0,0,0\n1,0.5,0.5\n2,1,0.2\n").expect("writable");
    desk.window.drop_file(&path);
    desk.until(|window| window.has_said("Trajectory from "));
    assert!(desk.window.sent().is_empty(), "dropped, and not walked by itself");
    desk.window.click("Walk the network");
    assert_eq!(desk.window.sent(), [Command::MapArena { side_m: 2.0 }]);
    // A question that is left alone begins nothing either.
    let mut desk = Desk::new();
    desk.table("cm.csv", &TestWalk::new().moved(100.0, 7.0));
    let path = desk.path("cm.csv");
    walk_along(&mut desk.window, &path);
    desk.until(|window| window.shows("are they metres?"));
    desk.window.click("Leave it");
    assert!(!desk.window.shows("are they metres?") && desk.window.sent().is_empty());
}
