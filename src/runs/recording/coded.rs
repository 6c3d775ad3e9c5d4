//! Rates in few levels, visits with 16 bits.

use crate::maps::{Arena, RateMaps};

/// The code of a bin without a rate.
const NONE: u8 = 255;
/// The code of the highest rate of a unit, at most.
pub(super) const MOST_LEVELS: u8 = 254;

/// Rate maps, coded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CodedMaps {
    /// Lowest and highest rate of every unit.
    pub(super) lows: Vec<f32>,
    pub(super) highs: Vec<f32>,
    /// The code of the highest rate of a unit.
    pub(super) levels: u8,
    /// Upper halves of single-precision numbers.
    pub(super) visits: Vec<u16>,
    /// `[unit][y][x]`
    pub(super) codes: Vec<u8>,
}

/// The upper half of a number, rounded: at most 1/256 of it away, and 0 stays 0.
fn upper_half(number: f32) -> u16 {
    if !number.is_finite() || number <= 0.0 {
        return 0;
    }
    let bits = number.to_bits();
    let rounded = bits.saturating_add(0x8000) >> 16;
    // What rounding would make infinite stays the largest number.
    rounded.min(0x7f7f) as u16
}

impl CodedMaps {
    pub(super) fn of(maps: &RateMaps, levels: u8) -> Self {
        let size = maps.visits.len().max(1);
        let ranges = maps.rates.chunks(size).map(|map| {
            let finite = map.iter().copied().filter(|rate| rate.is_finite());
            finite.fold(None, |range: Option<(f32, f32)>, rate| {
                Some(range.map_or((rate, rate), |(low, high)| (low.min(rate), high.max(rate))))
            })
        });
        let (lows, highs): (Vec<f32>, Vec<f32>) = ranges.map(Option::unwrap_or_default).unzip();
        let codes = maps.rates.chunks(size).zip(lows.iter().zip(&highs)).flat_map(|(map, (&low, &high))| {
            let scale = Scale::of(low, high, levels);
            map.iter().map(move |rate| scale.code(*rate))
        });
        Self {
            codes: codes.collect(),
            visits: maps.visits.iter().map(|visits| upper_half(*visits)).collect(),
            lows,
            highs,
            levels,
        }
    }

    /// The maps, with rates at most half a level away.
    pub(super) fn maps(&self, arena: Arena) -> RateMaps {
        let size = self.visits.len().max(1);
        let rates = self
            .codes
            .chunks(size)
            .zip(self.scales())
            .flat_map(|(map, scale)| map.iter().map(move |code| scale.rate(*code)));
        RateMaps {
            arena,
            units: self.lows.len(),
            rates: rates.collect(),
            visits: self.visits.iter().map(|half| f32::from_bits(u32::from(*half) << 16)).collect(),
        }
    }

    fn scales(&self) -> impl Iterator<Item = Scale> {
        self.lows.iter().zip(&self.highs).map(|(low, high)| Scale::of(*low, *high, self.levels))
    }

    /// The codes that maps with these ranges would have if nothing had changed since the maps before.
    pub(super) fn predicted(lows: &[f32], highs: &[f32], levels: u8, before: &Self) -> Vec<u8> {
        let size = before.visits.len().max(1);
        let now = lows.iter().zip(highs).map(|(low, high)| Scale::of(*low, *high, levels));
        let maps = before.codes.chunks(size).zip(before.scales()).zip(now);
        maps.flat_map(|((map, then), now)| {
            let now = |code: u8| now.code(then.rate(code));
            if map.len() < usize::from(NONE) {
                return map.iter().map(|code| now(*code)).collect::<Vec<_>>();
            }
            let table: Vec<u8> = (0..=NONE).map(now).collect();
            map.iter().map(|code| table[usize::from(*code)]).collect()
        })
        .collect()
    }
}

/// The codes of one unit.
#[derive(Clone, Copy)]
struct Scale {
    low: f32,
    /// From one code to the next.
    step: f32,
    levels: u8,
}

impl Scale {
    fn of(low: f32, high: f32, levels: u8) -> Self {
        let highest = f32::from(levels.max(1));
        // Divided first: the difference of two numbers can be larger than any number.
        Self { low, step: (high / highest - low / highest).max(0.0), levels }
    }

    fn code(self, rate: f32) -> u8 {
        if !rate.is_finite() {
            return NONE;
        }
        if self.step > 0.0 {
            ((rate - self.low) / self.step).round().clamp(0.0, f32::from(self.levels)) as u8
        } else {
            0
        }
    }

    fn rate(self, code: u8) -> f32 {
        if code == NONE {
            return f32::NAN;
        }
        let rate = self.low + f32::from(code.min(self.levels)) * self.step;
        if rate.is_finite() { rate } else { f32::MAX.copysign(rate) }
    }
}
