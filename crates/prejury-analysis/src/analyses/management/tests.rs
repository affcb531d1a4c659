//! Texts in, signals out: what counts as management of a project, and what only looks like it.

use super::ANALYSIS;
use crate::analyses::testing::signals_in;

fn signals(text: &str) -> Vec<String> {
    signals_in(&ANALYSIS, &[("cadrage.md", text)])
}

fn assert_has(text: &str, wanted: &[&str]) {
    let found = signals(text);
    for signal in wanted {
        assert!(
            found.iter().any(|one| one == signal),
            "{signal} not in {found:?}"
        );
    }
}

fn assert_lacks(text: &str, unwanted: &[&str]) {
    let found = signals(text);
    for signal in unwanted {
        assert!(
            !found.iter().any(|one| one == signal),
            "{signal} in {found:?}"
        );
    }
}

const RISKS: &str = "\
# Analyse des risques

| Risque | Impact (1-4) | Proba. (1-4) | Criticité (I*P) | Actions de prévention |
|---|---|---|---|---|
| Le prestataire livre en retard | 3 | 3 | 9 | Clause de pénalité |
| Fuite de données personnelles | 4 | 2 | 8 | Chiffrement |
";

#[test]
fn a_table_of_risks_is_read_by_its_columns() {
    assert_has(
        RISKS,
        &[
            "risk.treated",
            "risk.impact",
            "risk.probability",
            "risk.criticality",
            "risk.mitigation",
            "risk.project",
            "risk.personal-data",
        ],
    );
}

#[test]
fn a_table_left_empty_is_no_list_of_risks() {
    let text = "# Risques\n\n| Risque | Impact | Probabilité | Criticité |\n|---|---|---|---|\n| | | | |\n| ... | 0 | 0 | |\n";
    assert_lacks(text, &["risk.treated"]);
}

#[test]
fn the_risk_that_a_model_predicts_is_no_risk_of_the_project() {
    let text = "# Risque de crédit\n\n- Le retard de paiement est la variable la plus importante.\n- La qualité du score dépend du budget du client.\n";
    assert_lacks(text, &["risk.treated"]);
}

#[test]
fn one_column_may_name_the_risks_alone() {
    let text = "# Conformité\n\n| Principe | Application | Risques identifiés |\n|---|---|---|\n| Minimisation | Photos recadrées | Collecte de données personnelles de tiers |\n| Sécurité | Chiffrement | Fuite des photos de clients |\n";
    assert_has(text, &["risk.treated", "risk.personal-data"]);
}

#[test]
fn stories_in_columns_and_in_sentences() {
    let columns = "| Titre | En tant que | Je veux... | ...afin de... | Charge (jours) |\n|---|---|---|---|---|\n| Compte | Cliente | créer un compte | retrouver mes achats | 3 |\n| Photo | Cliente | ajouter une photo | recevoir un conseil | 5 |\n";
    assert_has(
        columns,
        &[
            "story.written",
            "story.estimated",
            "needs.treated",
            "backlog.table",
        ],
    );
    let sentences = "## Backlog\n\n- US1 (3 points) : En tant que conseillère, je veux voir le score afin de l'expliquer.\n- US2 (5 points) : As a manager, I want to filter clients so that I can follow my branch.\n";
    assert_has(
        sentences,
        &["story.written", "story.estimated", "needs.treated"],
    );
    let priorities = "| User story | Priorité |\n|---|---|\n| Créer un compte | Haute |\n| Ajouter une photo | Basse |\n";
    assert_lacks(
        priorities,
        &["story.written", "story.estimated", "story.estimated-some"],
    );
}

#[test]
fn a_definition_of_user_stories_holds_none() {
    let text =
        "# Méthode\n\nUne user story s'écrit « En tant que utilisateur, je veux une action ».\n";
    assert_lacks(text, &["needs.treated"]);
}

