//! For tests: a PDF file opened again, as far as this program writes them.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use std::collections::BTreeMap;

/// Most bytes of a stream.
const MOST: usize = 64 << 20;

/// What a file of one page shows.
#[derive(Debug)]
pub(crate) struct OpenedPdf {
    /// Width and height of the page, points.
    pub(crate) size: [f32; 2],
    /// The words of the page, a line each.
    pub(crate) words: Vec<String>,
    /// How many times a picture is shown, and how many pictures there are.
    pub(crate) shown_pictures: usize,
    pub(crate) pictures: usize,
    /// Paths that are filled or outlined.
    pub(crate) paths: usize,
}

/// An object: what stands in it, and its stream as it was before it was packed.
struct Object {
    dictionary: String,
    stream: Option<Vec<u8>>,
}

/// Opens it by its table of objects, as readers do, or says what is wrong.
pub(crate) fn opened_pdf(file: &[u8]) -> Result<OpenedPdf, String> {
    let objects = objects(file)?;
    let find = |mark: &str| {
        let found = objects.values().find(|object| object.dictionary.contains(mark));
        found.ok_or_else(|| format!("no {mark}"))
    };
    let page = &find("/Type /Page\n")?.dictionary;
    let sides = after(page, "/MediaBox [")?.split(']').next().unwrap_or_default();
    let sides: Vec<f32> = sides.split_whitespace().filter_map(|side| side.parse().ok()).collect();
    let &[0.0, 0.0, width, height] = sides.as_slice() else { return Err(format!("a page of {sides:?}")) };
    let marks = object(&objects, reference(page, "/Contents")?)?.stream.as_ref().ok_or("a page without marks")?;

    let mut meanings = BTreeMap::new();
    for (name, at) in named(page, "/Font")? {
        let font = &object(&objects, at)?.dictionary;
        let map = object(&objects, reference(font, "/ToUnicode")?)?.stream.as_ref().ok_or("no meanings")?;
        meanings.insert(name, letters(&String::from_utf8_lossy(map)));
        let part = object(&objects, reference(font, "/DescendantFonts [")?)?;
        let about = object(&objects, reference(&part.dictionary, "/FontDescriptor")?)?;
        let own = object(&objects, reference(&about.dictionary, "/FontFile2")?)?.stream.as_ref();
        if own.is_none_or(|own| own.get(..4) != Some(&[0, 1, 0, 0])) {
            return Err("a font that is no TrueType font".to_owned());
        }
    }
    for (name, at) in named(page, "/XObject")? {
        let image = object(&objects, at)?;
        let side = |key: &str| reference(&image.dictionary, key);
        let bytes = side("/Width")? * side("/Height")? * 3;
        if image.stream.as_ref().map(Vec::len) != Some(bytes) {
            return Err(format!("{name} has not as many pixels as it says"));
        }
    }
    let mut opened = OpenedPdf {
        size: [width, height],
        words: Vec::new(),
        shown_pictures: 0,
        pictures: named(page, "/XObject")?.len(),
        paths: 0,
    };
    read_marks(marks, &meanings, &mut opened)?;
    Ok(opened)
}

fn after<'a>(text: &'a str, mark: &str) -> Result<&'a str, String> {
    text.split_once(mark).map(|(_, rest)| rest).ok_or_else(|| format!("no {mark} in {text:.200}"))
}

/// The first number behind a mark.
fn reference(text: &str, mark: &str) -> Result<usize, String> {
    let word = after(text, mark)?.split_whitespace().next().unwrap_or_default();
    word.parse().map_err(|_| format!("{mark} {word}"))
}

fn object(objects: &BTreeMap<usize, Object>, at: usize) -> Result<&Object, String> {
    objects.get(&at).ok_or_else(|| format!("no object {at}"))
}

/// Names and objects of a dictionary of resources.
fn named(page: &str, kind: &str) -> Result<Vec<(String, usize)>, String> {
    let Ok(inside) = after(page, &format!("{kind} <<")) else { return Ok(Vec::new()) };
    let inside = inside.split(">>").next().unwrap_or_default();
    let names = inside.lines().map(str::trim).filter(|line| line.starts_with('/'));
    let pair = |line: &str| {
        let (name, at) = line[1..].split_once(' ')?;
        Some((name.to_owned(), at.split(' ').next()?.parse().ok()?))
    };
    names.map(|line| pair(line).ok_or_else(|| line.to_owned())).collect()
}

fn objects(file: &[u8]) -> Result<BTreeMap<usize, Object>, String> {
    let text = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
    if !file.starts_with(b"%PDF-1.7") || !file.trim_ascii_end().ends_with(b"%%EOF") {
        return Err("no whole PDF file".to_owned());
    }
    let end = text(&file[file.len().saturating_sub(400)..]);
    let table = reference(&end, "startxref\n")?;
    let table = text(file.get(table..).ok_or("the table lies behind the end")?);
    let mut lines = table.lines();
    if lines.next() != Some("xref") {
        return Err("no table where it should be".to_owned());
    }
    let count = reference(lines.next().unwrap_or_default(), "0 ")?;
    let mut objects = BTreeMap::new();
    for (number, line) in lines.take(count).enumerate().skip(1) {
        let at: usize = line.get(..10).and_then(|at| at.parse().ok()).ok_or_else(|| line.to_owned())?;
        if line.get(17..18) == Some("f") {
            continue;
        }
        let head = format!("{number} 0 obj\n");
        let rest = file.get(at..).filter(|rest| rest.starts_with(head.as_bytes()));
        let rest = rest.ok_or_else(|| format!("object {number} is not where the table says"))?;
        objects.insert(number, read_object(&rest[head.len()..])?);
    }
    Ok(objects)
}

