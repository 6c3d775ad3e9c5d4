//! Source text into words and marks, without comments; what belongs to tests is marked.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Word,
    /// `::` or one character.
    Mark,
    /// A text, a character, a number or a lifetime.
    Literal,
}

/// A piece of code.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    /// Empty for a literal.
    pub text: String,
    /// Counted from 1.
    pub line: usize,
    /// Whether it is compiled for tests only.
    pub is_test: bool,
}

impl Token {
    /// The name, if it is one.
    pub(super) fn word(&self) -> Option<&str> {
        (self.kind == Kind::Word).then_some(self.text.as_str())
    }
}

/// A file in pieces.
pub(super) struct Lexed {
    pub tokens: Vec<Token>,
    /// The lines without comments, with their texts.
    pub lines: Vec<String>,
}

/// Whether the character could belong to a name.
fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Reads a file's text.
pub(super) fn lex(text: &str) -> Lexed {
    let mut reader = Reader { rest: text, tokens: Vec::new(), lines: vec![String::new()] };
    while !reader.rest.is_empty() {
        reader.piece();
    }
    let mut lexed = Lexed { tokens: reader.tokens, lines: reader.lines };
    mark_tests(&mut lexed.tokens);
    lexed
}

struct Reader<'a> {
    rest: &'a str,
    tokens: Vec<Token>,
    lines: Vec<String>,
}

impl Reader<'_> {
    /// Goes on by some bytes, and keeps them as code or only their ends of lines.
    fn pass(&mut self, bytes: usize, is_code: bool) {
        let (passed, rest) = self.rest.split_at(bytes);
        for c in passed.chars() {
            match c {
                '\n' => self.lines.push(String::new()),
                c if is_code => self.lines.last_mut().expect("begins with one").push(c),
                _ => {}
            }
        }
        self.rest = rest;
    }

    fn token(&mut self, kind: Kind, bytes: usize) {
        let text = if kind == Kind::Literal { "" } else { self.rest[..bytes].trim_start_matches("r#") };
        self.tokens.push(Token { kind, text: text.to_owned(), line: self.lines.len(), is_test: false });
        self.pass(bytes, true);
    }

    /// The next token, comment or space.
    fn piece(&mut self) {
        let rest = self.rest;
        let first = rest.chars().next().expect("not empty");
        if rest.starts_with("//") {
            self.pass(rest.find('\n').unwrap_or(rest.len()), false);
        } else if rest.starts_with("/*") {
            self.pass(comment(rest), false);
        } else if let Some(bytes) = text_literal(rest) {
            self.token(Kind::Literal, bytes);
        } else if first == '\'' {
            self.token(Kind::Literal, quote(rest));
        } else if first.is_ascii_digit() {
            self.token(Kind::Literal, number(rest));
        } else if in_name(first) {
            let raw = if rest.starts_with("r#") { 2 } else { 0 };
            self.token(Kind::Word, raw + rest[raw..].find(|c| !in_name(c)).unwrap_or(rest.len() - raw));
        } else if first.is_whitespace() {
            self.pass(first.len_utf8(), true);
        } else {
            self.token(Kind::Mark, if rest.starts_with("::") { 2 } else { first.len_utf8() });
        }
    }
}

/// Bytes of a comment in `/* */`, which may hold others.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Bytes of a text, if one begins here: `"a"`, `b"a"`, `r#"a"#`.
fn text_literal(rest: &str) -> Option<usize> {
    let inside = rest.trim_start_matches(['b', 'c']);
    let prefix = rest.len() - inside.len();
    if prefix > 1 {
        return None;
    }
    if let Some(raw) = inside.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = raw[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let length = body.find(&end).map_or(body.len(), |at| at + end.len());
        return Some(prefix + 1 + hashes + 1 + length);
    }
    let body = inside.strip_prefix('"')?;
    Some(prefix + 1 + until(body, '"'))
}

/// Bytes up to and with the closing character, past escaped ones.
fn until(body: &str, close: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == close => return at + c.len_utf8(),
            _ => {}
        }
    }
    body.len()
}

/// Bytes of a character or a lifetime.
fn quote(rest: &str) -> usize {
    let body = &rest[1..];
    let mut chars = body.chars();
    let (first, second) = (chars.next(), chars.next());
    if first == Some('\\') || second == Some('\'') {
        return 1 + until(body, '\'');
    }
    1 + body.find(|c| !in_name(c)).unwrap_or(body.len())
}

