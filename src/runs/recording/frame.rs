//! Maps as bytes.

use super::block::MOST_CONTENT;
use super::bytes::Rest;
use super::coded::{CodedMaps, MOST_LEVELS};
use crate::maps::{Arena, MapSet, RateMaps, merged};

/// Levels of rates. Those of live maps are means of a few visits, and uncertain by more than a level; of arenas there are few.
const LIVE_LEVELS: u8 = 30;
const ARENA_LEVELS: u8 = 62;
/// Most bins a side.
const MOST_BINS: usize = 400;

/// Coded maps of one step.
#[derive(Clone, Debug)]
pub(super) struct CodedFrame {
    arena: Arena,
    units: usize,
    /// Of the whole, or of two halves of the samples.
    maps: Vec<CodedMaps>,
}

impl CodedFrame {
    pub(super) fn of(set: &MapSet) -> Self {
        let levels = if set.is_live() { LIVE_LEVELS } else { ARENA_LEVELS };
        let maps = match &set.halves {
            Some(halves) => halves.iter().map(|half| CodedMaps::of(half, levels)).collect(),
            None => vec![CodedMaps::of(&set.maps, levels)],
        };
        Self { arena: set.maps.arena, units: set.maps.units, maps }
    }

    /// Whether it is small enough to be recorded.
    pub(super) fn fits(set: &MapSet) -> bool {
        let bins = set.maps.arena.bins;
        let maps = if set.halves.is_some() { 2 } else { 1 };
        let content = maps * (set.maps.units * (8 + bins * bins) + 2 * bins * bins) + 14;
        set.maps.units > 0 && (1..=MOST_BINS).contains(&bins) && content <= MOST_CONTENT
    }

    /// Whether one can be predicted from the other.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let form = |frame: &Self| (frame.arena.bins, frame.units, frame.maps.len());
        form(self) == form(other)
    }

    /// The content of a block, predicted where there is something to predict it from, which has to be like it.
    pub(super) fn to_bytes(&self, before: Option<&Self>) -> Vec<u8> {
        let levels = self.maps.first().map_or(0, |maps| maps.levels);
        let mut content = vec![self.maps.len() as u8, levels];
        content.extend(self.arena.box_m.to_le_bytes());
        for number in [self.arena.bins, self.units] {
            content.extend((number as u32).to_le_bytes());
        }
        for (at, maps) in self.maps.iter().enumerate() {
            content.extend(maps.lows.iter().chain(&maps.highs).flat_map(|number| number.to_le_bytes()));
            let mut last = 0u16;
            let visits: Vec<[u8; 2]> = maps
                .visits
                .iter()
                .map(|visits| visits.wrapping_sub(std::mem::replace(&mut last, *visits)).to_be_bytes())
                .collect();
            content.extend(visits.iter().map(|bytes| bytes[0]));
            content.extend(visits.iter().map(|bytes| bytes[1]));
            if let Some(before) = before {
                let predicted = CodedMaps::predicted(&maps.lows, &maps.highs, maps.levels, &before.maps[at]);
                content.extend(maps.codes.iter().zip(predicted).map(|(code, other)| code.wrapping_sub(other)));
            } else {
                let mut last = 0u8;
                content.extend(maps.codes.iter().map(|code| code.wrapping_sub(std::mem::replace(&mut last, *code))));
            }
        }
        content
    }

    /// Takes content apart.
    ///
    /// # Errors
    /// In words, when it is no frame.
    pub(super) fn from_bytes(content: &[u8], before: Option<&Self>) -> Result<Self, String> {
        let mut rest = Rest(content);
        let (count, levels) = (usize::from(rest.byte()?), rest.byte()?);
        let box_m = rest.numbers(1)?[0];
        let [bins, units] = [rest.word()? as usize, rest.word()? as usize];
        if !(1..=MOST_LEVELS).contains(&levels) {
            return Err("its rates have no levels".into());
        }
        if !(1..=2).contains(&count) || !(1..=MOST_BINS).contains(&bins) || units == 0 || box_m <= 0.0 {
            return Err("these are no maps".into());
        }
        let size = bins * bins;
        let all = units.checked_mul(size).filter(|all| *all <= MOST_CONTENT).ok_or("these are too many maps")?;
        if before.is_some_and(|before| (before.arena.bins, before.units, before.maps.len()) != (bins, units, count)) {
            return Err("the maps before are of another form".into());
        }
        let mut maps = Vec::with_capacity(count);
        for at in 0..count {
            let [lows, highs] = [rest.numbers(units)?, rest.numbers(units)?];
            if lows.iter().zip(&highs).any(|(low, high)| low > high) {
                return Err("a lowest rate is above the highest".into());
            }
            let (upper, lower) = (rest.take(size)?, rest.take(size)?);
            let mut last = 0u16;
            let visits: Vec<u16> = upper
                .iter()
                .zip(lower)
                .map(|(upper, lower)| {
                    last = last.wrapping_add(u16::from_be_bytes([*upper, *lower]));
                    last
                })
                .collect();
            if visits.iter().any(|visits| *visits > 0x7f7f) {
                return Err("visits are no numbers".into());
            }
            let differences = rest.take(all)?;
            let codes = if let Some(before) = before {
                let predicted = CodedMaps::predicted(&lows, &highs, levels, &before.maps[at]);
                differences.iter().zip(predicted).map(|(change, code)| code.wrapping_add(*change)).collect()
            } else {
                let mut last = 0u8;
                let mut next = |change: &u8| {
                    last = last.wrapping_add(*change);
                    last
                };
                differences.iter().map(&mut next).collect()
            };
            maps.push(CodedMaps { lows, highs, levels, visits, codes });
        }
        rest.end()?;
        Ok(Self { arena: Arena { box_m, bins }, units, maps })
    }

    /// The maps of the whole, and those of both halves.
    pub(super) fn maps(&self) -> (RateMaps, Option<[RateMaps; 2]>) {
        match self.maps.as_slice() {
            [first, second] => {
                let halves = [first, second].map(|maps| maps.maps(self.arena));
                (merged(halves.each_ref()), Some(halves))
            }
            maps => (maps[0].maps(self.arena), None),
        }
    }
}
