//! The one wildcard of the rules: `*` stands for any text, dots included, and for no text at all.

/// Whether `pattern` covers the whole of `text`. Runs in at most `pattern × text` steps and allocates nothing.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at_pattern, mut at_text) = (0, 0);
    // Where to go back to when the text after the last `*` does not fit: the `*` then takes one byte more.
    let mut retry: Option<(usize, usize)> = None;
    while at_text < text.len() {
        if pattern.get(at_pattern) == Some(&b'*') {
            retry = Some((at_pattern + 1, at_text));
            at_pattern += 1;
        } else if pattern.get(at_pattern) == Some(&text[at_text]) {
            at_pattern += 1;
            at_text += 1;
        } else if let Some((after_star, taken)) = retry {
            retry = Some((after_star, taken + 1));
            at_pattern = after_star;
            at_text = taken + 1;
        } else {
            return false;
        }
    }
    pattern[at_pattern..].iter().all(|byte| *byte == b'*')
}

/// Whether `pattern` is more than a plain text.
pub(crate) fn is_pattern(pattern: &str) -> bool {
    pattern.contains('*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_crosses_dots_and_may_be_empty() {
        for (pattern, text) in [
            ("pandas.*.boxplot", "pandas.DataFrame.plot.boxplot"),
            ("*", ""),
            ("*stem*", "stem"),
            ("*stem*", "my_stemmer"),
            ("a*b*c", "a.b.b.c"),
            ("?.fit", "?.fit"),
            ("**/x", "/x"),
            ("*é*", "léon"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn the_whole_text_must_be_covered() {
        for (pattern, text) in [
            ("fit", "fit_transform"),
            ("*.fit", "x.fitted"),
            ("a*b", "ac"),
            ("", "a"),
            ("pandas.*.x", "pandas.x"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_over_a_long_text_end_soon() {
        let pattern = "*a".repeat(50) + "b";
        assert!(!matches(&pattern, &"a".repeat(5_000)));
    }
}
