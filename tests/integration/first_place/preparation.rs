//! First places of statistics that are judged, tests that are read, and steps that go into the data.

use super::data::Cell::{self, Code, Draws, Prints, Text};
use super::data::{first, first_in, present};

#[test]
fn a_median_that_is_weighed_is_shown_before_a_table_of_all_statistics() {
    let cells = [
        Code("import pandas as pd\ndf = pd.read_csv('ventes.csv')"),
        Prints("df.describe()", "count 200"),
        Draws("df['prix'].hist()"),
        Code("ville = df['ville']"),
        Code("rue = df['rue']"),
        Text(
            "La médiane est plus robuste que la moyenne : nous la gardons, car la distribution des prix est asymétrique.",
        ),
    ];
    assert_eq!(first_in("C1.3.1-CE3", &cells), present(5, 1));
}

#[test]
fn a_test_of_two_variables_is_shown_before_one_of_a_law() {
    let cells = [
        Code("import pandas as pd\nfrom scipy import stats\ndf = pd.read_csv('ventes.csv')"),
        Draws("df['prix'].hist()"),
        Prints("df.describe()", "count 200"),
        Prints("stats.kstest(df['prix'], 'norm')", "pvalue=0.01"),
        Text("La p-value est inférieure à 0,05 : on rejette l'hypothèse nulle de normalité."),
        Prints("stats.kruskal(df['prix'], df['surface'])", "pvalue=0.02"),
        Text("La p-value est inférieure à 0,05 : on rejette l'hypothèse nulle d'égalité."),
    ];
    assert_eq!(first_in("C1.3.1-CE7", &cells), present(5, 1));
}

#[test]
fn a_scaler_of_the_training_part_is_shown_before_one_of_a_chart() {
    let cells = [
        Code(
            "import pandas as pd\nfrom sklearn.linear_model import Ridge\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.preprocessing import StandardScaler\ndf = pd.read_csv('ventes.csv')",
        ),
        Draws(
            "def plot_radar(table):\n    scaled = StandardScaler().fit_transform(table)\n    pd.DataFrame(scaled).plot()\nplot_radar(df)",
        ),
        Code(
            "df['b'] = df['a'] / df['surface']\nX_train, X_test, y_train, y_test = train_test_split(df[['a', 'b']], df['prix'])",
        ),
        Code(
            "scaler = StandardScaler()\nX_train_scaled = scaler.fit_transform(X_train)\nRidge().fit(X_train_scaled, y_train)",
        ),
    ];
    assert_eq!(first_in("C1.4.1-CE5", &cells), present(3, 2));
}

#[test]
fn a_sentence_is_cut_where_its_words_become_numbers() {
    let cells = [
        Code(
            "import pandas as pd\nfrom tensorflow.keras.preprocessing.text import Tokenizer\ndf = pd.read_csv('textes.csv')",
        ),
        Code(
            "def prepare(texts):\n    cutter = Tokenizer(num_words=5000)\n    cutter.fit_on_texts(texts)\n    return cutter.texts_to_sequences(texts)",
        ),
        Code("numbers = prepare(df['text'])"),
    ];
    assert_eq!(first_in("C1.4.2-CE2", &cells), present(1, 4));
}

#[test]
fn a_variable_is_shown_before_texts_that_are_joined() {
    let cells = [
        Code(
            "import pandas as pd\nfrom sklearn.linear_model import Ridge\nfrom sklearn.preprocessing import StandardScaler\ndf = pd.read_csv('ventes.csv')",
        ),
        Code("df['text_clean'] = df['title_clean'] + df['body_clean']"),
        Code("df['prix_au_m2'] = df['prix'] / df['surface']"),
        Code(
            "X = StandardScaler().fit_transform(df[['prix_au_m2', 'surface']])\nRidge().fit(X, df['note'])",
        ),
    ];
    assert_eq!(first_in("C1.4.1-CE3", &cells), present(2, 1));
}

#[test]
fn a_method_is_shown_in_the_notebook_that_explains_it() {
    let store: &[Cell] = &[
        Code(
            "import pandas as pd\nfrom sklearn.decomposition import PCA\nX = pd.read_csv('x.csv')",
        ),
        Prints("pca = PCA(3)\npca.fit(X)\npca", "PCA(n_components=3)"),
    ];
    let explore: &[Cell] = &[
        Code(
            "import pandas as pd\nfrom sklearn.decomposition import PCA\nX = pd.read_csv('x.csv')",
        ),
        Prints("X.describe()", "count 200"),
        Draws("X['sucres'].hist()"),
        Prints("PCA(3).fit(X).explained_variance_ratio_", "[0.55 0.2 0.1]"),
        Code("sel = X['sel']"),
        Code("gras = X['gras']"),
        Code("sucres = X['sucres']"),
        Text(
            "La première composante principale porte 55 % de la variance expliquée : elle oppose les produits gras aux produits aqueux.",
        ),
    ];
    let files = [("a_depot.ipynb", store), ("b_exploration.ipynb", explore)];
    let (status, place) = first("C1.3.1-CE6", &files);
    assert_eq!((&*status, &*place.path), ("present", "b_exploration.ipynb"));
}

#[test]
fn features_of_images_are_shown_before_the_name_of_one() {
    let cells = [
        Code(
            "import numpy as np\nfrom tensorflow.keras.applications import VGG16\nfrom tensorflow.keras.applications.vgg16 import decode_predictions",
        ),
        Prints(
            "model = VGG16(weights='imagenet')\nscores = model.predict(image)\nprint(decode_predictions(scores))",
            "tabby cat",
        ),
        Code("base = VGG16(weights='imagenet', include_top=False, pooling='avg')"),
        Prints(
            "features = base.predict(images)\nprint(features.shape)",
            "(1050, 512)",
        ),
    ];
    assert_eq!(first_in("C1.4.3-CE4", &cells), present(3, 1));
}
