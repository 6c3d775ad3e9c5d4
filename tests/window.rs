//! The whole window with a real training session behind it, without a display.

use crate::hands::Hands;
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use gridscope::app::{App, AppOptions, Folders, Notice};
use gridscope::preset::{Preset, default_preset};
use gridscope::runs::{
    FrameKind, RunFolders, RunRecording, checkpoint_name, find_checkpoint, recording_of, write_checkpoint,
};
use gridscope::stream::{Intervention, Journal, LossSample, RunState, Severity};
use gridscope::train::{
    EngineOptions, RecordNews, RecordStart, Records, RunRecord, Session, StateSource, StoredFolder, StoredRun,
    TrainError, TrainState,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Nothing here takes long; a loaded machine may.
const DEADLINE: Duration = Duration::from_mins(2);

/// A network so small that hundreds of steps take a second.
fn small() -> Preset {
    let mut preset = default_preset().clone();
    let params = &mut preset.params;
    (params.units, params.hidden, params.trajectory_length, params.trajectories) = (16, 8, 12, 4);
    preset
}

/// A window onto a live session.
pub(crate) type Window = Hands<App>;

impl Window {
    pub(crate) fn open(options: EngineOptions, folders: Folders) -> Self {
        let mut window = AppOptions::new(options.preset.clone());
        window.folders = folders;
        let session = Session::start(options, Arc::new(|| {})).expect("threads");
        let mut window = Self::on(App::new(Box::new(session), window), |ui, app| {
            app.logic(ui.ctx());
            app.frame_ui(ui);
        });
        window.until("the run to begin", |app| app.status().state == RunState::Paused && has_said(app, "Began"));
        window
    }

    fn plain() -> Self {
        Self::open(options(), Folders::default())
    }

    fn app(&self) -> &App {
        self.harness.state()
    }

    /// Draws frames until something is so.
    pub(crate) fn until(&mut self, what: &str, is_so: impl Fn(&App) -> bool) {
        let began = Instant::now();
        loop {
            self.harness.run_steps(1);
            if is_so(self.app()) {
                break;
            }
            let log: Vec<&str> = self.app().log_lines().iter().map(|line| line.text.as_str()).collect();
            assert!(began.elapsed() < DEADLINE, "waited for {what}; {:?}; log: {log:#?}", self.app().status());
            std::thread::sleep(Duration::from_millis(2)); // leaves the core to the training thread
        }
        self.harness.run_steps(3);
    }
}

fn options() -> EngineOptions {
    let mut options = EngineOptions::new(small());
    options.threads = Some(1);
    options.records = Box::new(RunFolders::Nowhere);
    options
}

fn has_said(app: &App, text: &str) -> bool {
    app.log_lines().iter().any(|line| line.text.contains(text))
}

fn is_running(app: &App) -> bool {
    app.status().state == RunState::Running
}

fn is_paused(app: &App) -> bool {
    app.status().state == RunState::Paused
}

#[test]
fn a_run_starts_pauses_steps_and_begins_again() {
    let mut window = Window::plain();
    assert_eq!(window.app().status().step, 0, "nothing trains yet");
    window.click("Run");
    window.until("training", |app| is_running(app) && app.status().step > 20);
    assert!(window.shows("LIVE"), "badge");
    window.press(Modifiers::NONE, Key::Space);
    window.until("the pause", is_paused);
    assert!(window.shows("PAUSED"), "badge");
    let step = window.app().status().step;
    window.press(Modifiers::NONE, Key::Period);
    window.until("one step", |app| app.status().step > step);
    assert_eq!(window.app().status().step, step + 1, "one step and no more");
    window.press(Modifiers::NONE, Key::R);
    assert!(window.shows("Start again from step 0?") && window.app().status().step == step + 1, "asked first");
    window.press(Modifiers::NONE, Key::R);
    window.until("step 0", |app| app.status().step == 0);
    assert!(is_paused(window.app()), "a reset of a paused run waits");
    window.click("New seed");
    window.until("another seed", |app| app.preset().params.seed != small().params.seed);
}

#[test]
fn sliders_and_switches_become_interventions_and_a_journal() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    let mut options = options();
    options.records = Box::new(RunFolders::Below(runs.path().to_owned()));
    let mut window = Window::open(options, Folders::default());
    window.click("Run");
    window.until("training", |app| app.status().step > 5);
    window.slide("sigma g", 0.25);
    window.until("σ_g in force", |app| (app.preset().params.sigma_g - 0.25).abs() < 1e-9);
    window.switch("capacity enabled");
    window.until("the capacity term off", |app| !app.preset().params.capacity.enabled);
    window.click("Hold");
    window.until("the rate held", |app| app.status().rate_held);
    window.switch("capacity enabled");
    window.until("the capacity term on again", |app| app.preset().params.capacity.enabled);
    let told = window.app().interventions().to_vec();
    let names: Vec<&str> = told.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["sigma_g", "capacity.enabled", Intervention::HOLD, "capacity.enabled"]);
    assert!(told.windows(2).all(|pair| pair[0].step <= pair[1].step) && told[0].step > 5, "{told:?}");

    let folder = std::fs::read_dir(runs.path()).expect("there").next().expect("a run folder").expect("readable").path();
    let journal = std::fs::read_to_string(folder.join("journal.ron")).expect("written");
    let journal = Journal::from_ron(&journal).expect("whole").entries;
    let to_come = journal.strip_prefix(told.as_slice()).expect("the journal has what the window was told");
    let to_come: Vec<u64> = to_come.iter().map(|entry| entry.step).collect();
    let script: Vec<u64> = small().script.iter().map(|change| change.step).collect();
    assert_eq!(to_come, script, "and what the preset's script does to other parameters");
}

