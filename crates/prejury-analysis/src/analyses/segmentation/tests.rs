//! What a segmentation shows, and what is none.

use std::collections::BTreeSet;

use prejury_catalog::Catalog;

use super::ANALYSIS;
use crate::analyses::Context;
use crate::analyses::testing::{facts, submission};
use crate::sink::EvidenceSink;

const START: &str = "import pandas as pd\nfrom sklearn.cluster import KMeans, DBSCAN, AgglomerativeClustering\n\
    from sklearn.metrics import silhouette_score, adjusted_rand_score\nfrom sklearn.preprocessing import StandardScaler\n\
    rfm = pd.read_csv('clients.csv')\nX = StandardScaler().fit_transform(rfm)\n";

/// Signals that `code` and a README show, each once.
fn signals(code: &str, readme: &str) -> BTreeSet<String> {
    let files = submission(&[("rfm.py", code), ("README.md", readme)]);
    let facts = facts(&files);
    // The families of the vocabulary are data: these tests are about both.
    let catalog = Catalog::embedded().expect("the embedded rules are sound");
    let mut sink = EvidenceSink::default();
    (ANALYSIS.run)(
        &Context {
            facts: &facts,
            catalog: &catalog,
        },
        &mut sink,
    );
    let found = sink.into_evidence();
    found.iter().map(|one| one.signal.to_string()).collect()
}

fn of_code(code: &str) -> BTreeSet<String> {
    signals(&format!("{START}{code}"), "")
}

fn of_text(text: &str) -> BTreeSet<String> {
    signals(
        &format!("{START}labels = KMeans(4).fit_predict(X)\nother = DBSCAN().fit_predict(X)\n"),
        text,
    )
}

#[test]
fn columns_of_labels_are_followed_to_sizes_profiles_and_charts() {
    let found = of_code(
        "import seaborn as sns\nkm = KMeans(4).fit(X)\nrfm['seg'] = km.labels_\nrfm.seg.value_counts()\n\
         rfm.groupby('seg').agg({'amount': 'mean'})\nsns.boxplot(x='seg', y='amount', data=rfm)\n",
    );
    for signal in [
        "segmentation.sizes",
        "segmentation.profile-table",
        "clustering.shape",
        "segmentation.scaled",
    ] {
        assert!(found.contains(signal), "{signal}: {found:?}");
    }
    assert!(!found.contains("clustering.measure") && !found.contains("clustering.search-k"));
}

#[test]
fn other_columns_make_no_profile_of_segments() {
    let found = of_code(
        "import seaborn as sns\nkm = KMeans(4).fit(X)\nrfm.state.value_counts()\nrfm.groupby('state').mean()\nsns.boxplot(x='state', y='amount', data=rfm)\n",
    );
    for signal in [
        "segmentation.sizes",
        "segmentation.profile-table",
        "clustering.shape",
    ] {
        assert!(!found.contains(signal), "{signal}");
    }
}

#[test]
fn one_measure_is_not_a_measure_over_values() {
    let once = of_code("labels = KMeans(4).fit_predict(X)\nsilhouette_score(X, labels)\n");
    assert!(
        once.contains("clustering.measure") && !once.contains("clustering.measure-over-values")
    );
    for code in [
        "scores = [silhouette_score(X, KMeans(n_clusters=k).fit_predict(X)) for k in range(2, 9)]\n",
        "for k in range(2, 9):\n    m = KMeans(k).fit(X)\n    print(m.inertia_)\n",
        "def score(k):\n    return silhouette_score(X, KMeans(n_clusters=k).fit_predict(X))\nfor k in range(2, 9):\n    print(score(k))\n",
        "from yellowbrick.cluster import KElbowVisualizer\nKElbowVisualizer(KMeans(), k=(2, 9)).fit(X)\n",
    ] {
        let found = of_code(code);
        assert!(
            found.contains("clustering.measure-over-values")
                && found.contains("clustering.search-k"),
            "{code}: {found:?}"
        );
    }
}

#[test]
fn a_loop_over_algorithms_compares_them_and_searches_nothing() {
    let found = of_code(
        "for model in (KMeans(4), AgglomerativeClustering(4), DBSCAN(eps=0.5)):\n    labels = model.fit_predict(X)\n    print(silhouette_score(X, labels))\n",
    );
    assert!(
        found.contains("clustering.algorithms-compared"),
        "{found:?}"
    );
    for signal in [
        "clustering.measure-over-values",
        "clustering.search-k",
        "clustering.search-other",
    ] {
        assert!(!found.contains(signal), "{signal}");
    }
}

