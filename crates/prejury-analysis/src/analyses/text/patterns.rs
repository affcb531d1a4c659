//! Regular expressions of the candidate's, read for what they take out of a text.

/// Marks that end or part sentences: an expression that names several of them is about punctuation.
const MARKS: &[char] = &['.', ',', ';', ':', '!', '?', '"', '\'', '(', ')'];

/// Marks that must be named before an expression is about punctuation.
const ENOUGH_MARKS: usize = 3;

/// Whether what `pattern` matches is punctuation, so that replacing it cleans a text.
///
/// `[^\w\s]`, `[^a-zA-Z]`, `\W+` and `[.,;!?]` do; `\d+`, `\s+`, `http\S+` and `<[^>]+>` do not.
pub(super) fn matches_punctuation(pattern: &str) -> bool {
    if pattern.contains(r"\W") || pattern.contains(r"\p{P") || pattern.contains("[:punct:]") {
        return true;
    }
    let classes = classes(pattern);
    if classes.iter().any(|class| match class.strip_prefix('^') {
        Some(kept) => is_about_letters(kept),
        None => !is_about_letters(class) && n_marks(class) >= ENOUGH_MARKS,
    }) {
        return true;
    }
    // `\.|,|\?|!` without a class.
    classes.is_empty()
        && pattern.contains('|')
        && !pattern.chars().any(char::is_alphanumeric)
        && n_marks(pattern) >= 2
}

/// Whether what `pattern` matches is a run of letters, so that collecting it leaves punctuation out: `\w+`, `[a-z]+`.
pub(super) fn matches_words(pattern: &str) -> bool {
    let is_word_class = |class: &String| !class.starts_with('^') && is_about_letters(class);
    pattern.contains(r"\w") && !pattern.contains(r"[^\w") && !pattern.contains('@')
        || classes(pattern).iter().any(is_word_class)
}

/// Whether `pattern` splits at white space or at anything that is no word.
pub(super) fn splits_words(pattern: &str) -> bool {
    pattern.chars().all(char::is_whitespace)
        || matches!(pattern, r"\s" | r"\s+" | r"[\s]+" | " +")
        || pattern.contains(r"\W")
        || pattern.contains(r"[^\w")
        || pattern.contains("[^a-z")
}

fn is_about_letters(class: &str) -> bool {
    class.contains(r"\w")
        || class.contains("a-z")
        || class.contains("A-Z")
        || class.contains(r"\p{L")
}

fn n_marks(text: &str) -> usize {
    MARKS.iter().filter(|mark| text.contains(**mark)).count()
}

/// Insides of the character classes of an expression.
fn classes(pattern: &str) -> Vec<String> {
    let mut classes = Vec::new();
    let mut open: Option<String> = None;
    let mut escaped = false;
    for letter in pattern.chars() {
        match &mut open {
            None if letter == '[' && !escaped => open = Some(String::new()),
            None => {}
            // `[]...]` and `[^]...]`: the first bracket is a member.
            Some(class) if letter == ']' && !escaped && !matches!(class.as_str(), "" | "^") => {
                classes.extend(open.take());
            }
            Some(class) => class.push(letter),
        }
        escaped = letter == '\\' && !escaped;
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_punctuation_are_told_from_others() {
        for pattern in [
            r"[^\w\s]",
            "[^a-zA-Z]",
            r"\W+",
            "[.,;!?]",
            r##"[!"#$%&'()*+,-./:;<=>?@\]]"##,
            r"\.|,|\?|!",
            "[^A-Za-z0-9 ]+",
        ] {
            assert!(matches_punctuation(pattern), "{pattern}");
        }
        for pattern in [
            r"\d+",
            r"\s+",
            r"http\S+|www\S+",
            r"@\w+|#",
            "<[^>]+>",
            "[0-9]",
            "",
            "[",
            r"\[",
            "é+",
            "(.)(.)",
        ] {
            assert!(!matches_punctuation(pattern), "{pattern}");
        }
    }

    #[test]
    fn words_are_matched_or_split() {
        assert!(
            matches_words(r"\w+") && matches_words("[a-zA-Z]{2,}") && matches_words(r"\b[a-z]+\b")
        );
        assert!(!matches_words(r"[^\w\s]") && !matches_words(r"@\w+") && !matches_words(r"\d+"));
        assert!(splits_words(" ") && splits_words(r"\s+") && splits_words(r"\W+"));
        assert!(!splits_words(">>") && !splits_words(",") && !splits_words("/"));
    }
}
