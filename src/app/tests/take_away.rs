//! What is taken away, opened again: figures, vectors and numbers of every panel, and a whole run.

use super::Window;
use super::texts::{Filled, window};
use crate::app::ask::Ask;
use crate::app::figure_look::{FigureLook, PanelForm};
use crate::app::panel::Panels;
use crate::app::panels::PANELS;
use crate::app::run_changes::RunsAsk;
use crate::app::run_list::RunList;
use crate::app::testing::live_pictures;
use crate::app::testing::xml::texts_of;
use crate::draw::sheet::opened_pdf;
use crate::export::{Provenance, whence};
use crate::maps::RunId;
use crate::preset::{Preset, default_preset, resolve};
use crate::runs::RunFolders;
use crate::stream::{Event, Journal, KeptId, KeptState, Wake};
use crate::train::{EngineOptions, Foreground};
use eframe::egui::{self, Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn seed() -> u64 {
    default_preset().params.seed
}

/// How the names of all files begin.
fn stem_of_all() -> String {
    format!("modules_seed{}_step12345", seed())
}

/// A folder with one recorded run.
fn recorded_runs(place: &Path) -> PathBuf {
    let mut preset = resolve("modules", None).expect("bundled");
    (preset.params.units, preset.params.hidden, preset.params.trajectory_length) = (8, 4, 6);
    let runs = place.join("runs");
    let records = Box::new(RunFolders::Below(runs.clone()));
    let options = EngineOptions { run_at_once: true, records, threads: Some(1), ..EngineOptions::new(preset) };
    let mut run = Foreground::begin(options, 1).expect("a small run");
    run.step();
    run.finish();
    runs
}

/// A window with everything on it, whose run lies in a folder.
fn full(folder: &Path) -> Window {
    let mut window = window(true, Filled::Compared);
    let wake: Wake = Arc::new(|| {});
    window.harness.state_mut().runs = RunList::new(Some(recorded_runs(folder)), None, wake);
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().carry_out(Ask::Runs(RunsAsk::Refresh), &ctx);
    while !window.harness.state().runs.has_read() {
        window.harness.run_steps(1);
    }
    let set = live_pictures(RunId::fresh(), 100, 3).set;
    let (id, preset, state_hash) = (KeptId::fresh(), "modules".to_owned(), "0".to_owned());
    let kept = KeptState { id, run: RunId::fresh(), preset, step: 100, state_hash, set, losses: None };
    window.tell(Event::Kept(Arc::new(kept)));
    window.tell(Event::Checkpoint { step: 12_000, path: folder.join("checkpoint-000012000.safetensors") });
    window
}

/// Draws until so many lines of the log begin like this.
fn until_said(window: &mut Window, words: &str, times: usize) {
    for _ in 0..200_000 {
        let lines = window.harness.state().log_lines();
        let count = lines.iter().filter(|line| line.text.starts_with(words)).count();
        let failed = lines.iter().find(|line| line.text.starts_with("Nothing was exported"));
        assert!(failed.is_none(), "{failed:?}");
        if count >= times {
            return;
        }
        window.harness.run_steps(1);
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    panic!("never said {times} times: {words}");
}

fn names(folder: &Path) -> BTreeSet<String> {
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("readable").file_name();
    std::fs::read_dir(folder).expect("a folder").map(|entry| name(entry).to_string_lossy().into_owned()).collect()
}

/// Rows of a table, each with as many cells as there are columns, below its first line.
fn rows(csv: &str) -> usize {
    let mut lines = csv.lines();
    let stamp = lines.next().expect("a first line");
    let line = stamp.strip_prefix("# gridscope ").expect("it says where it is from");
    let from: Provenance = serde_json::from_str(line).expect("one line of JSON");
    assert_eq!((from.preset.as_str(), from.seed), ("modules", seed()), "{line}");
    let cells = |line: &str| {
        let mut quoted = false;
        line.chars()
            .filter(|c| {
                quoted ^= *c == '"';
                *c == ',' && !quoted
            })
            .count()
    };
    let columns = cells(lines.next().expect("names of columns"));
    let rows: Vec<&str> = lines.collect();
    for row in &rows {
        assert_eq!(cells(row), columns, "{row}");
    }
    rows.len()
}

#[test]
fn every_panel_becomes_pixels_vectors_and_numbers_that_open_again() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let mut window = full(place.path());
    let panes = Panels::of(PANELS).panes();
    for pane in &panes {
        window.harness.state_mut().take_away.want(pane.name, PanelForm::Everything);
    }
    until_said(&mut window, "Saved ", panes.len());
    let folder = place.path().join("exports");
    let all = names(&folder);
    for pane in &panes {
        let title = pane.title.to_lowercase().replace(' ', "-");
        let ending = format!("_{title}.png");
        let name = all.iter().find(|name| name.ends_with(&ending)).unwrap_or_else(|| panic!("{ending} in {all:?}"));
        let stem = name.strip_suffix(".png").expect("a PNG");
        assert!(stem.starts_with(&format!("{}_", stem_of_all())), "{stem}");
        let open = |ending: &str| folder.join(format!("{stem}{ending}"));
        check_picture(&open(".png"), pane.title);
        let svg = std::fs::read_to_string(open(".svg")).expect("vectors");
        let texts = texts_of(&svg).unwrap_or_else(|why| panic!("{}: {why}", pane.title));
        assert!(texts.iter().any(|text| text.contains("\"what\":\"") && text.contains(pane.title)), "metadata");
        assert!(texts.len() > 2, "{}: words stay words: {texts:?}", pane.title); // the least: origin, title, why it is empty
        check_page(&open(".pdf"), pane.title);
        if ["sessions", "study"].contains(&pane.name) {
            continue; // a run has none: the panel says so, and has no numbers
        }
        let csv = std::fs::read_to_string(open(".csv")).unwrap_or_else(|_| panic!("{}: numbers", pane.title));
        assert!(rows(&csv) > 0, "{}: rows", pane.title);
        for other in all.iter().filter(|other| {
            other.starts_with(&format!("{stem}_")) && Path::new(other).extension().is_some_and(|end| end == "csv")
        }) {
            rows(&std::fs::read_to_string(folder.join(other)).expect("numbers"));
        }
        let preset = Preset::read(&open(".ron")).expect("a preset");
        assert_eq!(preset.params.seed, seed());
    }
}

/// It opens by its table, shows words and marks, and says where it is from.
fn check_page(path: &Path, title: &str) {
    let file = std::fs::read(path).expect("a page");
    let page = opened_pdf(&file).unwrap_or_else(|why| panic!("{title}: {why}"));
    assert_eq!(page.size.map(f32::to_bits), [800.0f32, 600.0].map(f32::to_bits), "{title}");
    assert!(!page.words.is_empty() && page.paths > 0, "{title}: {page:?}");
    let from = whence(path).expect("it says where it is from");
    assert_eq!((from.preset.as_str(), from.what.as_str()), ("modules", title));
}

/// It has the size that was asked for, says where it is from, and shows something.
fn check_picture(path: &Path, title: &str) {
    let file = std::fs::File::open(path).expect("a picture");
    let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().expect("a PNG file");
    let texts = &reader.info().utf8_text;
    assert_eq!(texts.first().map(|text| text.keyword.as_str()), Some(Provenance::KEY), "{title}");
    let mut pixels = vec![0; reader.output_buffer_size().expect("small")];
    let info = reader.next_frame(&mut pixels).expect("whole");
    assert_eq!((info.width, info.height), (1600, 1200), "{title}: 800 × 600 points of 2 pixels");
    let ground = pixels[..4].to_vec();
    assert_eq!(ground, [255; 4], "{title}: on white");
    let inked = pixels.chunks(4).filter(|pixel| *pixel != ground).count();
    assert!(inked > 4000, "{title}: {inked} pixels of ink");
}

#[test]
fn the_menu_of_a_panel_saves_what_it_says_and_tells_where() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let mut window = full(place.path());
    window.click("Take away Losses");
    window.harness.get_by_role_and_label(Role::SpinButton, "Figure width").set_value_accesskit(400.0);
    window.frames();
    window.harness.get_by_role_and_label(Role::CheckBox, "On white").click();
    window.frames();
    let wanted = FigureLook { width: 400.0, on_white: false, ..FigureLook::default() };
    assert_eq!(window.harness.state().settings().figure, wanted);
    window.click("Save SVG");
    until_said(&mut window, "Saved ", 1);
    let expected = &format!("{}_losses.svg", stem_of_all());
    assert_eq!(names(&place.path().join("exports")), BTreeSet::from([expected.clone()]));
    let svg = std::fs::read_to_string(place.path().join("exports").join(expected)).expect("vectors");
    assert!(svg.contains("viewBox=\"0 0 400 600\""), "the size that was asked for");
    window.frames();
    assert!(window.shows(&format!("Saved {expected}")), "the strip says so");
    window.click("Copy path");
    window.click("Dismiss");
    assert!(!window.shows("Copy path"));
    // A second one gets a name of its own.
    window.harness.state_mut().take_away.want("losses", PanelForm::Svg);
    until_said(&mut window, "Saved ", 2);
    assert_eq!(names(&place.path().join("exports")).len(), 2);
    window.harness.state_mut().take_away.want("losses", PanelForm::Clipboard);
    until_said(&mut window, "Copied as a picture: Losses", 1);
}