#[test]
fn parameters_beyond_the_number_are_told_apart() {
    for code in [
        "for e in (0.3, 0.5):\n    DBSCAN(eps=e).fit(X)\n",
        "for link in ('ward', 'complete'):\n    AgglomerativeClustering(linkage=link).fit(X)\n",
        "a = AgglomerativeClustering(4, linkage='ward').fit(X)\nb = AgglomerativeClustering(4, linkage='average').fit(X)\n",
    ] {
        assert!(of_code(code).contains("clustering.search-other"), "{code}");
    }
    let seeds =
        of_code("for seed in range(9):\n    KMeans(n_clusters=4, random_state=seed).fit(X)\n");
    assert!(
        !seeds.contains("clustering.search-other") && seeds.contains("clustering.several-runs"),
        "{seeds:?}"
    );
}

#[test]
fn agreement_of_one_algorithm_is_stability_and_of_two_a_comparison() {
    let stable = of_code(
        "a = KMeans(4).fit_predict(X)\nb = KMeans(4).fit_predict(X)\nadjusted_rand_score(a, b)\n",
    );
    assert!(stable.contains("clustering.stability"), "{stable:?}");
    let compared = of_code(
        "a = KMeans(4).fit_predict(X)\nb = DBSCAN().fit_predict(X)\nadjusted_rand_score(a, b)\n",
    );
    assert!(
        compared.contains("clustering.algorithms-compared")
            && !compared.contains("clustering.stability")
    );
}

#[test]
fn labels_for_other_data_are_labels_for_new_customers() {
    let new = of_code("km = KMeans(4).fit(X)\nnew = pd.read_csv('new.csv')\nkm.predict(new)\n");
    assert!(new.contains("segmentation.new-data"));
    let same = of_code("km = KMeans(4).fit(X)\nlabels = km.predict(X)\n");
    assert!(!same.contains("segmentation.new-data"));
    // Labels that are only compared with those of a clustering fitted anew show its stability.
    let compared = of_code(
        "km = KMeans(4).fit(X)\nnew = pd.read_csv('new.csv')\nold = km.predict(new)\nagain = KMeans(4).fit(new).labels_\n\
         print(adjusted_rand_score(old, again))\n",
    );
    assert!(!compared.contains("segmentation.new-data"));
}

#[test]
fn clusters_of_texts_and_images_are_no_segmentation() {
    let texts = "from sklearn.cluster import KMeans\nfrom sklearn.feature_extraction.text import TfidfVectorizer\nimport pandas as pd\n\
        frame = pd.read_csv('products.csv')\nX = TfidfVectorizer().fit_transform(frame['description'])\nKMeans(7).fit(X)\n";
    assert!(signals(texts, "Segmentation des produits par leur description.\n").is_empty());
}

#[test]
fn a_clustering_without_the_word_is_no_goal() {
    let code = "from sklearn.cluster import KMeans\nimport pandas as pd\nframe = pd.read_csv('flats.csv')\nframe['zone'] = KMeans(9).fit_predict(frame[['lat', 'lon']])\n";
    let files = submission(&[("price.py", code)]);
    let facts = facts(&files);
    let catalog = Catalog::embedded().expect("the embedded rules are sound");
    let mut sink = EvidenceSink::default();
    (ANALYSIS.run)(
        &Context {
            facts: &facts,
            catalog: &catalog,
        },
        &mut sink,
    );
    assert!(sink.into_evidence().is_empty());
}

#[test]
fn texts_describe_segments_choices_and_maintenance() {
    let found = of_text(
        "# Segmentation des clients\n\nL'équipe marketing veut mieux communiquer avec les clients par des campagnes ciblées.\n\n\
         Nous calculons les variables RFM puis appliquons un clustering.\n\n\
         Les variables numériques sont standardisées car la distance euclidienne est sensible à leur échelle.\n\n\
         Cluster 0 : clients récents et fidèles, gros paniers.\n\n\
         Nous retenons KMeans car sa silhouette est la meilleure et ses clusters sont équilibrés.\n\n\
         Il faudra réentraîner le modèle tous les trois mois pour rester à jour.\n\n\
         DBSCAN donne des groupes moins équilibrés que KMeans et de moins bons scores.\n",
    );
    for signal in [
        "segmentation.need",
        "segmentation.approach",
        "segmentation.variable-nature",
        "segmentation.profiles-described",
        "clustering.choice.algorithm",
        "segmentation.maintenance",
        "clustering.algorithms-compared",
    ] {
        assert!(found.contains(signal), "{signal}: {found:?}");
    }
}

#[test]
fn the_statement_of_the_project_is_not_the_candidates_text() {
    let found = of_text(
        "Vous êtes consultant pour une équipe marketing qui veut une segmentation des clients pour ses campagnes de communication, RFM et clustering compris.\n\n\
         Vous évaluerez la fréquence de mise à jour du contrat de maintenance, tous les mois.\n",
    );
    for signal in [
        "segmentation.need",
        "segmentation.approach",
        "segmentation.maintenance",
    ] {
        assert!(!found.contains(signal), "{signal}");
    }
}
