//! What is where in a recording.

use super::block::{BLOCK_HEAD, BlockHead, BlockKind, MAGIC};
use super::head::RecordedHead;
use super::losses;
use super::summary::FrameSummary;
use crate::preset::Preset;
use crate::stream::{Intervention, LossSample};
use std::io::{self, Read};

/// Most steps, interventions and maps of one recording that are read.
const MOST_STEPS: usize = 8_000_000;
const MOST_INTERVENTIONS: usize = 100_000;
const MOST_FRAMES: usize = 1_000_000;

/// Maps that are recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameInfo {
    /// Training steps done.
    pub step: u64,
    pub kind: FrameKind,
    /// What was found in them, where they were analysed.
    pub summary: Option<FrameSummary>,
    /// Place of its block among those of maps.
    pub(super) place: usize,
}

/// Which maps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FrameKind {
    /// Gathered from the training batches.
    Live,
    /// Of an arena that was walked on purpose, with its side, metres.
    Arena { side_m: f32 },
}

/// A block of maps.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockPlace {
    /// Its first byte.
    pub(super) at: u64,
    /// The block from which it is predicted.
    pub(super) before: Option<usize>,
}

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// It was cut off, or its program was stopped: nothing is missing before.
    Torn(String),
    /// Something before its end is not as it was written.
    Broken(String),
}

/// Everything but the maps.
#[derive(Clone, Debug)]
pub(super) struct RecordingIndex {
    pub(super) head: RecordedHead,
    /// The parameters with which the run began.
    pub(super) preset: Preset,
    pub(super) losses: Vec<LossSample>,
    pub(super) interventions: Vec<Intervention>,
    /// By step.
    pub(super) frames: Vec<FrameInfo>,
    /// In the order of the file.
    pub(super) places: Vec<BlockPlace>,
    pub(super) last_step: u64,
    /// Bytes of whole blocks.
    pub(super) end: u64,
    pub(super) damage: Option<Damage>,
}

/// A file that does not even begin like a recording, in words; or one that cannot be read.
pub(super) enum NoIndex {
    NotOne(String),
    Io(io::Error),
}

