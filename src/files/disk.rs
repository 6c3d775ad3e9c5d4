//! The one floor that changes files. Each change can be made to fail on purpose, so that tests can see what a full disk, a
//! refusal or a kill in any moment leaves behind.
//!
//! `GRIDSCOPE_FAIL_POINT=KIND:N:HOW` makes the N-th change of a kind fail, counted from 1 over the whole program. KIND is
//! `any`, `create`, `write`, `sync`, `rename` or `remove`; HOW is `full` (there is no space, this once), `full-N` (not for N
//! changes), `half` (half of what is written arrives, then the program dies), `die` or `hang` (it never ends).

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Kinds of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Create,
    Write,
    Sync,
    Rename,
    Remove,
}

impl Change {
    const NAMED: [(&str, Self); 5] = [
        ("create", Self::Create),
        ("write", Self::Write),
        ("sync", Self::Sync),
        ("rename", Self::Rename),
        ("remove", Self::Remove),
    ];
}

/// What happens to the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// So many changes find no space.
    Full(u64),
    Half,
    Die,
    Hang,
}

/// A change that is to fail.
#[derive(Debug, PartialEq, Eq)]
struct FailPoint {
    /// `None` for changes of all kinds.
    kind: Option<Change>,
    first: u64,
    how: How,
}

impl FailPoint {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let (kind, first, how) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        let kind = match kind {
            "any" => None,
            name => Some(Change::NAMED.iter().find(|(known, _)| *known == name)?.1),
        };
        let how = match (how, how.strip_prefix("full-")) {
            ("full", _) => How::Full(1),
            ("half", _) => How::Half,
            ("die", _) => How::Die,
            ("hang", _) => How::Hang,
            (_, Some(count)) => How::Full(count.parse().ok()?),
            _ => return None,
        };
        Some(Self { kind, first, how })
    }

    /// The one that was asked for, if any.
    fn wanted() -> Option<&'static Self> {
        static WANTED: OnceLock<Option<FailPoint>> = OnceLock::new();
        WANTED.get_or_init(|| Self::parse(&std::env::var("GRIDSCOPE_FAIL_POINT").ok()?)).as_ref()
    }
}

/// What is to happen to this change: `None` for nothing unusual.
fn fate(change: Change) -> Option<How> {
    static SEEN: AtomicU64 = AtomicU64::new(0);
    let point = FailPoint::wanted()?;
    if point.kind.is_some_and(|kind| kind != change) {
        return None;
    }
    let number = SEEN.fetch_add(1, Ordering::Relaxed) + 1;
    let last = if let How::Full(count) = point.how { point.first.saturating_add(count - 1) } else { point.first };
    (point.first..=last).contains(&number).then_some(point.how)
}

/// Lets a change happen, or not.
fn may(change: Change) -> io::Result<()> {
    match fate(change) {
        None => Ok(()),
        Some(How::Full(_)) => Err(io::ErrorKind::StorageFull.into()),
        Some(How::Half | How::Die) => std::process::abort(),
        Some(How::Hang) => hang(),
    }
}

fn hang() -> ! {
    loop {
        std::thread::park();
    }
}

/// A new folder and those above it that are missing.
pub(crate) fn create_folders(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    may(Change::Create)?;
    fs::create_dir_all(path)
}

/// A new folder; one that is there is an error.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    may(Change::Create)?;
    fs::create_dir(path)
}

/// A new file; one that is there is an error.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    may(Change::Create)?;
    File::create_new(path)
}

/// All bytes.
pub(crate) fn write(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    match fate(Change::Write) {
        None => file.write_all(bytes),
        Some(How::Full(_)) => {
            file.write_all(&bytes[..bytes.len() / 2])?; // as a disk does that fills up
            Err(io::ErrorKind::StorageFull.into())
        }
        Some(How::Half) => {
            let _ = file.write_all(&bytes[..bytes.len() / 2]); // it dies in any case
            std::process::abort()
        }
        Some(How::Die) => std::process::abort(),
        Some(How::Hang) => hang(),
    }
}

/// What was written, to the disk.
pub(crate) fn sync(file: &File) -> io::Result<()> {
    may(Change::Sync)?;
    file.sync_all()
}

/// Another name, in place of what has it.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    may(Change::Rename)?;
    fs::rename(from, to)
}

/// A second name, where none is.
pub(crate) fn link(from: &Path, to: &Path) -> io::Result<()> {
    may(Change::Rename)?;
    fs::hard_link(from, to)
}

/// No such file any more.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    may(Change::Remove)?;
    fs::remove_file(path)
}

/// No such folder any more; it has to be empty.
pub(crate) fn remove_folder(path: &Path) -> io::Result<()> {
    may(Change::Remove)?;
    fs::remove_dir(path)
}

/// A file without what follows its first bytes.
pub(crate) fn cut(file: &File, bytes: u64) -> io::Result<()> {
    may(Change::Write)?;
    file.set_len(bytes)
}

/// Makes changes of a folder's names durable. Not every system opens a folder like a file; there they are as durable as the
/// system makes them, and a failure here takes nothing back.
pub(crate) fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fail_points_are_read() {
        let point = |text| FailPoint::parse(text);
        assert_eq!(point("write:7:half"), Some(FailPoint { kind: Some(Change::Write), first: 7, how: How::Half }));
        assert_eq!(point("any:1:die"), Some(FailPoint { kind: None, first: 1, how: How::Die }));
        assert_eq!(point("sync:2:full"), Some(FailPoint { kind: Some(Change::Sync), first: 2, how: How::Full(1) }));
        assert_eq!(
            point("rename:3:full-9"),
            Some(FailPoint { kind: Some(Change::Rename), first: 3, how: How::Full(9) })
        );
        for text in ["", "write", "write:x:die", "burn:1:die", "write:1:melt"] {
            assert_eq!(point(text), None, "{text}");
        }
    }
}
