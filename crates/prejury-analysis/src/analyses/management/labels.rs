//! Labels with something behind them: at the front of a text, and inside one that tells several things in a line.

use prejury_documents::BlockKind;

use super::cells::{has_value, is_filled, is_number_cell};
use super::lists::Subjects;
use super::texts::{Hit, Text};

const LEVELS: &str = include_str!("../../../../../rules/management/level.txt");

/// Bytes before a label: the cell that numbers its row, and the empty ones of a sheet.
const MAX_LABEL_START: usize = 160;
/// Bytes between the phrase of a label and the end of it: `Coûts récurrents d'hébergement :`.
const MAX_REST: usize = 60;
/// What begins another part of a text.
const PARTS: [char; 12] = ['.', ';', ',', '(', '|', ':', '→', '–', '—', '•', '/', '-'];

impl<'f> Text<'f> {
    /// Whether a phrase of `subject` opens the text as a label with something behind it: `Prévention : ...`, or the first
    /// cell of a row whose next cell is filled.
    pub(super) fn has_label(&self, subject: Subjects) -> bool {
        if self.is_heading || self.block.kind == BlockKind::Code {
            return false;
        }
        let text = self.str();
        self.hits
            .iter()
            .filter(|hit| hit.subject & subject != 0 && hit.start < MAX_LABEL_START)
            .any(|hit| {
                let cell = text[..hit.start].rfind('|').map_or(0, |bar| bar + 1);
                // In a row the label is the first cell, or the second behind a number.
                if self.is_row() && !is_number_cell(&text[..cell]) {
                    return false;
                }
                let is_first = text[cell..hit.start].split_whitespace().count() < 3
                    && !text[cell..hit.start].contains(':');
                is_first && has_value(text, cell, hit.end)
            })
    }

    /// What stands behind a phrase of `subject` that opens a part of the text as a label, up to the end of its sentence:
    /// `Retard : impact 4. Mitigation : un point par semaine.`
    pub(super) fn inner_value(&self, subject: Subjects) -> Option<&'f str> {
        if self.is_heading || self.is_row() {
            return None;
        }
        let text = self.str();
        self.hits
            .iter()
            .filter(|hit| hit.subject & subject != 0 && opens_part(text, hit))
            .find_map(|hit| {
                let rest = &text[hit.end..];
                let stop = rest[..rest.floor_char_boundary(MAX_REST)].find([':', '.', ';', '→'])?;
                let value = rest[stop..].strip_prefix([':', '→'])?;
                let end = value.find(". ").unwrap_or(value.len());
                let value = value[..end].trim();
                is_filled(value).then_some(value)
            })
    }

    /// Whether a sentence that a phrase of `subject` opens, or a part of it, has at least `min_words` and touches no other of
    /// `all`: `Avancement : burndown chart mis à jour chaque soir.`
    pub(super) fn has_sentence_on(&self, subject: Subjects, all: Subjects, min: usize) -> bool {
        let text = self.str();
        let of = |subjects: Subjects| {
            self.hits
                .iter()
                .filter(move |hit| hit.subject & subjects != 0)
        };
        of(subject).any(|hit| {
            let start = text[..hit.start].rfind(". ").map_or(0, |at| at + 2);
            let end = text[hit.end..]
                .find(". ")
                .map_or(text.len(), |at| hit.end + at);
            let mut others = of(all & !subject);
            opens_part(text, hit)
                && text[start..end].split_whitespace().count() >= min
                && !others.any(|other| (start..end).contains(&other.start))
        })
    }

    /// Whether a phrase of `subject` is given a level: `probabilité 3`, `impact moyen`, `criticité : 12`, `P = forte`.
    pub(super) fn is_rated(&self, subject: Subjects) -> bool {
        let text = self.str();
        let mut hits = self.hits.iter().filter(|hit| hit.subject & subject != 0);
        !self.is_heading && hits.any(|hit| opens_part(text, hit) && is_level(&text[hit.end..]))
    }
}

/// Whether a phrase is the first of its part of a text: an article or two words may come before it.
fn opens_part(text: &str, hit: &Hit) -> bool {
    let before = text[..hit.start].trim_end();
    let part = before.rsplit(PARTS).next().unwrap_or(before);
    part.split_whitespace().take(3).count() < 3
}

/// Whether a text begins with a number or a word of a scale, behind a sign or a verb.
fn is_level(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', ':', '=', '\u{a0}', '*', '(']);
    let rest = rest
        .strip_prefix("est ")
        .or_else(|| rest.strip_prefix("is "))
        .or_else(|| rest.strip_prefix("de "))
        .or_else(|| rest.strip_prefix("très "))
        .or_else(|| rest.strip_prefix("very "))
        .unwrap_or(rest);
    if rest.starts_with(|one: char| one.is_ascii_digit()) {
        return true;
    }
    let end = rest.find(|one: char| !one.is_alphabetic());
    let word = prejury_documents::fold(&rest[..end.unwrap_or(rest.len())]);
    let mut levels = LEVELS.lines().filter(|line| !line.starts_with('#'));
    levels.any(|level| {
        word.strip_prefix(level).is_some_and(|ending| {
            matches!(ending, "" | "e" | "s" | "es" | "ve" | "le" | "ee" | "ate")
        })
    })
}
