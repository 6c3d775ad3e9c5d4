//! How many groups are there along one axis? The information criterion of mixtures of Gaussians.

/// A mixture of Gaussians of one width.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mixture {
    /// Centres, ascending.
    pub centres: Vec<f64>,
    /// Bayesian information criterion (Schwarz 1978), parameters · ln n − 2 ln likelihood: lower is better.
    pub bic: f64,
}

/// The mixtures that start from the given centres and from those left when the closest two are merged again and again:
/// as many groups as there are centres first, one group last.
pub(crate) fn mixtures(values: &[f64], modes: &[f64], least_sd: f64) -> Vec<Mixture> {
    let mut centres = modes.to_vec();
    let mut mixtures = Vec::with_capacity(modes.len());
    while !centres.is_empty() && !values.is_empty() {
        mixtures.push(fit(values, &centres, least_sd));
        let closest =
            (1..centres.len()).min_by(|&a, &b| (centres[a] - centres[a - 1]).total_cmp(&(centres[b] - centres[b - 1])));
        let Some(i) = closest else { break };
        let merged = f64::midpoint(centres[i - 1], centres[i]);
        centres.splice(i - 1..=i, [merged]);
    }
    mixtures
}

/// The mixture that the criterion prefers; of equals the one with more groups.
pub(crate) fn best(mixtures: &[Mixture]) -> Option<&Mixture> {
    mixtures.iter().min_by(|a, b| a.bic.total_cmp(&b.bic))
}

/// Expectation maximisation from given centres.
fn fit(values: &[f64], start: &[f64], least_sd: f64) -> Mixture {
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
    Mixture { centres, bic: parameters * (values.len() as f64).ln() - 2.0 * log_likelihood }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(centre: f64, count: usize) -> impl Iterator<Item = f64> {
        (0..count).map(move |i| centre + 0.1 * (i as f64 / count as f64 - 0.5))
    }

    #[test]
    fn the_criterion_counts_groups() {
        let two: Vec<f64> = spread(0.0, 30).chain(spread(0.25, 20)).collect();
        let tried = mixtures(&two, &[0.0, 0.25], 0.02);
        assert_eq!(tried.iter().map(|m| m.centres.len()).collect::<Vec<_>>(), [2, 1], "two groups, then merged");
        let centres = &best(&tried).expect("two were tried").centres;
        assert!(centres.len() == 2 && centres[0].abs() < 0.01 && (centres[1] - 0.25).abs() < 0.01, "{centres:?}");
        let one: Vec<f64> = spread(0.0, 40).collect();
        let tried = mixtures(&one, &[-0.03, 0.03], 0.02);
        assert_eq!(best(&tried).expect("tried").centres.len(), 1, "a split that the data do not bear");
        assert!(best(&mixtures(&[], &[], 0.02)).is_none(), "nothing");
    }

    /// One group is a plain Gaussian, whose likelihood has a closed form.
    #[test]
    fn the_criterion_of_one_group() {
        let values = [0.0, 0.1, 0.3, 0.4];
        let (mean, variance) = (0.2, (0.04 + 0.01 + 0.01 + 0.04) / 4.0);
        let fitted = fit(&values, &[0.0], 0.02);
        assert!((fitted.centres[0] - mean).abs() < 1e-12, "{fitted:?}");
        let log_likelihood = -0.5 * 4.0 * ((std::f64::consts::TAU * variance).ln() + 1.0);
        let bic = 2.0 * 4.0f64.ln() - 2.0 * log_likelihood;
        assert!((fitted.bic - bic).abs() < 1e-9, "{fitted:?} instead of {bic}");
    }
}
