//! Text from bytes: UTF-8 first, then what Windows tools write.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a file, without its byte order mark, and whether something of it was lost.
///
/// A byte order mark decides (UTF-8, UTF-16). Without one: UTF-8 when it is valid, UTF-16 when every other byte is zero (an old
/// PowerShell redirection), UTF-8 with replacements when it is mostly valid (one broken byte must not garble every accent),
/// and Windows-1252 for the rest.
pub fn decode_text(bytes: &[u8]) -> (String, bool) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, _, lossy) = encoding.decode(bytes);
        return (text.into_owned(), lossy);
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        let (text, lossy) = encoding.decode_without_bom_handling(bytes);
        return (text.into_owned(), lossy);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), false);
    }
    if mostly_utf_8(bytes) {
        let (text, lossy) = UTF_8.decode_without_bom_handling(bytes);
        return (text.into_owned(), lossy);
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    // Windows-1252 never fails; control characters that no text holds tell binary data from text.
    let lossy = text
        .chars()
        .any(|c| c == '\0' || ('\u{80}'..'\u{a0}').contains(&c));
    (text.into_owned(), lossy)
}

fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(512) & !1];
    if sample.len() < 4 {
        return None;
    }
    let zeros = |offset: usize| {
        sample
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let pairs = sample.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, odd) if odd * 10 >= pairs * 7 => Some(UTF_16LE),
        (even, 0) if even * 10 >= pairs * 7 => Some(UTF_16BE),
        _ => None,
    }
}

fn mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_encodings_are_read() {
        assert_eq!(decode_text("été".as_bytes()), ("été".to_owned(), false));
        assert_eq!(
            decode_text(b"\xef\xbb\xbf\xc3\xa9"),
            ("é".to_owned(), false)
        );
        assert_eq!(decode_text(b"\xff\xfen\0p\0"), ("np".to_owned(), false));
        assert_eq!(decode_text(b"\xfe\xff\0n\0p"), ("np".to_owned(), false));
        assert_eq!(decode_text(b"n\0u\0m\0p\0y\0"), ("numpy".to_owned(), false));
        assert_eq!(
            decode_text(b"# donn\xe9es \x80"),
            ("# données €".to_owned(), false)
        );
        assert_eq!(decode_text(b""), (String::new(), false));
    }

    #[test]
    fn one_broken_byte_does_not_garble_the_rest() {
        let mut bytes = "é à ù".as_bytes().to_vec();
        bytes.push(0xff);
        assert_eq!(decode_text(&bytes), ("é à ù\u{fffd}".to_owned(), true));
    }

    #[test]
    fn binary_data_is_said() {
        assert!(decode_text(b"\x80\x04\x95\x00\x00\xff\x8f").1);
    }
}
