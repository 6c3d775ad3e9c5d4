//! How many groups are there along one axis? Kernel density and information criterion.

/// Modes of a Gaussian kernel density of `values`, smallest first. Modes below a tenth of the highest are left out.
pub(crate) fn density_modes(values: &[f64], bandwidth: f64) -> Vec<f64> {
    const SAMPLES_PER_BANDWIDTH: f64 = 20.0;
    const LEAST_HEIGHT: f64 = 0.1;
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(l, h), &v| (l.min(v), h.max(v)));
    if values.is_empty() {
        return Vec::new();
    }
    let start = low - 4.0 * bandwidth;
    let step = bandwidth / SAMPLES_PER_BANDWIDTH;
    let samples = ((high - low + 8.0 * bandwidth) / step).ceil() as usize + 1;
    let at = |i: usize| start + i as f64 * step;
    let density: Vec<f64> =
        (0..samples).map(|i| values.iter().map(|v| (-0.5 * ((at(i) - v) / bandwidth).powi(2)).exp()).sum()).collect();
    let highest = density.iter().copied().fold(0.0, f64::max);
    let is_mode = |w: &[f64]| w[1] > w[0] && w[1] >= w[2] && w[1] > LEAST_HEIGHT * highest;
    density.windows(3).enumerate().filter(|(_, w)| is_mode(w)).map(|(i, _)| at(i + 1)).collect()
}

/// Of the given centres and of those left when the closest two are merged again and again, the set whose mixture of
/// Gaussians (one width for all) has the lowest Bayesian information criterion.
pub(crate) fn confirmed_centres(values: &[f64], modes: &[f64], least_sd: f64) -> Vec<f64> {
    let mut centres = modes.to_vec();
    let mut best: Option<(f64, Vec<f64>)> = None;
    while !centres.is_empty() {
        let (fitted, bic) = fit(values, &centres, least_sd);
        if best.as_ref().is_none_or(|(lowest, _)| bic < *lowest) {
            best = Some((bic, fitted));
        }
        let closest =
            (1..centres.len()).min_by(|&a, &b| (centres[a] - centres[a - 1]).total_cmp(&(centres[b] - centres[b - 1])));
        let Some(i) = closest else { break };
        let merged = f64::midpoint(centres[i - 1], centres[i]);
        centres.splice(i - 1..=i, [merged]);
    }
    best.map(|(_, centres)| centres).unwrap_or_default()
}

/// Expectation maximisation from given centres; returns the centres, ascending, and the information criterion.
fn fit(values: &[f64], start: &[f64], least_sd: f64) -> (Vec<f64>, f64) {
    const ROUNDS: usize = 60;
    let k = start.len();
    let mut centres = start.to_vec();
    let mut shares = vec![1.0 / k as f64; k];
    let mut variance = (2.0 * least_sd).powi(2);
    let mut log_likelihood = 0.0;
    for _ in 0..ROUNDS {
        let mut weights = vec![0.0; k];
        let mut sums = vec![0.0; k];
        let mut squares = vec![0.0; k];
        log_likelihood = 0.0;
        for &value in values {
            let log = |i: usize| shares[i].max(1e-300).ln() - (value - centres[i]).powi(2) / (2.0 * variance);
            let logs: Vec<f64> = (0..k).map(log).collect();
            let largest = logs.iter().copied().fold(f64::MIN, f64::max);
            let total: f64 = logs.iter().map(|l| (l - largest).exp()).sum();
            log_likelihood += largest + total.ln() - 0.5 * (std::f64::consts::TAU * variance).ln();
            for i in 0..k {
                let part = (logs[i] - largest).exp() / total;
                weights[i] += part;
                sums[i] += part * value;
                squares[i] += part * value * value;
            }
        }
        let mut scatter = 0.0;
        for i in 0..k {
            if weights[i] > 1e-9 {
                centres[i] = sums[i] / weights[i];
                scatter += squares[i] - weights[i] * centres[i] * centres[i];
            }
            shares[i] = weights[i] / values.len() as f64;
        }
        variance = (scatter / values.len() as f64).max(least_sd * least_sd);
    }
    centres.sort_by(f64::total_cmp);
    let parameters = (2 * k) as f64; // centres, shares that add up to 1, one width
    (centres, parameters * (values.len() as f64).ln() - 2.0 * log_likelihood)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_found() {
        let spread =
            |centre: f64, count: usize| (0..count).map(move |i| centre + 0.1 * (i as f64 / count as f64 - 0.5));
        let two: Vec<f64> = spread(0.0, 30).chain(spread(0.25, 20)).collect();
        let modes = density_modes(&two, 0.05);
        assert_eq!(modes.len(), 2, "two modes of {modes:?}");
        let centres = confirmed_centres(&two, &modes, 0.02);
        assert!((centres[0]).abs() < 0.01 && (centres[1] - 0.25).abs() < 0.01, "{centres:?}");
        let one: Vec<f64> = spread(0.0, 40).collect();
        assert_eq!(confirmed_centres(&one, &[-0.03, 0.03], 0.02).len(), 1, "a split that the data do not bear");
        assert!(density_modes(&[], 0.05).is_empty(), "nothing");
        assert_eq!(density_modes(&[1.0], 0.05).len(), 1, "one value is one mode");
    }
}
