//! A talk that plays by itself while nobody touches anything, as at a booth.

use std::time::Duration;

/// How long a scene stays that does not say so, seconds.
const STAYS_S: f64 = 20.0;

/// Whether it plays by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Booth {
    /// When somebody touched something last.
    touched: Duration,
    /// When the present scene came by itself.
    plays_since: Option<Duration>,
}

impl Booth {
    /// Looks whether the next scene is due. `idle_s` is how long nobody has to have touched anything (`None`: it never plays
    /// by itself), `stays_s` how long the present scene stays.
    pub(super) fn is_due(
        &mut self,
        now: Duration,
        is_touched: bool,
        idle_s: Option<f64>,
        stays_s: Option<f64>,
    ) -> bool {
        if is_touched {
            (self.touched, self.plays_since) = (now, None);
            return false;
        }
        if self.wait_s(now, idle_s, stays_s).is_none_or(|wait_s| wait_s > 0.0) {
            return false;
        }
        self.plays_since = Some(now);
        true
    }

    /// Seconds until the next scene; `None` when it never comes by itself.
    pub(super) fn wait_s(&self, now: Duration, idle_s: Option<f64>, stays_s: Option<f64>) -> Option<f64> {
        let idle_s = idle_s?;
        let (since, wait_s) = match self.plays_since {
            Some(since) => (since, stays_s.unwrap_or(STAYS_S)),
            None => (self.touched, idle_s),
        };
        Some((wait_s - now.saturating_sub(since).as_secs_f64()).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_plays_until_somebody_touches_something() {
        let mut booth = Booth::default();
        let mut look = |seconds: u64, is_touched| {
            let due = booth.is_due(Duration::from_secs(seconds), is_touched, Some(60.0), Some(5.0));
            (due, booth.plays_since.is_some())
        };
        assert_eq!(look(59, false), (false, false), "somebody may be looking");
        assert_eq!(look(60, false), (true, true), "the first scene");
        assert_eq!(look(64, false), (false, true), "it stays");
        assert_eq!(look(65, false), (true, true), "the next one");
        assert_eq!(look(66, true), (false, false), "a hand");
        assert_eq!(look(125, false), (false, false));
        assert_eq!(look(126, false), (true, true), "they went");
        let mut never = Booth::default();
        assert!(!never.is_due(Duration::from_secs(9999), false, None, None));
        assert_eq!(never.wait_s(Duration::ZERO, None, None), None);
    }
}
