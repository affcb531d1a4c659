//! Embeddings of texts by family: word vectors, models of the BERT kind, the Universal Sentence Encoder (C1.4.2).
//!
//! # What it looks for
//! Models that are loaded or trained to turn words or texts into vectors.
//!
//! # Counts as evidence
//! Classes that name their family (`Word2Vec`, `BertModel`, `SentenceTransformer`), and loaders of any model
//! (`hub.load`, `AutoModel.from_pretrained`, `pipeline`) where the name of the model tells the family. Vectors of GloVe
//! or FastText read from their file by the candidate's own code.
//!
//! # Does not count
//! A tokeniser or a configuration without its model, models of images or sound, an `Embedding` layer learnt from scratch.
//!
//! # Limits
//! A model whose name is computed is taken for one of texts only where its tokeniser is loaded as well.

use std::cell::OnceCell;
use std::sync::LazyLock;

use prejury_python::{Call, PythonFacts, Reach, Value};
use regex::Regex;

use super::reported::{self, Least, Things};
use super::{Analysis, Context};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

pub(crate) const ANALYSIS: Analysis = Analysis {
    name: "text-embeddings",
    signals: &[
        "text.embedding.bert",
        "text.embedding.use",
        "text.embedding.word",
        "text.embeddings-told",
        "text.vectoriser-loaded",
    ],
    run,
};

/// Parts of a model's name that make it one of the BERT kind.
const BERT_NAMES: &[&str] = &[
    "albert",
    "bert",
    "bge-",
    "camembert",
    "deberta",
    "e5-",
    "electra",
    "flaubert",
    "gte-",
    "labse",
    "minilm",
    "mpnet",
    "sentence-t",
    "xlm-r",
];
/// Parts of a name that make it the Universal Sentence Encoder.
const USE_NAMES: &[&str] = &[
    "universal-sentence-encoder",
    "universal_sentence_encoder",
    "/use/",
    "use-large",
];
/// Parts of the name of a file or a model that hold word vectors.
const WORD_VECTOR_NAMES: &[&str] = &[
    "cc.en.300",
    "cc.fr.300",
    "fasttext",
    "frwac",
    "glove",
    "googlenews-vectors",
    "wiki-news-300d",
    "word2vec",
];
/// Tasks of `pipeline` whose default model is of the BERT kind.
const TEXT_TASKS: &[&str] = &[
    "feature-extraction",
    "fill-mask",
    "ner",
    "question-answering",
    "sentiment-analysis",
    "text-classification",
    "token-classification",
];
/// Heads of `AutoModelFor...` that work on texts with an encoder.
const TEXT_HEADS: &[&str] = &[
    "ForMaskedLM",
    "ForQuestionAnswering",
    "ForSequenceClassification",
    "ForTokenClassification",
];
/// Classes beside the models.
const NO_MODELS: &[&str] = &[
    "Tokenizer",
    "Config",
    "Processor",
    "FeatureExtractor",
    "Image",
    "Audio",
    "Speech",
    "Vision",
];
/// Functions that read a file of vectors.
const READERS: &[&str] = &["load", "loadtxt", "open", "read_csv", "read_table"];

/// The three families.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Word,
    Bert,
    Use,
}

impl Family {
    fn signal(self) -> &'static str {
        match self {
            Family::Word => "text.embedding.word",
            Family::Bert => "text.embedding.bert",
            Family::Use => "text.embedding.use",
        }
    }
}

static FAMILIES_IN_TEXT: LazyLock<Things> = LazyLock::new(|| {
    Things::of(include_str!(
        "../../../../rules/text/embedding-families.txt"
    ))
});
/// A report that names one family may only name it, and one without a figure may only list them.
const LEAST: Least = Least {
    things: 2,
    has_result: true,
};

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    reported::in_reports(ctx, sink, &FAMILIES_IN_TEXT, "text.embeddings-told", LEAST);
    let (Some(word), Some(bert), Some(any)) = (
        ctx.catalog.family("word-embedding"),
        ctx.catalog.family("sentence-transformer"),
        ctx.catalog.family("transformer-model"),
    ) else {
        return;
    };
    let python = &ctx.facts.python;
    let calls = ctx.facts.marked_calls(|callee, method| {
        let mut mark = 0;
        for (is_so, bit) in [
            (callee.starts_with("gensim.downloader.load"), DOWNLOADER),
            (names_use(callee), USE_CLASS),
            (word.matches(callee), WORD_CLASS),
            (any.matches(callee), ANY_MODEL),
            (bert.matches(callee), BERT_CLASS),
            (READERS.contains(&method), READER),
        ] {
            mark |= if is_so { bit } else { 0 };
        }
        mark
    });
    let reader = Reader {
        has_tokeniser: OnceCell::new(),
        python,
    };
    for (_, call, mark) in calls.filter(|(_, call, _)| !call.is_attribute) {
        if mark & READER != 0 && loads_vectoriser(python, call) {
            let (signal, subject) = ("text.vectoriser-loaded", call.method());
            emit_code(
                python,
                sink,
                signal,
                strength_of_call(call),
                call.place,
                subject,
            );
        }
        if let Some((family, subject)) = reader.family(call, mark) {
            emit_code(
                python,
                sink,
                family.signal(),
                strength_of_call(call),
                call.place,
                subject,
            );
        }
    }
}

