//! Files taken apart. Lengths and checksums are right when a file is put together again, so that what was changed in a part
//! is read, and not refused at the door.

use super::member::{Member, pack, unpack};
use super::readers::Kind;
use proptest::sample::Index;
use safetensors::SafeTensors;
use serde_json::{Map, Value, json};

/// A good file in parts.
#[derive(Clone, Debug)]
pub enum Form {
    /// One part: a text.
    Text(Vec<u8>),
    /// NumPy's archive: name, header and numbers of every array.
    Archive(Vec<Member>),
    /// A checkpoint: the texts about the run, then the numbers of each array.
    Checkpoint { words: Vec<(String, Vec<u8>)>, arrays: Vec<(String, Vec<usize>, Vec<u8>)> },
}

impl Form {
    /// A file of a kind in parts; `None` where it is too broken to be taken apart.
    pub fn of(kind: Kind, file: &[u8]) -> Option<Self> {
        match kind {
            Kind::Checkpoint => Self::checkpoint(file),
            Kind::Archive | Kind::Spikes => unpack(file).map(Self::Archive),
            Kind::Trajectory if file.starts_with(b"PK") => unpack(file).map(Self::Archive),
            _ => Some(Self::Text(file.to_vec())),
        }
    }

    /// A checkpoint in parts.
    pub fn checkpoint(file: &[u8]) -> Option<Self> {
        let tensors = SafeTensors::deserialize(file).ok()?;
        let (_, header) = SafeTensors::read_metadata(file).ok()?;
        let words = header.metadata().clone()?.into_iter();
        let mut words: Vec<_> = words.map(|(name, text)| (name, text.into_bytes())).collect();
        words.sort();
        let arrays = tensors.iter().map(|(name, view)| (name.to_owned(), view.shape().to_vec(), view.data().to_vec()));
        let mut arrays: Vec<_> = arrays.collect();
        arrays.sort();
        Some(Self::Checkpoint { words, arrays })
    }

    /// Every part that can be changed by itself.
    pub fn parts(&mut self) -> Vec<&mut Vec<u8>> {
        match self {
            Self::Text(text) => vec![text],
            Self::Archive(members) => {
                members.iter_mut().flat_map(|member| [&mut member.name, &mut member.header, &mut member.data]).collect()
            }
            Self::Checkpoint { words, arrays } => {
                let words = words.iter_mut().map(|(_, text)| text);
                words.chain(arrays.iter_mut().map(|(_, _, data)| data)).collect()
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
            Self::Archive(members) => pack(members),
            Self::Checkpoint { words, arrays } => checkpoint(words, arrays),
        }
    }
}

/// The safetensors file of words and arrays, whether or not these make sense.
fn checkpoint(words: &[(String, Vec<u8>)], arrays: &[(String, Vec<usize>, Vec<u8>)]) -> Vec<u8> {
    let words: Map<String, Value> =
        words.iter().map(|(name, text)| (name.clone(), String::from_utf8_lossy(text).into())).collect();
    let mut header = Map::from_iter([("__metadata__".to_owned(), Value::Object(words))]);
    let mut data = Vec::new();
    for (name, shape, bytes) in arrays {
        let from = data.len();
        data.extend(bytes);
        let entry = json!({ "dtype": "F32", "shape": shape, "data_offsets": [from, data.len()] });
        header.insert(name.clone(), entry);
    }
    let header = Value::Object(header).to_string();
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &data].concat()
}