#[test]
fn the_untrained_network_is_on_the_wall_and_its_arena_is_mapped_on_request() {
    let mut window = Window::plain();
    assert!(window.shows("unit 15"), "a tile for every unit before the first step");
    window.press(Modifiers::NONE, Key::E);
    window.until("the maps", |app| has_said(app, "Mapped an arena of 2 m"));
    assert!(window.shows("arena · step 0 · 16 units") && window.shows("box 2.0 m"), "shown as soon as it is there");
}

#[test]
fn a_preset_is_saved_loaded_and_trains() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let presets = folder.path().to_owned();
    let mut window = Window::open(options(), Folders { presets: Some(presets), runs: None });
    window.slide("sigma x", 0.08);
    window.until("σ_x in force", |app| (app.preset().params.sigma_x - 0.08).abs() < 1e-9);
    window.press(Modifiers::COMMAND, Key::S);
    window.click("Save");
    let saved = Preset::read(&folder.path().join("modules-mine.ron")).expect("saved");
    assert_eq!(&saved.params, &window.app().preset().params, "what is in force is saved");

    window.slide("sigma x", 0.02);
    window.until("σ_x moved away", |app| (app.preset().params.sigma_x - 0.02).abs() < 1e-9);
    window.press(Modifiers::COMMAND, Key::O);
    window.click("modules-mine");
    window.until("the preset in force", |app| app.preset().name == "modules-mine");
    assert!((window.app().preset().params.sigma_x - 0.08).abs() < 1e-9, "as saved");
    assert!(window.app().interventions().is_empty(), "a new run");
    window.click("Run");
    window.until("training", |app| app.status().step > 3);
}

#[test]
fn a_loss_that_is_not_a_number_pauses_and_offers_ways_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut state = trained_state(folder.path());
    // W(v) becomes infinite, and the norm of a state with it; what is not finite itself would not be opened.
    state.weights.last_mut().expect("an output layer").fill(3e38);
    let doctored = folder.path().join(checkpoint_name(9_999));
    write_checkpoint(&doctored, &state, "").expect("writable");

    let mut window = Window::plain();
    window.drop_file(&doctored);
    window.until("the checkpoint", |app| has_said(app, "opened step"));
    window.click("Run");
    window.until("the notice", |app| matches!(app.notice(), Some(Notice::NonFinite { .. })));
    window.until("the pause", is_paused);
    let step = window.app().status().step;
    assert!(window.shows("was not finite in step") && window.shows("That step changed nothing"), "banner");
    assert!(window.shows("Go on") && window.shows("Lower the learning rate"), "ways on");
    // The top bar has one too; the banner's comes after it.
    window.harness.query_all_by_role_and_label(Role::Button, "Reset").last().expect("in the banner").click();
    window.until("a run that works", |app| app.notice().is_none() && app.status().step != step);
    window.harness.get_by_role_and_label(Role::Button, "Run").click();
    window.until("training", |app| app.status().step > 3);
    assert!(window.app().notice().is_none(), "healthy again");
}

/// A state after some steps, from a window's own checkpoint.
fn trained_state(folder: &Path) -> TrainState {
    let runs = folder.join("runs");
    let mut options = options();
    options.records = Box::new(RunFolders::Below(runs.clone()));
    let mut window = Window::open(options, Folders::default());
    window.click("Run");
    window.until("training", |app| app.status().step > 5);
    window.press(Modifiers::NONE, Key::K);
    window.until("the checkpoint", |app| has_said(app, "Checkpoint written"));
    drop(window); // the newest one is written when it closes
    let run = std::fs::read_dir(runs).expect("there").next().expect("a run folder").expect("readable").path();
    find_checkpoint(&run).expect("whole").1
}

/// A record whose first writing panics, as a bug would.
struct Panicking {
    /// Shared by all records, so that the second try succeeds.
    has_panicked: Arc<AtomicBool>,
}

impl RunRecord for Panicking {
    fn folder(&self) -> &Path {
        Path::new("nowhere")
    }

    fn losses(&mut self, samples: &[LossSample]) {
        let is_late = samples.last().is_some_and(|sample| sample.step > 10);
        assert!(!is_late || self.has_panicked.swap(true, Ordering::SeqCst), "a bug in the record");
    }

    fn journal(&mut self, _: &Journal) {}

    fn save(&mut self, _: &Arc<TrainState>) -> bool {
        true
    }

    fn save_now(&mut self, _: &dyn StateSource) -> Result<PathBuf, TrainError> {
        Ok(PathBuf::new())
    }

