//! The system's dialog beside the typed path, which is whatever the test says it is.

use super::{Window, until};
use crate::platform::{Chosen, Wanted};
use crate::stream::Command;
use crossbeam_channel::{Receiver, Sender, unbounded};
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use std::sync::Arc;

/// A system: what it is asked for, and the answers that it gives.
struct System {
    asked: Receiver<Wanted>,
    answers: Sender<Chosen>,
}

/// A window with its dialog open, whose system answers when it is told to.
fn opened() -> (Window, super::Bell, System) {
    let ((tell, asked), (answers, answered)) = (unbounded(), unbounded());
    let (mut window, bell) = Window::with_bell(|options| {
        options.ask_system = Arc::new(move |wanted| {
            tell.send(wanted).expect("the test waits");
            answered.recv().unwrap_or(Chosen::Nothing)
        });
    });
    window.press(Modifiers::COMMAND, Key::O);
    (window, bell, System { asked, answers })
}

fn is_enabled(window: &Window, name: &str) -> bool {
    !window.harness.get_by_role_and_label(Role::Button, name).accesskit_node().is_disabled()
}

const WAITING: &str = "Waiting for the system's dialog";
const NO_DIALOG: &str = "This system shows no dialog for files: type the path";

#[test]
fn what_is_chosen_in_the_systems_dialog_is_opened() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut window, bell, system) = opened();
    window.click("Browse for a run…");
    assert_eq!(system.asked.recv(), Ok(Wanted::Folder));
    assert!(window.shows(WAITING) && !is_enabled(&window, "Browse…"), "one dialog at a time");
    assert!(window.shows("Your presets"), "the window goes on while the system's dialog is open");
    system.answers.send(Chosen::Path(folder.path().to_owned())).expect("asked");
    until(&mut window, &bell, |window| !window.shows("Your presets"));
    assert_eq!(window.sent(), [Command::Open(folder.path().to_owned())]);

    let bad = folder.path().join("bad.ron");
    std::fs::write(&bad, "(version: 1, purpos: \"\")").expect("writable");
    window.press(Modifiers::COMMAND, Key::O);
    window.click("Browse…");
    assert_eq!(system.asked.recv(), Ok(Wanted::File));
    system.answers.send(Chosen::Path(bad.clone())).expect("asked");
    until(&mut window, &bell, |window| !window.shows(WAITING));
    assert!(window.shows("bad.ron:1:"), "what cannot be opened is said in the dialog");
    let typed = window.harness.get_by_role_and_label(Role::TextInput, "Path").accesskit_node().value();
    assert_eq!(typed, bad.to_str().map(str::to_owned), "and can be mended");
    assert!(window.sent().is_empty());
}

#[test]
fn a_dialog_that_was_closed_leaves_all_as_it_was() {
    let (mut window, bell, system) = opened();
    window.click("Browse…");
    system.answers.send(Chosen::Nothing).expect("asked");
    until(&mut window, &bell, |window| !window.shows(WAITING));
    assert!(!window.shows(NO_DIALOG) && is_enabled(&window, "Browse…") && window.shows("Your presets"));
    assert!(window.sent().is_empty());
}

#[test]
fn where_no_dialog_answers_the_path_is_typed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut window, bell, system) = opened();
    window.click("Browse…");
    system.answers.send(Chosen::NoDialog("no message bus".into())).expect("asked");
    until(&mut window, &bell, |window| window.shows(NO_DIALOG));
    assert!(is_enabled(&window, "Browse…"), "it can be tried again");
    window.harness.get_by_role_and_label(Role::TextInput, "Path").focus();
    window.frames();
    let path = folder.path().to_str().expect("UTF-8").to_owned();
    window.harness.get_by_role_and_label(Role::TextInput, "Path").type_text(&path);
    window.frames();
    window.click("Open path");
    assert_eq!(window.sent(), [Command::Open(folder.path().to_owned())]);
}

#[test]
fn an_answer_that_nobody_waits_for_opens_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut window, bell, system) = opened();
    window.click("Browse…");
    assert_eq!(system.asked.recv(), Ok(Wanted::File));
    window.key(Key::Escape);
    while bell.try_recv().is_ok() {}
    system.answers.send(Chosen::Path(folder.path().to_owned())).expect("asked");
    bell.recv().expect("it was answered");
    window.frames();
    assert!(window.sent().is_empty(), "the dialog was closed before");
    window.press(Modifiers::COMMAND, Key::O);
    assert!(is_enabled(&window, "Browse…") && !window.shows(WAITING));
}
