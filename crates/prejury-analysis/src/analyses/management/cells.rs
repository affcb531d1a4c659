//! Cells of tables and values behind labels: which are filled, which only number a row.

/// Letters and digits of a cell that numbers its row.
const MAX_NUMBER: usize = 4;
/// Bytes of a label behind its phrase.
const MAX_LABEL: usize = 90;

/// Whether what stands before a cell is empty, or only numbers the row.
pub(super) fn is_number_cell(before: &str) -> bool {
    before
        .chars()
        .filter(|one| one.is_alphanumeric())
        .take(MAX_NUMBER + 1)
        .count()
        <= MAX_NUMBER
}

/// Whether the label that starts at `cell` and holds the phrase that ends at `end` has a value behind it.
pub(super) fn has_value(text: &str, cell: usize, end: usize) -> bool {
    let rest = &text[end..];
    let limit = rest.floor_char_boundary(MAX_LABEL);
    let Some(stop) = rest[..limit].find(SEPARATORS) else {
        return false;
    };
    let is_short = text[cell..end + stop].split_whitespace().count() < 10;
    let behind = rest[stop..]
        .split(SEPARATORS)
        .find(|part| is_filled(part) && says_something(part));
    is_short && behind.is_some()
}

/// What parts a label from its value.
const SEPARATORS: [char; 7] = ['|', ':', '→', '–', '—', '=', '('];

/// More than the single letter of a matrix of responsibilities.
fn says_something(value: &str) -> bool {
    value.chars().any(|one| one.is_ascii_digit())
        || value
            .chars()
            .filter(|one| one.is_alphabetic())
            .take(3)
            .count()
            == 3
}

/// Whether a cell or value says something, and is neither empty nor left for later.
pub(super) fn is_filled(cell: &str) -> bool {
    let cell = cell.trim_matches([' ', '*', '-', '…', '.', '[', ']', '(', ')', '_', '<', '>']);
    let is_blank = !cell.chars().any(char::is_alphanumeric);
    let starts = |word: &str| {
        cell.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    !(is_blank
        || starts("tbd")
        || starts("todo")
        || starts("xxx")
        || starts("a completer")
        || starts("à compléter")
        || starts("à définir")
        || starts("lorem")
        || starts("sélectionnez")
        || starts("n/a"))
}
