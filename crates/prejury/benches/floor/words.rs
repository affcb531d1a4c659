//! What the generated notebooks and scripts are made of. `@COLUMN`, `@MODEL` and `@INT` are filled at random.

pub(crate) const COLUMNS: &[&str] = &[
    "AMT_CREDIT",
    "CODE_GENDER",
    "DAYS_BIRTH",
    "EXT_SOURCE_2",
    "NAME_INCOME_TYPE",
    "anciennete",
    "age",
    "code_postal",
    "consommation",
    "date_achat",
    "description",
    "energie",
    "nom_produit",
    "note_moyenne",
    "nutriscore",
    "prix",
    "revenu",
    "surface",
    "type_batiment",
    "ville",
];

pub(crate) const MODELS: &[&str] = &[
    "DummyClassifier(strategy=\"most_frequent\")",
    "GradientBoostingClassifier(random_state=42)",
    "KNeighborsClassifier(n_neighbors=7)",
    "LinearSVC(C=0.1)",
    "LogisticRegression(max_iter=1000, class_weight=\"balanced\")",
    "RandomForestClassifier(n_estimators=200, max_depth=12, random_state=42)",
    "lgb.LGBMClassifier(num_leaves=31, learning_rate=0.05)",
    "xgb.XGBClassifier(n_estimators=300, scale_pos_weight=11)",
];

pub(crate) const PARAGRAPHS: &[&str] = &[
    "On commence par regarder la part de valeurs manquantes de chaque colonne, puis on choisit une imputation par la médiane ou par les plus proches voisins.",
    "La variable cible est déséquilibrée : huit pour cent de défauts. La précision globale ne suffit donc pas, nous suivons l'AUC et un **score métier**.",
    "Le modèle naïf sert de référence : tout autre modèle doit faire mieux que lui sur la part de test.",
    "La validation croisée stratifiée à cinq plis évite de choisir les hyper-paramètres sur la part de test.",
    "Les valeurs aberrantes sont repérées par l'écart interquartile, puis comparées aux bornes du métier :\n\n- âge entre 18 et 100 ans\n- surface positive\n- date d'achat dans le passé",
    "Les textes sont mis en minuscules, débarrassés de la ponctuation et des mots vides, puis lemmatisés. Voir la [documentation](https://example.org/nltk).",
    "Importance globale des variables par permutation, puis explication locale d'un client avec SHAP.",
    "The projection of the embeddings with t-SNE shows that four categories are well separated; the last three overlap.",
    "| modèle | AUC | durée |\n|---|---|---|\n| régression logistique | 0,74 | 41 s |\n| forêt aléatoire | 0,75 | 313 s |\n| LightGBM | 0,77 | 96 s |",
    "Nous retenons LightGBM : coût métier le plus bas, pour un temps d'entraînement trois fois plus court que celui de la forêt aléatoire.",
];