    fn rewind(&mut self, _: RecordStart<'_>, _: &Journal) {}

    fn next_news(&mut self) -> Option<RecordNews> {
        None
    }
}

#[derive(Default)]
struct PanickingFactory {
    has_panicked: Arc<AtomicBool>,
}

impl Records for PanickingFactory {
    fn read(&self, path: &Path) -> Result<StoredRun, TrainError> {
        RunFolders::Nowhere.read(path)
    }

    fn begin(&mut self, _: RecordStart<'_>) -> Result<Option<Box<dyn RunRecord>>, TrainError> {
        Ok(Some(Box::new(Panicking { has_panicked: Arc::clone(&self.has_panicked) })))
    }

    fn resume(&mut self, _: &mut StoredFolder, start: RecordStart<'_>) -> Result<Box<dyn RunRecord>, TrainError> {
        Ok(self.begin(start)?.expect("it always is"))
    }
}

#[test]
fn a_panic_of_the_training_thread_is_a_red_banner_and_restart_goes_on() {
    let mut options = options();
    options.records = Box::new(PanickingFactory::default());
    let mut window = Window::open(options, Folders::default());
    window.click("Run");
    window.until("the failure", |app| matches!(app.notice(), Some(Notice::Failed { .. })));
    assert!(window.shows("FAILED") && window.shows("a bug in the record"), "badge and reason");
    assert!(window.shows("unit 15"), "the last pictures stay");
    window.click("Restart");
    window.until("the run to go on", |app| app.notice().is_none() && is_paused(app));
    let step = window.app().status().step;
    window.click("Run");
    window.until("training", |app| app.status().step > step + 20);
}

#[test]
fn what_the_run_refuses_is_said_in_front_of_every_panel() {
    let empty = tempfile::tempdir().expect("a temporary folder");
    let mut window = Window::plain();
    window.drop_file(empty.path());
    window.until("the refusal", |app| app.problem().is_some());
    let problem = window.app().problem().expect("just seen").clone();
    assert_eq!(problem.severity, Severity::Warning);
    assert!(window.app().log_lines().contains(&problem), "also in the log");
    assert!(window.shows(&problem.text), "on screen, although the log is behind another tab");
    window.click("Dismiss");
    assert!(window.app().problem().is_none() && !window.shows("Dismiss"), "gone");
    window.click("Run");
    window.until("training", |app| app.status().step > 3);
}

#[test]
fn a_run_is_recorded_into_its_folder_and_plays() {
    let runs = tempfile::tempdir().expect("a temporary folder");
    let mut options = options();
    options.records = Box::new(RunFolders::Below(runs.path().to_owned()));
    let mut window = Window::open(options, Folders::default());
    window.click("Record");
    window.until("the recording", |app| app.status().recording.is_some());
    assert!(window.shows("REC "), "a mark");
    window.press(Modifiers::NONE, Key::E);
    window.until("an arena", |app| has_said(app, "Mapped an arena"));
    window.click("Run");
    window.until("training", |app| app.status().step > 20);
    window.click("Record");
    window.until("the end of the recording", |app| has_said(app, "The recording is whole"));
    window.press(Modifiers::NONE, Key::Space);
    window.until("the pause", is_paused);
    let step = window.app().status().step;

    let folder = std::fs::read_dir(runs.path()).expect("readable").flatten().next().expect("one run").path();
    let recording = RunRecording::open(&recording_of(&folder).expect("in its folder")).expect("whole");
    assert_eq!(recording.damage(), None);
    let arenas = recording.frames().iter().filter(|frame| matches!(frame.kind, FrameKind::Arena { .. }));
    assert_eq!(arenas.count(), 1, "the arena too");
    assert!(recording.losses().len() > 20 && recording.frames().len() >= 3, "{:?}", recording.frames());

    window.drop_file(recording.path());
    window.until("the replay", |app| app.playback().is_some());
    assert!(window.shows("REPLAY"));
    window.click("Back to the run");
    window.until("the run", |app| app.playback().is_none());
    assert_eq!(window.app().status().step, step, "it has waited");
}

#[test]
fn a_twin_trains_beside_the_run_and_becomes_it() {
    let mut window = Window::plain();
    window.click("Run");
    window.until("training", |app| app.status().step > 10);
    window.press(Modifiers::NONE, Key::B);
    window.until("the baseline", |app| has_said(app, "Frozen as the baseline"));
    window.click("Twin without capacity");
    window.until("the twin", |app| has_said(app, "A twin trains beside the run"));
    assert!(window.shows("Changes reach both networks") && window.shows("wall: twin"), "both are on screen");
    let step = window.app().status().step;
    window.until("steps of both", |app| app.status().step > step + 20);
    assert!(window.shows("twin: capacity.enabled false since step"));
    window.click("Promote");
    window.until("the promoted twin", |app| has_said(app, "The twin is the run now"));
    window.until("its parameters", |app| !app.preset().params.capacity.enabled && app.status().step > step + 20);
    assert!(window.shows("capacity.enabled true → false"), "against the baseline, which outlived the run");
    assert!(!window.shows("Changes reach both networks"));
    window.until("more steps", |app| app.status().step > step + 40);
}
