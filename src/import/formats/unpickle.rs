//! Python pickles of plain things: dictionaries, lists, tuples, numbers, texts and NumPy arrays, of protocols 0 to 5.
//!
//! A pickle is a program for a stack machine, and may name any function of Python to be called. Here nothing is called: the
//! handful of names with which NumPy writes its arrays stand for what they make, and every other name is refused. Written
//! after the opcodes in Python's own `pickletools`.

use super::pickled::{Id, Known, Node, Pickled};
use super::pickled_array::{ArrayParts, ArrayType};
use super::value::Value;

/// Most things that a pickle makes.
const MAX_NODES: usize = 1 << 22;

/// What a pickle holds.
///
/// # Errors
/// In words, when it is damaged, or holds what is not plain.
pub(super) fn unpickle(bytes: &[u8]) -> Result<Value, String> {
    let mut machine =
        Machine { rest: bytes, nodes: Vec::new(), stack: Vec::new(), marks: Vec::new(), memo: Vec::new() };
    loop {
        let [code] = machine.fixed()?;
        if code == b'.' {
            let whole = machine.pop()?;
            return Pickled::new(machine.nodes).value(whole, 0);
        }
        machine.step(code).map_err(|reason| format!("a pickle: {reason}"))?;
    }
}

struct Machine<'a> {
    rest: &'a [u8],
    nodes: Vec<Node>,
    stack: Vec<Id>,
    /// Heights of the stack.
    marks: Vec<usize>,
    /// What has been put aside, by number.
    memo: Vec<Option<Id>>,
}

impl<'a> Machine<'a> {
    #[expect(clippy::too_many_lines, reason = "one line an opcode, as in the table that it is written after")]
    fn step(&mut self, code: u8) -> Result<(), String> {
        match code {
            // Protocol and frames say nothing of what is in them.
            0x80 => self.fixed::<1>().map(drop),
            0x95 => self.fixed::<8>().map(drop),
            b'(' => {
                self.marks.push(self.stack.len());
                Ok(())
            }
            b'0' => self.pop().map(drop),
            b'1' => self.marked().map(drop),
            b'2' => {
                let top = *self.stack.last().ok_or("nothing on the stack")?;
                self.stack.push(top);
                Ok(())
            }
            b'N' => self.push(Node::Nothing),
            0x88 => self.push(Node::Number(1.0)),
            0x89 => self.push(Node::Number(0.0)),
            b'K' => self.fixed().and_then(|bytes: [u8; 1]| self.push(Node::Number(f64::from(bytes[0])))),
            b'M' => self.fixed().and_then(|bytes| self.push(Node::Number(f64::from(u16::from_le_bytes(bytes))))),
            b'J' => self.fixed().and_then(|bytes| self.push(Node::Number(f64::from(i32::from_le_bytes(bytes))))),
            b'G' => self.fixed().and_then(|bytes| self.push(Node::Number(f64::from_be_bytes(bytes)))),
            0x8a => self.counted::<1>().map(whole_number).and_then(|number| self.push(Node::Number(number))),
            0x8b => self.counted::<4>().map(whole_number).and_then(|number| self.push(Node::Number(number))),
            b'I' | b'L' | b'F' => {
                let line = self.line()?;
                let number = match line {
                    "00" => 0.0,
                    "01" => 1.0,
                    line => line.trim_end_matches('L').parse().map_err(|_| "a number that is none")?,
                };
                self.push(Node::Number(number))
            }
            0x8c => self.counted::<1>().and_then(|bytes| self.push(text(bytes))),
            b'X' => self.counted::<4>().and_then(|bytes| self.push(text(bytes))),
            0x8d => self.counted::<8>().and_then(|bytes| self.push(text(bytes))),
            b'V' => self.line().and_then(|line| self.push(Node::Text(line.to_owned()))),
            b'S' => self.line().and_then(|line| self.push(Node::Text(line.trim_matches(['\'', '"']).to_owned()))),
            // The texts of Python 2: a name, or the bytes of an array.
            b'U' | b'C' => self.counted::<1>().and_then(|bytes| self.push(Node::Bytes(bytes.to_vec()))),
            b'T' | b'B' => self.counted::<4>().and_then(|bytes| self.push(Node::Bytes(bytes.to_vec()))),
            0x8e | 0x96 => self.counted::<8>().and_then(|bytes| self.push(Node::Bytes(bytes.to_vec()))),
            b']' => self.push(Node::List(Vec::new())),
            b')' => self.push(Node::Tuple(Vec::new())),
            b'}' => self.push(Node::Dictionary(Vec::new())),
            b'l' => self.marked().and_then(|items| self.push(Node::List(items))),
            b't' => self.marked().and_then(|items| self.push(Node::Tuple(items))),
            b'd' => self.marked().and_then(|items| self.push(Node::Dictionary(pairs(&items)))),
            0x85..=0x87 => {
                let start = self.stack.len().checked_sub(usize::from(code - 0x84)).ok_or("nothing on the stack")?;
                let items = self.stack.split_off(start);
                self.push(Node::Tuple(items))
            }
            b'a' => {
                let item = self.pop()?;
                self.append(vec![item])
            }
            b'e' => self.marked().and_then(|items| self.append(items)),
            b's' => {
                let (value, key) = (self.pop()?, self.pop()?);
                self.put(vec![key, value])
            }
            b'u' => self.marked().and_then(|items| self.put(items)),
            b'p' => {
                let number = self.line()?.parse().map_err(|_| "a place that is none")?;
                self.memoize(number)
            }
            b'q' => self.fixed().and_then(|bytes: [u8; 1]| self.memoize(usize::from(bytes[0]))),
            b'r' => self.fixed().and_then(|bytes| self.memoize(u32::from_le_bytes(bytes) as usize)),
            0x94 => self.memoize(self.memo.len()),
            b'g' => {
                let number = self.line()?.parse().map_err(|_| "a place that is none")?;
                self.recall(number)
            }
            b'h' => self.fixed().and_then(|bytes: [u8; 1]| self.recall(usize::from(bytes[0]))),
            b'j' => self.fixed().and_then(|bytes| self.recall(u32::from_le_bytes(bytes) as usize)),
            b'c' => {
                let (module, name) = (self.line()?, self.line()?);
                self.push(Node::Name(Known::named(module, name)?))
            }
            0x93 => {
                let (name, module) = (self.pop()?, self.pop()?);
                let known = Known::named(&self.words(module)?, &self.words(name)?)?;
                self.push(Node::Name(known))
            }
            // A call, or a new object of a type: both are a name and its arguments.
            b'R' | 0x81 => {
                let (arguments, name) = (self.pop()?, self.pop()?);
                let made = self.made(name, arguments)?;
                self.push(made)
            }
            b'b' => {
                let state = self.pop()?;
                self.build(state)
            }
            // A buffer that may not be written to is one all the same.
            0x98 => Ok(()),
            _ => Err(format!("an opcode {code:#04x} that is not read")),
        }
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or("damaged: it ends too early")?;
        self.rest = rest;
        Ok(*bytes)
    }

