//! First places of what is done with the data: statistics, reductions, charts, cleaning and texts, in notebooks.

use prejury_core::{Location, Place};
use serde_json::{Value, json};

use crate::project::{HandedIn, catalog, criterion};

/// One cell of a notebook that was run.
pub(super) enum Cell {
    Text(&'static str),
    /// Code without any output.
    Code(&'static str),
    /// Code and the text that it printed.
    Prints(&'static str, &'static str),
    /// Code and a picture.
    Draws(&'static str),
}
pub(super) use Cell::{Code, Draws, Prints, Text};

fn notebook(cells: &[Cell]) -> String {
    let code = |source: &str, number: usize, outputs: Value| json!({"cell_type": "code", "metadata": {}, "execution_count": number, "source": source, "outputs": outputs});
    let cells: Vec<Value> = cells
        .iter()
        .zip(1..)
        .map(|(cell, number)| match cell {
            Text(text) => json!({"cell_type": "markdown", "metadata": {}, "source": text}),
            Code(source) => code(source, number, json!([])),
            Prints(source, text) => code(
                source,
                number,
                json!([{"output_type": "stream", "name": "stdout", "text": text}]),
            ),
            Draws(source) => code(
                source,
                number,
                json!([{"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo="}}]),
            ),
        })
        .collect();
    json!({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).to_string()
}

/// Where a criterion is shown first, with its status.
pub(super) fn first(code: &str, files: &[(&str, &[Cell])]) -> (String, Location) {
    let handed_in = HandedIn::empty("projet");
    for (path, cells) in files {
        handed_in.write(path, notebook(cells));
    }
    let report = handed_in.check(&catalog());
    let found = criterion(&report, code);
    let status = found.status.as_str().to_owned();
    (status, found.evidence[0].location.clone())
}

/// Status, cell and line of the first place in one notebook.
pub(super) fn first_in(code: &str, cells: &[Cell]) -> (String, u32, u32) {
    let (status, location) = first(code, &[("analyse.ipynb", cells)]);
    match location.place {
        Place::Lines { cell, line, .. } => (status, cell.unwrap_or_default(), line),
        _ => (status, u32::MAX, 0),
    }
}

pub(super) fn present(cell: u32, line: u32) -> (String, u32, u32) {
    ("present".to_owned(), cell, line)
}

#[test]
fn a_statistic_is_shown_where_mean_and_dispersion_are_read() {
    let cells = [
        Code(
            "import pandas as pd\nfrom sklearn.cluster import KMeans\ndef load(path):\n    table = pd.read_csv(path)\n    level = table['prix'].mean()\n    return table[table['prix'] < 9 * level]",
        ),
        Code("df = load('ventes.csv')"),
        Draws("df['prix'].hist()"),
        Prints(
            "df['prix'].agg(['mean', 'median', 'std'])",
            "mean 35.2\nmedian 21.0\nstd 40.1",
        ),
        Text(
            "La moyenne des prix est nettement supérieure à la médiane : la distribution est étalée à droite et l'écart type est grand.",
        ),
        Code("df['cluster'] = KMeans(3).fit_predict(df[['prix']])"),
        Prints(
            "df.groupby('cluster')['prix'].mean()",
            "0 12.1\n1 50.2\n2 80.7",
        ),
        Text(
            "Le cluster 0 regroupe les clients dont le prix moyen est inférieur à la moyenne des autres clients.",
        ),
    ];
    assert_eq!(first_in("C1.3.1-CE3", &cells), present(3, 1));
}

#[test]
fn the_number_of_components_is_shown_where_it_is_stated() {
    let cells = [
        Code(
            "import numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt\nfrom sklearn.decomposition import PCA\nfrom sklearn.linear_model import LogisticRegression",
        ),
        Code(
            "X = pd.read_csv('x.csv')\ny = X.pop('y')\npca = PCA().fit(X)\nratios = pca.explained_variance_ratio_",
        ),
        Draws("plt.plot(np.cumsum(ratios))"),
        Prints(
            "total = np.cumsum(ratios)\nfor i in range(len(total)):\n    if total[i] >= 0.99:\n        print(f'{i} components explain 99% of variance')\n        break",
            "22 components explain 99% of variance",
        ),
        Code(
            "reduced = PCA(n_components=22).fit_transform(X)\nmodel = LogisticRegression().fit(reduced, y)",
        ),
    ];
    assert_eq!(first_in("C1.4.4-CE3", &cells), present(3, 3));
}

#[test]
fn the_reduction_whose_column_is_kept_is_shown_before_a_trial() {
    let cells = [
        Code(
            "from pyspark.sql import SparkSession\nfrom pyspark.ml.feature import PCA, StandardScaler\nspark = SparkSession.builder.getOrCreate()\ndf = spark.read.parquet('features')",
        ),
        Prints(
            "pca = PCA(k=22, inputCol='vectors', outputCol='trial_pca').fit(df)\ndf = pca.transform(df)\ndf.show(2)",
            "+----+",
        ),
        Code("df = StandardScaler(inputCol='vectors', outputCol='scaled').fit(df).transform(df)"),
        Code(
            "pca = PCA(k=30, inputCol='scaled', outputCol='kept_pca').fit(df)\ndf = pca.transform(df)",
        ),
        Code("df.select('path', 'kept_pca').write.parquet('results')"),
    ];
    assert_eq!(first_in("C1.4.4-CE2", &cells), present(3, 2));
}

#[test]
fn a_plane_coloured_by_categories_is_shown_before_one_shaded_by_something() {
    let cells = [
        Code(
            "import pandas as pd\nimport matplotlib.pyplot as plt\nfrom sklearn.manifold import TSNE\ndata = pd.read_csv('textes.csv')\nvectors = data[['a', 'b', 'c']]",
        ),
        Code("plane = TSNE(n_components=2).fit_transform(vectors)"),
        Draws("plt.scatter(plane[:, 0], plane[:, 1], c=data.pop('x'))"),
        Draws("plt.scatter(plane[:, 0], plane[:, 1], c=data['category'])"),
    ];
    assert_eq!(first_in("C1.3.3-CE2", &cells), present(3, 1));
}

#[test]
fn headings_that_name_steps_are_shown_where_their_section_begins() {
    let cells = [
        Text("# Exploration\n## Valeurs manquantes"),
        Code("import pandas as pd\ndf = pd.read_csv('ventes.csv')"),
        Prints("df.isna().sum()", "prix 12"),
        Text("# Nettoyage des données\n## Suppression des doublons"),
        Code("df = df.drop_duplicates()"),
        Text("## Imputation des valeurs manquantes"),
        Code("df['prix'] = df['prix'].fillna(df['prix'].median())"),
        Text("## Traitement des outliers"),
        Code("df = df[df['prix'] < 1000]"),
        Text(
            "## Limites\nOn pourrait traiter autrement les valeurs manquantes, les doublons et les outliers.",
        ),
    ];
    assert_eq!(first_in("C1.2.1-CE2", &cells), present(3, 1));
}

#[test]
fn a_drop_with_its_reason_is_shown_before_the_input_of_a_model() {
    let cells = [
        Code(
            "import pandas as pd\nfrom sklearn.decomposition import PCA\ndf = pd.read_csv('ventes.csv')\ndf = df.drop_duplicates()\ndf = df.dropna()",
        ),
        Text("On sélectionne les variables quantitatives nécessaires à l'ACP."),
        Code("cols = ['a', 'b', 'c']\ndf_acp = df\ndf_acp = df_acp[cols]\nPCA().fit(df_acp)"),
        Code("# On n'a plus besoin de la colonne Location\ndf = df.drop(columns=['Location'])"),
    ];
    assert_eq!(first_in("C1.2.2-CE1", &cells), present(3, 1));
}

#[test]
fn a_named_tokeniser_is_shown_before_a_call_inside_another_step() {
    let cells = [
        Code(
            "import nltk\nimport pandas as pd\nimport spacy\nnlp = spacy.load('fr_core_news_sm')\ndf = pd.read_csv('textes.csv')",
        ),
        Code("def lemmatize(text):\n    return [token.lemma_ for token in nlp(text)]"),
        Code("def clean(text):\n    return ' '.join(text.split())"),
        Code("def tokenize(text):\n    return nltk.word_tokenize(text)"),
        Code(
            "df['a'] = df['text'].apply(clean).apply(lemmatize)\ndf['b'] = df['text'].apply(tokenize)",
        ),
    ];
    assert_eq!(first_in("C1.4.2-CE2", &cells), present(3, 2));
}

#[test]
fn a_column_that_is_only_looked_at_is_shown_after_a_variable() {
    let cells = [
        Code(
            "import pandas as pd\nfrom sklearn.linear_model import Ridge\nfrom sklearn.preprocessing import StandardScaler\ndf = pd.read_csv('ventes.csv')",
        ),
        Prints(
            "df['ecart'] = df['prix'] - df['prix_tva']\nprint(len(df))",
            "12",
        ),
        Code("df = df[df['ecart'] > 0]"),
        Code("df['prix_au_m2'] = df['prix'] / df['surface']"),
        Code(
            "X = StandardScaler().fit_transform(df[['prix_au_m2', 'surface']])\nRidge().fit(X, df['note'])",
        ),
    ];
    assert_eq!(first_in("C1.4.1-CE3", &cells), present(3, 1));
}

#[test]
fn relations_are_shown_before_a_bar_for_each_row() {
    let cells = [
        Code("import pandas as pd\nimport matplotlib.pyplot as plt\ndf = pd.read_csv('pays.csv')"),
        Prints("df.describe()", "count 200"),
        Draws("df['population'].hist()"),
        Draws("plt.bar(x=df['pays'], height=df['population'])"),
        Draws("plt.scatter(df['population'], df['revenu'])"),
        Text(
            "On observe une corrélation positive entre la population et le revenu : plus elle augmente, plus il est élevé.",
        ),
        Draws("plt.scatter(df['population'], df['surface'])"),
        Text(
            "On remarque que la surface augmente avec la population, ce qui montre une relation entre les deux variables.",
        ),
        Draws("plt.scatter(df['surface'], df['revenu'])"),
    ];
    assert_eq!(first_in("C1.3.1-CE5", &cells), present(4, 1));
}

#[test]
fn missing_values_of_the_data_are_shown_before_empty_cells_of_a_table_that_counts() {
    let cells = [
        Code("import pandas as pd\ndf = pd.read_csv('ventes.csv').drop_duplicates()"),
        Code(
            "table = df.pivot_table(index='ville', columns='type', values='prix', aggfunc=len).fillna(0)",
        ),
        Code("df['prix'] = df['prix'].fillna(df['prix'].median())"),
        Code("df = df.drop(columns=['lien'])\ndf.to_csv('propre.csv')\ntable.to_csv('table.csv')"),
    ];
    let (_, cell, line) = first_in("C1.2.2-CE2", &cells);
    assert_eq!((cell, line), (2, 1));
}

#[test]
fn clusters_are_shown_by_labels_that_an_algorithm_made() {
    let cells = [
        Code(
            "import pandas as pd\nimport seaborn as sns\nfrom sklearn.cluster import KMeans\nclients = pd.read_csv('clients.csv')",
        ),
        Draws("sns.boxplot(data=clients, x='segment_rfm', y='montant')"),
        Code("clients['profil'] = KMeans(4).fit_predict(clients[['recence', 'montant']])"),
        Draws("sns.boxplot(data=clients, x='profil', y='montant')"),
        Text(
            "# Segmentation des clients\n\nNous calculons les variables RFM, puis nous appliquons un clustering.",
        ),
    ];
    assert_eq!(first_in("C2.2.2-CE2", &cells), present(3, 1));
}

#[test]
fn steps_are_shown_at_the_first_heading_that_names_one() {
    let cells = [
        Text("# 1. Description des données"),
        Code("import pandas as pd\ndf = pd.read_csv('ventes.csv')"),
        Text("## 1.1 Suppression des doublons"),
        Code("df = df.drop_duplicates()"),
        Text("## 1.2 Valeurs manquantes"),
        Code("df = df.dropna()"),
        Text("## 1.3 Traitement des outliers"),
        Code("df = df[df['prix'] < df['prix'].quantile(0.99)]"),
    ];
    assert_eq!(first_in("C1.2.1-CE2", &cells), present(2, 1));
}

#[test]
fn a_shape_is_shown_by_a_histogram_before_boxes_and_pies() {
    let cells = [
        Code("import pandas as pd\nimport seaborn as sns\ndf = pd.read_csv('ventes.csv')"),
        Prints("df.describe()", "count 200"),
        Draws("sns.boxplot(x=df['prix'])"),
        Draws("df['ville'].value_counts().plot.pie()"),
        Draws("sns.histplot(df['prix'])"),
        Text("La distribution des prix est asymétrique et étalée à droite."),
    ];
    assert_eq!(first_in("C1.3.1-CE2", &cells), present(4, 1));
}

#[test]
fn a_plane_is_shown_by_the_fit_whose_axes_are_drawn() {
    let cells = [
        Code(
            "import pandas as pd\nimport matplotlib.pyplot as plt\nfrom sklearn.decomposition import PCA\nX = pd.read_csv('mesures.csv')",
        ),
        Prints(
            "pca = PCA()\npca.fit(X)\nprint(pca.explained_variance_ratio_)",
            "[0.4 0.3]",
        ),
        Code("pca = PCA(n_components=2)\npca.fit(X)\naxes = pca.transform(X)"),
        Draws("plt.scatter(axes[:, 0], axes[:, 1])"),
    ];
    assert_eq!(first_in("C1.3.3-CE1", &cells), present(2, 2));
}

#[test]
fn fields_of_an_api_are_shown_where_they_are_named() {
    let cells = [
        Code("import requests\nimport pandas as pd"),
        Prints(
            "answer = requests.get('https://api.example.org/v1/foods', params={'q': 'pomme'}).json()\nprint(answer['code'], answer['label'], answer['brand'], answer['date'])",
            "12 Pomme",
        ),
        Prints(
            "foods = pd.DataFrame(answer['items'])[['code', 'label', 'brand']]\nfoods.head()",
            "0 12 Pomme",
        ),
    ];
    assert_eq!(first_in("C1.1-CE3", &cells), present(2, 1));
}