#[test]
fn a_register_needs_its_fields_filled() {
    let filled = "# Registre des traitements\n\n- **Finalité :** recommander des vêtements par un modèle de vision\n- **Catégories de données :** photos, adresse mail, préférences\n- **Destinataires :** équipe data science\n- **Durée de conservation :** 3 ans\n- **Mesures de sécurité :** chiffrement\n";
    assert_has(
        filled,
        &[
            "personal-data.register",
            "personal-data.sources",
            "personal-data.treated",
        ],
    );
    let empty = "# Registre des traitements\n\n- **Finalité :**\n- **Catégories de données :**\n- **Destinataires :**\n- **Durée de conservation :**\n- **Mesures de sécurité :**\n";
    assert_lacks(empty, &["personal-data.register"]);
    let slogan =
        "# RGPD\n\nUn registre des traitements est tenu à jour par le DPO de l'entreprise.\n";
    assert_lacks(slogan, &["personal-data.register", "personal-data.treated"]);
}

#[test]
fn what_is_denied_does_not_count() {
    let text = "# Suivi agile\n\n- Sprints de deux semaines, sans daily scrum ni rétrospective, par choix de l'équipe.\n- La revue de sprint réunit l'équipe et les métiers chaque second vendredi.\n";
    assert_has(text, &["scrum.review"]);
    assert_lacks(text, &["scrum.daily", "scrum.retrospective"]);
}

#[test]
fn names_in_a_row_are_no_description() {
    let text = "# Scrum\n\n- Cérémonies : daily, planning, review, rétrospective.\n- Rôles : product owner, scrum master, équipe.\n";
    assert_has(text, &["agile.treated", "scrum.named"]);
    assert_lacks(text, &["scrum.daily", "scrum.role", "scrum.retrospective"]);
}

#[test]
fn staffing_and_costs() {
    let text = "# Ressources\n\n| Profil | Rôle | Jours | Coût (€) |\n|---|---|---|---|\n| Data scientist | Entraîne et évalue les modèles | 40 | 20 000 |\n| Data engineer | Construit les flux de données | 30 | 15 000 |\n| Product owner | Ordonne le backlog du produit | 10 | 6 000 |\n\n## Infrastructure\n\n- Mise en place de l'environnement cloud : 3 000 €\n- Coût récurrent du cloud : 1 200 € par mois\n";
    assert_has(
        text,
        &[
            "resources.treated",
            "resources.roles",
            "resources.load",
            "resources.finance",
            "resources.infrastructure-budget",
            "resources.setup-cost",
            "resources.recurring-cost",
        ],
    );
}

#[test]
fn the_price_of_a_cluster_is_no_budget_of_a_project() {
    let text = "# Coûts AWS\n\n| Ressource | Quantité | Coût/heure |\n|---|---|---|\n| Master m5.xlarge | 1 | 0.17€ |\n| Core m5.xlarge | 2 | 0.34€ |\n\nCoût d'un job : 0,17 €.\n\nBudget total : 3 €.\n";
    assert_lacks(text, &["resources.treated"]);
}

#[test]
fn a_list_in_which_criteria_are_ticked_is_set_aside() {
    let text = format!("# Grille de compétences\n\n{RISKS}");
    assert_lacks(&text, &["risk.treated"]);
}

#[test]
fn sections_of_a_notebook_are_about_its_data() {
    let notebook = r##"{"cells":[{"cell_type":"markdown","metadata":{},"source":["# Respect du RGPD\n","\n","- Finalité : les données servent à suggérer des tags\n","- Minimisation : seuls les textes sont collectés\n","- Droits des personnes : les auteurs peuvent demander l'effacement\n","- Conservation : les données sont effacées à la fin\n"]}],"metadata":{},"nbformat":4,"nbformat_minor":5}"##;
    let found = signals_in(&ANALYSIS, &[("exploration.ipynb", notebook)]);
    assert!(
        !found.iter().any(|one| one == "personal-data.treated"),
        "{found:?}"
    );
}

#[test]
fn labels_stand_behind_signs_of_any_length() {
    let text = "# Risques du projet\n\n\
        Retard de livraison • probabilité : 3 — impact : 4 → criticité : 12 • Mitigation : un point chaque semaine.\n\n\
        Fuite de données personnelles • probabilité : 2 — impact : 5 → criticité : 10 • Mitigation : un chiffrement.\n";
    let found = signals_in(&ANALYSIS, &[("cadrage.md", text)]);
    for signal in [
        "risk.probability",
        "risk.impact",
        "risk.criticality",
        "risk.mitigation",
    ] {
        assert!(found.iter().any(|one| one == signal), "{signal}: {found:?}");
    }
}
