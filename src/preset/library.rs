//! The presets that come with the program, and those of the user.

use super::error::PresetError;
use super::nearest::nearest;
use super::parse::MAX_BYTES;
use super::schema::Preset;
use crate::files::{WriteError, create_atomically, printable_name, write_atomically};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Name and text of each bundled preset, in the order in which they are offered; the first is the default.
const SOURCES: [(&str, &str); 12] = [
    ("modules", include_str!("../../presets/modules.ron")),
    ("hexagons", include_str!("../../presets/hexagons.ron")),
    ("instant", include_str!("../../presets/instant.ron")),
    ("square-modules", include_str!("../../presets/square-modules.ron")),
    ("paper", include_str!("../../presets/paper.ron")),
    ("no-capacity", include_str!("../../presets/no-capacity.ron")),
    ("no-capacity-sigma-g-0.1", include_str!("../../presets/no-capacity-sigma-g-0.1.ron")),
    ("no-capacity-sigma-g-0.2", include_str!("../../presets/no-capacity-sigma-g-0.2.ron")),
    ("no-permutations", include_str!("../../presets/no-permutations.ron")),
    ("no-invariance", include_str!("../../presets/no-invariance.ron")),
    ("no-separation", include_str!("../../presets/no-separation.ron")),
    ("no-conformal-isometry", include_str!("../../presets/no-conformal-isometry.ron")),
];

static BUNDLED: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let read = |(name, text)| Preset::from_ron(name, text).expect("a test reads every bundled preset");
    SOURCES.into_iter().map(read).collect()
});

/// The presets that come with the program; the first is the default.
#[must_use]
pub fn bundled() -> &'static [Preset] {
    &BUNDLED
}

/// The preset that runs when none is named.
#[must_use]
pub fn default_preset() -> &'static Preset {
    BUNDLED.first().expect("there are bundled presets")
}

/// The folder of the user's own presets on this system, `None` if the system has no place for it. It need not exist.
#[must_use]
pub fn user_folder() -> Option<PathBuf> {
    Some(directories::ProjectDirs::from("", "", "gridscope")?.data_dir().join("presets"))
}

/// The names of the presets in a folder, sorted; none if there is no such folder. They may fail to read.
#[must_use]
pub fn list_folder(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".ron")?.to_owned()))
        .filter(|name| check_name(name).is_ok())
        .collect();
    names.sort();
    names
}

/// Finds a preset: a bundled one of this name, else one in the user's folder, else a file at this path.
///
/// # Errors
/// When there is none (with the nearest name and all names), or the one found cannot be read.
pub fn resolve(name_or_path: &str, user_folder: Option<&Path>) -> Result<Preset, PresetError> {
    if let Some(preset) = bundled().iter().find(|preset| preset.name == name_or_path) {
        return Ok(preset.clone());
    }
    if let Some(folder) = user_folder.filter(|_| check_name(name_or_path).is_ok()) {
        let path = folder.join(format!("{name_or_path}.ron"));
        if path.is_file() {
            return Preset::read(&path);
        }
    }
    let path = Path::new(name_or_path);
    if path.is_file() {
        return Preset::read(path);
    }
    let known: Vec<String> = bundled()
        .iter()
        .map(|preset| preset.name.clone())
        .chain(user_folder.map(list_folder).unwrap_or_default())
        .collect();
    let nearest = nearest(name_or_path, known.iter().map(String::as_str)).unwrap_or_default().to_owned();
    Err(PresetError::NotFound { name: printable_name(name_or_path), nearest, known })
}

/// Saves a preset under its name in a folder and returns the path. A file that is there is replaced only with
/// `overwrite`; whoever asks the user first sees [`PresetError::Exists`].
///
/// # Errors
/// When the name is a bundled preset's or no file name, when a file is there that was not to be replaced, or when the
/// file cannot be written. An older file is then left as it was.
pub fn save(preset: &Preset, folder: &Path, overwrite: bool) -> Result<PathBuf, PresetError> {
    let name = &preset.name;
    check_name(name).map_err(|reason| PresetError::BadName { name: name.clone(), reason })?;
    if SOURCES.iter().any(|(bundled, _)| bundled.eq_ignore_ascii_case(name)) {
        return Err(PresetError::Bundled { name: name.clone() });
    }
    let path = folder.join(format!("{name}.ron"));
    let write = if overwrite { write_atomically } else { create_atomically };
    let text = preset.to_ron();
    let bytes = text.len() as u64;
    if bytes > MAX_BYTES {
        return Err(PresetError::TooLong { name: name.clone(), bytes, max_bytes: MAX_BYTES });
    }
    match write(&path, text.as_bytes()) {
        Ok(()) => Ok(path),
        Err(WriteError::Exists { path }) => Err(PresetError::Exists { name: name.clone(), path }),
        Err(error) => Err(error.into()),
    }
}