/// The first imports everything else.
pub(crate) const CELLS: &[&str] = &[
    "import os\nimport re\nimport time\n\nimport lightgbm as lgb\nimport matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\nimport seaborn as sns\nimport shap\nimport xgboost as xgb\nfrom nltk.corpus import stopwords\nfrom nltk.stem import PorterStemmer, WordNetLemmatizer\nfrom nltk.tokenize import word_tokenize\nfrom sklearn.compose import ColumnTransformer\nfrom sklearn.decomposition import PCA\nfrom sklearn.dummy import DummyClassifier\nfrom sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier\nfrom sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer\nfrom sklearn.impute import KNNImputer, SimpleImputer\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.metrics import confusion_matrix, f1_score, recall_score, roc_auc_score\nfrom sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_validate, train_test_split\nfrom sklearn.neighbors import KNeighborsClassifier\nfrom sklearn.pipeline import Pipeline\nfrom sklearn.preprocessing import OneHotEncoder, StandardScaler\nfrom sklearn.svm import LinearSVC",
    "data = pd.read_csv(os.path.join(\"donnees\", \"@COLUMN.csv\"), sep=\";\", low_memory=False)\ndata.head(10)",
    "print(data.shape)\nprint(data.isna().mean().sort_values(ascending=False).head(20))\ndata.describe(include=\"all\").T",
    "# Part de valeurs manquantes par colonne\nmissing = data.isna().mean() * 100\nfig, ax = plt.subplots(figsize=(12, 6))\nmissing[missing > @INT].sort_values().plot.barh(ax=ax)\nax.set_title(\"Valeurs manquantes\")\nax.set_xlabel(\"%\")\nplt.tight_layout()\nplt.show()",
    "data = data.drop_duplicates(subset=[\"@COLUMN\", \"@COLUMN\"])\ndata = data.drop(columns=[c for c in data.columns if data[c].isna().mean() > 0.8])\ndata[\"@COLUMN\"] = data[\"@COLUMN\"].fillna(data[\"@COLUMN\"].median())\ndata.loc[data[\"@COLUMN\"] > @INT, \"@COLUMN\"] = np.nan",
    "plt.figure(figsize=(10, 5))\nsns.boxplot(data=data, x=\"@COLUMN\", y=\"@COLUMN\", hue=\"@COLUMN\")\nplt.title(\"@COLUMN selon @COLUMN\")\nplt.xticks(rotation=45)\nplt.show()",
    "for column in [\"@COLUMN\", \"@COLUMN\", \"@COLUMN\"]:\n    q1, q3 = data[column].quantile([0.25, 0.75])\n    ecart = q3 - q1\n    masque = (data[column] < q1 - 1.5 * ecart) | (data[column] > q3 + 1.5 * ecart)\n    print(f\"{column} : {masque.sum()} valeurs aberrantes ({masque.mean():.2%})\")\n    data.loc[masque, column] = np.nan",
    "correlations = data.select_dtypes(\"number\").corr(method=\"spearman\")\nmasque = np.triu(np.ones_like(correlations, dtype=bool))\nsns.heatmap(correlations, mask=masque, cmap=\"coolwarm\", annot=True, fmt=\".2f\", vmin=-1, vmax=1)\nplt.title(\"Corrélations\")",
    "X = data.drop(columns=[\"TARGET\"])\ny = data[\"TARGET\"]\nX_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=@INT, stratify=y)\nprint(X_train.shape, X_test.shape, y_train.mean(), y_test.mean())",
    "numeriques = X_train.select_dtypes(\"number\").columns\ncategories = X_train.select_dtypes(\"object\").columns\npreparation = ColumnTransformer([\n    (\"numeriques\", Pipeline([(\"imputation\", SimpleImputer(strategy=\"median\")), (\"echelle\", StandardScaler())]), numeriques),\n    (\"categories\", OneHotEncoder(handle_unknown=\"ignore\"), categories),\n])",
    "modele = Pipeline([(\"preparation\", preparation), (\"modele\", @MODEL)])\ndebut = time.time()\nmodele.fit(X_train, y_train)\nprint(f\"entraînement : {time.time() - debut:.1f} s\")\nprobabilites = modele.predict_proba(X_test)[:, 1]\nprint(\"AUC\", roc_auc_score(y_test, probabilites))\nprint(\"F1\", f1_score(y_test, probabilites > 0.5))",
    "resultats = []\nfor nom, estimateur in {\"a\": @MODEL, \"b\": @MODEL, \"c\": @MODEL}.items():\n    scores = cross_validate(estimateur, X_train, y_train, cv=StratifiedKFold(5, shuffle=True, random_state=0), scoring=[\"roc_auc\", \"recall\"], n_jobs=-1)\n    resultats.append({\"modèle\": nom, \"auc\": scores[\"test_roc_auc\"].mean(), \"durée\": scores[\"fit_time\"].mean()})\npd.DataFrame(resultats).sort_values(\"auc\", ascending=False)",
    "grille = {\"modele__n_estimators\": [100, 200, @INT], \"modele__max_depth\": [4, 8, 12], \"modele__learning_rate\": [0.01, 0.05, 0.1]}\nrecherche = GridSearchCV(Pipeline([(\"preparation\", preparation), (\"modele\", @MODEL)]), grille, cv=5, scoring=\"roc_auc\", n_jobs=-1, verbose=1)\nrecherche.fit(X_train, y_train)\nprint(recherche.best_params_, recherche.best_score_)\npd.DataFrame(recherche.cv_results_)[[\"params\", \"mean_test_score\", \"std_test_score\"]]",
    "y_pred = recherche.predict(X_test)\nmatrice = confusion_matrix(y_test, y_pred)\nsns.heatmap(matrice, annot=True, fmt=\"d\")\nplt.xlabel(\"prédit\")\nplt.ylabel(\"vrai\")\nprint(recall_score(y_test, y_pred))",
    "def cout_metier(y_vrai, y_predit, cout_fn=10, cout_fp=1):\n    \"\"\"Coût moyen des erreurs.\"\"\"\n    vn, fp, fn, vp = confusion_matrix(y_vrai, y_predit).ravel()\n    return (cout_fn * fn + cout_fp * fp) / len(y_vrai)\n\nseuils = np.linspace(0.05, 0.95, 19)\ncouts = [cout_metier(y_test, probabilites > seuil) for seuil in seuils]\nplt.plot(seuils, couts)\nprint(seuils[np.argmin(couts)])",
    "explication = shap.TreeExplainer(recherche.best_estimator_[\"modele\"])\nvaleurs = explication.shap_values(X_test)\nshap.summary_plot(valeurs, X_test, max_display=@INT)\nshap.force_plot(explication.expected_value, valeurs[0], X_test.iloc[0])",
    "stop = set(stopwords.words(\"french\"))\nlemmatiseur = WordNetLemmatizer()\nracine = PorterStemmer()\n\ndef nettoyer(texte):\n    \"\"\"Minuscules, ponctuation, mots vides, lemmes.\"\"\"\n    texte = re.sub(r\"[^a-zà-ÿ ]\", \" \", texte.lower())\n    mots = [mot for mot in word_tokenize(texte) if mot not in stop and len(mot) > 2]\n    return \" \".join(lemmatiseur.lemmatize(mot) for mot in mots)\n\ndata[\"@COLUMN\"] = data[\"description\"].apply(nettoyer)\nprint(data[\"@COLUMN\"].iloc[0])",
    "vecteurs = TfidfVectorizer(max_features=@INT, min_df=5, ngram_range=(1, 2))\nmatrice_tfidf = vecteurs.fit_transform(data[\"description\"])\ncomptes = CountVectorizer(max_df=0.9).fit_transform(data[\"description\"])\npca = PCA(n_components=50, random_state=0)\nprojection = pca.fit_transform(matrice_tfidf.toarray())\nprint(pca.explained_variance_ratio_.cumsum()[-1])",
    "%%time\nimputation = KNNImputer(n_neighbors=5)\nX_impute = pd.DataFrame(imputation.fit_transform(X_train[numeriques]), columns=numeriques, index=X_train.index)\nX_impute.isna().sum().sum()",
    "resume = (\n    data.groupby([\"@COLUMN\", \"@COLUMN\"])\n    .agg(moyenne=(\"@COLUMN\", \"mean\"), total=(\"@COLUMN\", \"sum\"), n=(\"@COLUMN\", \"size\"))\n    .reset_index()\n    .sort_values(\"total\", ascending=False)\n)\nresume[\"part\"] = resume[\"total\"] / resume[\"total\"].sum()\nresume.head(15)",
    "# ancien essai\n# modele_2 = RandomForestClassifier()\n# modele_2.fit(X_train, y_train)\nfig, axes = plt.subplots(2, 3, figsize=(18, 10))\nfor ax, colonne in zip(axes.ravel(), numeriques):\n    sns.histplot(data[colonne].dropna(), bins=50, kde=True, ax=ax)\n    ax.axvline(data[colonne].median(), color=\"red\", linestyle=\"--\")\n    ax.set_title(f\"{colonne} (asymétrie {data[colonne].skew():.2f})\")\nplt.show()",
    "X_train[\"ratio\"] = X_train[\"@COLUMN\"] / X_train[\"@COLUMN\"]\nX_test[\"ratio\"] = X_test[\"@COLUMN\"] / X_test[\"@COLUMN\"]\nX_train[\"log_@COLUMN\"] = np.log1p(X_train[\"@COLUMN\"])\nX_train = X_train.replace([np.inf, -np.inf], np.nan)",
    "data.to_csv(\"donnees/@COLUMN_net.csv\", index=False)\nprint(\"ok\")",
    "!pip install -q sentence-transformers\ndata[\"@COLUMN\"].value_counts(normalize=True).plot(kind=\"pie\", autopct=\"%1.1f%%\")",
];

