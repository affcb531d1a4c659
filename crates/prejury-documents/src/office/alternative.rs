//! Alternative texts: what a person wrote, told from what a program guessed.

/// How office programs mark the descriptions that they make up.
const MADE_UP: &[&str] = &[
    "automatically generated",
    "description générée automatiquement",
    "ai-generated content may be incorrect",
    "le contenu généré par l’ia peut être incorrect",
    "le contenu généré par l'ia peut être incorrect",
    "peut être incorrect",
];

/// Whether a description says something that its author wanted said.
pub(super) fn is_written_by_hand(text: &str) -> bool {
    let lower = text.to_lowercase();
    let is_file_name = !lower.contains(' ')
        && [".png", ".jpg", ".jpeg", ".gif", ".svg"]
            .iter()
            .any(|ending| lower.ends_with(ending));
    !text.trim().is_empty() && !is_file_name && !MADE_UP.iter().any(|mark| lower.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_and_file_names_are_no_descriptions() {
        assert!(is_written_by_hand("Courbe ROC des deux modèles"));
        assert!(!is_written_by_hand("image12.png"));
        assert!(!is_written_by_hand(
            "Une image contenant texte, diagramme\n\nDescription générée automatiquement"
        ));
    }
}