/// What the name of a call says.
const DOWNLOADER: u32 = 1;
const USE_CLASS: u32 = 1 << 1;
const WORD_CLASS: u32 = 1 << 2;
const ANY_MODEL: u32 = 1 << 3;
const BERT_CLASS: u32 = 1 << 4;
const READER: u32 = 1 << 5;

/// Counts of words or a tf-idf that were fitted elsewhere, as the name of their file says.
static VECTORISER_FILE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:^|[/\\])(?:\w*vect\w*_)?(?:count_?vect|tf_?idf|bag_?of_?words|bow[_.])[^/\\]*\.(?:joblib|pickle|pkl|sav)$",
    )
    .ok()
});

/// Longer lines are no code that somebody wrote.
const MAX_LINE: usize = 500;

fn loads_vectoriser(python: &PythonFacts, call: &Call) -> bool {
    let opens = call.method() == "open";
    let mode = call.arg("mode", Some(1)).and_then(Value::as_str);
    if opens && !mode.is_none_or(|mode| mode.starts_with('r')) {
        return false;
    }
    let Some((path, pattern)) = call.positional(0).zip(VECTORISER_FILE.as_ref()) else {
        return false;
    };
    // `FOLDER + "tfidf.joblib"` is no text that is known.
    match path.as_str() {
        Some(path) => pattern.is_match(path),
        None => {
            let code = python.excerpt(call.place, 1);
            let mut texts = code.split(['"', '\'']).skip(1).step_by(2);
            code.len() <= MAX_LINE && texts.any(|text| pattern.is_match(text))
        }
    }
}

fn names_use(callee: &str) -> bool {
    callee
        .to_ascii_lowercase()
        .contains("universalsentenceencoder")
        || callee.starts_with("spacy_universal_sentence_encoder")
}

struct Reader<'f> {
    python: &'f PythonFacts,
    /// Asked of all calls, for the few models whose name is computed.
    has_tokeniser: OnceCell<bool>,
}

impl Reader<'_> {
    fn family<'f>(&self, call: &'f Call, mark: u32) -> Option<(Family, &'f str)> {
        let is = |bit: u32| mark & bit != 0;
        if is(DOWNLOADER) {
            return names_one_of(call, WORD_VECTOR_NAMES)
                .then_some((Family::Word, "gensim.downloader"));
        }
        let class = class_of(call.callee.as_str());
        if is(USE_CLASS) {
            return Some((Family::Use, class));
        }
        if is(WORD_CLASS) {
            return Some((Family::Word, class));
        }
        if is(ANY_MODEL) {
            let family = self.named_model(call, class)?;
            return Some((family, if family == Family::Use { "USE" } else { class }));
        }
        let is_model = !NO_MODELS.iter().any(|part| class.contains(part));
        if is_model && is(BERT_CLASS) {
            return Some((Family::Bert, class));
        }
        let reads_vectors = is(READER) && call.positional(0).is_some_and(is_vector_file);
        reads_vectors.then_some((Family::Word, call.method()))
    }

    /// The family of a model that only its name tells.
    fn named_model(&self, call: &Call, class: &str) -> Option<Family> {
        if names_one_of(call, USE_NAMES) {
            return Some(Family::Use);
        }
        if NO_MODELS.iter().any(|part| class.contains(part)) {
            return None;
        }
        if names_one_of(call, BERT_NAMES) {
            return Some(Family::Bert);
        }
        if call.callee.starts_with("tensorflow_hub")
            && names_one_of(call, &["nnlm", "wiki-words", "gnews-swivel"])
        {
            return Some(Family::Word);
        }
        let names = texts_of(call).next().is_some();
        let is_of_texts = if call.method() == "pipeline" {
            // The task alone picks a default model; another model that is named says itself what it is.
            !call
                .args
                .iter()
                .skip(1)
                .any(|arg| arg.value.as_str().is_some())
                && names_one_of(call, TEXT_TASKS)
        } else {
            TEXT_HEADS.iter().any(|head| class.ends_with(head)) && !names
                || call.callee.starts_with("transformers.")
                    && class.ends_with("AutoModel")
                    && !names
                    && *self
                        .has_tokeniser
                        .get_or_init(|| has_tokeniser(self.python))
        };
        is_of_texts.then_some(Family::Bert)
    }
}

