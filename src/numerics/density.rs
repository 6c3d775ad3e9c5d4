//! Kernel density along one axis, and its modes.

/// A Gaussian kernel density, sampled evenly.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Density {
    /// Place of the first sample, and distance between samples.
    pub start: f64,
    pub step: f64,
    /// Density at each sample; its integral is 1.
    pub samples: Vec<f64>,
}

impl Density {
    /// Samples kept at most: values that lie absurdly far apart get a coarser picture.
    const MOST_SAMPLES: f64 = 20_000.0;

    /// The density of `values`, four bandwidths farther than the outermost; empty without values.
    pub(crate) fn of(values: &[f64], bandwidth: f64) -> Self {
        const SAMPLES_PER_BANDWIDTH: f64 = 20.0;
        const MARGIN: f64 = 4.0;
        let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(l, h), &v| (l.min(v), h.max(v)));
        if values.is_empty() {
            return Self::default();
        }
        let start = low - MARGIN * bandwidth;
        let width = high - low + 2.0 * MARGIN * bandwidth;
        let step = (bandwidth / SAMPLES_PER_BANDWIDTH).max(width / Self::MOST_SAMPLES);
        let mut samples = vec![0.0; (width / step).ceil() as usize + 1];
        let scale = 1.0 / (values.len() as f64 * bandwidth * std::f64::consts::TAU.sqrt());
        for value in values {
            // Beyond eight bandwidths a kernel is below 1e-14.
            let from = ((value - 8.0 * bandwidth - start) / step).max(0.0) as usize;
            let to = ((value + 8.0 * bandwidth - start) / step).ceil() as usize;
            for (i, sample) in samples.iter_mut().enumerate().take(to + 1).skip(from) {
                *sample += scale * (-0.5 * ((start + i as f64 * step - value) / bandwidth).powi(2)).exp();
            }
        }
        Self { start, step, samples }
    }

    /// Place of a sample.
    pub(crate) fn at(&self, sample: usize) -> f64 {
        self.start + sample as f64 * self.step
    }

    /// The modes, smallest first. Modes below a tenth of the highest are left out.
    pub(crate) fn modes(&self) -> Vec<f64> {
        const LEAST_HEIGHT: f64 = 0.1;
        let highest = self.samples.iter().copied().fold(0.0, f64::max);
        let is_mode = |w: &[f64]| w[1] > w[0] && w[1] >= w[2] && w[1] > LEAST_HEIGHT * highest;
        self.samples.windows(3).enumerate().filter(|(_, w)| is_mode(w)).map(|(i, _)| self.at(i + 1)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn modes_are_groups() {
        let spread =
            |centre: f64, count: usize| (0..count).map(move |i| centre + 0.1 * (i as f64 / count as f64 - 0.5));
        let two: Vec<f64> = spread(0.0, 30).chain(spread(0.25, 20)).collect();
        let modes = Density::of(&two, 0.05).modes();
        assert!(modes.len() == 2 && modes[0].abs() < 0.01 && (modes[1] - 0.25).abs() < 0.01, "{modes:?}");
        assert!(Density::of(&[], 0.05).modes().is_empty(), "nothing");
        assert_eq!(Density::of(&[1.0], 0.05).modes().len(), 1, "one value is one mode");
        let stray: Vec<f64> = spread(0.0, 30).chain([1.0]).collect();
        assert_eq!(Density::of(&stray, 0.05).modes().len(), 1, "one stray is below a tenth");
    }

    proptest! {
        /// Against the definition: a mean of normal densities.
        #[test]
        fn samples_are_the_density(values in prop::collection::vec(-1.0f64..1.0, 1..30)) {
            let density = Density::of(&values, 0.05);
            for (i, sample) in density.samples.iter().enumerate() {
                let normal = |v: &f64| (-0.5 * ((density.at(i) - v) / 0.05).powi(2)).exp() / (0.05 * 2.506_628_274_631);
                let mean = values.iter().map(normal).sum::<f64>() / values.len() as f64;
                prop_assert!((sample - mean).abs() < 1e-9, "{} instead of {}", sample, mean);
            }
            let integral: f64 = density.samples.iter().sum::<f64>() * density.step;
            prop_assert!((integral - 1.0).abs() < 1e-3, "{}", integral);
        }

        #[test]
        fn values_far_apart_are_no_trouble(far in 0.0f64..1e9) {
            prop_assert!(Density::of(&[0.0, far], 0.05).samples.len() <= 20_002);
        }
    }
}
