//! Files taken apart. Lengths and checksums are right when a file is put together again, so that what was changed in a part
//! is read, and not refused at the door.

use super::blocks::{RecordedBlock, blocks, record};
use super::member::{Member, pack, unpack};
use super::readers::Kind;
use proptest::sample::Index;
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// A good file in parts.
#[derive(Clone, Debug)]
pub enum Form {
    /// One part: a text.
    Text(Vec<u8>),
    /// NumPy's archive: name, header and numbers of every array.
    Archive(Vec<Member>),
    /// A first line with the checksum of what follows, and that.
    Checked { head: Vec<u8>, body: Vec<u8> },
    /// A recording: kind, step and number of every block, and its content.
    Recording(Vec<RecordedBlock>),
    /// A checkpoint: the texts about the run, then the arrays in their order, and whether it ends with hashes of them.
    Checkpoint { words: Vec<(String, Vec<u8>)>, arrays: Vec<Numbers>, is_hashed: bool },
}

/// One array of a checkpoint.
#[derive(Clone, Debug)]
pub struct Numbers {
    name: String,
    shape: Vec<usize>,
    data: Vec<u8>,
}

/// The arrays that hold hashes: of the state, and of all bytes before.
const HASHES: [&str; 2] = ["gridscope.state_hash", "gridscope.sha256"];
/// Bytes of each of them.
const HASH_BYTES: usize = 32;

impl Form {
    /// A file of a kind in parts; `None` where it is too broken to be taken apart.
    pub fn of(kind: Kind, file: &[u8]) -> Option<Self> {
        match kind {
            Kind::Checkpoint => Self::checkpoint(file),
            Kind::Archive | Kind::Spikes => unpack(file).map(Self::Archive),
            Kind::Trajectory | Kind::Exported | Kind::Pickled if file.starts_with(b"PK") => {
                unpack(file).map(Self::Archive)
            }
            Kind::Recording => blocks(file).map(Self::Recording),
            Kind::Glance => Self::checked(file),
            _ => Some(Self::Text(file.to_vec())),
        }
    }

    /// A file whose first line ends with a checksum, in parts.
    fn checked(file: &[u8]) -> Option<Self> {
        let line = file.iter().position(|byte| *byte == b'\n')?;
        let space = file[..line].iter().rposition(|byte| *byte == b' ')?;
        Some(Self::Checked { head: file[..space].to_vec(), body: file[line + 1..].to_vec() })
    }

    /// A checkpoint in parts.
    pub fn checkpoint(file: &[u8]) -> Option<Self> {
        let tensors = SafeTensors::deserialize(file).ok()?;
        let (_, header) = SafeTensors::read_metadata(file).ok()?;
        let words = header.metadata().clone()?.into_iter();
        let mut words: Vec<_> = words.map(|(name, text)| (name, text.into_bytes())).collect();
        words.sort();
        let mut arrays: Vec<_> = tensors.iter().collect();
        arrays.sort_by_key(|(_, view)| view.data().as_ptr());
        let is_hashed = arrays.iter().any(|(name, _)| HASHES.contains(name));
        arrays.retain(|(name, _)| !HASHES.contains(name));
        let numbers = |(name, view): (&str, TensorView<'_>)| Numbers {
            name: name.to_owned(),
            shape: view.shape().to_vec(),
            data: view.data().to_vec(),
        };
        let arrays = arrays.into_iter().map(numbers).collect();
        Some(Self::Checkpoint { words, arrays, is_hashed })
    }

    /// Every part that can be changed by itself.
    pub fn parts(&mut self) -> Vec<&mut Vec<u8>> {
        match self {
            Self::Text(text) => vec![text],
            Self::Checked { head, body } => vec![head, body],
            Self::Archive(members) => {
                members.iter_mut().flat_map(|member| [&mut member.name, &mut member.header, &mut member.data]).collect()
            }
            Self::Recording(blocks) => {
                blocks.iter_mut().flat_map(|block| [&mut block.head, &mut block.content]).collect()
            }
            Self::Checkpoint { words, arrays, .. } => {
                let words = words.iter_mut().map(|(_, text)| text);
                words.chain(arrays.iter_mut().map(|array| &mut array.data)).collect()
            }
        }
    }

    /// Gives an array of an archive another shape, with the numbers that it asks for.
    pub fn reshape(&mut self, which: Index, shape: &[u64]) {
        if let Self::Archive(members) = self
            && !members.is_empty()
        {
            which.get_mut(members).reshape(shape);
        }
    }

    /// The file.
    pub fn file(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone(),
            Self::Checked { head, body } => {
                let digits: Vec<String> = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
                [head.as_slice(), b" ", digits.concat().as_bytes(), b"\n", body].concat()
            }
            Self::Archive(members) => pack(members),
            Self::Recording(blocks) => record(blocks),
            Self::Checkpoint { words, arrays, is_hashed } => checkpoint(words, arrays, *is_hashed),
        }
    }
}

/// The safetensors file of words and arrays, whether or not these make sense.
fn checkpoint(words: &[(String, Vec<u8>)], arrays: &[Numbers], is_hashed: bool) -> Vec<u8> {
    let text = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
    let texts = words.iter().map(|(name, words)| (name.clone(), Value::from(text(words)))).collect();
    let mut header = Map::from_iter([("__metadata__".to_owned(), Value::Object(texts))]);
    let mut end = 0;
    let mut entry = |kind: &str, shape: &[usize], bytes: usize| {
        let from = end;
        end += bytes;
        json!({ "dtype": kind, "shape": shape, "data_offsets": [from, end] })
    };
    for Numbers { name, shape, data } in arrays {
        header.insert(name.clone(), entry("F32", shape, data.len()));
    }
    for name in HASHES.into_iter().filter(|_| is_hashed) {
        header.insert(name.to_owned(), entry("U8", &[HASH_BYTES], HASH_BYTES));
    }
    let header = Value::Object(header).to_string();
    let mut file = [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat();
    for array in arrays {
        file.extend(&array.data);
    }
    if is_hashed {
        let count = |name: &str| {
            let words = words.iter().find(|(other, _)| other == name).map(|(_, words)| text(words));
            words.and_then(|words| words.parse::<u64>().ok()).unwrap_or_default()
        };
        let mut state = Sha256::new();
        state.update(count("gridscope.step").to_le_bytes());
        state.update(count("gridscope.updates").to_le_bytes());
        for Numbers { data, .. } in arrays {
            state.update((data.len() as u64 / 4).to_le_bytes());
            state.update(data);
        }
        file.extend(state.finalize());
        file.extend(Sha256::digest(&file));
    }
    file
}
