//! Options of how maps are made of spikes.

use crate::cli::error::CliError;
use crate::maps::{MapSettings, SmoothedQuantity};
use clap::{Args, ValueEnum};

/// What `--smooth` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SmoothChoice {
    /// Spikes and seconds apart, which are divided then
    Apart,
    /// The rate of each bin, unvisited bins as 0, as opexebo does
    Ratio,
}

/// How maps are made of spikes, where it is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Args)]
pub struct MapOptions {
    /// Width of a bin for maps of spikes, metres (0.025 unless said)
    #[arg(long, value_name = "METRES")]
    pub bin: Option<f64>,
    /// Standard deviation of the smoothing of maps of spikes, metres (0.05 unless said; 0 for none)
    #[arg(long, value_name = "METRES")]
    pub smoothing: Option<f64>,
    /// What is smoothed (apart unless said)
    #[arg(long, value_name = "apart|ratio")]
    pub smooth: Option<SmoothChoice>,
    /// Leave out when the animal was slower, metres a second (0.025 unless said; 0 for none)
    #[arg(long, value_name = "SPEED")]
    pub speed_gate: Option<f64>,
    /// Leave out bins in which less time was spent, seconds (0 unless said)
    #[arg(long, value_name = "SECONDS")]
    pub occupancy: Option<f64>,
}

impl MapOptions {
    /// Whether something is said.
    pub(super) fn is_given(&self) -> bool {
        *self != Self::default()
    }

    /// Their names, for messages.
    pub(super) const NAMES: &str = "--bin, --smoothing, --smooth, --speed-gate and --occupancy";

    /// The settings, with the usual ones where nothing is said.
    pub(super) fn settings(&self) -> Result<MapSettings, CliError> {
        let usual = MapSettings::default();
        let settings = MapSettings {
            bin_m: self.bin.unwrap_or(usual.bin_m),
            smoothing_m: self.smoothing.unwrap_or(usual.smoothing_m),
            smoothed: match self.smooth {
                Some(SmoothChoice::Apart) => SmoothedQuantity::SpikesAndSeconds,
                Some(SmoothChoice::Ratio) => SmoothedQuantity::Rate,
                None => usual.smoothed,
            },
            speed_gate_m_s: self.speed_gate.unwrap_or(usual.speed_gate_m_s),
            least_occupancy_s: self.occupancy.unwrap_or(usual.least_occupancy_s),
        };
        for (option, value, least, unit) in [
            ("--bin", settings.bin_m, 0.001, "metres"),
            ("--smoothing", settings.smoothing_m, 0.0, "metres"),
            ("--speed-gate", settings.speed_gate_m_s, 0.0, "metres a second"),
            ("--occupancy", settings.least_occupancy_s, 0.0, "seconds"),
        ] {
            if !(least..=10.0).contains(&value) {
                return Err(CliError::Usage(format!("{option} {value}: valid: {least} to 10 {unit}")));
            }
        }
        Ok(settings)
    }

    /// The options that were given, as they are typed.
    pub(super) fn typed(&self) -> Vec<(&'static str, String)> {
        let smooth = self.smooth.map(|smooth| match smooth {
            SmoothChoice::Apart => "apart".to_owned(),
            SmoothChoice::Ratio => "ratio".to_owned(),
        });
        let number = |value: Option<f64>| value.map(|value| value.to_string());
        let all = [
            ("bin", number(self.bin)),
            ("smoothing", number(self.smoothing)),
            ("smooth", smooth),
            ("speed-gate", number(self.speed_gate)),
            ("occupancy", number(self.occupancy)),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_as_usual() {
        assert_eq!(MapOptions::default().settings().ok(), Some(MapSettings::default()));
        assert!(!MapOptions::default().is_given());
        let options = MapOptions {
            smooth: Some(SmoothChoice::Ratio),
            speed_gate: Some(0.0),
            occupancy: Some(0.1),
            ..MapOptions::default()
        };
        let expected = MapSettings {
            smoothed: SmoothedQuantity::Rate,
            speed_gate_m_s: 0.0,
            least_occupancy_s: 0.1,
            ..MapSettings::default()
        };
        assert_eq!(options.settings().ok(), Some(expected));
        let typed = [("smooth", "ratio"), ("speed-gate", "0"), ("occupancy", "0.1")];
        assert_eq!(options.typed(), typed.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn what_cannot_be_is_named_with_what_can() {
        for (options, word) in [
            (MapOptions { bin: Some(0.0), ..MapOptions::default() }, "--bin 0: valid: 0.001 to 10 metres"),
            (
                MapOptions { speed_gate: Some(-1.0), ..MapOptions::default() },
                "--speed-gate -1: valid: 0 to 10 metres a",
            ),
            (MapOptions { occupancy: Some(f64::NAN), ..MapOptions::default() }, "--occupancy NaN: valid: 0 to 10 sec"),
        ] {
            let error = options.settings().expect_err(word).to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
