//! One change of some bytes: what disks, other programs and people do to files.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::ops::Range;

/// A change; places are shares of the length, so that it fits every file.
#[derive(Clone, Debug)]
pub enum Change {
    /// One bit is the other one.
    Flip { at: Index, bit: u8 },
    /// One byte is another.
    Byte { at: Index, byte: u8 },
    /// An aligned number of 2, 4 or 8 bytes is another: lengths in headers, numbers of arrays.
    Word { at: Index, value: u64, bytes: usize },
    /// The rest is missing.
    Cut { at: Index },
    /// Some bytes are missing.
    Remove { at: Index, bytes: usize },
    /// Some bytes stand there many times.
    Repeat { at: Index, bytes: usize, times: usize },
    /// Something foreign stands there.
    Insert { at: Index, what: Vec<u8> },
    /// From here on it is another file.
    Splice { at: Index, from: Index },
    /// One of the numbers in a text is another.
    Number { which: Index, with: &'static str },
    /// A text is another everywhere.
    Everywhere { what: &'static str, with: &'static str },
}

/// Most bytes of a changed file.
const MAX_BYTES: usize = 1 << 20;

/// Numbers at which programs err, as text.
const NUMBERS: [&str; 28] = [
    "",
    "0",
    "-0",
    "-0.0",
    "-1",
    "1",
    "2",
    "0.5",
    "NaN",
    "nan",
    "inf",
    "-inf",
    "1e308",
    "-1e308",
    "1e309",
    "5e-324",
    "18446744073709551615",
    "18446744073709551616",
    "9223372036854775808",
    "4294967295",
    "4294967296",
    "65535",
    "65536",
    "99999",
    "100000",
    "1_000",
    "0x10",
    "1e400000",
];

/// The same as bits.
const WORDS: [u64; 14] = [
    0,
    1,
    0x7f,
    0xff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    u64::MAX,
    1 << 63,
    0x7fe1_ccf3_85eb_c8a0, // 1e308
    0xffe1_ccf3_85eb_c8a0, // -1e308
    0x7ff8_0000_0000_0000, // NaN
    0x7ff0_0000_0000_0000, // infinity
    0x40f8_69f0_0000_0000, // 99 999
];

/// What people's programs write for something else.
const SPELLINGS: [(&str, &str); 14] = [
    (",", ";"),
    (".", ","),
    (",", ", "),
    (",", "\t"),
    ("\n", "\r\n"),
    ("\n", "\r"),
    ("\n", "\n\n"),
    ("\"", "'"),
    (":", "="),
    (" ", ""),
    ("(", "["),
    (")", ""),
    ("e", "E"),
    ("-", "−"),
];

/// What does not belong into a file: control characters, a byte-order mark, text that turns round, halves of characters.
const FOREIGN: [&[u8]; 14] = [
    b"\0",
    b"\x1b[31m",
    b"\x07",
    b"\r",
    b"\n",
    b"\"",
    b"(",
    b"[",
    b",",
    b"\xef\xbb\xbf",
    "\u{202e}".as_bytes(),
    b"\xff",
    b"\xc3",
    b"PK\x01\x02",
];

/// Any change.
pub fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    let foreign = prop_oneof![select(&FOREIGN[..]).prop_map(<[u8]>::to_vec), prop::collection::vec(any::<u8>(), 1..9)];
    prop_oneof![
        1 => (at(), 0..8u8).prop_map(|(at, bit)| Change::Flip { at, bit }),
        1 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Byte { at, byte }),
        1 => (at(), select(&WORDS[..]), select(&[2, 4, 8][..])).prop_map(|(at, value, bytes)| Change::Word { at, value, bytes }),
        1 => at().prop_map(|at| Change::Cut { at }),
        1 => (at(), 1..65usize).prop_map(|(at, bytes)| Change::Remove { at, bytes }),
        1 => (at(), 1..65usize, repeats()).prop_map(|(at, bytes, times)| Change::Repeat { at, bytes, times }),
        1 => (at(), foreign).prop_map(|(at, what)| Change::Insert { at, what }),
        1 => (at(), at()).prop_map(|(at, from)| Change::Splice { at, from }),
        3 => (at(), select(&NUMBERS[..])).prop_map(|(which, with)| Change::Number { which, with }),
        1 => select(&SPELLINGS[..]).prop_map(|(what, with)| Change::Everywhere { what, with }),
    ]
}

/// Mostly few: long files are slow.
fn repeats() -> impl Strategy<Value = usize> {
    prop_oneof![30 => 1..5usize, 4 => 5..200usize, 1 => 1000..20_000usize]
}

impl Change {
    /// Changes a file; `other` is another of its kind.
    pub fn apply(&self, file: &mut Vec<u8>, other: &[u8]) {
        let place = |at: &Index, length: usize| at.index(length + 1);
        match self {
            Self::Flip { at, bit } => change_byte(file, *at, |byte| byte ^ 1 << bit),
            Self::Byte { at, byte } => change_byte(file, *at, |_| *byte),
            Self::Word { at, value, bytes } => {
                let at = place(at, file.len()) / bytes * bytes;
                if let Some(old) = file.get_mut(at..at + bytes) {
                    old.copy_from_slice(&value.to_le_bytes()[..*bytes]);
                }
            }
            Self::Cut { at } => file.truncate(place(at, file.len())),
            Self::Remove { at, bytes } => drop(file.drain(span(file, *at, *bytes))),
            Self::Repeat { at, bytes, times } => {
                let span = span(file, *at, *bytes);
                let again = file[span.clone()].repeat(*times);
                file.splice(span.end..span.end, again);
            }
            Self::Insert { at, what } => {
                let at = place(at, file.len());
                file.splice(at..at, what.iter().copied());
            }
            Self::Splice { at, from } => {
                file.truncate(place(at, file.len()));
                file.extend(&other[place(from, other.len())..]);
            }
            Self::Number { which, with } => {
                let numbers = numbers(file);
                if !numbers.is_empty() {
                    file.splice(which.get(&numbers).clone(), with.bytes());
                }
            }
            Self::Everywhere { what, with } => replace(file, what.as_bytes(), with.as_bytes()),
        }
        file.truncate(MAX_BYTES);
    }
}

fn change_byte(file: &mut [u8], at: Index, change: impl Fn(u8) -> u8) {
    if !file.is_empty() {
        let byte = at.get_mut(file);
        *byte = change(*byte);
    }
}

fn span(file: &[u8], at: Index, bytes: usize) -> Range<usize> {
    let from = at.index(file.len() + 1);
    from..(from + bytes).min(file.len())
}

/// Where numbers stand in a text.
fn numbers(file: &[u8]) -> Vec<Range<usize>> {
    let belongs = |byte: &u8| byte.is_ascii_digit() || b".-+".contains(byte);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(from) = file[at..].iter().position(belongs).map(|skip| at + skip) {
        let length = file[from..].iter().take_while(|byte| belongs(byte) || **byte == b'e').count();
        found.push(from..from + length);
        at = from + length;
    }
    found
}

fn replace(file: &mut Vec<u8>, what: &[u8], with: &[u8]) {
    let mut changed = Vec::with_capacity(file.len());
    let mut rest = &file[..];
    while let Some(first) = rest.first() {
        if let Some(after) = rest.strip_prefix(what) {
            changed.extend(with);
            rest = after;
        } else {
            changed.push(*first);
            rest = &rest[1..];
        }
    }
    *file = changed;
}
