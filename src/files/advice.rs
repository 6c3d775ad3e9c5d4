//! What to do about the commonest refusals of the system.

use std::io::{Error, ErrorKind};

/// What a reader can do, after the system's own words; empty where that is not known.
#[must_use]
pub(super) fn to_read(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => "; look whether it was moved or renamed",
        ErrorKind::PermissionDenied => "; its owner can permit reading it",
        _ => "",
    }
}

/// What a writer can do, after the system's own words; empty where that is not known.
#[must_use]
pub(super) fn to_write(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "; free some space there, or choose another folder",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "; choose a folder that you may write into",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use crate::files::{ReadError, WriteError};
    use std::io::ErrorKind;
    use std::path::PathBuf;

    #[test]
    fn common_refusals_say_what_to_do_next() {
        let path = PathBuf::from("a/b");
        let written = |kind: ErrorKind| WriteError::Io { path: path.clone(), source: kind.into() }.to_string();
        assert!(written(ErrorKind::StorageFull).ends_with("; free some space there, or choose another folder"));
        assert!(written(ErrorKind::PermissionDenied).ends_with("; choose a folder that you may write into"));
        assert!(
            written(ErrorKind::BrokenPipe).starts_with("cannot write a/b: ")
                && !written(ErrorKind::BrokenPipe).contains(';')
        );
        let read = |kind: ErrorKind| ReadError::Io { path: path.clone(), source: kind.into() }.to_string();
        assert!(read(ErrorKind::NotFound).ends_with("; look whether it was moved or renamed"));
    }
}