    /// Bytes behind their number, which has N bytes.
    fn counted<const N: usize>(&mut self) -> Result<&'a [u8], String> {
        let mut wide = [0; 8];
        wide[..N].copy_from_slice(&self.fixed::<N>()?);
        let count = usize::try_from(u64::from_le_bytes(wide)).unwrap_or(usize::MAX);
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or("damaged: it ends too early")?;
        self.rest = rest;
        Ok(bytes)
    }

    fn line(&mut self) -> Result<&'a str, String> {
        let end = self.rest.iter().position(|byte| *byte == b'\n').ok_or("damaged: it ends too early")?;
        let (line, rest) = self.rest.split_at(end);
        self.rest = &rest[1..];
        std::str::from_utf8(line).map_err(|_| "a line that is no text".into())
    }

    fn push(&mut self, node: Node) -> Result<(), String> {
        if self.nodes.len() == MAX_NODES {
            return Err(format!("more than {MAX_NODES} things"));
        }
        self.stack.push(self.nodes.len());
        self.nodes.push(node);
        Ok(())
    }

    fn pop(&mut self) -> Result<Id, String> {
        self.stack.pop().ok_or_else(|| "nothing on the stack".into())
    }

    /// What stands above the last mark.
    fn marked(&mut self) -> Result<Vec<Id>, String> {
        let mark = self.marks.pop().filter(|mark| *mark <= self.stack.len()).ok_or("no mark on the stack")?;
        Ok(self.stack.split_off(mark))
    }

    fn top(&mut self) -> Result<&mut Node, String> {
        let top = *self.stack.last().ok_or("nothing on the stack")?;
        Ok(&mut self.nodes[top])
    }

    fn append(&mut self, mut items: Vec<Id>) -> Result<(), String> {
        match self.top()? {
            Node::List(own) => {
                own.append(&mut items);
                Ok(())
            }
            _ => Err("items for what is no list".into()),
        }
    }

    fn put(&mut self, items: Vec<Id>) -> Result<(), String> {
        match self.top()? {
            Node::Dictionary(own) => {
                own.extend(pairs(&items));
                Ok(())
            }
            _ => Err("items for what is no dictionary".into()),
        }
    }

    fn memoize(&mut self, number: usize) -> Result<(), String> {
        let top = *self.stack.last().ok_or("nothing on the stack")?;
        // Numbers are given one after the other: one that leaves many out is damage.
        if number > self.memo.len() + MAX_NODES.min(self.nodes.len() + 256) {
            return Err(format!("a place {number} far from all others"));
        }
        if number >= self.memo.len() {
            self.memo.resize(number + 1, None);
        }
        self.memo[number] = Some(top);
        Ok(())
    }

    fn recall(&mut self, number: usize) -> Result<(), String> {
        let id = self.memo.get(number).copied().flatten().ok_or("a place where nothing was put")?;
        self.stack.push(id);
        Ok(())
    }

    fn words(&self, id: Id) -> Result<String, String> {
        match &self.nodes[id] {
            Node::Text(text) => Ok(text.clone()),
            Node::Bytes(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned()),
            _ => Err("a name that is no text".into()),
        }
    }

    /// What the call of a name with arguments stands for.
    fn made(&self, name: Id, arguments: Id) -> Result<Node, String> {
        let (Node::Name(known), Node::Tuple(arguments)) = (&self.nodes[name], &self.nodes[arguments]) else {
            return Err("a call of what is no name".into());
        };
        let argument = |place: usize| arguments.get(place).map(|id| &self.nodes[*id]);
        match known {
            Known::Reconstruct | Known::Array => Ok(Node::Array(ArrayParts::default())),
            Known::Type => match arguments.first() {
                Some(code) => Ok(Node::ArrayType(ArrayType::new(&self.words(*code)?))),
                None => Err("a type of nothing".into()),
            },
            Known::Scalar => match (argument(0), argument(1)) {
                (Some(Node::ArrayType(kind)), Some(Node::Bytes(bytes))) => kind.number(bytes).map(Node::Number),
                _ => Err("a number of no type".into()),
            },
            Known::FromBuffer => match (argument(0), argument(1), argument(2), argument(3)) {
                (Some(Node::Bytes(bytes)), Some(Node::ArrayType(kind)), Some(Node::Tuple(axes)), Some(order)) => {
                    let shape = self.shape(axes)?;
                    let columns_first = matches!(order, Node::Text(order) if order == "F");
                    Ok(Node::Array(ArrayParts {
                        shape,
                        kind: kind.clone(),
                        columns_first,
                        bytes: bytes.clone(),
                        ..ArrayParts::default()
                    }))
                }
                _ => Err("an array out of no bytes".into()),
            },
            Known::Encode => match (argument(0), argument(1)) {
                // Latin-1: a letter a byte.
                (Some(Node::Text(text)), Some(_)) => Ok(Node::Bytes(text.chars().map(|c| c as u8).collect())),
                _ => Err("bytes out of no text".into()),
            },
            Known::Bytes => match argument(0) {
                Some(Node::Bytes(bytes)) => Ok(Node::Bytes(bytes.clone())),
                None => Ok(Node::Bytes(Vec::new())),
                _ => Err("bytes out of something else".into()),
            },
            Known::Dictionary => Ok(Node::Dictionary(Vec::new())),
            Known::Plain => Err("a call of a type".into()),
        }
    }

    /// Gives the thing on top its parts.
    fn build(&mut self, state: Id) -> Result<(), String> {
        let Node::Tuple(parts) = self.nodes[state].clone() else { return Err("parts of what has none".into()) };
        let part = |place: usize| parts.get(place).map(|id| &self.nodes[*id]);
        let built = match (&self.nodes[*self.stack.last().ok_or("nothing on the stack")?], part(1), part(2)) {
            (Node::ArrayType(kind), Some(Node::Text(order)), _) => Node::ArrayType(kind.ordered(order)),
            (Node::ArrayType(kind), Some(Node::Bytes(order)), _) => {
                Node::ArrayType(kind.ordered(&String::from_utf8_lossy(order)))
            }
            (Node::Array(_), Some(Node::Tuple(axes)), Some(Node::ArrayType(kind))) => {
                let (shape, kind) = (self.shape(axes)?, kind.clone());
                let columns_first = matches!(part(3), Some(Node::Number(order)) if *order != 0.0);
                let (bytes, items) = match part(4) {
                    Some(Node::Bytes(bytes)) => (bytes.clone(), Vec::new()),
                    Some(Node::List(items)) => (Vec::new(), items.clone()),
                    // Python 2 writes bytes as text.
                    Some(Node::Text(text)) => (text.chars().map(|c| c as u8).collect(), Vec::new()),
                    _ => return Err("an array without contents".into()),
                };
                Node::Array(ArrayParts { shape, kind, columns_first, bytes, items })
            }
            _ => return Err("parts of what has none".into()),
        };
        *self.top()? = built;
        Ok(())
    }

    fn shape(&self, axes: &[Id]) -> Result<Vec<usize>, String> {
        let axis = |id: &Id| match self.nodes[*id] {
            Node::Number(axis) if axis >= 0.0 && axis < 1e12 => Ok(axis as usize),
            _ => Err("an array with an axis that is no number".to_owned()),
        };
        if axes.len() > 32 {
            return Err("an array of more than 32 axes".into());
        }
        axes.iter().map(axis).collect()
    }
}

