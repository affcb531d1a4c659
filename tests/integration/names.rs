//! Names and texts whose accents are letters of their own (NFD), as a Mac writes them, are read like any other.

use prejury_core::Report;

use crate::project::{HandedIn, catalog, criterion};

/// Accented letters as a letter and its accent.
fn decomposed(text: &str) -> String {
    let pairs = [
        ('à', "a\u{300}"),
        ('è', "e\u{300}"),
        ('é', "e\u{301}"),
        ('É', "E\u{301}"),
    ];
    let parts = text.chars().map(|letter| {
        let pair = pairs.iter().find(|(composed, _)| *composed == letter);
        pair.map_or_else(|| letter.to_string(), |(_, pair)| (*pair).to_owned())
    });
    parts.collect()
}

const RISKS: &str = "# Risques identifiés\n\n\
    | Risque | Catégorie | Probabilité | Impact | Criticité | Mitigation |\n|---|---|---|---|---|---|\n\
    | Retard de livraison | Projet | 3 | 4 | 12 | Suivi hebdomadaire |\n\
    | Données personnelles divulguées | Données | 2 | 5 | 10 | Contrôle des accès |\n";

fn report(in_form: impl Fn(&str) -> String) -> Report {
    let handed_in = HandedIn::empty("projet");
    handed_in.write(&in_form("données/éléments.md"), in_form(RISKS));
    let readme = "# Projet\n\nVoir [les risques](données/éléments.md).\n";
    handed_in.write("README.md", readme);
    let given = "# Sujet\n\nCamille recense les risques du projet.\n";
    handed_in.write(&in_form("Énoncé/projet.md"), in_form(given));
    handed_in.check(&catalog())
}

#[test]
fn decomposed_names_and_texts_say_the_same() {
    let (composed, other) = (report(str::to_owned), report(decomposed));
    for code in ["C4.3.3-CE1", "C4.3.3-CE2", "C4.3.3-CE3"] {
        let found = criterion(&other, code);
        assert_eq!(found.status.as_str(), "present", "{code}");
        assert_eq!(found.status, criterion(&composed, code).status, "{code}");
        assert_eq!(&*found.evidence[0].location.path, "données/éléments.md");
    }
    for report in [&composed, &other] {
        assert_eq!(report.findings, [], "the link leads to the file");
        let told: Vec<_> = report
            .issues
            .iter()
            .map(|issue| (issue.code, issue.path.as_deref().unwrap_or("")))
            .collect();
        assert_eq!(told, [("text.set-aside", "Énoncé/projet.md")]);
    }
}
