//! Short literal texts of several themes, all looked for in one pass that is blind to ASCII case.

use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;

/// The literals of up to 32 themes; the bit of a theme is its place.
pub(crate) struct Literals {
    /// None when there are too many literals to build it: then every theme may be there.
    automaton: Option<DFA>,
    /// Theme of each literal.
    themes: Vec<u32>,
}

impl Literals {
    pub(crate) fn new<'l>(themes: impl IntoIterator<Item = &'l [&'l str]>) -> Self {
        let literals = (0..).zip(themes).flat_map(|(number, literals)| {
            let bit = 1 << number;
            literals.iter().map(move |literal| (bit, *literal))
        });
        let (themes, literals): (Vec<u32>, Vec<&str>) = literals.unzip();
        let automaton = DFA::builder().ascii_case_insensitive(true).build(literals);
        Self {
            automaton: automaton.ok(),
            themes,
        }
    }

    /// One bit for each theme that has a literal in `text`, wherever it stands.
    pub(crate) fn themes_in(&self, text: &str) -> u32 {
        let Some(automaton) = &self.automaton else {
            return u32::MAX;
        };
        // The automaton is stepped by hand: overlapping matches are all wanted, and of each only its theme.
        let Ok(mut state) = automaton.start_state(Anchored::No) else {
            return u32::MAX;
        };
        let mut found = 0;
        for byte in text.bytes() {
            state = automaton.next_state(Anchored::No, state, byte);
            if automaton.is_special(state) && automaton.is_match(state) {
                for index in 0..automaton.match_len(state) {
                    found |= self.themes[automaton.match_pattern(state, index).as_usize()];
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_seen_in_any_case_and_overlap() {
        let literals = Literals::new([&["out", "q1"][..], &["outlier"], &["iers.", "=="]]);
        assert_eq!(literals.themes_in("OUTLIERS"), 0b011);
        assert_eq!(literals.themes_in("a == Q1"), 0b101);
        assert_eq!(literals.themes_in("éliers."), 0b100);
        assert_eq!(literals.themes_in(""), 0);
    }
}
