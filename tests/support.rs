//! What tests share.

use std::path::PathBuf;

/// Whether `.ci/run` insists on something that a plain machine may lack (`display`, `vulkan`).
pub fn required(what: &str) -> bool {
    std::env::var("GRIDSCOPE_REQUIRE").is_ok_and(|list| list.split(',').any(|item| item.trim() == what))
}

/// Says that a test cannot run here; fails where the environment insists on it.
pub fn skip(what: &str, why: &str) {
    assert!(!required(what), "{what} is required here, but {why}");
    eprintln!("skipped: {why}");
}

/// The repository's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
