//! Spatial information: what the rate tells about the place.

use super::weighed_rates::WeighedRates;

/// Spatial information of a map in bits (per spike, for spikes): Σ p r/r̄ log₂(r/r̄) with p the share of `visits` in a
/// bin and r̄ = Σ p r (Skaggs et al. 1993). Without fitting `visits`, all visited bins count alike. `None` where the
/// mean rate is not above 0 or a rate is negative: the formula means nothing there.
#[must_use]
pub fn spatial_information(map: &[f32], visits: &[f32]) -> Option<f64> {
    let rates = WeighedRates::of(map, visits)?;
    let term = |visit: f64, rate: f64| {
        let relative = rate / rates.mean;
        if relative > 0.0 { visit * relative * relative.log2() } else { 0.0 }
    };
    Some(rates.average(term).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_field_of_a_known_share_tells_so_many_bits() {
        let mut map = vec![0.0f32; 64];
        map[..8].fill(3.0);
        let close = |found: Option<f64>, want: f64| (found.expect("defined") - want).abs() < 1e-9;
        assert!(close(spatial_information(&map, &[]), 3.0), "one bin in eight is three bits");
        let mut visits = vec![1.0f32; 64];
        visits[..8].fill(7.0); // as often there as elsewhere together: one bit
        assert!(close(spatial_information(&map, &visits), 1.0), "visits are weights");
        map[63] = f32::NAN;
        visits[63] = 1e6;
        assert!(spatial_information(&map, &visits).expect("defined") < 1.0, "unvisited bins do not count");
        assert!(close(spatial_information(&[2.0; 9], &[]), 0.0), "a constant rate tells nothing");
    }

    #[test]
    fn where_it_means_nothing_it_is_none() {
        assert_eq!(spatial_information(&[], &[]), None, "no map");
        assert_eq!(spatial_information(&[0.0; 4], &[]), None, "silent");
        assert_eq!(spatial_information(&[f32::NAN; 4], &[]), None, "unvisited");
        assert_eq!(spatial_information(&[1.0, -0.1], &[]), None, "negative rates");
        assert_eq!(spatial_information(&[1.0, 2.0], &[0.0, 0.0]), None, "no visits");
    }

    proptest! {
        /// A gain changes nothing, and no map tells more than the rarest bin could.
        #[test]
        fn information_is_bounded(rates in prop::collection::vec(0.0f32..1.0, 2..60), gain in 0.1f32..10.0) {
            let scaled: Vec<f32> = rates.iter().map(|r| r * gain).collect();
            if let Some(bits) = spatial_information(&rates, &[]) {
                prop_assert!(bits >= 0.0 && bits <= (rates.len() as f64).log2() + 1e-9, "{}", bits);
                prop_assert!((bits - spatial_information(&scaled, &[]).expect("as before")).abs() < 1e-4);
            }
        }
    }
}
