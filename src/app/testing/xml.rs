//! Whether a text is well-formed XML: enough of the standard for what this program writes.

/// The texts between its tags, or what is wrong.
pub(crate) fn texts_of(xml: &str) -> Result<Vec<String>, String> {
    let (mut rest, mut open, mut texts) = (xml, Vec::new(), Vec::new());
    while let Some((text, after)) = rest.split_once('<') {
        let text = unescaped(text)?;
        if !text.trim().is_empty() {
            texts.push(text);
        }
        let (tag, after) = after.split_once('>').ok_or("a tag does not end")?;
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let begun = open.pop().ok_or_else(|| format!("{name} ends and never began"))?;
            if begun != name {
                return Err(format!("{begun} ends as {name}"));
            }
            continue;
        }
        let is_empty = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        check_attributes(name, attributes)?;
        if !is_empty {
            open.push(name.to_owned());
        }
    }
    if open.is_empty() { Ok(texts) } else { Err(format!("never ended: {open:?}")) }
}

fn check_attributes(element: &str, mut rest: &str) -> Result<(), String> {
    let mut known: Vec<&str> = Vec::new();
    while !rest.trim().is_empty() {
        let wrong = || format!("{element}: {rest:.60}");
        let (name, after) = rest.trim_start().split_once("=\"").ok_or_else(wrong)?;
        let (value, after) = after.split_once('"').ok_or_else(wrong)?;
        unescaped(value)?;
        let is_number = |word: &str| value.contains(word) && !name.ends_with("href");
        if known.contains(&name) || is_number("NaN") || is_number("inf") {
            return Err(format!("{element}: {name}=\"{value:.40}\""));
        }
        known.push(name);
        rest = after;
    }
    Ok(())
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut parts = text.split('&');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, after) = part.split_once(';').ok_or_else(|| format!("a bare & before {part:.20}"))?;
        let sign = match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            other => return Err(format!("&{other};")),
        };
        whole.push(sign);
        whole.push_str(after);
    }
    Ok(whole)
}
