//! A few rate maps beside each other, small: a picture that fits into a row of a list.

use crate::files::hex;
use crate::maps::RateMaps;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bins a side that a map of a sheet has at most.
const MOST_BINS: usize = 40;
/// A sheet that is read has at most so many maps a side.
const MOST_ACROSS: usize = 8;

/// A square of rate maps, each scaled to its own peak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactSheet {
    /// Maps a side; places without a map are [`ContactSheet::NOTHING`] all over.
    across: usize,
    /// Bins a side of each map.
    bins: usize,
    /// Rates `[map][y][x]`, 0 to 254 of the peak.
    rates: Vec<u8>,
}

/// A sheet as it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    across: usize,
    bins: usize,
    rates: String,
}

impl ContactSheet {
    /// Of a bin that was never visited.
    pub const NOTHING: u8 = 255;

    /// The maps of these units, as many as `across` rows and columns hold, in this order.
    #[must_use]
    pub fn of(maps: &RateMaps, units: &[usize], across: usize) -> Self {
        let from = maps.arena.bins;
        let bins = from.min(MOST_BINS);
        let mut rates = Vec::with_capacity(across * across * bins * bins);
        for place in 0..across * across {
            let map = units.get(place).map_or(&[][..], |unit| maps.unit(*unit));
            let peak = map.iter().copied().filter(|rate| rate.is_finite()).fold(0.0, f32::max);
            for bin in 0..bins * bins {
                let (x, y) = (bin % bins * from / bins, bin / bins * from / bins);
                let rate = map.get(y * from + x).copied().unwrap_or(f32::NAN);
                let scaled = if peak > 0.0 { rate / peak } else { rate };
                let top = f32::from(Self::NOTHING - 1);
                rates.push(if rate.is_finite() { (scaled * top).round().clamp(0.0, top) as u8 } else { Self::NOTHING });
            }
        }
        Self { across, bins, rates }
    }

    /// Maps a side.
    #[must_use]
    pub fn across(&self) -> usize {
        self.across
    }

    /// Bins a side of each map.
    #[must_use]
    pub fn bins(&self) -> usize {
        self.bins
    }

    /// The map at a place, counted along the rows: `[y][x]`, y growing upwards, 0 to 254 of its peak.
    #[must_use]
    pub fn map(&self, place: usize) -> &[u8] {
        let size = self.bins * self.bins;
        self.rates.get(place * size..(place + 1) * size).unwrap_or(&[])
    }
}

impl Serialize for ContactSheet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written { across: self.across, bins: self.bins, rates: hex(&self.rates) }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ContactSheet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { across, bins, rates } = Written::deserialize(deserializer)?;
        let wrong = |reason: &str| serde::de::Error::custom(reason);
        if across > MOST_ACROSS || bins > MOST_BINS || rates.len() != 2 * across * across * bins * bins {
            return Err(wrong("a sheet of another size than it says"));
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
        let byte = |pair: &[u8; 2]| Some(16 * digit(pair[0])? + digit(pair[1])?);
        let rates: Option<Vec<u8>> = rates.as_bytes().as_chunks::<2>().0.iter().map(byte).collect();
        Ok(Self { across, bins, rates: rates.ok_or_else(|| wrong("a sheet of other digits than hexadecimal ones"))? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::Arena;

    #[test]
    fn maps_are_scaled_to_their_peak_and_places_without_one_are_empty() {
        let arena = Arena { box_m: 1.0, bins: 2 };
        let rates = vec![0.0, 1.0, 2.0, f32::NAN, 0.0, 0.0, 0.0, 0.0];
        let maps = RateMaps { arena, units: 2, rates, visits: vec![1.0; 4] };
        let sheet = ContactSheet::of(&maps, &[0, 1], 2);
        assert_eq!(sheet.map(0), [0, 127, 254, ContactSheet::NOTHING]);
        assert_eq!(sheet.map(1), [0; 4], "a silent unit");
        assert_eq!(sheet.map(3), [ContactSheet::NOTHING; 4], "no such unit");
        assert_eq!((sheet.across(), sheet.bins(), sheet.map(4).len()), (2, 2, 0));
        let text = serde_json::to_string(&sheet).expect("plain data");
        assert_eq!(serde_json::from_str::<ContactSheet>(&text).expect("its own"), sheet);
        for wrong in ["\"across\":3", "\"across\":9000000000", "\"across\":1"] {
            assert!(serde_json::from_str::<ContactSheet>(&text.replace("\"across\":2", wrong)).is_err(), "{wrong}");
        }
        assert!(serde_json::from_str::<ContactSheet>(&text.replace("7f", "7g")).is_err(), "no digit");
    }

    #[test]
    fn fine_maps_are_made_coarser() {
        let arena = Arena { box_m: 4.0, bins: 80 };
        let maps = RateMaps { arena, units: 1, rates: vec![1.0; 6400], visits: vec![1.0; 6400] };
        let sheet = ContactSheet::of(&maps, &[0], 1);
        assert_eq!((sheet.bins(), sheet.map(0).len()), (MOST_BINS, MOST_BINS * MOST_BINS));
        assert!(sheet.map(0).iter().all(|rate| *rate == 254));
    }
}
