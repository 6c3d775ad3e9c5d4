//! The table of a study drawn without a display.

use super::{StudyPage, StudyPanel};
use crate::app::ask::Ask;
use crate::app::open_study::OpenStudy;
use crate::app::panel::Panel as _;
use crate::app::testing::stage::{Quiet, Stage, empty_stage};
use crate::app::view::View;
use crate::campaign::{CURVES_STUDY, SHIPPED_STUDIES, TALK_STUDY};
use crate::stream::Command;
use eframe::egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tempfile::TempDir;

const RUNS: &str = "row,label,preset,sigma_g,seed,outcome,reason,modules_counted,grid_score_assigned,module_1_spacing_m,run,picture,device,seconds
0,wide,instant,0.4,0,done,,2,1.25,1.2,runs/a,pictures/a.png,CPU,31
1,wide,instant,0.4,1,failed,total was not finite in step 3,,,,runs/b,,CPU,
2,narrow,instant,0.2,0,done,,1,0.5,0.6,runs/c,pictures/c.png,CPU,29
3,narrow,instant,0.2,1,done,,1,0.7,0.6,runs/d,,CPU,29
4,narrow,instant,0.2,2,done,,3,0.6,0.6,runs/e,,CPU,29
";
const LOOKS: &str = "row,label,preset,sigma_g,seed,step,grid_score
0,wide,instant,0.4,0,100,0.1
0,wide,instant,0.4,0,200,1.2
1,wide,instant,0.4,1,100,0.3
2,narrow,instant,0.2,0,100,0.0
2,narrow,instant,0.2,0,200,0.5
";

/// A folder with a table, looks, a picture, and one of the runs.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("study.csv"), RUNS).expect("writable");
    std::fs::write(at("looks.csv"), LOOKS).expect("writable");
    for name in ["pictures", "runs", "runs/a"] {
        std::fs::create_dir(at(name)).expect("writable");
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 4, 2);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().expect("a header").write_image_data(&[120; 24]).expect("pixels");
    std::fs::write(at("pictures/a.png"), file).expect("writable");
    std::fs::write(at("pictures/c.png"), "no picture").expect("writable");
    folder
}

fn window(folder: &TempDir, page: StudyPage) -> Harness<'static, Stage<StudyPanel>> {
    let study = OpenStudy::read(&folder.path().join("study.csv")).expect("a study");
    let panel = StudyPanel { page, ..StudyPanel::default() };
    Stage { study: Some(Box::new(study)), ..empty_stage(panel) }.window(vec2(900.0, 520.0))
}

#[test]
fn shares_and_medians_stand_with_their_numbers() {
    let folder = folder();
    let window = window(&folder, StudyPage::Outcomes);
    window.get_by_label("study.csv: 5 runs in 2 groups, 1 of them failed");
    window.get_by_label("1 wide");
    window.get_by_label("3 of 3 (0.44 to 1.00)");
    window.get_by_label("0.60 (0.50 to 0.70, n = 3)");
    window.get_by_label("grid score assigned of every run");
}

#[test]
fn pages_are_chosen_and_each_draws() {
    let folder = folder();
    let mut window = window(&folder, StudyPage::Outcomes);
    for (page, shows) in [
        ("While training", "grid score while training"),
        ("Scatter", "grid score assigned against module 1 spacing m"),
        ("Rate maps", "open wide, seed 0"),
    ] {
        window.get_by_label(page).click();
        window.run_steps(3);
        window.get_by_label(shows);
    }
    assert!(window.query_by_label_contains("open narrow").is_none(), "its picture cannot be read");
}

