//! Tests of reading charts, with the vocabulary of the rules.

use prejury_catalog::Catalog;
use prejury_core::Strength;

use super::{Kind, Sites, Subject, read};
use crate::analyses::Context;
use crate::analyses::testing::{facts, submission};

/// First kind, subject, whether bivariate, displays and strength of every chart of a script.
fn charts(code: &str) -> Vec<(Kind, Subject, bool, usize, Strength)> {
    let source = format!(
        "import matplotlib.pyplot as plt\nimport pandas as pd\nimport seaborn as sns\ndf = pd.read_csv('x.csv')\n{code}"
    );
    let submission = submission(&[("eda.py", &source)]);
    let facts = facts(&submission);
    let catalog = Catalog::embedded().expect("the rules are sound");
    let ctx = Context {
        facts: &facts,
        catalog: &catalog,
    };
    let charts = read(&ctx, &Sites::of(ctx.facts));
    charts
        .iter()
        .map(|chart| {
            (
                chart.kinds[0],
                chart.subject,
                chart.is_bivariate || chart.goes_over_a_variable,
                chart.sites.len(),
                chart.strength,
            )
        })
        .collect()
}

fn kinds(code: &str) -> Vec<Kind> {
    charts(code).into_iter().map(|chart| chart.0).collect()
}

#[test]
fn one_kind_has_many_spellings() {
    let code = "df['a'].hist()
df.a.plot(kind='hist')
df['a'].plot.hist()
df.plot('hist')
sns.displot(df, x='a')
sns.FacetGrid(df, col='b').map(plt.hist, 'a')
fig, axes = plt.subplots(1, 2)
axes[0].hist(df['a'])
import plotly.express as px
px.histogram(df, x='a')
import plotly.graph_objects as go
go.Figure(data=[go.Histogram(x=df['a'])])";
    assert_eq!(kinds(code), [Kind::Histogram; 9]);
}

#[test]
fn a_keyword_chooses_the_kind() {
    let code = "sns.catplot(data=df, x='a', y='b', kind='violin')
df['a'].value_counts().plot(kind='pie')
sns.relplot(data=df, x='a', y='b', kind='line')
sns.catplot(data=df, x='a', kind='count')";
    assert_eq!(
        kinds(code),
        [Kind::Violin, Kind::Pie, Kind::Line, Kind::Counts]
    );
}

#[test]
fn model_results_and_projections_are_no_data() {
    let code = "from sklearn.manifold import TSNE
from sklearn.metrics import confusion_matrix
from sklearn.svm import SVC
model = SVC().fit(df[['a', 'b']], df['y'])
y_pred = model.predict(df[['a', 'b']])
plt.scatter(df['y'], y_pred)
sns.heatmap(confusion_matrix(df['y'], y_pred))
plan = TSNE(n_components=2).fit_transform(df[['a', 'b']])
plt.scatter(plan[:, 0], plan[:, 1])
sns.barplot(x=model.feature_importances_, y=df.columns)
df['a'].hist()";
    let subjects: Vec<Subject> = charts(code).into_iter().map(|chart| chart.1).collect();
    assert_eq!(
        subjects,
        [
            Subject::Model,
            Subject::Model,
            Subject::Projection,
            Subject::Model,
            Subject::Data
        ]
    );
}

#[test]
fn a_projected_column_leaves_the_others_data() {
    let code = "from sklearn.decomposition import PCA
plan = PCA(n_components=2).fit_transform(df)
df['dim_x'] = plan[:, 0]
df['dim_y'] = plan[:, 1]
sns.scatterplot(data=df, x='dim_x', y='dim_y')
plt.show()
sns.scatterplot(data=df, x='age', y='price')";
    let subjects: Vec<Subject> = charts(code).into_iter().map(|chart| chart.1).collect();
    assert_eq!(subjects, [Subject::Projection, Subject::Data]);
}

#[test]
fn groups_of_a_clustering_make_a_profile() {
    let code = "from sklearn.cluster import KMeans
model = KMeans(3).fit(df)
df['group'] = model.predict(df)
sns.boxplot(data=df, x='group', y='price')
plt.show()
plt.scatter(df['age'], df['price'])
plt.scatter(model.cluster_centers_[:, 0], model.cluster_centers_[:, 1])
plt.show()
sns.boxplot(data=df, x='type', y='price')";
    let subjects: Vec<Subject> = charts(code).into_iter().map(|chart| chart.1).collect();
    assert_eq!(
        subjects,
        [
            Subject::Segments,
            Subject::Segments,
            Subject::Segments,
            Subject::Data
        ]
    );
}

#[test]
fn two_variables_are_told_from_one() {
    let code = "sns.boxplot(data=df, x='a')
sns.boxplot(data=df, x='a', y='b')
df.boxplot(column='a', by='b')
df['a'].value_counts().plot.bar()
df.groupby('a')['b'].mean().plot.bar()
sns.heatmap(df.corr())
sns.heatmap(df.isna())
sns.histplot(df, x='a', hue='b')";
    let bivariate: Vec<bool> = charts(code).into_iter().map(|chart| chart.2).collect();
    assert_eq!(
        bivariate,
        [false, true, true, false, true, true, false, true]
    );
}

