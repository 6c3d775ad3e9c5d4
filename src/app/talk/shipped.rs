//! The talk that comes with the program.

use super::folder::is_talk;
use super::read::read_talk;
use super::scene::Talk;
use std::path::PathBuf;

/// Its scenes.
const TEXT: &str = include_str!("../../../presets/talk/talk.ron");

/// The talk that comes with the program, with its recordings where they are found. `panels` are those of the window.
pub(crate) fn shipped(panels: &[&'static str]) -> Talk {
    let talk = read_talk("talk.ron", TEXT, None, panels).expect("a test reads it");
    Talk { folder: folder(), ..talk }
}

/// Where its recordings lie: in `presets/talk` beside the program or above it, or where a package puts them.
fn folder() -> Option<PathBuf> {
    /// The program of a build lies in `target/release`, tests one folder deeper.
    const HIGHEST: usize = 6;
    let program = std::env::current_exe().ok()?;
    let above = program.ancestors().skip(1).take(HIGHEST);
    let places = above.flat_map(|folder| ["presets/talk", "share/gridscope/talk"].map(|place| folder.join(place)));
    places.into_iter().find(|folder| is_talk(folder))
}