#[test]
fn a_click_opens_the_run_or_says_where_it_is_not() {
    let folder = folder();
    let mut window = window(&folder, StudyPage::Maps);
    window.get_by_label("open wide, seed 0").click();
    window.run_steps(2);
    let run = folder.path().join("runs/a");
    assert!(window.state().asks.contains(&Ask::Send(Command::Open(run))), "{:?}", window.state().asks);
    let study = window.state().study.as_ref().expect("open");
    let refused = super::open::open_run(study, 2);
    assert!(matches!(&refused, Ask::Complain(words) if words.contains("narrow, seed 0") && words.contains("runs/c")));
}

#[test]
fn studies_of_the_talk_are_there_without_their_runs_and_begin_them() {
    let mut window = empty_stage(StudyPanel::default()).window(vec2(600.0, 400.0));
    window.get_by_label("The study of the talk").click();
    window.run_steps(2);
    assert_eq!(window.state().asks, [Ask::OpenShippedStudy(&TALK_STUDY)]);
    for shipped in SHIPPED_STUDIES {
        let study = OpenStudy::shipped(shipped);
        assert!(!study.groups.is_empty() && study.looks.is_some() && study.pictures.is_empty());
        for row in 0..study.runs.rows.len() {
            let begun = super::open::open_run(&study, row);
            let Ask::Begin(preset) = begun else { panic!("row {row}: {begun:?}") };
            assert_eq!(study.runs.text(row, "seed"), preset.params.seed.to_string(), "row {row}");
        }
        let panel = StudyPanel { page: StudyPage::Maps, ..StudyPanel::default() };
        let mut window = Stage { study: Some(Box::new(study)), ..empty_stage(panel) }.window(vec2(900.0, 520.0));
        window.get_by_label_contains(&format!("gridscope study {}", shipped.name));
        for each in SHIPPED_STUDIES {
            window.get_by_label(each.title).click();
            window.run_steps(2);
        }
        let others = SHIPPED_STUDIES.into_iter().filter(|other| *other != shipped).map(Ask::OpenShippedStudy);
        assert_eq!(window.state().asks, others.collect::<Vec<_>>(), "another, not the one that is open");
    }
}

#[test]
fn where_values_vary_within_labels_the_curves_are_of_one_label() {
    for shipped in SHIPPED_STUDIES {
        let study = OpenStudy::shipped(shipped);
        let labels: Vec<String> = super::course::labels(&study).into_iter().map(str::to_owned).collect();
        assert_eq!(labels.is_empty(), *shipped != CURVES_STUDY, "{}: {labels:?}", shipped.name);
        let panel = StudyPanel { page: StudyPage::Course, ..StudyPanel::default() };
        let mut window = Stage { study: Some(Box::new(study)), ..empty_stage(panel) }.window(vec2(900.0, 520.0));
        window.run_steps(2);
        window.get_by_label("grid score while training");
        assert_eq!(window.query_all_by_label("Runs").count() > 0, *shipped == CURVES_STUDY, "{}", shipped.name);
        assert_eq!(window.state().panel.course_of, labels.first().cloned().unwrap_or_default());
    }
}

#[test]
fn without_a_study_it_says_how_to_get_one_and_tables_are_as_read() {
    let window = empty_stage(StudyPanel::default()).window(vec2(600.0, 400.0));
    window.get_by_label_contains("gridscope study");
    let folder = folder();
    let study = OpenStudy::read(&folder.path().join("study.csv")).expect("a study");
    let (quiet, theme) = (Quiet::default(), crate::app::kit::theme::Theme::light());
    let measurements = crate::measure::Measurements::new(std::sync::Arc::new(|| {}));
    let view = View { study: Some(&study), ..quiet.view(&theme, &measurements) };
    let tables = StudyPanel::default().tables(&view);
    assert_eq!(tables.iter().map(|table| (table.name, table.rows())).collect::<Vec<_>>(), [("study", 5), ("looks", 5)]);
    assert_eq!(tables[0].to_csv(), RUNS);
    assert_eq!(
        (study.from.cells.as_deref(), study.from.command.as_str()),
        (Some("study.csv"), ""),
        "it says of nobody"
    );
}