#[test]
fn curves_over_one_another_compare_groups() {
    let code = "sns.kdeplot(df.loc[df['y'] == 0, 'a'], label='no')
sns.kdeplot(df.loc[df['y'] == 1, 'a'], label='yes')";
    assert!(charts(code).iter().all(|chart| chart.2));
}

#[test]
fn a_helper_displays_where_it_is_called() {
    let code = "def draw(data):
    plt.hist(data)
def draw_all():
    draw(df['a'])
    draw(df['b'])
draw_all()
draw(df['c'])
def unused():
    plt.pie(df['a'])";
    let charts = charts(code);
    assert_eq!(
        charts[0],
        (Kind::Histogram, Subject::Data, false, 3, Strength::Written)
    );
    assert_eq!((charts[1].0, charts[1].4), (Kind::Pie, Strength::Mentioned));
}

#[test]
fn only_the_branch_that_is_taken_draws() {
    let code = "def draw(data, kind):
    if kind == 'pie':
        plt.pie(data)
    else:
        plt.hist(data)
draw(df['a'], 'hist')";
    let live: Vec<Kind> = charts(code)
        .into_iter()
        .filter(|chart| chart.4 > Strength::Mentioned)
        .map(|chart| chart.0)
        .collect();
    assert_eq!(live, [Kind::Histogram]);
}

#[test]
fn functions_that_call_each_other_end() {
    let code = "def one(n):
    plt.hist(df['a'])
    two(n)
def two(n):
    one(n)
one(3)";
    assert_eq!(kinds(code), [Kind::Histogram]);
}

#[test]
fn types_of_columns_are_no_values_of_a_variable() {
    let files = submission(&[(
        "a.py",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.dtypes.value_counts().plot.pie()\ndf['a'].value_counts().plot.pie()\n",
    )]);
    let facts = facts(&files);
    let catalog = Catalog::embedded().expect("the rules are sound");
    let ctx = Context {
        facts: &facts,
        catalog: &catalog,
    };
    let charts = read(&ctx, &Sites::of(ctx.facts));
    let values: Vec<bool> = charts.iter().map(|chart| chart.shows_values()).collect();
    assert_eq!(values, [false, true]);
}

#[test]
fn a_table_of_results_is_the_models() {
    let code = "from sklearn import metrics
m = metrics.confusion_matrix(df['a'], df['b'])
table = pd.DataFrame(m, index=['a', 'b'])
sns.heatmap(table)
plt.show()
sns.heatmap(df.corr())";
    let subjects: Vec<Subject> = charts(code).into_iter().map(|chart| chart.1).collect();
    assert_eq!(subjects, [Subject::Model, Subject::Data]);
}

#[test]
fn predictions_computed_with_are_the_models() {
    let code = "import numpy as np
from sklearn.linear_model import Ridge
model = Ridge().fit(df[['a', 'b']], np.log10(df['y']))
guess = model.predict(df[['a', 'b']])
plt.scatter(10**df['y'], 10**guess)
plt.show()
plt.scatter(df['y'], np.power(10, guess))
plt.show()
plt.scatter(10**df['a'], df['b'] * 100)";
    let subjects: Vec<Subject> = charts(code).into_iter().map(|chart| chart.1).collect();
    assert_eq!(subjects, [Subject::Model, Subject::Model, Subject::Data]);
}

#[test]
fn tables_and_lists_of_scores_are_the_models() {
    let code = "board = pd.DataFrame({'R2': [0.71, 0.75]}, index=['first', 'second'])
board.plot.bar()
plt.show()
long = pd.melt(pd.DataFrame({'Modèle': ['Ridge', 'SVR'], 'durée': [wait_a, wait_b]}), id_vars=['Modèle'])
sns.barplot(data=long, x='Modèle', y='value')
plt.show()
names = ['XGBoost', 'Extra Trees', 'Forêt aléatoire']
sns.barplot(x=names, y=[time_xgb, time_trees, time_forest])
plt.show()
years = pd.DataFrame({'time': df['time'], 'score': df['score']})
sns.scatterplot(data=years, x='time', y='value')
plt.show()
sns.barplot(x=['north', 'south'], y=[df['north'].mean(), df['south'].mean()])";
    let subjects: Vec<Subject> = charts(code).into_iter().map(|chart| chart.1).collect();
    assert_eq!(
        subjects,
        [
            Subject::Model,
            Subject::Model,
            Subject::Model,
            Subject::Data,
            Subject::Data
        ]
    );
}

