//! The blocks of a recording, as gridscope writes them, whatever they hold.

/// One block; all parts may be nonsense.
#[derive(Clone, Debug)]
pub struct RecordedBlock {
    /// Kind (one byte), step (eight), and a number that depends on the kind (four).
    pub head: Vec<u8>,
    pub content: Vec<u8>,
}

const MAGIC: &[u8] = b"gridscope recording 1\n";
/// Bytes of kind, step and number.
const HEAD: usize = 13;
/// Most bytes of content that are taken apart.
const MOST: usize = 1 << 20;

/// The recording of these blocks, with the right checksums and lengths.
pub fn record(blocks: &[RecordedBlock]) -> Vec<u8> {
    let mut file = MAGIC.to_vec();
    for RecordedBlock { head, content } in blocks {
        let mut head = head.clone();
        head.resize(HEAD, 0);
        let packed = miniz_oxide::deflate::compress_to_vec(content, 6);
        head.extend([packed.len() as u32, content.len() as u32].map(u32::to_le_bytes).concat());
        let checksum = crc32fast::hash(&[head.as_slice(), &packed].concat());
        file.extend([head.as_slice(), &checksum.to_le_bytes(), &packed].concat());
    }
    file
}

/// The blocks of a recording; `None` where it is none any more.
pub fn blocks(file: &[u8]) -> Option<Vec<RecordedBlock>> {
    let mut rest = file.strip_prefix(MAGIC)?;
    let mut blocks = Vec::new();
    while !rest.is_empty() {
        let (head, after) = rest.split_at_checked(HEAD + 12)?;
        let packed = u32::from_le_bytes([head[HEAD], head[HEAD + 1], head[HEAD + 2], head[HEAD + 3]]);
        let (packed, after) = after.split_at_checked(packed as usize)?;
        let content = miniz_oxide::inflate::decompress_to_vec_with_limit(packed, MOST).ok()?;
        blocks.push(RecordedBlock { head: head[..HEAD].to_vec(), content });
        rest = after;
    }
    Some(blocks)
}
