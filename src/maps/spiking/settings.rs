//! How maps are made of spikes.

use serde::Serialize;

/// What the Gaussian smooths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SmoothedQuantity {
    /// Spikes and seconds apart, which are divided then: a bin with few seconds borrows from its neighbours.
    #[default]
    SpikesAndSeconds,
    /// The rate of each bin, unvisited bins counting as 0 and the edges mirrored: what opexebo, the tool box of the Moser group,
    /// does.
    Rate,
}

/// How maps are made of spikes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MapSettings {
    /// Width of a bin, metres.
    pub bin_m: f64,
    /// Standard deviation of the Gaussian smoothing, metres; 0 for none.
    pub smoothing_m: f64,
    /// What is smoothed.
    pub smoothed: SmoothedQuantity,
    /// Samples at which the animal was slower do not count, metres a second; 0 for none. Slow ones tell of sleep and replay
    /// rather than of the place.
    pub speed_gate_m_s: f64,
    /// A bin in which less time was spent was not visited, seconds; 0 for any time.
    pub least_occupancy_s: f64,
}

impl Default for MapSettings {
    /// Bins of 2.5 cm, smoothed with 5 cm: what opexebo does with recorded cells. The animal counts from 2.5 cm/s on
    /// (Gardner et al. 2022).
    fn default() -> Self {
        Self {
            bin_m: 0.025,
            smoothing_m: 0.05,
            smoothed: SmoothedQuantity::default(),
            speed_gate_m_s: 0.025,
            least_occupancy_s: 0.0,
        }
    }
}

impl MapSettings {
    /// What was done, in words: `bins of 2.5 cm; spikes and seconds smoothed apart by 5 cm; while the animal moves at 2.5 cm/s
    /// or faster; bins with any time`.
    #[must_use]
    pub fn words(&self) -> String {
        let cm = |metres: f64| {
            let text = format!("{:.2}", 100.0 * metres);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        let mut words = vec![format!("bins of {} cm", cm(self.bin_m))];
        words.push(match self.smoothed {
            _ if self.smoothing_m <= 0.0 => "not smoothed".to_owned(),
            SmoothedQuantity::SpikesAndSeconds => {
                format!("spikes and seconds smoothed apart by {} cm", cm(self.smoothing_m))
            }
            SmoothedQuantity::Rate => format!("rates smoothed by {} cm, unvisited bins as 0", cm(self.smoothing_m)),
        });
        words.push(if self.speed_gate_m_s > 0.0 {
            format!("while the animal moves at {} cm/s or faster", cm(self.speed_gate_m_s))
        } else {
            "at any speed".to_owned()
        });
        words.push(if self.least_occupancy_s > 0.0 {
            format!("bins with {} s or more", self.least_occupancy_s)
        } else {
            "bins with any time".to_owned()
        });
        words.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_said_as_they_are() {
        let usual = MapSettings::default();
        let said = "bins of 2.5 cm; spikes and seconds smoothed apart by 5 cm; while the animal moves at 2.5 cm/s or faster; \
                    bins with any time";
        assert_eq!(usual.words(), said);
        let other = MapSettings { smoothing_m: 0.0, speed_gate_m_s: 0.0, least_occupancy_s: 0.1, ..usual };
        assert_eq!(other.words(), "bins of 2.5 cm; not smoothed; at any speed; bins with 0.1 s or more");
        let rate = MapSettings { smoothed: SmoothedQuantity::Rate, bin_m: 0.1, ..usual };
        assert!(
            rate.words().starts_with("bins of 10 cm; rates smoothed by 5 cm, unvisited bins as 0"),
            "{}",
            rate.words()
        );
    }
}
