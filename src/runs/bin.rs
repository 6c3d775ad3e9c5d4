//! Runs that are deleted go to the bin, from where they can be taken again: the desktop's own where it is a folder
//! (freedesktop.org Trash specification 1.0) on the same disk, otherwise a folder `bin` beside the runs.

use super::manage::{BIN, RunChangeError, check_left};
use crate::files::disk;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// A run that lies in the bin, and the way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BinnedRun {
    /// Where it was.
    pub was: PathBuf,
    /// Where it lies now.
    pub lies: PathBuf,
    /// What tells the desktop where it was.
    info: Option<PathBuf>,
}

/// Moves the folder of a run to the bin; `trash` is the desktop's.
///
/// # Errors
/// When it is being written, or cannot be moved.
pub fn bin_run(folder: &Path, trash: Option<&Path>) -> Result<BinnedRun, RunChangeError> {
    check_left(folder)?;
    if let Some(binned) = trash.and_then(|trash| into_trash(folder, trash)) {
        return Ok(binned);
    }
    let failed = |error| RunChangeError::new(format!("cannot move {} to the bin: {error}", folder.display()));
    let bin = folder.with_file_name(BIN);
    disk::create_folders(&bin).map_err(failed)?;
    let lies = names(folder).map(|name| bin.join(name)).find(|path| path.symlink_metadata().is_err());
    let lies = lies.ok_or_else(|| RunChangeError::new("the bin has too many runs of this name"))?;
    disk::rename(folder, &lies).map_err(failed)?;
    Ok(BinnedRun { was: folder.to_path_buf(), lies, info: None })
}

/// Takes a run out of the bin again, to where it was.
///
/// # Errors
/// When it is not there any more, or something else is where it was.
pub fn put_back(binned: &BinnedRun) -> Result<(), RunChangeError> {
    let BinnedRun { was, lies, info } = binned;
    if was.symlink_metadata().is_ok() {
        return Err(RunChangeError::new(format!("there is another {} by now", was.display())));
    }
    disk::rename(lies, was)
        .map_err(|error| RunChangeError::new(format!("cannot put {} back: {error}", was.display())))?;
    if let Some(info) = info {
        let _ = disk::remove(info); // the desktop forgets what it does not find
    }
    Ok(())
}

/// Moves a folder into the desktop's bin; `None` if that cannot be, and then nothing has changed.
fn into_trash(folder: &Path, trash: &Path) -> Option<BinnedRun> {
    // Another disk has a bin of its own, under rules of its own.
    disk::create_folders(&trash.join("files")).ok()?;
    disk::create_folders(&trash.join("info")).ok()?;
    let was = std::path::absolute(folder).ok()?;
    for name in names(folder) {
        let (lies, info) = (trash.join("files").join(&name), trash.join("info").join(format!("{name}.trashinfo")));
        // Whoever makes this file owns the name.
        let mut file = match disk::create_new(&info) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(_) => return None,
        };
        let is_there = lies.symlink_metadata().is_ok();
        let text = trash_info(&was, SystemTime::now());
        let moved = !is_there && disk::write(&mut file, text.as_bytes()).is_ok() && disk::rename(folder, &lies).is_ok();
        if moved {
            return Some(BinnedRun { was, lies, info: Some(info) });
        }
        let _ = disk::remove(&info); // an entry without a file is no harm
        if !is_there {
            return None;
        }
    }
    None
}

/// Names for a folder in a bin: its own, then with numbers.
fn names(folder: &Path) -> impl Iterator<Item = String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    (1..1000).map(move |number| if number == 1 { name.clone() } else { format!("{name}.{number}") })
}

/// What the desktop is told of a folder: where it was, and when it went. The time should be local; the standard library knows
/// only UTC.
fn trash_info(was: &Path, now: SystemTime) -> String {
    let mut path = String::new();
    for byte in was.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte) {
            path.push(char::from(*byte));
        } else {
            let _ = write!(path, "%{byte:02X}"); // a String takes all
        }
    }
    let seconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    format!("[Trash Info]\nPath={path}\nDeletionDate={}\n", date_time(seconds))
}

/// Seconds since 1970 as `2026-11-29T17:36:51`, UTC (Hinnant 2013, days from civil).
fn date_time(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, in_next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year_of_era + era * 400 + in_next;
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::lock::Lock;
    use std::fs;

    fn run(runs: &Path, name: &str) -> PathBuf {
        let folder = runs.join(name);
        fs::create_dir_all(&folder).expect("writable");
        fs::write(folder.join("run.ron"), name).expect("writable");
        folder
    }

    #[test]
    fn the_desktops_bin_knows_where_a_run_was() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let (runs, trash) = (place.path().join("my runs"), place.path().join("Trash"));
        let folder = run(&runs, "a");
        let first = bin_run(&folder, Some(&trash)).expect("free");
        assert!(!folder.exists() && first.lies == trash.join("files/a") && first.lies.join("run.ron").is_file());
        let info = fs::read_to_string(trash.join("info/a.trashinfo")).expect("there");
        assert!(info.starts_with("[Trash Info]\nPath=/") && info.contains("my%20runs/a\nDeletionDate=20"), "{info}");
        let again = run(&runs, "a");
        let second = bin_run(&again, Some(&trash)).expect("free");
        assert_eq!(second.lies, trash.join("files/a.2"), "nothing in the bin is replaced");
        put_back(&first).expect("nothing is there");
        assert!(folder.join("run.ron").is_file() && !trash.join("info/a.trashinfo").exists());
        assert!(put_back(&second).is_err_and(|error| error.to_string().contains("another")));
        assert!(second.lies.exists(), "it stays in the bin");
        put_back(&first).expect_err("it is not there any more");
    }

    #[test]
    fn without_the_desktops_bin_there_is_one_beside_the_runs() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let no_trash = place.path().join("file");
        fs::write(&no_trash, "").expect("writable");
        for trash in [None, Some(no_trash.as_path())] {
            let folder = run(place.path(), "a");
            let binned = bin_run(&folder, trash).expect("free");
            assert_eq!(binned.lies, place.path().join("bin/a"));
            put_back(&binned).expect("nothing is there");
            assert!(folder.join("run.ron").is_file());
        }
        let folder = run(place.path(), "b");
        let lock = Lock::take(&folder).expect("free");
        assert!(bin_run(&folder, None).is_err_and(|error| error.to_string().contains("being written")));
        drop(lock);
    }

    #[test]
    fn dates() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00"),
            (951_782_400, "2000-02-29T00:00:00"),
            (1_795_973_811, "2026-11-29T17:36:51"),
            (4_107_542_399, "2100-02-28T23:59:59"),
        ] {
            assert_eq!(date_time(seconds), text);
        }
    }
}