impl RecordingIndex {
    /// Reads all blocks, as far as they are whole.
    pub(super) fn read(mut file: impl Read) -> Result<Self, NoIndex> {
        let mut magic = Vec::new();
        file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut magic).map_err(NoIndex::Io)?;
        if magic != MAGIC {
            return Err(NoIndex::NotOne("it does not begin like a recording".into()));
        }
        let first = next_block(&mut file).map_err(NoIndex::Io)?;
        let broken = |why: String| NoIndex::NotOne(format!("its first block cannot be read: {why}"));
        let (head, content) = match first {
            NextBlock::Block(head, packed) if head.kind == BlockKind::Head => {
                let content = head.content(&packed).map_err(broken)?;
                (head, content)
            }
            NextBlock::Block(..) => return Err(broken("it is not its head".into())),
            NextBlock::Nothing | NextBlock::Half => return Err(broken("it is not whole".into())),
            NextBlock::Broken(why) => return Err(broken(why)),
        };
        let end = MAGIC.len() as u64 + head.bytes();
        let (head, preset) = RecordedHead::from_bytes(&content).map_err(broken)?;
        let mut index = Self {
            last_step: head.first_step,
            head,
            preset,
            losses: Vec::new(),
            interventions: Vec::new(),
            frames: Vec::new(),
            places: Vec::new(),
            end,
            damage: None,
        };
        index.read_blocks(&mut file).map_err(NoIndex::Io)?;
        Ok(index)
    }

    fn read_blocks(&mut self, file: &mut impl Read) -> io::Result<()> {
        let (mut has_ended, mut last_live) = (false, None);
        loop {
            let (at, step) = (self.end, self.last_step);
            let damage = match next_block(file)? {
                NextBlock::Block(head, packed) => match self.take_in(head, &packed, &mut last_live) {
                    Ok(()) => {
                        self.end += head.bytes();
                        has_ended = head.kind == BlockKind::End;
                        continue;
                    }
                    Err(why) => Damage::Broken(format!("damaged at byte {at}, after step {step}: {why}")),
                },
                NextBlock::Nothing if has_ended => return Ok(()),
                NextBlock::Nothing => Damage::Torn(format!("not ended: it may have gone on after step {step}")),
                NextBlock::Half => Damage::Torn(format!("cut off at byte {at}, after step {step}")),
                NextBlock::Broken(why) => Damage::Broken(format!("damaged at byte {at}, after step {step}: {why}")),
            };
            self.damage = Some(damage);
            return Ok(());
        }
    }

    /// Takes in a whole block; one that is not understood changes nothing.
    fn take_in(&mut self, head: BlockHead, packed: &[u8], last_live: &mut Option<usize>) -> Result<(), String> {
        let step = head.step;
        match head.kind {
            BlockKind::Head => return Err("there is a second head".into()),
            BlockKind::Losses => {
                let after = self.losses.last().map(|sample| sample.step);
                let rows = losses::from_bytes(&head.content(packed)?, head.number as usize, after)?;
                if self.losses.len() + rows.len() > MOST_STEPS {
                    return Err(format!("it has more than {MOST_STEPS} steps"));
                }
                self.last_step = self.last_step.max(rows.last().map_or(0, |last| last.step));
                self.losses.extend(rows);
            }
            BlockKind::Intervention => {
                let content = head.content(packed)?;
                let text = std::str::from_utf8(&content).map_err(|_| "an intervention is no text")?;
                let made: Intervention = ron::from_str(text).map_err(|_| "an intervention cannot be read")?;
                let grows = self.interventions.last().is_none_or(|last| last.step <= made.step);
                if made.step != step || !grows || self.interventions.len() >= MOST_INTERVENTIONS {
                    return Err("interventions are not in order".into());
                }
                self.interventions.push(made);
                self.last_step = self.last_step.max(step);
            }
            BlockKind::Live | BlockKind::Arena => self.take_in_frame(head, last_live)?,
            BlockKind::Summary => {
                let is_live = head.number == 0;
                let summary = FrameSummary::from_bytes(&head.content(packed)?);
                let about = |frame: &&mut FrameInfo| {
                    frame.step == step && matches!(frame.kind, FrameKind::Live) == is_live && frame.summary.is_none()
                };
                if let Some(frame) = self.frames.iter_mut().rev().find(about) {
                    frame.summary = summary;
                }
            }
            BlockKind::Back => {
                self.losses.truncate(self.losses.partition_point(|sample| sample.step <= step));
                self.interventions.truncate(head.number as usize);
                self.frames.retain(|frame| frame.step <= step);
                self.last_step = step;
            }
            BlockKind::End => self.last_step = self.last_step.max(step),
        }
        Ok(())
    }

    fn take_in_frame(&mut self, head: BlockHead, last_live: &mut Option<usize>) -> Result<(), String> {
        let step = head.step;
        if self.places.len() >= MOST_FRAMES {
            return Err(format!("it has more than {MOST_FRAMES} maps"));
        }
        let place = self.places.len();
        let (kind, before) = if head.kind == BlockKind::Live {
            let newest = self.frames.iter().rev().find(|frame| frame.kind == FrameKind::Live);
            if newest.is_some_and(|newest| newest.step > step) || head.number > 1 {
                return Err("maps are not in order".into());
            }
            let before = if head.number == 1 { *last_live } else { None };
            if head.number == 1 && before.is_none() {
                return Err("there are no maps before these".into());
            }
            *last_live = Some(place);
            (FrameKind::Live, before)
        } else {
            (FrameKind::Arena { side_m: head.number as f32 / 1000.0 }, None)
        };
        self.places.push(BlockPlace { at: self.end, before });
        // The walk through an arena takes its time: later live maps may have come before it.
        let among = self.frames.partition_point(|frame| frame.step <= step);
        self.frames.insert(among, FrameInfo { step, kind, summary: None, place });
        self.last_step = self.last_step.max(step);
        Ok(())
    }
}

impl BlockHead {
    /// Bytes of the whole block.
    fn bytes(&self) -> u64 {
        BLOCK_HEAD as u64 + u64::from(self.packed)
    }
}

/// What follows in a file.
pub(super) enum NextBlock {
    /// A block with its packed content.
    Block(BlockHead, Vec<u8>),
    /// The file ends here.
    Nothing,
    /// It ends in the middle of a block.
    Half,
    /// Something else, in words.
    Broken(String),
}

/// Reads a block and checks it.
pub(super) fn next_block(file: &mut impl Read) -> io::Result<NextBlock> {
    let mut bytes = Vec::with_capacity(BLOCK_HEAD);
    file.by_ref().take(BLOCK_HEAD as u64).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Ok(NextBlock::Nothing);
    }
    let Ok(bytes) = <[u8; BLOCK_HEAD]>::try_from(bytes) else { return Ok(NextBlock::Half) };
    let head = match BlockHead::read(&bytes) {
        Ok(head) => head,
        Err(why) => return Ok(NextBlock::Broken(why)),
    };
    let mut packed = Vec::new();
    file.by_ref().take(u64::from(head.packed)).read_to_end(&mut packed)?;
    if packed.len() < head.packed as usize {
        return Ok(NextBlock::Half);
    }
    if !head.is_whole(&bytes, &packed) {
        return Ok(NextBlock::Broken("its checksum is another".into()));
    }
    Ok(NextBlock::Block(head, packed))
}
