//! The table of a study, dropped onto the window.

use super::{Window, until};
use crate::stream::Severity;

#[test]
fn a_table_that_is_dropped_is_shown_and_a_broken_one_is_refused_with_its_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut window, bell) = Window::with_bell(|_| {});
    let write = |name: &str, rows: &str| {
        let path = folder.path().join(name);
        let text = format!("# gridscope {{}}\nrow,label,preset,seed,outcome,grid_score_assigned\n{rows}");
        std::fs::write(&path, text).expect("writable");
        path
    };
    let table = write("study.csv", "0,wide,instant,1,done,1.2\n1,wide,instant,2,done,0.9\n");
    window.drop_file(&table);
    until(&mut window, &bell, |window| window.shows("study.csv: 2 runs in 1 group"));
    assert!(window.shows("1.05 (0.90 to 1.20, n = 2)"));
    let broken = write("broken.csv", "0,wide,instant\n");
    window.drop_file(&broken);
    let said = |window: &Window| {
        let lines = window.harness.state().log_lines();
        lines.iter().any(|line| line.severity == Severity::Warning && line.text.contains("line 3: 3 cells; valid: 6"))
    };
    until(&mut window, &bell, said);
    assert!(window.shows("study.csv: 2 runs in 1 group"), "the one before stays");
}
