//! "Did you mean ...": the known words nearest to one that is not known.

/// Longer words are not compared: no code, slug or signal is that long.
const MAX_LENGTH: usize = 80;

/// The `limit` candidates nearest to `word`, best first: first those with few wrong letters, then those that contain it.
pub fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Vec<&'a str> {
    let word = word.to_lowercase();
    if word.is_empty() || word.len() > MAX_LENGTH {
        return Vec::new();
    }
    // One wrong letter in three is a slip of the hand; more is another word.
    let tolerance = (word.chars().count() / 3).max(1);
    let mut ranked: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let distance = edit_distance(&word, &lower);
            if distance <= tolerance {
                return Some((distance, candidate));
            }
            (word.len() >= 3 && lower.contains(&word))
                .then_some((MAX_LENGTH + lower.len(), candidate))
        })
        .collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked
        .into_iter()
        .take(limit)
        .map(|(_, candidate)| candidate)
        .collect()
}

/// The nearest candidate as the end of a sentence: `, did you mean `x`?`, or nothing.
pub(crate) fn hint<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(word, candidates, 1).first() {
        Some(candidate) => format!(", did you mean `{candidate}`?"),
        None => String::new(),
    }
}

/// Letters to insert, remove, replace or swap with their neighbour to get from one word to the other.
fn edit_distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut before_last = vec![0; to.len() + 1];
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, from_char) in from.iter().enumerate() {
        let mut current = vec![row + 1; to.len() + 1];
        for (column, to_char) in to.iter().enumerate() {
            let replaced = last[column] + usize::from(from_char != to_char);
            let mut best = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            let swapped =
                row > 0 && column > 0 && *from_char == to[column - 1] && from[row - 1] == *to_char;
            if swapped {
                best = best.min(before_last[column - 1] + 1);
            }
            current[column + 1] = best;
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_hand_are_counted() {
        for (from, to, distance) in [
            ("", "ab", 2),
            ("plot", "plot", 0),
            ("plto", "plot", 1),
            ("boxplot", "bowplots", 2),
            ("é", "e", 1),
        ] {
            assert_eq!(edit_distance(from, to), distance, "{from} {to}");
        }
    }

    #[test]
    fn the_nearest_come_first_and_far_words_never() {
        let known = ["naive-baseline", "three-way-split", "train-test-split"];
        assert_eq!(nearest("naive-baselin", known, 3), ["naive-baseline"]);
        assert_eq!(
            nearest("split", known, 3),
            ["three-way-split", "train-test-split"]
        );
        assert_eq!(nearest("kubernetes", known, 3), Vec::<&str>::new());
        assert_eq!(nearest(&"x".repeat(10_000), known, 3), Vec::<&str>::new());
    }
}
