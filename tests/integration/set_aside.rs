//! What is not the candidate's is set aside, and both languages say which file and why.

use prejury_core::Lang;
use prejury_report::{Detail, Messages, Options, Selection, terminal};

use crate::project::{HandedIn, catalog};

/// Files and the words that each language says of them.
const ASIDE: &[(&str, &str, &str, &str)] = &[
    (
        "retour_jury.md",
        "# Retour du jury\n\nLes risques sont bien tenus, avec leur mitigation.\n",
        "retour d'un évaluateur",
        "evaluator's feedback",
    ),
    (
        "registre.md",
        "# Registre\n\nFinalité :\n\nDurée :\n\nDestinataires :\n\nSécurité :\n",
        "pas été rempli",
        "not filled in",
    ),
    (
        "app/README.md",
        "# Welcome to Streamlit!\n\nEdit `/streamlit_app.py` to customize this app to your heart's desire.\n",
        "outil a généré",
        "a tool generated",
    ),
    (
        "docs/quicknet.md",
        "# quicknet\n\nFast networks. `pip install quicknet`, see https://pypi.org/project/quicknet\n",
        "celui d'une bibliothèque",
        "is a library's",
    ),
    (
        "brief/projet.md",
        "# Sujet\n\nCamille recense les besoins des conseillers du service crédit.\n",
        "n'est pas du candidat",
        "is not the candidate's",
    ),
    (
        "third_party/quick/README.md",
        "# quick\n\nQuick lists.\n",
        "bibliothèques d'autrui",
        "other people's libraries",
    ),
];

#[test]
fn every_file_set_aside_is_told_with_its_reason() {
    let catalog = catalog();
    let handed_in = HandedIn::empty("projet");
    handed_in.write(
        "LICENSE",
        "MIT License\n\nCopyright (c) 2024 Camille Martin\n",
    );
    handed_in.write(
        "README.md",
        "# Projet\n\nPrédire le défaut de paiement d'un client.\n",
    );
    for (path, text, ..) in ASIDE {
        handed_in.write(path, text);
    }
    let report = handed_in.check(&catalog);
    for (lang, number) in [(Lang::Fr, 0), (Lang::En, 1)] {
        let messages = Messages::new(lang, catalog.message_source(lang)).unwrap();
        let options = Options {
            messages: &messages,
            detail: Detail::Verbose,
            selection: Selection::default(),
            width: 80,
            anchors: &[],
            show_authors: false,
            one_per_line: false,
        };
        let mut page = Vec::new();
        let reports = std::slice::from_ref(&report);
        terminal::write(reports, &catalog, &options, &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        let page: Vec<&str> = page.split_whitespace().collect();
        let page = page.join(" ");
        for (path, _, fr, en) in ASIDE {
            let said = [fr, en][number];
            assert!(page.contains(said), "{path}: {said}\n{page}");
        }
        assert!(
            page.contains(["textes de licence", "licence texts"][number]),
            "{page}"
        );
    }
}
