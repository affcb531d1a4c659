//! READMEs of the kinds that candidates write.

use super::*;
use crate::analyses::testing::signals_in;

fn signals(readme: &str) -> Vec<String> {
    let files = [
        ("README.md", readme),
        ("api/main.py", "x = 1\n"),
        ("data/clients.csv", "a\n"),
        ("notebooks/1_nettoyage.ipynb", "{}"),
        ("notebooks/2_modeles.ipynb", "{}"),
        (
            "dashboard/app.py",
            "x = pd.read_csv('raw/EdStatsData.csv')\n",
        ),
    ];
    signals_in(&ANALYSIS, &files)
}

#[test]
fn a_goal_in_prose() {
    for text in [
        "# Projet\n\n## Contexte\n\nLa banque refuse trop de bons dossiers de crédit.\n",
        "# Projet\n\nCe modèle a pour but de prédire si un client remboursera son crédit.\n",
        "# Scoring\n\nThis repository contains what you need to build and deploy a scoring application.\n",
        "# Projet 8\n\n# Ce projet consiste à reconnaître des fruits sur des photos\n",
        "<h1>Projet</h1>\n<p>L'objectif est de segmenter les clients d'une place de marché.</p>\n",
    ] {
        assert_eq!(signals(text), ["readme.goal"], "{text}");
    }
}

#[test]
fn titles_and_templates_are_no_goal() {
    assert_eq!(
        signals("# Anticipez les besoins en consommation de bâtiments\n"),
        ["readme.title-only"]
    );
    let kedro = "# scoring\n\n## Overview\n\nThis is your new Kedro project with Kedro-Viz setup, which was generated using `kedro 0.19.3`.\n\nTake a look at the [Kedro documentation](https://docs.kedro.org) to get started.\n";
    assert_eq!(signals(kedro), ["readme.template"]);
    assert_eq!(
        signals(
            "# Projet\n\n```\npip install -r requirements.txt\n```\n\nLancez avec streamlit run app.py dans un terminal ouvert à la racine du dépôt cloné.\n"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn layouts_in_every_form() {
    for text in [
        "# P\n\n```\n├── api        <- FastAPI\n├── data\n│   └── clients.csv\n└── notebooks  # analyses\n```\n",
        "# P\n\n├── api\n├── dashboard\n└── notebooks\n",
        "# P\n\n- `api` : code de l'API de prédiction\n- `data/` : jeux de données du projet\n- `notebooks` : analyses et modèles\n",
        "# P\n\n| Dossier | Rôle |\n|---|---|\n| api/ | service de prédiction déployé |\n| data/ | jeux de données bruts |\n| dashboard/ | application de visualisation |\n",
        "# P\n\n1. Le notebook pour le nettoyage des données : 1_nettoyage.ipynb.\n2. Le notebook des modèles comparés : 2_modeles.ipynb.\n3. L'application du tableau de bord : app.py.\n",
    ] {
        assert_eq!(signals(text), ["readme.layout"], "{text}");
    }
}

#[test]
fn some_names_or_none() {
    assert_eq!(
        signals("# P\n\nLes fichiers de l'API sont dans le dossier api à la racine.\n"),
        ["readme.layout-partial"]
    );
    assert_eq!(
        signals("# P\n\n## Livrables\n\n- Un notebook\n- Une présentation\n"),
        ["readme.layout-partial"]
    );
    assert_eq!(
        signals(
            "# P\n\n- `src` : code du projet entier\n- `models/` : modèles entraînés\n- `docs` : la documentation\n"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn folders_explain_themselves_and_other_names_count() {
    let text = "Cette partie se charge de délivrer les prédictions au travers d'une API.\n";
    let files = [
        ("README.md", "# P\n"),
        ("backend/README.md", text),
        ("backend/main.py", "x = 1\n"),
        ("frontend/README.md", text),
        ("frontend/app.py", "x = 1\n"),
    ];
    assert_eq!(
        signals_in(&ANALYSIS, &files),
        ["readme.layout", "readme.title-only"]
    );
    let index = [
        ("INDEX.md", "- `a.py` : le script principal du projet\n"),
        ("a.py", "x = 1\n"),
    ];
    assert_eq!(signals_in(&ANALYSIS, &index), ["readme.layout"]);
}

#[test]
fn a_label_before_a_goal_names_no_people() {
    for text in [
        "# P\n\n## Objectif\n\nStudent performance prediction: predict the grades of pupils from their habits.\n",
        "# P\n\n## Objectif\n\nProjet étudiant : prédire la consommation des bâtiments de la ville.\n",
        "# P\n\n## Objectif\n\nContact center : prévoir les appels de la semaine à venir.\n",
    ] {
        assert_eq!(signals(text), ["readme.goal"], "{text}");
    }
    let people = "# P\n\n## Contexte\n\nTutrice en entreprise : Anne Roux\n";
    assert!(!signals(people).contains(&"readme.goal".to_owned()));
}

#[test]
fn a_list_of_deliverables_hides_no_trace() {
    let found = signals(
        "# P\n\nTF-IDF, sac de mots, VGG16, Keras\n\n## Livrables\n\n- Un notebook\n- Une présentation\n",
    );
    assert_eq!(found, ["readme.layout-partial", "readme.trace"]);
}
