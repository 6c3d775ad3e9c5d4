//! Stored states at a glance: made when somebody wants to see them, one after the other, where a core is free.

use crate::runs::{Glance, StoredCheckpoint, glance};
use crate::stream::{Background, BackgroundFailed, Priority, Wake};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What is known of a state.
#[derive(Clone, Debug, Default)]
pub(crate) enum GlanceState {
    /// Nobody has asked.
    #[default]
    Unknown,
    /// It is being looked for among those that were made before, or made.
    Waiting,
    /// None was made before, and nobody wants it made.
    NotKept,
    Ready(Arc<Glance>),
    /// It cannot be looked at, for this reason.
    Failed(String),
}

impl GlanceState {
    /// The glance, if it is there.
    #[must_use]
    pub(crate) fn ready(&self) -> Option<&Glance> {
        match self {
            Self::Ready(glance) => Some(glance),
            _ => None,
        }
    }
}

/// Something that is asked about glances.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum GlanceAsk {
    /// To see this state.
    Want(StoredCheckpoint),
    /// To see it if that was made before.
    WantKept(StoredCheckpoint),
    /// Nothing that is not there yet.
    Stop,
}

/// All glances, and those that wait.
pub(crate) struct Glances {
    wake: Wake,
    /// Where they are kept.
    folder: Option<PathBuf>,
    known: HashMap<StoredCheckpoint, GlanceState>,
    /// The newest wish is fulfilled first.
    waiting: Vec<(StoredCheckpoint, bool)>,
    making: Background<Glance>,
    made: Option<StoredCheckpoint>,
}

static UNKNOWN: GlanceState = GlanceState::Unknown;

impl Glances {
    /// States that are known at most: some 25 MiB.
    const MOST: usize = 500;
    /// Wishes that wait at most; older ones go.
    const MOST_WAITING: usize = 100;

    pub(crate) fn new(folder: Option<PathBuf>, wake: Wake) -> Self {
        Self {
            wake,
            folder,
            known: HashMap::new(),
            waiting: Vec::new(),
            making: Background::new("gridscope-glance", Priority::Low),
            made: None,
        }
    }

    /// What is known of a state.
    #[must_use]
    pub(crate) fn get(&self, state: &StoredCheckpoint) -> &GlanceState {
        self.known.get(state).unwrap_or(&UNKNOWN)
    }

    /// The glance at a state, if it is there.
    #[must_use]
    pub(crate) fn ready(&self, state: &StoredCheckpoint) -> Option<&Glance> {
        self.get(state).ready()
    }

    /// How many are asked for and not there yet.
    #[must_use]
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len() + usize::from(self.made.is_some())
    }

    /// The wish to see a state that nobody has asked for yet; once it was asked for there is none.
    #[must_use]
    pub(crate) fn wish(&self, state: &StoredCheckpoint) -> Option<GlanceAsk> {
        let is_open = matches!(self.get(state), GlanceState::Unknown | GlanceState::NotKept);
        is_open.then(|| GlanceAsk::Want(state.clone()))
    }

    /// Notes a wish, or forgets all.
    pub(crate) fn carry_out(&mut self, ask: GlanceAsk) {
        match ask {
            GlanceAsk::Want(state) => self.want(state, false),
            GlanceAsk::WantKept(state) => self.want(state, true),
            GlanceAsk::Stop => {
                self.making.cancel();
                self.made = None;
                self.waiting.clear();
                self.known.retain(|_, known| !matches!(known, GlanceState::Waiting));
            }
        }
        self.begin_next();
    }

    fn want(&mut self, state: StoredCheckpoint, only_kept: bool) {
        let is_known = match self.get(&state) {
            GlanceState::Unknown => false,
            GlanceState::NotKept => only_kept,
            GlanceState::Waiting | GlanceState::Ready(_) | GlanceState::Failed(_) => true,
        };
        if is_known {
            return;
        }
        if self.known.len() >= Self::MOST {
            self.known.retain(|_, known| matches!(known, GlanceState::Waiting));
        }
        self.known.insert(state.clone(), GlanceState::Waiting);
        self.waiting.push((state, only_kept));
        if self.waiting.len() > Self::MOST_WAITING {
            let (oldest, _) = self.waiting.remove(0);
            self.known.remove(&oldest);
        }
    }

    fn begin_next(&mut self) {
        if self.made.is_some() {
            return;
        }
        let Some((state, only_kept)) = self.waiting.pop() else { return };
        let (path, folder) = (state.path.clone(), self.folder.clone());
        self.made = Some(state);
        self.making.begin(Arc::clone(&self.wake), move |progress| {
            match glance(&path, folder.as_deref(), only_kept, progress) {
                Err(_) if only_kept => Err(BackgroundFailed(String::new())),
                made => made,
            }
        });
    }

    /// Takes in what was made; whether something changed.
    pub(crate) fn poll(&mut self) -> bool {
        let Some(result) = self.making.take() else { return false };
        if let Some(state) = self.made.take() {
            let known = match result {
                Ok(glance) => GlanceState::Ready(Arc::new(glance)),
                Err(BackgroundFailed(why)) if why.is_empty() => GlanceState::NotKept,
                Err(BackgroundFailed(why)) => GlanceState::Failed(why),
            };
            self.known.insert(state, known);
        }
        self.begin_next();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    fn state(name: &str) -> StoredCheckpoint {
        StoredCheckpoint { path: name.into(), step: 1, written: SystemTime::UNIX_EPOCH }
    }

    fn until_idle(glances: &mut Glances) {
        while glances.waiting() > 0 {
            glances.poll();
            std::thread::yield_now();
        }
    }

    #[test]
    fn every_state_is_asked_for_once_and_a_failure_says_why() {
        let mut glances = Glances::new(None, Arc::new(|| {}));
        let gone = state("gone.safetensors");
        let wish = glances.wish(&gone).expect("nobody has asked");
        glances.carry_out(wish.clone());
        assert!(glances.wish(&gone).is_none() && glances.waiting() == 1, "on its way");
        glances.carry_out(wish);
        assert_eq!(glances.waiting(), 1, "once");
        until_idle(&mut glances);
        assert!(matches!(glances.get(&gone), GlanceState::Failed(why) if why.contains("gone")));
        assert!(glances.wish(&gone).is_none(), "it fails once");
    }

    #[test]
    fn what_was_not_made_before_can_still_be_wanted_and_all_wishes_be_dropped() {
        let mut glances = Glances::new(None, Arc::new(|| {}));
        let gone = state("gone.safetensors");
        glances.carry_out(GlanceAsk::WantKept(gone.clone()));
        until_idle(&mut glances);
        assert!(matches!(glances.get(&gone), GlanceState::NotKept) && glances.wish(&gone).is_some());
        for name in 0..200 {
            glances.carry_out(GlanceAsk::Want(state(&name.to_string())));
        }
        assert!(glances.waiting() <= Glances::MOST_WAITING + 1, "bounded");
        glances.carry_out(GlanceAsk::Stop);
        assert_eq!(glances.waiting(), 0);
        assert!(matches!(glances.get(&state("199")), GlanceState::Unknown), "and can be wanted again");
    }
}
