//! Steps and examples on small hand-ins.

use prejury_catalog::{Base, Catalog};
use prejury_core::Strength;

use super::*;
use crate::analyses::testing;

/// Signals found in files, with the strongest strength and whether one piece stands in a function.
fn found(files: &[(&str, &str)]) -> Vec<(String, Strength, bool)> {
    let vocabulary = include_str!("../../../../../rules/vocabulary/text.toml").to_owned();
    let catalog = Catalog::load(
        Base::Nothing,
        vec![("vocabulary/text.toml".to_owned(), vocabulary)],
    )
    .unwrap();
    let submission = testing::submission(files);
    let facts = testing::facts(&submission);
    let mut sink = EvidenceSink::default();
    let ctx = Context {
        facts: &facts,
        catalog: &catalog,
    };
    run(&ctx, &mut sink);
    let mut signals: BTreeMap<String, (Strength, bool)> = BTreeMap::new();
    for piece in sink.into_found() {
        let inside = piece.inside_function == Some(true);
        let signal = signals
            .entry(piece.evidence.signal.to_string())
            .or_insert((piece.evidence.strength, false));
        signal.0 = signal.0.max(piece.evidence.strength);
        signal.1 |= inside;
    }
    signals
        .into_iter()
        .map(|(signal, (strength, inside))| (signal, strength, inside))
        .collect()
}

fn names(code: &str) -> Vec<String> {
    found(&[("a.py", code)])
        .into_iter()
        .map(|(signal, _, _)| signal)
        .collect()
}