fn text(bytes: &[u8]) -> Node {
    Node::Text(String::from_utf8_lossy(bytes).into_owned())
}

/// Keys with their values, which stand one after the other.
fn pairs(items: &[Id]) -> Vec<(Id, Id)> {
    items.as_chunks::<2>().0.iter().map(|[key, value]| (*key, *value)).collect()
}

/// A whole number of any length, the lowest byte first.
fn whole_number(bytes: &[u8]) -> f64 {
    let size = bytes.iter().rev().fold(0.0, |sum, byte| 256.0 * sum + f64::from(*byte));
    let is_negative = bytes.last().is_some_and(|byte| byte >> 7 == 1);
    if is_negative { size - 256f64.powi(bytes.len().min(1 << 10) as i32) } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_things_are_read_in_every_protocol() {
        // pickle.dumps({"a": [1, -2, 2.5, None, True], 3: (70000, 2**40)}, protocol=0 and 4)
        let old = b"(dp0\nVa\np1\n(lp2\nI1\naI-2\naF2.5\naNaI01\nasI3\n(I70000\nL1099511627776L\ntp3\ns.";
        let new = b"\x80\x04\x95(\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01a\x94]\x94(K\x01J\xfe\xff\xff\xffG@\x04\x00\x00\x00\x00\x00\x00N\x88eK\x03Jp\x11\x01\x00\x8a\x06\x00\x00\x00\x00\x00\x01\x86\x94u.";
        let number = Value::number;
        let list = vec![number(1.0), number(-2.0), number(2.5), Value::Nothing, number(1.0)];
        let pair = vec![number(70000.0), number(1_099_511_627_776.0)];
        let whole = Value::Map(vec![("a".into(), Value::List(list)), ("3".into(), Value::List(pair))]);
        assert_eq!((unpickle(old).as_ref(), unpickle(new).as_ref()), (Ok(&whole), Ok(&whole)));
    }

    #[test]
    fn nothing_is_called() {
        // pickle of an object whose __reduce__ is (os.system, ("echo run",)), protocols 0 and 4.
        for bytes in [
            &b"cposix\nsystem\np0\n(Vecho run\np1\ntp2\nRp3\n."[..],
            b"\x80\x04\x95#\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x08echo run\x94\x85\x94R\x94.",
        ] {
            let words = unpickle(bytes).expect_err("not plain");
            assert!(words.contains("`posix.system`") && words.contains("nothing in a pickle is run"), "{words}");
        }
    }

    #[test]
    fn what_holds_itself_or_grows_without_end_is_refused() {
        // l = []; l.append(l)
        assert!(unpickle(b"\x80\x02]q\x00h\x00a.").is_err());
        // Lists of two of the list before, forty times: a million million items in a hundred bytes.
        let mut bytes = b"\x80\x02]q\x00".to_vec();
        for place in 1..40u8 {
            bytes.extend([b'0', b']', b'q', place, b'(', b'h', place - 1, b'h', place - 1, b'e']);
        }
        bytes.push(b'.');
        assert!(unpickle(&bytes).is_err());
        assert!(unpickle(b"\x80\x02]r\xff\xff\xff\x7f.").is_err(), "two thousand million places");
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpickle(&bytes);
        }

        #[test]
        fn no_opcodes_are_a_panic(codes in prop::collection::vec(prop::sample::select(&b"(0120NKJG])}ltdaesuqh\x85\x86\x87\x94Rb\x81\x93.\x00\x01"[..]), 0..60)) {
            let _ = unpickle(&codes);
        }
    }
}