fn has_tokeniser(python: &PythonFacts) -> bool {
    let is_tokeniser = |call: &&Call| {
        call.callee.starts_with("transformers.")
            && call.callee.contains("Tokenizer")
            && call.reach != Reach::Dead
    };
    python.calls.iter().find(is_tokeniser).is_some()
}

/// Texts among the arguments of a call.
fn texts_of(call: &Call) -> impl Iterator<Item = &str> {
    call.args.iter().filter_map(|arg| arg.value.as_str())
}

/// Whether an argument, by its text or the name of its variable, is one of these models.
fn names_one_of(call: &Call, parts: &[&str]) -> bool {
    texts_of(call).any(|text| {
        let text = text.to_ascii_lowercase();
        parts.iter().any(|part| text.contains(part))
    })
}

/// A file such as `glove.6B.100d.txt`.
fn is_vector_file(value: &Value) -> bool {
    value.as_str().is_some_and(|text| {
        let text = text.to_ascii_lowercase();
        text.contains("glove")
            && (text.contains("6b")
                || text.contains("840b")
                || text.contains("42b")
                || text.contains("twitter")
                || text.contains("00d"))
            || text.contains("wiki-news-300d")
            || text.contains("googlenews-vectors")
    })
}

/// The class of a qualified name: `BertModel` of `transformers.BertModel.from_pretrained`.
fn class_of(callee: &str) -> &str {
    let mut parts = callee.rsplit('.');
    let last = parts.next().unwrap_or(callee);
    match parts.next() {
        Some(owner) if owner.starts_with(|first: char| first.is_uppercase()) => owner,
        _ => last,
    }
}

#[cfg(test)]
mod tests {
    use prejury_catalog::{Base, Catalog};

    use super::*;
    use crate::analyses::testing;

    fn found(code: &str) -> Vec<String> {
        let vocabulary = include_str!("../../../../rules/vocabulary/text.toml").to_owned();
        let catalog = Catalog::load(
            Base::Nothing,
            vec![("vocabulary/text.toml".to_owned(), vocabulary)],
        )
        .unwrap();
        let submission = testing::submission(&[("a.py", code)]);
        let facts = testing::facts(&submission);
        let mut sink = EvidenceSink::default();
        run(
            &Context {
                facts: &facts,
                catalog: &catalog,
            },
            &mut sink,
        );
        let mut signals: Vec<String> = sink
            .into_evidence()
            .iter()
            .map(|evidence| evidence.signal.to_string())
            .collect();
        signals.sort();
        signals.dedup();
        signals
    }

    #[test]
    fn families_are_told_by_class_or_by_the_name_of_the_model() {
        let code = "
import gensim, tensorflow_hub as hub
from transformers import TFAutoModel
gensim.models.Word2Vec(sentences, vector_size=100)
TFAutoModel.from_pretrained('bert-base-uncased')
url = 'https://tfhub.dev/google/universal-sentence-encoder/4'
embed = hub.load(url)
";
        assert_eq!(
            found(code),
            [
                "text.embedding.bert",
                "text.embedding.use",
                "text.embedding.word"
            ]
        );
    }

    #[test]
    fn tokenisers_and_models_of_images_are_no_embeddings() {
        let code = "
import tensorflow_hub as hub
from transformers import BertTokenizer, AutoModelForImageClassification, AutoModel
BertTokenizer.from_pretrained('bert-base-uncased')
AutoModelForImageClassification.from_pretrained('google/vit-base-patch16-224')
AutoModel.from_pretrained('facebook/dinov2-base')
hub.KerasLayer('https://tfhub.dev/google/imagenet/mobilenet_v2/4')
";
        assert!(found(code).is_empty());
    }

    #[test]
    fn vectors_read_from_their_file_count() {
        assert_eq!(
            found("for line in open('data/glove.6B.100d.txt'):\n    pass\n"),
            ["text.embedding.word"]
        );
        assert!(found("import pandas as pd\npd.read_csv('gloves.csv')\n").is_empty());
    }
}
