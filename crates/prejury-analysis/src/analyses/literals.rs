//! Short literal texts of several themes, all looked for in one pass that is blind to ASCII case.

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use foldhash::HashMap;

/// The literals of up to 32 themes; the bit of a theme is its place.
pub(crate) struct Literals {
    /// None when there are too many literals to build it: then every theme may be there.
    table: Option<Table>,
}

impl Literals {
    pub(crate) fn new<'l>(themes: impl IntoIterator<Item = &'l [&'l str]>) -> Self {
        let literals = (0..).zip(themes).flat_map(|(number, literals)| {
            let bit = 1 << number;
            literals.iter().map(move |literal| (bit, *literal))
        });
        let (themes, literals): (Vec<u32>, Vec<&str>) = literals.unzip();
        let automaton = DFA::builder().ascii_case_insensitive(true).build(&literals);
        Self {
            table: automaton
                .ok()
                .and_then(|automaton| Table::of(&automaton, &literals, &themes)),
        }
    }

    /// Whether the literals found room in the table.
    #[cfg(test)]
    pub(crate) fn is_built(&self) -> bool {
        self.table.is_some()
    }

    /// One bit for each theme that has a literal in `text`, wherever it stands.
    pub(crate) fn themes_in(&self, text: &str) -> u32 {
        match &self.table {
            Some(table) => table.themes_in(text),
            None => u32::MAX,
        }
    }
}

/// Bits of a class of bytes: all literals together have fewer different letters.
const CLASS_BITS: u32 = 6;

/// The automaton as one small table, with the themes of each state: overlapping matches are all wanted, and of each only
/// its theme.
struct Table {
    /// Class of each byte; those that stand in no literal share one.
    classes: [u8; 256],
    /// The next state, by state and class.
    next: Vec<u16>,
    themes: Vec<u32>,
}

impl Table {
    /// None when there are more classes or states than the table can hold.
    fn of(automaton: &DFA, literals: &[&str], themes: &[u32]) -> Option<Self> {
        let mut classes = [0; 256];
        // A byte for each class; no text holds the first one.
        let mut bytes = vec![u8::MAX];
        for byte in literals.iter().flat_map(|literal| literal.bytes()) {
            let lower = byte.to_ascii_lowercase();
            if classes[usize::from(lower)] == 0 {
                let class = u8::try_from(bytes.len()).ok()?;
                classes[usize::from(lower)] = class;
                classes[usize::from(lower.to_ascii_uppercase())] = class;
                bytes.push(lower);
            }
        }
        if bytes.len() > 1 << CLASS_BITS {
            return None;
        }
        let start = automaton.start_state(Anchored::No).ok()?;
        let mut states: Vec<StateID> = vec![start];
        let mut numbers: HashMap<StateID, u16> = HashMap::from_iter([(start, 0)]);
        let (mut next, mut themes_of) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(state) = states.get(at).copied() {
            let mut found = 0;
            if automaton.is_match(state) {
                for index in 0..automaton.match_len(state) {
                    found |= themes[automaton.match_pattern(state, index).as_usize()];
                }
            }
            themes_of.push(found);
            next.resize((at + 1) << CLASS_BITS, 0);
            for (class, byte) in bytes.iter().enumerate() {
                let reached = automaton.next_state(Anchored::No, state, *byte);
                let number = match numbers.get(&reached) {
                    Some(number) => *number,
                    None => {
                        let number = u16::try_from(states.len()).ok()?;
                        states.push(reached);
                        numbers.insert(reached, number);
                        number
                    }
                };
                next[(at << CLASS_BITS) + class] = number;
            }
            at += 1;
        }
        Some(Self {
            classes,
            next,
            themes: themes_of,
        })
    }

    fn themes_in(&self, text: &str) -> u32 {
        let (mut state, mut found) = (0_usize, 0);
        for byte in text.bytes() {
            let class = usize::from(self.classes[usize::from(byte)]);
            state = usize::from(self.next[(state << CLASS_BITS) | class]);
            found |= self.themes[state];
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
        assert_eq!(literals.themes_in("q outliq1"), 0b001);
        assert_eq!(literals.themes_in(""), 0);
    }
}