/// A notebook of code cells; those with an output were run.
fn notebook(cells: &[(&str, Option<&str>)]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|(code, output)| {
            let outputs = output.map_or(String::new(), |text| format!(r#"{{"output_type":"stream","name":"stdout","text":{text:?}}}"#));
            let count = if output.is_some() { "1" } else { "null" };
            format!(r#"{{"cell_type":"code","metadata":{{}},"execution_count":{count},"outputs":[{outputs}],"source":{code:?}}}"#)
        })
        .collect();
    format!(
        r#"{{"nbformat":4,"nbformat_minor":5,"metadata":{{}},"cells":[{}]}}"#,
        cells.join(",")
    )
}

#[test]
fn nothing_is_a_step_where_no_text_is_worked_on() {
    let code = "
import re
def clean(name):
    return re.sub(r'[^\\w]', '', name.lower()).split()
print(clean('A b'))
";
    assert_eq!(names(code), Vec::<String>::new());
}

#[test]
fn functions_handed_over_by_name_stand_outside_own_functions() {
    let code = "
import pandas as pd
from nltk.stem import PorterStemmer
from nltk.tokenize import word_tokenize
stemmer = PorterStemmer()
df = pd.read_csv('a.csv')
df['tokens'] = df['text'].apply(word_tokenize)
df['stems'] = df['tokens'].apply(lambda words: [stemmer.stem(word) for word in words])
";
    let signals = found(&[("a.py", code)]);
    let expected = [
        ("text.stem", Strength::Written, true),
        ("text.tokenise", Strength::Written, false),
    ];
    assert_eq!(
        signals,
        expected.map(|(signal, strength, inside)| (signal.to_owned(), strength, inside))
    );
}

#[test]
fn a_list_of_stop_words_counts_where_words_are_taken_out_by_it() {
    let list = "
from nltk.corpus import stopwords
frequent = stopwords.words('french')
";
    assert!(names(list).is_empty());
    let loops_over_it = format!("{list}for word in frequent:\n    print(word)\n");
    assert!(names(&loops_over_it).is_empty());
    let commented = format!("{list}# words = [w for w in words if w not in frequent]\n");
    assert!(names(&commented).is_empty());
    let applied = format!("{list}words = [w for w in words if w not in frequent]\n");
    assert_eq!(names(&applied), ["text.stop-words"]);
    let difference = format!("{list}words = set(words) - frequent\n");
    assert_eq!(names(&difference), ["text.stop-words"]);
}

#[test]
fn a_list_of_columns_is_no_list_of_stop_words() {
    let code = "
from nltk import word_tokenize
kept = ['name', 'price', 'brand', 'colour', 'size', 'weight']
columns = [column for column in df.columns if column not in kept]
tokens = word_tokenize('a b')
";
    assert_eq!(names(code), ["text.tokenise"]);
    let words = code.replace(
        "column for column in df.columns if column",
        "w for w in tokens if w",
    );
    assert_eq!(names(&words), ["text.stop-words", "text.tokenise"]);
}

#[test]
fn options_of_a_vectoriser_count_where_they_are_written() {
    let code = |options: &str| {
        format!(
            "from sklearn.feature_extraction.text import TfidfVectorizer\nTfidfVectorizer({options})\n"
        )
    };
    assert!(names(&code("stop_words=None")).is_empty());
    let options = "lowercase=True, stop_words='english', token_pattern=r'[a-z]+'";
    let expected = [
        "text.lower-case",
        "text.punctuation",
        "text.stop-words",
        "text.tokenise",
    ];
    assert_eq!(names(&code(options)), expected);
}

#[test]
fn text_in_three_quotes_is_no_code() {
    let code = "
import nltk
nltk.word_tokenize('a')
\"\"\"
words = [w for w in words if w not in stop_words]
punctuation = string.punctuation
\"\"\"
";
    assert_eq!(names(code), ["text.tokenise"]);
}

const FUNCTIONS: &str = "
import nltk
def clean(text):
    return text.lower()
def tokenise(text):
    return nltk.word_tokenize(text)
df = load()
";

fn examples(cells: &[(&str, Option<&str>)]) -> Vec<(String, Strength)> {
    let mut all = vec![(FUNCTIONS, Some("loaded"))];
    all.extend(cells);
    let signals = found(&[("a.ipynb", &notebook(&all))]);
    let examples = signals
        .into_iter()
        .filter(|(signal, _, _)| signal.starts_with("text.example"));
    examples
        .map(|(signal, strength, _)| (signal, strength))
        .collect()
}

#[test]
fn a_sentence_is_followed_through_the_steps() {
    let all = examples(&[
        ("s = clean('The cats are here')", Some("x")),
        ("print(tokenise(s))", Some("['the', 'cats']")),
    ]);
    assert_eq!(
        all,
        [("text.example.every-step".to_owned(), Strength::Executed)]
    );
    let one = examples(&[
        ("print(clean('The cats are here'))", Some("the cats")),
        ("df['t'] = df['text'].apply(tokenise)", None),
    ]);
    assert_eq!(
        one,
        [("text.example.some-steps".to_owned(), Strength::Executed)]
    );
}

#[test]
fn heads_after_each_step_count_and_one_for_all_is_some() {
    let each = examples(&[
        (
            "df['c'] = df['text'].apply(clean)\ndf.head()",
            Some("0 the"),
        ),
        (
            "df['t'] = df['c'].apply(tokenise)\nprint(df['t'].head())",
            Some("0 [the]"),
        ),
    ]);
    assert_eq!(
        each,
        [("text.example.every-step".to_owned(), Strength::Executed)]
    );
    let once = examples(&[(
        "df['t'] = df['text'].apply(clean).apply(tokenise)\ndf.head()",
        Some("0 [the]"),
    )]);
    assert_eq!(
        once,
        [("text.example.some-steps".to_owned(), Strength::Executed)]
    );
}

#[test]
fn sizes_messages_and_raw_texts_are_no_examples() {
    let none = examples(&[
        ("df.head()", Some("0 The cats")),
        (
            "df['t'] = df['text'].apply(clean).apply(tokenise)\ndf.shape",
            Some("(3, 2)"),
        ),
        (
            "print('Number of words in all:', df['t'].apply(len).sum())",
            Some("12"),
        ),
    ]);
    assert_eq!(none, []);
}

#[test]
fn an_example_that_was_not_run_is_a_mention() {
    let mention = examples(&[
        (
            "df['t'] = df['text'].apply(clean).apply(tokenise)\ndf.shape",
            Some("(3, 2)"),
        ),
        ("print(tokenise(clean('The cats are here')))", None),
    ]);
    assert_eq!(
        mention,
        [("text.example.some-steps".to_owned(), Strength::Mentioned)]
    );
}
