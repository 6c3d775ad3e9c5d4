//! Machines that lack something: drivers, a display.

use super::sandbox::Sandbox;

#[test]
fn devices_never_crashes() {
    let sandbox = Sandbox::new();
    let text = sandbox.run(&["devices"]).ok().stdout;
    assert!(text.contains(" threads, ") && text.contains(" instructions\n") && text.contains("auto takes"), "{text}");
    // No driver at all, and one that cannot be loaded.
    let broken = sandbox.write("broken.json", "{ this is no driver");
    for driver in ["", &broken] {
        let mut command = sandbox.program(&["devices"]);
        command.env("VK_DRIVER_FILES", driver).env("VK_ICD_FILENAMES", driver);
        let output = command.output().expect("the program can be started");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains("auto takes: CPU"), "driver `{driver}`: {text}");
    }
}

#[test]
fn a_window_without_a_display_is_refused_with_what_to_run_instead() {
    let sandbox = Sandbox::new();
    if !cfg!(all(unix, not(target_os = "macos"))) {
        return crate::support::skip("display", "this system always has a display");
    }
    sandbox.run(&[]).refused(2, &["no display", "gridscope train modules"]);
    sandbox.run(&["hexagons"]).refused(2, &["no display", "gridscope train hexagons"]);
    assert!(std::fs::read_dir(sandbox.path("")).expect("the sandbox").next().is_none(), "nothing was written");
}
