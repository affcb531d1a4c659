//! Forms that nobody filled: what is to be written stands in brackets, or behind labels nothing follows.

use prejury_documents::{Block, BlockKind, Document, DocumentKind};

use super::places;

/// Values left open from which a document is a form that nobody filled.
const MIN_OPEN: usize = 4;
/// Letters in brackets that say what is to be written.
const MIN_LETTERS: usize = 3;
/// Words of a label.
const MAX_LABEL: usize = 7;

/// Whether at least half of what `document` says is left open; something of it, when it is named as a form.
pub(super) fn is_unfilled(document: &Document) -> bool {
    if document.kind == DocumentKind::NotebookText {
        return false;
    }
    let (mut n_open, mut n_filled) = (0, 0);
    let blocks = &document.blocks;
    let is_sheet = document.kind == DocumentKind::Spreadsheet;
    for (number, block) in blocks.iter().enumerate() {
        match block.kind {
            BlockKind::Heading(_) | BlockKind::Code | BlockKind::AltText => {}
            _ if is_placeholder(block) || is_empty_row(block, is_sheet) => n_open += 1,
            _ if is_label(block) => {
                let next = blocks.get(number + 1);
                let is_open = next.is_none_or(|next| {
                    matches!(next.kind, BlockKind::Heading(_)) || is_label(next)
                });
                n_open += usize::from(is_open);
            }
            _ => n_filled += 1,
        }
    }
    n_open >= MIN_OPEN && (n_open >= n_filled || places::is_named_form(&document.path))
}

/// `[Action à engager]`, `Risque : [description]`, `Date : ........`: what a form says where something is to be written.
fn is_placeholder(block: &Block) -> bool {
    // Nearly no text ends so: only those that do are looked at from the front.
    let text = block.text.trim_end_matches(['|', ' ', '*']);
    match text.as_bytes().last() {
        Some(b']' | b'>') => block.links.is_empty() && is_in_brackets(text),
        Some(b'.') => text.ends_with("....."),
        Some(b'_') => text.ends_with("____"),
        _ => false,
    }
}

/// Whether a text is a label at most, but for words in brackets. Numbers and names in quotes are a list of values.
fn is_in_brackets(text: &str) -> bool {
    let mut n_words = 0;
    let mut has_open = false;
    let mut rest = text;
    while let Some(start) = rest.find(['[', '<']) {
        let inside = &rest[start + 1..];
        let Some(end) = inside.find([']', '>']) else {
            break;
        };
        let value = &inside[..end];
        if value.contains(['"', '=', '[', '<']) {
            return false;
        }
        let n_letters = value.chars().filter(|one| one.is_alphabetic());
        has_open |= n_letters.take(MIN_LETTERS).count() == MIN_LETTERS;
        n_words += n_told(&rest[..start]);
        rest = &inside[end + 1..];
    }
    has_open && n_words + n_told(rest) <= MAX_LABEL
}

/// Words that hold a letter.
fn n_told(text: &str) -> usize {
    let words = text.split_whitespace();
    words
        .filter(|word| word.contains(char::is_alphabetic))
        .take(MAX_LABEL + 1)
        .count()
}

/// `| Finalité | |`: a row with a label and nothing beside it.
fn is_empty_row(block: &Block, is_sheet: bool) -> bool {
    if block.kind != BlockKind::TableRow {
        return false;
    }
    // A row of Markdown ends in a bar. More cells may as well be those of a wide sheet of which one column is used.
    let cells: Vec<&str> = block.text.split('|').map(str::trim).take(4).collect();
    match cells[..] {
        [label, ""] => !label.is_empty() && is_short(label),
        [label, "", ""] => !is_sheet && !label.is_empty() && is_short(label),
        _ => false,
    }
}

/// `Finalité :`
fn is_label(block: &Block) -> bool {
    let text = block.text.trim_end_matches([' ', '*', '_']);
    text.ends_with(':') && !text.starts_with(':') && !text.contains("::") && is_short(text)
}

fn is_short(text: &str) -> bool {
    text.split_whitespace().take(MAX_LABEL + 1).count() <= MAX_LABEL
}

#[cfg(test)]
mod tests {
    use super::is_unfilled;

    fn unfilled(text: &str) -> bool {
        is_unfilled(&prejury_documents::markdown("registre.md", text))
    }

    #[test]
    fn forms_are_told_by_what_is_left_open() {
        assert!(unfilled(
            "# Registre\n\n**Finalité :**\n\n**Durée :**\n\n**Droits :**\n\n**Sécurité :**\n"
        ));
        assert!(unfilled(
            "# Risques\n\n- Budget : [Coûts cachés]\n- Plan : [Action à engager]\n- Date : <à compléter par vous>\n- Nom : ........\n"
        ));
        assert!(unfilled(
            "# Veille\n\n- **Leader 1** : [Nom] - [Innovation]\n- Coût : [2 ou 3 phrases]\n\n| Mesure | Valeur |\n|---|---|\n| [Nom] | [Valeur] |\n\n[1-2 actions]\n"
        ));
        assert!(unfilled(
            "# Registre\n\n| Champ | |\n|---|---|\n| Finalité | |\n| Durée | |\n| Droits | |\n| Personnes | |\n"
        ));
    }

    #[test]
    fn a_template_is_told_by_its_name_too() {
        let text = "- Innovation : [titre]\n- Date : [jour]\n- Coût : [estimation]\n- Source : [nom]\n- Veille : hebdomadaire\n\
            - Sources : quatre\n- Fréquence : le lundi\n- Format : une page\n- Niveau : rouge, orange ou vert\n";
        let unfilled = |path| is_unfilled(&prejury_documents::markdown(path, text));
        assert!(unfilled("veille/template_synthese.md"));
        assert!(!unfilled("veille/synthese.md"));
    }

    #[test]
    fn what_is_filled_is_none() {
        let filled = "- Finalité : noter les dossiers\n- Durée : cinq ans\n- Droits : par le portail\n- Base : contrat\n";
        assert!(!unfilled(filled));
        assert!(!unfilled(
            ".. automodule:: a\n    :members:\n    :undoc-members:\n    :show-inheritance:\n    :noindex:\n"
        ));
        assert!(!unfilled(&format!(
            "{filled}\n- Lieu : [à préciser plus tard]\n"
        )));
        assert!(!unfilled(
            "- Bornes : [0, 1]\n- Pas : [1, 2]\n- Seuils : [3, 4]\n- Poids : [5, 6]\n"
        ));
        assert!(!unfilled(
            "Étapes :\n\n- lire\n\nSuites :\n\n- écrire\n\nFin :\n\n- dire\n\nPuis :\n\n- clore\n"
        ));
    }
}
