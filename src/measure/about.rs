//! What a measurement is called, wherever it is named.

/// Names and words of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// What it finds, as in "No chance level of the scores: …".
    pub name: &'static str,
    /// Of the thread that it runs on.
    pub thread: &'static str,
    /// Of its findings in the JSON output.
    pub key: &'static str,
    /// The option of `gridscope analyze` that asks for it; `None`: always measured there.
    pub flag: Option<&'static str>,
    /// What the option does.
    pub help: &'static str,
    /// Whether only a network can be measured so: cells from a file cannot be walked again.
    pub is_of_networks: bool,
    /// Whether only recorded cells can be measured so, with their spikes and their track.
    pub is_of_recordings: bool,
    /// What the window says.
    pub words: Words,
}

/// What the window says of a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// On the button that begins it, before the units where there is a choice of them: "Dissect".
    pub button: &'static str,
    /// Beside the share done: "scoring surrogates".
    pub working: &'static str,
    /// Before the step of the maps that a finding is about: "Compared with random modules".
    pub finding: &'static str,
    /// What it finds, or how, in a sentence.
    pub purpose: &'static str,
}