#[test]
fn histories_and_tables_of_models_are_the_models_wherever_they_come_from() {
    let code = "import plotly.express as px
from tools import load
history = load('run1')
sns.lineplot(data=history.loc[:, ['accuracy', 'val_accuracy']])
sns.lineplot(data=history[['loss', 'val_loss']])
def show(results):
    px.box(results, x='Modèle', y=\"Temps d'exécution\")
    px.bar(results, x='Modèle', y='Score métier')
show(load('results'))
sns.barplot(data=history, x='f1', y='Algorithm')
plt.figure()
sns.boxplot(data=df, x='model', y='price')
sns.barplot(data=df, x='shop', y='delivery_time')
sns.barplot(data=df, x='model', y='Greenhouse Gas Score')
sns.boxplot(data=df, x='model_year', y='test_score')
sns.boxplot(data=df, x='model', y='charging time')
sns.lineplot(data=df[['wind', 'rain']])";
    let found: Vec<Subject> = charts(code).into_iter().map(|chart| chart.1).collect();
    let expected = [
        [Subject::Model; 5].as_slice(),
        [Subject::Data; 6].as_slice(),
    ];
    assert_eq!(found, expected.concat());
}

#[test]
fn titles_and_columns_that_name_a_measure_tell_a_model() {
    let code = "scores = pd.DataFrame(list(zip(names, values)), columns=['Méthode', 'Score_ARI'])
scores = scores.reindex([1, 0]).reset_index(drop=True)
plt.bar(range(2), scores.iloc[:, 1])
plt.show()
def matrix(table, name):
    plt.matshow(table)
    plt.title(f'Matrice de confusion ({name})')
    plt.show()
matrix(pd.crosstab(df['a'], df['b']), 'forêt')
sns.barplot(data=df, x='model', y='mean_auc')
plt.show()
sns.boxplot(data=df, x='a', y='b')
plt.title(f'Répartition par {column}')";
    let subjects: Vec<Subject> = charts(code).into_iter().map(|chart| chart.1).collect();
    assert_eq!(
        subjects,
        [
            Subject::Model,
            Subject::Model,
            Subject::Model,
            Subject::Data
        ]
    );
}

#[test]
fn a_frame_that_draws_itself_sets_its_index_against_its_columns() {
    let drawn = |code: &str| {
        charts(code)
            .into_iter()
            .map(|chart| chart.2)
            .collect::<Vec<_>>()
    };
    let two = "means = df.groupby('region').mean()
means.T.plot()
df.set_index('country')[['a', 'b']].plot.bar(stacked=True)
df.pivot(index='year', columns='country', values='gdp').plot()
df.pivot(index='year', columns='country', values='gdp').boxplot()
top = df.set_index('country')
top.T.boxplot()
df.plot(x='year', y='gdp')
df.plot.bar(x='country', y='gdp')
plt.plot(df['year'], df['gdp'])
plt.plot(df.year, df.gdp)
plt.bar(df['country'], df[column])
df.set_index('date')['sales'].resample('W').sum().plot()
df.pivot_table(index='sex', columns='smoker', aggfunc='count').plot(kind='bar', stacked=True)";
    assert_eq!(drawn(two), [true; 12]);
    let one = "df.boxplot()
df.plot(kind='box')
df['a'].plot()
df.set_index('country').boxplot()
df['a'].value_counts().plot.bar()
df.groupby('a').size().plot()
df.set_index('date').resample('W').count().plot()
df.corr().plot()
df.groupby('a').mean().isna().plot()
counts = df['a'].value_counts().reset_index()
counts.plot.bar(x='index', y='a')
df.plot(x='country', y='count')
df.plot(x='model', y='time')
plt.plot(df['gdp'])
plt.plot(df.index, df.values)
df.set_index('model')['time'].plot(kind='bar')
plt.plot(df['year'], df['year'])
pd.read_csv('x.csv', index_col=0).plot()";
    assert_eq!(drawn(one), [false; 17]);
}

#[test]
fn names_of_functions_tell_planes_by_whole_words() {
    let code = "from sklearn.manifold import TSNE
plan = TSNE(n_components=2).fit_transform(df)
table = pd.DataFrame({'x': plan[:, 0], 'y': plan[:, 1]})
def plot_tsne(t):
    plt.scatter(t['x'], t['y'])
    plt.show()
def plot_topcategories(t):
    plt.scatter(t['x'], t['y'])
    plt.show()
plot_tsne(table)
plot_topcategories(df)";
    let subjects: Vec<Subject> = charts(code).into_iter().map(|chart| chart.1).collect();
    assert_eq!(subjects, [Subject::Projection, Subject::Data]);
}

#[test]
fn boxes_of_groups_that_the_code_makes_are_bivariate() {
    let code = "groups = []
for kind in df['kind'].unique():
    groups.append(df[df['kind'] == kind]['price'])
plt.boxplot(groups, labels=df['kind'].unique())
plt.boxplot([df[df.kind == kind].price for kind in kinds])
columns = [df['price'], df['weight']]
plt.boxplot(columns, labels=['price', 'weight'])
scores = []
for model in models:
    scores.append(cross_val_score(model, X, y))
plt.boxplot(scores, labels=models)
é = [
plt.boxplot(é == 'x[')";
    let found: Vec<bool> = charts(code).into_iter().map(|chart| chart.2).collect();
    // The last one is only not to stop the check.
    assert_eq!(found[..4], [true, true, false, false]);
}
