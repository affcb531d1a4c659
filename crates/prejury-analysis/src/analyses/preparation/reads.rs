//! Names that the code of a statement reads. Every statement of a unit is gone through, so this looks at bytes: all
//! letters beyond ASCII belong to words.

use foldhash::HashSet;
use memchr::memchr_iter;

/// Up to so many names are looked for one by one, which costs less than reading the words of a statement.
const FEW: usize = 8;

/// Those of `names` that a statement reads.
pub(super) fn uses<'n>(code: &str, names: &HashSet<&'n str>) -> Vec<&'n str> {
    if names.len() <= FEW {
        let read = names.iter().filter(|name| is_read(code, name));
        return read.copied().collect();
    }
    words(code)
        .filter_map(|word| names.get(word).copied())
        .collect()
}

/// Whether code names one of `names`, be it as that of a keyword.
pub(super) fn names_one(code: &str, names: &HashSet<String>) -> bool {
    if names.len() <= FEW {
        return names.iter().any(|name| places(code, name).next().is_some());
    }
    let words = code.as_bytes().split(|byte| !is_letter(*byte));
    words
        .filter_map(|word| std::str::from_utf8(word).ok())
        .any(|word| names.contains(word))
}

/// Names that a statement reads; those of keywords (`dropna(subset=..)`) are none.
pub(super) fn words(code: &str) -> impl Iterator<Item = &str> {
    let bytes = code.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = (at..bytes.len()).find(|at| is_letter(bytes[*at]))?;
            at = (start..bytes.len())
                .find(|at| !is_letter(bytes[*at]))
                .unwrap_or(bytes.len());
            if !is_keyword(&bytes[at..]) {
                return code.get(start..at);
            }
        }
    })
}

/// Whether `name` is one of the [`words`] of a statement.
pub(super) fn is_read(code: &str, name: &str) -> bool {
    places(code, name).any(|end| !is_keyword(&code.as_bytes()[end..]))
}

/// Where `name` ends, wherever it stands as a whole word.
fn places(code: &str, name: &str) -> impl Iterator<Item = usize> {
    let (bytes, name) = (code.as_bytes(), name.as_bytes());
    let starts = name.first().map(|first| memchr_iter(*first, bytes));
    starts.into_iter().flatten().filter_map(move |start| {
        let rest = &bytes[start..];
        let is_whole = rest.starts_with(name)
            && (start == 0 || !is_letter(bytes[start - 1]))
            && rest.get(name.len()).is_none_or(|next| !is_letter(*next));
        is_whole.then_some(start + name.len())
    })
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// Whether a word is that of a keyword, by what follows it.
fn is_keyword(rest: &[u8]) -> bool {
    let next = rest.iter().position(|byte| !matches!(byte, b' ' | b'\n'));
    next.is_some_and(|next| rest[next] == b'=' && rest.get(next + 1) != Some(&b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_names_and_many_are_read_alike() {
        let codes = [
            "plt.hist(values, bins=20)",
            "values_2 = valuesé + my_values",
            "f(values=3, other = values)",
            "if values == 3: values\n= 4",
            "df[values]",
            "",
        ];
        for code in codes {
            let one_by_one = is_read(code, "values");
            assert_eq!(
                one_by_one,
                words(code).any(|word| word == "values"),
                "{code}"
            );
        }
        assert!(is_read(codes[0], "values") && !is_read(codes[1], "values"));
        assert!(!is_read("f(values = 3)", "values"));
    }
}
