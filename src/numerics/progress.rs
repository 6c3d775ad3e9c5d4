//! Cancellation of a long computation, and how far it is.

use std::sync::atomic::{AtomicBool, Ordering};

/// The computation was cancelled: there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// What a long computation is given to say how far it is, and to ask whether to go on.
pub struct Progress<'a> {
    cancel: Option<&'a AtomicBool>,
    listener: Option<&'a mut dyn FnMut(f64)>,
    /// The shares of the whole between which this part lies.
    from: f64,
    to: f64,
}

impl<'a> Progress<'a> {
    /// Of a computation that is never cancelled, and tells nobody how far it is.
    pub fn none() -> Self {
        Self { cancel: None, listener: None, from: 0.0, to: 1.0 }
    }

    /// Of a computation that is to stop once the flag is set; `listener` hears the share done, 0 to 1.
    pub fn new(cancel: &'a AtomicBool, listener: &'a mut dyn FnMut(f64)) -> Self {
        Self { cancel: Some(cancel), listener: Some(listener), from: 0.0, to: 1.0 }
    }

    /// Says that this share of the computation is done, 0 to 1.
    ///
    /// # Errors
    /// [`Cancelled`] if it is not to go on.
    pub fn tell(&mut self, share: f64) -> Result<(), Cancelled> {
        let of_whole = self.of_whole(share);
        if let Some(listener) = &mut self.listener {
            listener(of_whole);
        }
        self.check()
    }

    /// Whether to go on, where there is nothing to tell.
    ///
    /// # Errors
    /// [`Cancelled`] if not.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    /// Whether the computation is to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed))
    }

    /// The part of this computation between the shares `from` and `to`, which counts from 0 to 1 itself.
    pub fn part(&mut self, from: f64, to: f64) -> Progress<'_> {
        let (from, to) = (self.of_whole(from), self.of_whole(to));
        let listener = self.listener.as_mut().map(|listener| &mut **listener as &mut dyn FnMut(f64));
        Progress { cancel: self.cancel, listener, from, to }
    }

    /// Exact at both ends, so that shares never go back from one part to the next.
    fn of_whole(&self, share: f64) -> f64 {
        self.from * (1.0 - share) + self.to * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_parts_follow_each_other() {
        let (never, mut heard) = (AtomicBool::new(false), Vec::new());
        let mut listener = |share| heard.push(share);
        let mut whole = Progress::new(&never, &mut listener);
        for i in 0..7 {
            let mut part = whole.part(f64::from(i) / 7.0, f64::from(i + 1) / 7.0);
            for (from, to) in [(0.0, 0.3), (0.3, 1.0)] {
                let mut part = part.part(from, to);
                for share in [0.0, 0.5, 1.0] {
                    part.tell(share).expect("never cancelled");
                }
            }
        }
        whole.tell(1.0).expect("never cancelled");
        assert!(heard.is_sorted(), "{heard:?}");
        assert_eq!((heard.len(), heard[0], heard[42]), (43, 0.0, 1.0));
        assert!((heard[1] - 0.15 / 7.0).abs() < 1e-15, "half of the first three tenths of a seventh");
    }

    #[test]
    fn whoever_listens_may_cancel() {
        let cancel = AtomicBool::new(false);
        let mut listener = |share| cancel.store(share > 0.5, Ordering::Relaxed);
        let mut progress = Progress::new(&cancel, &mut listener);
        assert_eq!(progress.tell(0.5), Ok(()));
        assert_eq!(progress.part(0.5, 1.0).tell(0.5), Err(Cancelled), "at once, in a part too");
        assert_eq!((progress.is_cancelled(), progress.check()), (true, Err(Cancelled)));
        let mut none = Progress::none();
        assert_eq!((none.tell(1.0), none.part(0.0, 0.5).tell(1.0), none.is_cancelled()), (Ok(()), Ok(()), false));
    }
}
