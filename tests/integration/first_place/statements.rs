//! First places of statements: the need with the approach beside it, in the project that shows the competence.

use prejury_core::Place;

use crate::project::{HandedIn, catalog, criterion};

const TRAINING: &str = "import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split

data = pd.read_csv('donnees.csv')
X_train, X_test, y_train, y_test = train_test_split(data.drop(columns='y'), data['y'], random_state=0)
for model in [Ridge(), RandomForestRegressor()]:
    model.fit(X_train, y_train)
";

/// Path and line of the first two places of C2.1.1-CE1.
fn first_two(handed_in: &HandedIn) -> Vec<(String, u32)> {
    let report = handed_in.check(&catalog());
    let pieces = criterion(&report, "C2.1.1-CE1").evidence.iter().take(2);
    pieces
        .map(|piece| match piece.location.place {
            Place::Lines { line, .. } => (piece.location.path.to_string(), line),
            _ => (piece.location.path.to_string(), 0),
        })
        .collect()
}

#[test]
fn a_need_is_shown_with_the_approach_beside_it() {
    let handed_in = HandedIn::empty("chauffage");
    handed_in.write(
        "README.md",
        "# Chauffage des écoles

La ville veut prédire la consommation de chauffage de ses écoles pour préparer son budget.

Nous comparons plusieurs modèles de régression, du plus simple au plus complexe.

## Résultats

L'algorithme de régression Ridge, un modèle linéaire, obtient 0.61 ; l'optimisation des hyperparamètres de la forêt apporte 0.05.
",
    );
    handed_in.write("modele.py", TRAINING);
    let readme = |line| ("README.md".to_owned(), line);
    assert_eq!(first_two(&handed_in), [readme(3), readme(5)]);
}

#[test]
fn a_text_of_another_project_is_not_shown_first() {
    let handed_in = HandedIn::empty("formation");
    handed_in.write(
        "P2 - Accidents/README.md",
        "# Accidents

L'objectif principal est de comprendre le risque et d'identifier les défauts de la route : notre rôle est d'anticiper les \
accidents. Nous pourrions ensuite tester plusieurs modèles de régression, par exemple Ridge ou une forêt aléatoire.
",
    );
    handed_in.write("P2 - Accidents/carte.py", "print('carte')\n");
    handed_in.write(
        "P4 - Chauffage/README.md",
        "# Chauffage

La ville veut prédire la consommation de chauffage.

Nous essayons un modèle linéaire, puis une forêt aléatoire, et gardons le meilleur.
",
    );
    handed_in.write("P4 - Chauffage/modele.py", TRAINING);
    let readme = |line| ("P4 - Chauffage/README.md".to_owned(), line);
    assert_eq!(first_two(&handed_in), [readme(3), readme(5)]);
}
