//! Pictures cut out of a notebook before it is read: they are most of its bytes, and none of them is looked at.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

/// What a key for a picture begins with. Inside a string its quote would be escaped, so that only keys and whole strings
/// begin like this.
const KEY: &[u8] = b"\"image/";

/// Longest name of a mime type looked at.
const MAX_NAME: usize = 64;

/// Shorter payloads are not worth a copy.
const MIN_PAYLOAD: usize = 512;

/// The same JSON with every large picture as an empty string. What is no valid JSON stays as it is from there on.
pub(super) fn without_pictures(bytes: &[u8]) -> Cow<'_, [u8]> {
    let cuts = pictures(bytes);
    if cuts.is_empty() {
        return bytes.into();
    }
    let n_cut: usize = cuts.iter().map(Range::len).sum();
    let mut rest = Vec::with_capacity(bytes.len() - n_cut);
    let mut from = 0;
    for cut in cuts {
        rest.extend_from_slice(&bytes[from..cut.start]);
        from = cut.end;
    }
    rest.extend_from_slice(&bytes[from..]);
    rest.into()
}

/// Where the payloads stand, between their quotes.
fn pictures(bytes: &[u8]) -> Vec<Range<usize>> {
    let finder = memmem::Finder::new(KEY);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(key) = finder.find(&bytes[at..]).map(|offset| at + offset) {
        at = key + KEY.len();
        let Some(start) = value_after(bytes, key) else {
            continue;
        };
        // A string without end: the notebook is cut off here.
        let Some(end) = string_end(bytes, start) else {
            break;
        };
        if end - start >= MIN_PAYLOAD {
            found.push(start..end);
        }
        at = end;
    }
    found
}

/// First byte of the string that is the value of the key at `key`.
fn value_after(bytes: &[u8], key: usize) -> Option<usize> {
    if key.checked_sub(1).is_some_and(|at| bytes[at] == b'\\') {
        return None;
    }
    let name = &bytes[key + 1..bytes.len().min(key + MAX_NAME)];
    let after_name = key + 2 + memchr(b'"', name)?;
    let colon = after_white_space(bytes, after_name);
    let quote = after_white_space(bytes, colon + 1);
    (bytes.get(colon) == Some(&b':') && bytes.get(quote) == Some(&b'"')).then_some(quote + 1)
}

fn after_white_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_ascii_start().len()
}

/// The quote that ends the string whose first byte is at `start`.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(json: &str) -> String {
        String::from_utf8(without_pictures(json.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn a_picture_is_emptied_and_its_neighbours_stay() {
        let payload = "iVBORw0KGgo".repeat(100);
        let json = format!(
            r#"{{"data": {{"image/png": "{payload}\n", "text/plain": ["<Figure>"]}}, "x": {{"image/jpeg" : "{payload}"}}}}"#
        );
        assert_eq!(
            cut(&json),
            r#"{"data": {"image/png": "", "text/plain": ["<Figure>"]}, "x": {"image/jpeg" : ""}}"#
        );
    }

    #[test]
    fn code_that_names_the_mime_type_stays() {
        let long = "x".repeat(2_000);
        for json in [
            format!(r#"{{"source": "d = {{\"image/png\": \"{long}\"}}"}}"#),
            format!(r#"{{"type": "image/png", "source": "{long}"}}"#),
            format!(r#"{{"image/svg+xml": ["{long}"]}}"#),
            r#"{"image/png": "short"}"#.to_owned(),
        ] {
            assert_eq!(cut(&json), json);
        }
    }

    #[test]
    fn an_escaped_quote_does_not_end_a_picture() {
        let long = "x".repeat(2_000);
        let json = format!(r#"{{"image/svg+xml": "<svg a=\"{long}\">\\", "b": 1}}"#);
        assert_eq!(cut(&json), r#"{"image/svg+xml": "", "b": 1}"#);
    }

    #[test]
    fn a_notebook_cut_off_in_a_picture_keeps_its_end() {
        let long = "x".repeat(2_000);
        for json in [
            format!(r#"{{"image/png": "{long}"#),
            format!(r#"{{"image/png": "{long}\"#),
            r#"{"image/png"#.to_owned(),
            r#"{"image/png":"#.to_owned(),
            r#""image/"#.to_owned(),
        ] {
            assert_eq!(cut(&json), json);
        }
    }
}