#[test]
fn the_key_exports_the_panel_under_the_pointer() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let mut window = full(place.path());
    let rect = window.harness.state().settings().layout.rect_of("controls").expect("on screen");
    window.harness.event(egui::Event::PointerMoved(rect.center()));
    window.frames();
    window.press(Modifiers::COMMAND, Key::E);
    until_said(&mut window, "Saved ", 1);
    let endings: BTreeSet<String> = names(&place.path().join("exports"))
        .iter()
        .map(|name| name.strip_prefix(&format!("{}_controls", stem_of_all())).expect("the controls").to_owned())
        .collect();
    assert_eq!(endings, [".csv", ".pdf", ".png", ".ron", ".svg"].map(str::to_owned).into());
}

#[test]
fn a_whole_run_lies_in_one_folder() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let run_folder: PathBuf = place.path().join("run");
    let records = Box::new(RunFolders::Exactly(run_folder.clone()));
    let preset = resolve("instant", None).expect("bundled");
    let mut run = Foreground::begin(EngineOptions { run_at_once: true, records, ..EngineOptions::new(preset) }, 1)
        .expect("begins");
    run.step();
    run.finish();
    let mut window = window(true, Filled::Run);
    window.tell(Event::Checkpoint { step: 1, path: run_folder.join("checkpoint-000000001.safetensors") });
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().carry_out(Ask::ExportRun, &ctx);
    until_said(&mut window, "Exported the run into", 1);
    let exports = run_folder.join("exports");
    let own: Vec<String> = names(&exports).into_iter().collect();
    assert_eq!(own, [format!("{}_run", stem_of_all())]);
    let folder = exports.join(&own[0]);
    let expected = [
        "README.txt",
        "arrays",
        "figures",
        "journal.ron",
        "metrics.csv",
        "numbers",
        "preset.ron",
        "weights.safetensors",
    ];
    assert_eq!(names(&folder), expected.map(str::to_owned).into());
    let figures = names(&folder.join("figures"));
    let panels = PANELS.len();
    for ending in [".png", ".svg", ".pdf"] {
        assert_eq!(figures.iter().filter(|name| name.ends_with(ending)).count(), panels, "{ending}");
    }
    assert!(names(&folder.join("numbers")).len() >= panels, "a table a panel at least");
    assert!(folder.join("arrays/maps.npz").is_file());
    let journal = std::fs::read_to_string(folder.join("journal.ron")).expect("text");
    assert_eq!(Journal::from_ron(&journal).expect("a journal").entries.len(), 1, "what the window knows");
    let bytes = std::fs::read(folder.join("weights.safetensors")).expect("a file");
    let weights = safetensors::SafeTensors::deserialize(&bytes).expect("safetensors");
    assert!(weights.len() > 2 && weights.names().iter().all(|name| !name.starts_with("adam")), "weights only");
    let readme = std::fs::read_to_string(folder.join("README.txt")).expect("text");
    assert!(readme.contains("weights.safetensors  the network's weights after 1 training steps"), "{readme}");
}
