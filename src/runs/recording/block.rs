//! Blocks: a head of fixed size, and packed content with a checksum.

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// The first line.
pub(super) const MAGIC: &[u8] = b"gridscope recording 1\n";
/// Bytes of a block before its content.
pub(super) const BLOCK_HEAD: usize = 25;
/// Most bytes of content.
pub(super) const MOST_CONTENT: usize = 32 << 20;
/// How hard content is packed, 0 to 10: 6 takes four times the time for five parts in a hundred, and training waits for it.
const LEVEL: u8 = 2;

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    Head = 1,
    Losses = 2,
    Intervention = 3,
    Live = 4,
    Arena = 5,
    Summary = 6,
    Back = 7,
    End = 8,
}

impl BlockKind {
    const ALL: [Self; 8] =
        [Self::Head, Self::Losses, Self::Intervention, Self::Live, Self::Arena, Self::Summary, Self::Back, Self::End];
}

/// What stands before the content.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockHead {
    pub(super) kind: BlockKind,
    /// Training steps done.
    pub(super) step: u64,
    /// Depends on the kind.
    pub(super) number: u32,
    /// Bytes of the content, packed and as it is.
    pub(super) packed: u32,
    plain: u32,
    checksum: u32,
}

impl BlockHead {
    /// Takes the bytes apart.
    ///
    /// # Errors
    /// In words, when they are no head of a block.
    pub(super) fn read(bytes: &[u8; BLOCK_HEAD]) -> Result<Self, String> {
        let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let kind = BlockKind::ALL.into_iter().find(|kind| *kind as u8 == bytes[0]);
        let kind = kind.ok_or_else(|| format!("there is no block of kind {}", bytes[0]))?;
        let step = u64::from(word(1)) | u64::from(word(5)) << 32;
        let head = Self { kind, step, number: word(9), packed: word(13), plain: word(17), checksum: word(21) };
        let most = MOST_CONTENT + MOST_CONTENT / 64; // what cannot be packed grows a little
        if head.plain as usize > MOST_CONTENT || head.packed as usize > most || step == u64::MAX {
            return Err("the block is larger than any that is written".into());
        }
        Ok(head)
    }

    /// Whether head and packed content are as they were written.
    pub(super) fn is_whole(&self, head: &[u8; BLOCK_HEAD], packed: &[u8]) -> bool {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&head[..BLOCK_HEAD - 4]);
        hasher.update(packed);
        hasher.finalize() == self.checksum
    }

    /// The content.
    ///
    /// # Errors
    /// In words, when it cannot be unpacked.
    pub(super) fn content(&self, packed: &[u8]) -> Result<Vec<u8>, String> {
        let plain = self.plain as usize;
        let content = decompress_to_vec_with_limit(packed, plain).map_err(|_| "its content cannot be unpacked")?;
        if content.len() == plain { Ok(content) } else { Err("its content is shorter than it says".into()) }
    }
}

/// A whole block. Content of more than [`MOST_CONTENT`] bytes would not be read again.
pub(super) fn block(kind: BlockKind, step: u64, number: u32, content: &[u8]) -> Vec<u8> {
    let packed = compress_to_vec(content, LEVEL);
    let mut block = Vec::with_capacity(BLOCK_HEAD + packed.len());
    block.push(kind as u8);
    block.extend(step.to_le_bytes());
    for word in [number, packed.len() as u32, content.len() as u32] {
        block.extend(word.to_le_bytes());
    }
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&block);
    hasher.update(&packed);
    block.extend(hasher.finalize().to_le_bytes());
    block.extend(packed);
    block
}

/// A block without content.
pub(super) fn bare(kind: BlockKind, step: u64, number: u32) -> Vec<u8> {
    block(kind, step, number, &[])
}