/// Bytes of a number: `1`, `0x1f`, `1.5e3`, but of `0..3` only the first.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let is_in = |at: usize| {
        in_name(char::from(bytes[at])) || bytes[at] == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
    };
    (0..bytes.len()).find(|&at| !bytes[at].is_ascii() || !is_in(at)).unwrap_or(bytes.len())
}

/// Marks what `#[cfg(test)]` stands before.
fn mark_tests(tokens: &mut [Token]) {
    let mut at = 0;
    while at < tokens.len() {
        let Some(end) = attribute(tokens, at) else {
            at += 1;
            continue;
        };
        let words: Vec<&str> = tokens[at..end].iter().filter_map(Token::word).collect();
        if words.first() != Some(&"cfg") || !words.contains(&"test") || words.contains(&"not") {
            at = end;
            continue;
        }
        let end = item_end(tokens, end);
        tokens[at..end].iter_mut().for_each(|token| token.is_test = true);
        at = end;
    }
}

/// Where the attribute that begins here ends.
fn attribute(tokens: &[Token], at: usize) -> Option<usize> {
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.text == text);
    (is(at, "#") && is(at + 1, "[")).then(|| closing(tokens, at + 1))
}

/// One past the bracket that closes the one here.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// One past the item, field or statement that begins here.
fn item_end(tokens: &[Token], mut at: usize) -> usize {
    const BRACED: [&str; 11] =
        ["fn", "mod", "impl", "struct", "enum", "trait", "union", "unsafe", "async", "extern", "macro_rules"];
    const PLAIN: [&str; 5] = ["use", "const", "static", "let", "type"];
    while let Some(end) = attribute(tokens, at) {
        at = end;
    }
    let starts = |words: &[&str]| {
        let mut words_here = tokens[at..].iter().take(6).filter_map(Token::word);
        words_here
            .find(|word| !["pub", "crate", "super", "in", "self"].contains(word))
            .is_some_and(|w| words.contains(&w))
    };
    let is_const_fn = tokens[at..].windows(2).take(6).any(|pair| pair[0].text == "const" && pair[1].text == "fn");
    let is_braced = starts(&BRACED) || is_const_fn;
    let is_plain = starts(&PLAIN) && !is_const_fn;
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            "(" | "[" => at = closing(tokens, at),
            "{" => {
                at = closing(tokens, at);
                if !is_plain {
                    return at;
                }
            }
            ")" | "]" | "}" => return at, // of what the field is in
            ";" => return at + 1,
            "," if !is_braced && !is_plain => return at + 1,
            _ => at += 1,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        lex(text).tokens.iter().filter_map(|token| token.word().map(str::to_owned)).collect()
    }

    #[test]
    fn comments_and_texts_are_no_words() {
        assert_eq!(words("a // b\n/* c /* d */ e */ f"), ["a", "f"]);
        assert_eq!(words(r##"a("b \" c", r#"d " e"#, b"f", r"g", 'h', '\'', "//"); i"##), ["a", "i"]);
        assert_eq!(
            words("fn f<'a>(x: &'a str) -> [u8; 0x1f] { 0..n; 1.5e3.max(r#type) }"),
            ["fn", "f", "x", "str", "u8", "n", "max", "type"]
        );
        let lexed = lex("a /* b\nc */ d // e\n\"f // g\"");
        assert_eq!(lexed.lines, ["a ", " d ", "\"f // g\""], "texts stay in the lines");
        assert_eq!(lexed.tokens.iter().map(|token| token.line).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn what_tests_alone_compile_is_marked() {
        let code = "
            use a::{b, c};
            #[cfg(test)] use t1::{t2, t3};
            struct S { d: u8, #[cfg(test)] t4: [u8; 3], #[cfg(test)] t5: u8 }
            #[cfg(test)] pub(crate) const fn t6() { if t7 { t8 } }
            #[cfg(test)] #[path = \"x\"] mod t9;
            #[cfg(not(test))] fn e() { }
            #[cfg(test)] mod t10 { #[test] fn t11() {} }
            #[cfg(test)] const T12: T = T { t13 };
            fn f() { #[cfg(test)] t14(a, b); g }";
        for token in lex(code).tokens.iter().filter(|token| token.kind == Kind::Word) {
            let is_name = token.text.len() > 1 && token.text.starts_with(['t', 'T']) && token.text != "test";
            assert!(!is_name || token.is_test, "{token:?} is marked");
            let is_plain = token.text.len() == 1 && token.text.starts_with(['d', 'e', 'f', 'g']);
            assert!(!is_plain || !token.is_test, "{token:?} is not marked");
        }
    }
}
