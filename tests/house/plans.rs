//! The floors of this crate: which rooms there are, and which of them stand on which floor.

use super::tree::File;
use std::collections::BTreeSet;

/// The floors of a folder.
pub(super) struct Plan {
    /// The folder, from the repository's root.
    pub folder: &'static str,
    /// From the ground up, the rooms of each floor. A room is a list of its files and folders, seen from the folder and
    /// divided by spaces; of two that fit a file, the longer one counts. `panels/*` makes each entry of a folder a room of
    /// its own, and `mod` is the folder's own `mod.rs`.
    pub floors: &'static [&'static [&'static str]],
    /// Whether tests have to keep to the floors too.
    pub tests_too: bool,
    /// Files that stand above all floors.
    pub above: &'static [&'static str],
}

/// The floors of the house, as `src/lib.rs` draws them.
pub(super) const HOUSE: Plan = Plan {
    folder: "src",
    floors: &[
        &["files", "platform"],
        &["numerics", "draw"],
        &["preset", "data"],
        &["ops"],
        &["model", "maps"],
        &["stream"],
        &["train", "analysis"],
        &["runs", "import"],
        &["measure"],
        &["export"],
        &["campaign"],
        &["cli", "app"],
        &["window"],
    ],
    tests_too: true,
    above: &["lib", "main", "build"],
};

/// The floors of the analysis, as its `mod.rs` draws them.
pub(super) const ANALYSIS: Plan = Plan {
    folder: "src/analysis",
    floors: &[
        &["thresholds", "chance"],
        &["unit"],
        &["recorded"],
        &["modules"],
        &["capacity"],
        &["dissection", "topology"],
        &["significance"],
        &["report"],
        &["arena_form", "generalisation"],
        &["set_report"],
    ],
    tests_too: false,
    above: &["mod"],
};

/// The floors of the window's code.
pub(super) const APP: Plan = Plan {
    folder: "src/app",
    floors: &[
        &["kit/theme kit/colour kit/widgets"],
        &[
            "ask view panel log notice outbox frames pace speeds baseline figure_look run_list run_changes glances open_study overlay",
            "talk",
        ],
        &["kit"],
        &["panels/*"],
        &["panels"],
        &["take_menu"],
        &["layout settings opening"],
        &["chrome"],
        &[
            "mod carry_out comparing going_back undo start again options stage run shelf analyses selection files reproducing timing meter icon replays replaying take_away taking safe_start frame",
        ],
    ],
    tests_too: false,
    above: &[],
};

/// A room of a file, and its floor.
pub(super) struct Stand {
    pub floor: usize,
    pub room: String,
}

impl Plan {
    /// A file's place in the folder: `kit/theme` for `src/app/kit/theme.rs`, `mod` for the folder's own file.
    pub(super) fn inside<'f>(&self, file: &'f File) -> Option<&'f str> {
        let inside = file.path.strip_prefix(self.folder)?.strip_prefix('/')?.strip_suffix(".rs")?;
        Some(inside.strip_suffix("/mod").unwrap_or(inside))
    }

    /// The room of such a place, and its floor.
    pub(super) fn stand(&self, inside: &str) -> Option<Stand> {
        let mut best: Option<(usize, Stand)> = None;
        for (floor, rooms) in self.floors.iter().enumerate() {
            for (room, place) in rooms.iter().flat_map(|room| room.split(' ').map(move |place| (room, place))) {
                let length = place.len();
                let Some(room) = room_in(inside, place, room) else { continue };
                if best.as_ref().is_none_or(|(longest, _)| length > *longest) {
                    best = Some((length, Stand { floor, room }));
                }
            }
        }
        best.map(|(_, stand)| stand)
    }

    /// The rooms of each floor, from the top, as a drawing names them.
    pub(super) fn names(&self) -> Vec<BTreeSet<String>> {
        let names = |rooms: &&[&str]| rooms.iter().flat_map(|room| room.split(' ')).map(str::to_owned).collect();
        self.floors.iter().rev().map(names).collect()
    }

    /// Whether a file stands above all floors.
    pub(super) fn is_above(&self, inside: &str) -> bool {
        self.above.contains(&inside)
    }
}

/// The room of a file, if it is in this place of this room: of a folder's entries, the entry is the room.
pub(super) fn room_in(inside: &str, place: &str, room: &str) -> Option<String> {
    let Some(folder) = place.strip_suffix("/*") else {
        let is_in = inside.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        return is_in.then(|| room.to_owned());
    };
    let entry = inside.strip_prefix(folder)?.strip_prefix('/')?.split('/').next()?;
    Some(format!("{folder}/{entry}"))
}
