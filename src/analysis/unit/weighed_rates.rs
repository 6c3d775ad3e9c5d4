//! The rates of a map, each weighed by the visits to its bin.

/// The visited bins of a map of which numbers like spatial information mean something.
pub(crate) struct WeighedRates<'a> {
    map: &'a [f32],
    visits: &'a [f32],
    total: f64,
    /// Σ p r, with p the share of the visits in a bin and r its rate; above 0.
    pub(crate) mean: f64,
}

impl<'a> WeighedRates<'a> {
    /// Those of a map. Without fitting `visits`, all visited bins count alike. `None` where the mean rate is not above 0 or a
    /// rate is negative.
    pub(crate) fn of(map: &'a [f32], visits: &'a [f32]) -> Option<Self> {
        let bins = || visited_rates(map, visits);
        let total: f64 = bins().map(|(visit, _)| visit).sum();
        let mean = bins().map(|(visit, rate)| visit * rate).sum::<f64>() / total;
        let means_something = mean > 0.0 && bins().all(|(_, rate)| rate >= 0.0);
        means_something.then_some(Self { map, visits, total, mean })
    }

    /// The rate of each visited bin.
    pub(crate) fn rates(&self) -> impl Iterator<Item = f64> {
        visited_rates(self.map, self.visits).map(|(_, rate)| rate)
    }

    /// The sum of a term of each bin's visits and rate, over all visits.
    pub(crate) fn average(&self, term: impl Fn(f64, f64) -> f64) -> f64 {
        visited_rates(self.map, self.visits).map(|(visit, rate)| term(visit, rate)).sum::<f64>() / self.total
    }
}

/// Visits and rate of each bin that was visited.
fn visited_rates(map: &[f32], visits: &[f32]) -> impl Iterator<Item = (f64, f64)> {
    let visit = move |bin: usize| if visits.len() == map.len() { f64::from(visits[bin]) } else { 1.0 };
    let pairs = map.iter().enumerate().map(move |(bin, &rate)| (visit(bin), f64::from(rate)));
    pairs.filter(|(visit, rate)| *visit > 0.0 && visit.is_finite() && rate.is_finite())
}