/// Whether a name can be a file's on every system.
fn check_name(name: &str) -> Result<(), &'static str> {
    const FORBIDDEN: &[char] = &['/', '\\', ':', '*', '?', '"', '<', '>', '|'];
    if name.trim().is_empty() {
        Err("it is empty")
    } else if name.len() > 200 {
        Err("it is too long")
    } else if name.contains(FORBIDDEN) || name.contains(char::is_control) {
        Err("it contains a character that file names cannot have")
    } else if name.starts_with('.') || name.ends_with('.') || name.trim() != name {
        Err("it begins or ends with a dot or a space")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_presets_read_and_say_what_they_are_for() {
        assert_eq!(default_preset().name, "modules");
        for preset in bundled() {
            assert!(!preset.purpose.is_empty() && !preset.purpose.contains('\n'), "{}: purpose", preset.name);
            assert!(!preset.look_at.is_empty(), "{}: look_at", preset.name);
            let again = Preset::from_ron(&preset.name, &preset.to_ron()).expect("own output");
            assert_eq!(&again, preset, "round trip");
        }
    }

    #[test]
    fn every_file_of_the_folder_is_bundled() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/presets"));
        let mut bundled: Vec<String> = SOURCES.iter().map(|(name, _)| (*name).to_owned()).collect();
        bundled.sort();
        assert_eq!(list_folder(folder), bundled);
    }

    /// Table 1 and appendix A of the paper (arXiv 2311.02316).
    #[test]
    fn paper_is_as_published() {
        let paper = resolve("paper", None).expect("bundled").params;
        for (name, published) in [
            ("units", "128"),
            ("trajectory_length", "60"),
            ("trajectories", "130"),
            ("max_speed", "0.15"),
            ("permute", "true"),
            ("layers", "3"),
            ("sigma_x", "0.05"),
            ("sigma_g", "0.4"),
            ("conformal_radius", "auto"),
            ("separation.weight", "1.0"),
            ("invariance.weight", "0.1"),
            ("capacity.weight", "0.5"),
            ("schedule", "plateau"),
            ("learning_rate", "2e-5"),
            ("training_steps", "2000000"),
            ("weight_decay", "0.0"),
            ("clip_norm", "0.1"),
            ("accumulation", "2"),
        ] {
            assert_eq!(paper.get(name).expect("a parameter").to_string(), published, "{name}");
        }
    }

    #[test]
    fn the_ablations_ablate() {
        let get = |name: &str| resolve(name, None).expect(name).params;
        assert_eq!(get("no-capacity").capacity.effective_weight().to_bits(), 0);
        assert_eq!(get("no-invariance").invariance.effective_weight().to_bits(), 0);
        assert_eq!(get("no-separation").separation.effective_weight().to_bits(), 0);
        assert_eq!(get("no-conformal-isometry").conformal_isometry.effective_weight().to_bits(), 0);
        assert!(!get("no-permutations").permute && get("no-capacity").permute);
        for (name, sigma_g) in [("no-capacity-sigma-g-0.1", 0.1), ("no-capacity-sigma-g-0.2", 0.2)] {
            assert_eq!(get(name).capacity.effective_weight().to_bits(), 0, "{name}");
            assert_eq!(get(name).sigma_g.to_bits(), f64::to_bits(sigma_g), "{name}");
        }
    }

    #[test]
    fn a_name_is_bundled_first_then_the_users_then_a_path() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let user = Some(folder.path());
        let mine = Preset { purpose: "mine".to_owned(), ..Preset::new("mine-0.1", default_preset().params.clone()) };
        let path = save(&mine, folder.path(), false).expect("writable");
        assert_eq!(resolve("mine-0.1", user).expect("in the folder"), mine);
        assert_eq!(resolve(path.to_str().expect("UTF-8"), None).expect("a path"), mine);
        fs::write(folder.path().join("modules.ron"), "(version: 1)").expect("writable");
        assert_eq!(&resolve("modules", user).expect("bundled"), default_preset());
        let error = resolve("mine-0.2", user).expect_err("none").to_string();
        assert!(error.contains("`mine-0.1`") && error.contains("hexagons"), "{error}");
        resolve("../mine-0.1", user).expect_err("a name stays in the folder");
    }

    #[test]
    fn saving_asks_before_it_replaces() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut preset = Preset::new("mine", default_preset().params.clone());
        let path = save(&preset, folder.path(), false).expect("writable");
        let by_hand = "(version: 1) // mine";
        fs::write(&path, by_hand).expect("writable");
        preset.purpose = "new".to_owned();
        let refused = save(&preset, folder.path(), false).expect_err("there is a file");
        assert!(matches!(refused, PresetError::Exists { .. }), "{refused}");
        assert_eq!(fs::read_to_string(&path).expect("there"), by_hand, "the file is untouched");
        save(&preset, folder.path(), true).expect("told to");
        assert_eq!(Preset::read(&path).expect("valid"), preset);
    }

    #[test]
    fn bad_names_are_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["", " ", "a/b", "..", ".hidden", "end.", "a\nb", "what?", " x"] {
            let preset = Preset::new(name, default_preset().params.clone());
            let error = save(&preset, folder.path(), true).expect_err(name);
            assert!(matches!(error, PresetError::BadName { .. }), "{error}");
        }
        let bundled = Preset::new("Modules", default_preset().params.clone());
        assert!(matches!(save(&bundled, folder.path(), true), Err(PresetError::Bundled { .. })));
        assert_eq!(list_folder(folder.path()), Vec::<String>::new(), "nothing was written");
    }
}
