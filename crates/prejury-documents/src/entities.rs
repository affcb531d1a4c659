//! Character references of HTML (`&eacute;`, `&#233;`), those that people write.

use std::borrow::Cow;

/// Sorted by name. The base letters of accented capitals are found by the name's own case.
const NAMED: &[(&str, &str)] = &[
    ("Agrave", "À"),
    ("Ccedil", "Ç"),
    ("Eacute", "É"),
    ("Ecirc", "Ê"),
    ("Egrave", "È"),
    ("Icirc", "Î"),
    ("Ocirc", "Ô"),
    ("OElig", "Œ"),
    ("acirc", "â"),
    ("agrave", "à"),
    ("amp", "&"),
    ("apos", "'"),
    ("auml", "ä"),
    ("bull", "•"),
    ("ccedil", "ç"),
    ("copy", "©"),
    ("deg", "°"),
    ("eacute", "é"),
    ("ecirc", "ê"),
    ("egrave", "è"),
    ("euml", "ë"),
    ("euro", "€"),
    ("ge", "≥"),
    ("gt", ">"),
    ("hellip", "…"),
    ("icirc", "î"),
    ("iuml", "ï"),
    ("laquo", "«"),
    ("larr", "←"),
    ("ldquo", "“"),
    ("le", "≤"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("mdash", "—"),
    ("middot", "·"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("ocirc", "ô"),
    ("oelig", "œ"),
    ("ouml", "ö"),
    ("para", "¶"),
    ("quot", "\""),
    ("raquo", "»"),
    ("rarr", "→"),
    ("rdquo", "”"),
    ("rsquo", "’"),
    ("times", "×"),
    ("ucirc", "û"),
    ("ugrave", "ù"),
    ("uuml", "ü"),
];

/// Longest name looked at after `&`, so that a text of ampersands stays linear.
const MAX_NAME: usize = 10;

/// `text` with its character references decoded; unknown ones stay as written.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest
            .bytes()
            .take(MAX_NAME + 2)
            .position(|byte| byte == b';');
        match end.and_then(|end| reference(&rest[1..end]).map(|character| (character, end))) {
            Some((character, end)) => {
                decoded.push_str(&character);
                rest = &rest[end + 1..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn reference(name: &str) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).map(|character| Cow::Owned(character.to_string()));
    }
    NAMED
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, character)| Cow::Borrowed(*character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_and_others_kept() {
        assert_eq!(
            decode("donn&eacute;es &#39;x&#x27; R&D &bogus; &"),
            "données 'x' R&D &bogus; &"
        );
    }
}
