//! What frames the panels: bars, banner, toast, dialogs, the list of keys.

pub(crate) mod banner;
pub(crate) mod bottom_bar;
pub(crate) mod dialogs;
pub(crate) mod help;
pub(crate) mod toast;
pub(crate) mod top_bar;
