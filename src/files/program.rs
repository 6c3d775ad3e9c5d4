//! The name of this program in what it writes.

/// Name and version, as files say who wrote them.
pub(crate) const PROGRAM: &str = concat!("gridscope ", env!("CARGO_PKG_VERSION"));
