//! Names of columns that carry the unit of rates.

use crate::maps::RateUnit;

/// What columns are called where rates are spikes a second.
const IN_HZ: [(&str, &str); 4] = [
    ("rate", "rate_hz"),
    ("peak_rate", "peak_rate_hz"),
    ("mean_rate", "mean_rate_hz"),
    ("spatial_information_bits", "spatial_information_bits_per_spike"),
];

/// A table whose first line names its columns, these with the unit of rates.
pub(super) fn with_unit(text: String, unit: RateUnit) -> String {
    if unit != RateUnit::Hz {
        return text;
    }
    let (names, rows) = text.split_once('\n').unwrap_or((&text, ""));
    let names: Vec<&str> = names.split(',').map(renamed).collect();
    format!("{}\n{rows}", names.join(","))
}

fn renamed(name: &str) -> &str {
    IN_HZ.iter().find(|(from, _)| *from == name).map_or(name, |(_, to)| to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rates_of_spikes_have_a_unit() {
        let text = "unit,peak_rate,peak_rates,rate\n1,rate,2,3\n";
        assert_eq!(with_unit(text.into(), RateUnit::Activity), text);
        assert_eq!(with_unit(text.into(), RateUnit::Hz), "unit,peak_rate_hz,peak_rates,rate_hz\n1,rate,2,3\n");
        assert_eq!(with_unit(String::new(), RateUnit::Hz), "\n");
    }
}