pub(crate) const FUNCTIONS: &[&str] = &[
    "def etape_@NUMBER(data):\n    \"\"\"Remplace les valeurs manquantes par la médiane de leur groupe.\"\"\"\n    mediane = data.groupby(\"@COLUMN\")[\"@COLUMN\"].transform(\"median\")\n    return data.assign(**{\"@COLUMN\": data[\"@COLUMN\"].fillna(mediane)})\n",
    "def etape_@NUMBER(data, seuil=@INT):\n    # Les valeurs au-delà du seuil sont des erreurs de saisie\n    masque = data[\"@COLUMN\"].abs() > seuil\n    if masque.any():\n        print(f\"{masque.sum()} lignes écartées\")\n    data = data[~masque].copy()\n    for colonne in data.select_dtypes(\"object\"):\n        data[colonne] = data[colonne].str.strip().str.lower()\n    return data\n",
    "def etape_@NUMBER(data):\n    X = data.drop(columns=[\"TARGET\", \"@COLUMN\"])\n    y = data[\"TARGET\"]\n    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=@INT)\n    modele = @MODEL\n    modele.fit(X_train, y_train)\n    return {\"auc\": roc_auc_score(y_test, modele.predict_proba(X_test)[:, 1]), \"modele\": modele}\n",
    "class Preparation@NUMBER:\n    \"\"\"Garde ce qui est appris sur la part d'entraînement.\"\"\"\n\n    def __init__(self, colonnes):\n        self.colonnes = colonnes\n        self.imputation = SimpleImputer(strategy=\"median\")\n        self.echelle = StandardScaler()\n\n    def fit(self, X, y=None):\n        self.imputation.fit(X[self.colonnes])\n        self.echelle.fit(self.imputation.transform(X[self.colonnes]))\n        return self\n\n    def transform(self, X):\n        return self.echelle.transform(self.imputation.transform(X[self.colonnes]))\n\n\ndef etape_@NUMBER(data):\n    return Preparation@NUMBER([\"@COLUMN\", \"@COLUMN\"]).fit(data).transform(data)\n",
    "def etape_@NUMBER(textes):\n    \"\"\"Nettoie une liste de textes : minuscules, mots vides, racines.\"\"\"\n    racine = PorterStemmer()\n    mots_vides = set(stopwords.words(\"english\"))\n    propres = []\n    for texte in textes:\n        mots = word_tokenize(texte.lower())\n        propres.append([racine.stem(mot) for mot in mots if mot.isalpha() and mot not in mots_vides])\n    return propres\n",
    "def etape_@NUMBER(data, chemin=\"figures\"):\n    os.makedirs(chemin, exist_ok=True)\n    fig, ax = plt.subplots(figsize=(8, 5))\n    try:\n        sns.scatterplot(data=data, x=\"@COLUMN\", y=\"@COLUMN\", ax=ax, alpha=0.3)\n        ax.set(xlabel=\"@COLUMN\", ylabel=\"@COLUMN\", title=\"Nuage de points\")\n        fig.savefig(os.path.join(chemin, \"nuage_@INT.png\"), dpi=150)\n    finally:\n        plt.close(fig)\n",
];