fn read_object(rest: &[u8]) -> Result<Object, String> {
    let position = |mark: &[u8]| rest.windows(mark.len()).position(|window| window == mark);
    let end = position(b"endobj").ok_or("an object never ends")?;
    let Some(stream) = position(b"\nstream\n").filter(|at| *at < end) else {
        return Ok(Object { dictionary: String::from_utf8_lossy(&rest[..end]).into_owned(), stream: None });
    };
    let dictionary = String::from_utf8_lossy(&rest[..stream]).into_owned();
    let (begin, length) = (stream + "\nstream\n".len(), reference(&dictionary, "/Length")?);
    let packed = rest.get(begin..begin + length).ok_or("a stream ends too early")?;
    if !rest[begin + length..].starts_with(b"\nendstream") {
        return Err("a stream is not as long as it says".to_owned());
    }
    let stream = if dictionary.contains("/FlateDecode") {
        decompress_to_vec_zlib_with_limit(packed, MOST).map_err(|error| error.to_string())?
    } else {
        packed.to_vec()
    };
    Ok(Object { dictionary, stream: Some(stream) })
}

/// What the letters of a font mean.
fn letters(map: &str) -> BTreeMap<u16, char> {
    let pairs = map.lines().filter_map(|line| line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <"));
    let pairs = pairs.filter_map(|(number, meaning)| {
        let units: Option<Vec<u16>> =
            (0..meaning.len() / 4).map(|at| u16::from_str_radix(meaning.get(4 * at..4 * at + 4)?, 16).ok()).collect();
        let meaning = char::decode_utf16(units?).next()?.ok()?;
        Some((u16::from_str_radix(number, 16).ok()?, meaning))
    });
    pairs.collect()
}

/// Goes through the marks of a page.
fn read_marks(
    marks: &[u8],
    meanings: &BTreeMap<String, BTreeMap<u16, char>>,
    opened: &mut OpenedPdf,
) -> Result<(), String> {
    let (mut rest, mut font, mut line, mut kept, mut last) = (marks, None, String::new(), 0i32, String::new());
    while let Some((first, after)) = rest.split_first() {
        if *first == b'(' || *first == b'<' {
            let (bytes, after) = string(*first, after).ok_or("a string never ends")?;
            let font: &BTreeMap<u16, char> = font.ok_or("words without a font")?;
            for pair in bytes.as_chunks::<2>().0 {
                line.push(*font.get(&u16::from_be_bytes(*pair)).ok_or("a letter that means nothing")?);
            }
            rest = after;
            continue;
        }
        if first.is_ascii_whitespace() || b"[]".contains(first) {
            rest = after;
            continue;
        }
        let end = rest.iter().position(|byte| byte.is_ascii_whitespace() || b"[]()<".contains(byte));
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        let word = String::from_utf8_lossy(word).into_owned();
        match word.as_str() {
            "q" => kept += 1,
            "Q" => kept -= 1,
            "f" | "S" => opened.paths += 1,
            "Do" => opened.shown_pictures += 1,
            "ET" => opened.words.push(std::mem::take(&mut line)),
            _ if meanings.contains_key(word.trim_start_matches('/')) => font = meanings.get(&word[1..]),
            "NaN" | "inf" => return Err(format!("{last} {word}")),
            _ => {}
        }
        if kept < 0 {
            return Err("more is restored than was kept".to_owned());
        }
        (rest, last) = (after, word);
    }
    if kept == 0 { Ok(()) } else { Err(format!("{kept} states are never restored")) }
}

/// A string of a page, and what follows it.
fn string(first: u8, text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut bytes = Vec::new();
    let mut at = 0;
    if first == b'<' {
        let end = text.iter().position(|byte| *byte == b'>')?;
        let digit = |digit: &u8| char::from(*digit).to_digit(16);
        for pair in text[..end].chunks(2) {
            bytes.push((digit(&pair[0])? * 16 + digit(pair.get(1)?)?) as u8);
        }
        return Some((bytes, &text[end + 1..]));
    }
    let mut depth = 0;
    loop {
        let byte = *text.get(at)?;
        at += 1;
        match byte {
            b')' if depth == 0 => return Some((bytes, &text[at..])),
            b')' => depth -= 1,
            b'(' => depth += 1,
            b'\\' => {
                let escaped = *text.get(at)?;
                at += 1;
                bytes.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    b'0'..=b'7' => {
                        let digits = std::str::from_utf8(text.get(at - 1..at + 2)?).ok()?;
                        at += 2;
                        u8::from_str_radix(digits, 8).ok()?
                    }
                    other => other,
                });
                continue;
            }
            _ => {}
        }
        bytes.push(byte);
    }
}
