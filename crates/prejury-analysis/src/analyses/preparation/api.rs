//! Requests to a data API (C1.1-CE1, CE2).
//!
//! # What it looks for
//! HTTP requests whose address is a data endpoint, clients of data APIs, GraphQL and SQL over HTTP.
//! # Does not count
//! One's own prediction API (local address, a hosted `predict` route, a file that defines routes or pages), one file or
//! archive downloaded, images fetched one by one.
//! # Limits
//! An address that is put together from a configuration file is judged by what is done with the answer.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::{Place, Strength};
use prejury_documents::{Block, BlockKind};
use prejury_python::{Call, CallIdx, Cell, CodeUnit, Reach, Run, UnitIdx, UnitKind};

use super::names::{CLIENT, HTTP, OWN_API};
use super::words::{API, API_NEED, BRIEF, Text};
use super::{Preparation, is_match, pattern, plan, text_pattern};
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

pattern!(
    REFUSED,
    r"(?i)status[ _]?code\W{0,4}[45]\d\d|<Response \[[45]\d\d\]>|\b[45]\d\d (?:client|server) error"
);
// Nothing but a message: `{'message': 'Too many requests'}`.
pattern!(
    ONLY_MESSAGE,
    r#"(?i)^\{\s*['"](?:message|error|errors|detail|fault)['"]\s*:\s*(?:'[^']{0,200}'|"[^"]{0,200}")\s*\}$"#
);
// The message of a refusal, however long.
pattern!(
    FAILED,
    r"(?i)traceback|\w(?:error|exception)\b|forbidden|unauthorized|not authorized|denied"
);
pattern!(
    ACCEPTED,
    r"(?i)status[ _]?code\W{0,4}2\d\d|<Response \[2\d\d\]>"
);
pattern!(
    OWN,
    r"(?i)localhost|127\.0\.0\.1|0\.0\.0\.0|predict|/score|scoring|herokuapp|azurewebsites|onrender|streamlit|pythonanywhere|amazonaws\.com|elasticbeanstalk|\.run\.app|railway\.app|ngrok|hf\.space|://\d+\.\d+\.\d+\.\d+|/health|mlflow|/invocations|testserver|fly\.dev|\.azure"
);
pattern!(
    STATIC,
    r"(?i)\.(?:zip|csv|tsv|gz|tar|7z|rar|jpe?g|png|gif|h5|hdf5|pkl|joblib|txt|pdf|parquet|xlsx?|ttf|md|py|ipynb|html?|pt|pth|onnx|bin|npy|geojson)(?:\?|$|\x22|')|raw\.githubusercontent|drive\.google|docs\.google|storage\.googleapis|/archive/|dropbox|s3\.|\.s3-"
);
pattern!(REMOTE, r"(?i)https?://[\w.-]+\.[a-z]{2,}");
pattern!(
    ENDPOINT,
    r"(?i)\bapi\b|/api|api\.|graphql|/v\d|\?\w+=|search|query|/rest|/json|odata|records|sparql|/data/|endpoint"
);
text_pattern!(
    NAMED_API,
    r"https?://\S*api|\b[A-Z][\w.&-]+(?: [A-Z][\w.&-]+)* (?:API|api)\b|(?:API|l'API|api) (?:de |d'|du |: ?|via |«|\x22)?[\x22«`*\[]*[A-Z]\w+|StackAPI|Open ?Food ?Facts|Edamam|RapidAPI|StackExchange|Stack Exchange|Twitter|Kaggle API"
);

pattern!(
    THROUGH,
    r"\b(?:via|par|depuis|grace a|avec|through|using|from|with|a l'aide de|aupres de|interrog\w*|requet\w* (?:a|vers|sur)|query\w*)\W+(?:\w+\W+){0,4}?apis?\b"
);

// Passive, and hung on what was published: the work of its authors.
pattern!(
    PROVENANCE,
    r"\b(?:datasets?|data ?sets?|jeux? de donnees|corpus|bases? de donnees|sentiment140)\b[^.;!?]{0,80}\b(?:compren\w*|contien\w*|compos\w*|constitu\w*|comport\w*|regroup\w*|contain\w*|consist\w*|includ\w*|compris\w*|proven\w*|provien\w*|issue?s?)\b|\b(?:files?|fichiers?)\b[^.;!?]{0,40}\b(?:contien\w*|contain\w*|regroup\w*|compris\w*)\b|\btweets?\b[^.;!?]{0,40}\b(?:extracted|collected|gathered|scraped|retrieved|extraits|collectes|recueillis|recuperes|tires|issus)\b"
);
pattern!(LINKED_API, r"(?i)https?://\S*?(?:\bapis?\b|rapidapi)");

/// Longer strings are no addresses.
const LONGEST_ADDRESS: usize = 500;
/// Addresses of one file that are kept.
const MAX_ADDRESSES: usize = 4_000;
/// Places of one text at which a name of an API is looked for.
const MAX_NAMES: usize = 8;

/// Letters of a package that names an API; shorter ones may be any word.
const MIN_CLIENT: usize = 5;
/// Packages that ask whatever address.
const HTTP_LIBRARIES: &[&str] = &[
    "aiohttp", "httplib2", "httpx", "local", "requests", "urllib", "urllib3",
];

/// Files that call a data API, with the calls that do it.
pub(super) struct Requests<'f> {
    pub(super) calls: Vec<&'f Call>,
    pub(super) indexes: BTreeSet<CallIdx>,
    pub(super) units: BTreeSet<UnitIdx>,
}

pub(super) fn find<'f>(preparation: &Preparation<'f>, sink: &mut EvidenceSink) -> Requests<'f> {
    let serving: BTreeSet<UnitIdx> = preparation
        .marked
        .iter()
        .filter(|(_, _, marks)| marks & OWN_API != 0)
        .map(|(_, call, _)| call.place.unit)
        .collect();
    let fetching = || {
        let calls = preparation.marked.iter();
        calls.filter(|(_, call, marks)| marks & (CLIENT | HTTP) != 0 && !call.is_attribute)
    };
    let traits = if fetching().next().is_some() {
        Traits::of_units(preparation)
    } else {
        Vec::new()
    };
    let mut requests = Requests {
        calls: Vec::new(),
        indexes: BTreeSet::new(),
        units: BTreeSet::new(),
    };
    for &(at, call, marks) in fetching() {
        let unit = &preparation.python.units[call.place.unit.0 as usize];
        let is_request = marks & CLIENT != 0
            || marks & HTTP != 0
                && !serving.contains(&call.place.unit)
                && is_data_endpoint(
                    &traits[call.place.unit.0 as usize],
                    preparation.code_of(call),
                    call,
                );
        if is_request && !is_test(&unit.path) && !reads_answer(call, &requests.indexes) {
            requests.calls.push(call);
            requests.indexes.insert(at);
            requests.units.insert(call.place.unit);
        }
    }
    for call in &requests.calls {
        preparation.emit_call(sink, "api.request", call, call.method());
        // Whether the cell was run decides the criteria, not the scope.
        if call.reach == Reach::Live {
            emit_code(
                preparation.python,
                sink,
                "api.request-written",
                Strength::Written,
                call.place,
                call.method(),
            );
        }
        if answered(preparation, &traits, call) {
            preparation.emit_call(sink, "api.answered", call, call.method());
        }
    }
    describe(preparation, &requests, sink);
    super::api_comments::find(preparation, &requests, sink);
    requests
}

/// `answer.get("items")`: what is looked up in an answer is no request.
fn reads_answer(call: &Call, requests: &BTreeSet<CallIdx>) -> bool {
    let history = call.receiver.iter().flat_map(|receiver| &receiver.history);
    history.into_iter().any(|at| requests.contains(at))
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with("test"))
}

/// What the code of one file says about its requests.
#[derive(Debug, Default)]
struct Traits {
    /// The answer is read as data.
    parses: bool,
    /// The answer is a file, an image or a page.
    downloads: bool,
    /// The answer is written to disk byte by byte.
    saves_bytes: bool,
    checks_status: bool,
    /// Remote addresses written in the file, files to download left out.
    addresses: String,
    /// Last cell that was run and shows something.
    last_output: Option<usize>,
}

impl Traits {
    fn of_units(preparation: &Preparation<'_>) -> Vec<Self> {
        let mut all: Vec<Self> = preparation.python.units.iter().map(Self::of_unit).collect();
        for statement in &preparation.statements {
            let traits = &mut all[statement.place.unit.0 as usize];
            let has = |parts: &[&str]| parts.iter().any(|part| statement.code.contains(part));
            traits.parses |= has(&[".json()", "json.loads(", "json_normalize(", "read_json("]);
            traits.downloads |= has(&["BytesIO", ".iter_content(", "BeautifulSoup("]);
            traits.saves_bytes |= has(&[".iter_content(", "write("])
                && (has(&[".content", "chunk", ".raw"]) || statement.code.starts_with("for "));
            traits.checks_status |= statement.strength >= Strength::Written
                && has(&["status_code", "raise_for_status", ".ok"]);
        }
        all
    }

    fn of_unit(unit: &CodeUnit) -> Self {
        let mut traits = Self::default();
        for string in unit
            .strings
            .iter()
            .filter(|string| string.text.len() < LONGEST_ADDRESS)
        {
            let is_address = is_match(&REMOTE, &string.text) && !is_match(&STATIC, &string.text);
            if is_address && traits.addresses.len() < MAX_ADDRESSES {
                traits.addresses.push_str(&string.text);
                traits.addresses.push(' ');
            }
        }
        let is_notebook = unit.kind == UnitKind::Notebook;
        let shows = |cell: &Cell| is_notebook && !cell.outputs.is_empty() && cell.run == Run::Ran;
        traits.last_output = unit.cells.iter().rposition(shows);
        traits
    }
}

fn is_data_endpoint(traits: &Traits, code: &str, call: &Call) -> bool {
    let mut addresses = call.args.iter().filter_map(|arg| arg.value.as_str());
    // A name may hold an address that is put together; its parts stand in the same file.
    let address = addresses
        .find(|text| text.contains("://"))
        .unwrap_or(&traits.addresses);
    if is_match(&OWN, address)
        || is_match(&OWN, code)
        || !is_match(&REMOTE, address)
        || is_match(&STATIC, address)
    {
        return false;
    }
    let has_parameters = call.keyword("params").is_some();
    // A file that is fetched, whatever its address looks like.
    if traits.saves_bytes && !traits.parses {
        return false;
    }
    let is_endpoint = has_parameters || is_match(&ENDPOINT, address);
    is_endpoint && (traits.parses || has_parameters || !traits.downloads)
        || traits.parses && !traits.downloads
}

/// A status that is checked, or outputs of this cell or of one that reads the answer.
fn answered(preparation: &Preparation<'_>, all: &[Traits], call: &Call) -> bool {
    let unit = &preparation.python.units[call.place.unit.0 as usize];
    let is_notebook = unit.kind == UnitKind::Notebook;
    let checks =
        all[call.place.unit.0 as usize].checks_status && is_notebook && call.run != Run::Unknown;
    let from = if call.caller == call.place.unit {
        call.place.cell as usize
    } else {
        0
    };
    let shown = all[call.caller.0 as usize]
        .last_output
        .is_some_and(|cell| cell >= from);
    (!is_notebook || call.run != Run::NotRun) && (checks || shown) && !is_refused(preparation, call)
}

/// Lines beside a refusal that show what else was answered.
const MIN_ANSWERED: usize = 2;

/// Whether the cell of a request shows that it was refused, and no answer beside.
fn is_refused(preparation: &Preparation<'_>, call: &Call) -> bool {
    let mut is_refused = false;
    let mut n_others = 0;
    for output in preparation.outputs(call.place) {
        let output = &output[..output.floor_char_boundary(MAX_OUTPUT)];
        if is_match(&ACCEPTED, output) {
            return false;
        }
        is_refused |= is_match(&REFUSED, output) || is_match(&ONLY_MESSAGE, output.trim());
        if is_match(&FAILED, output) {
            continue;
        }
        // One of many requests may go wrong: the table of the others is an answer.
        let lines = output.lines().map(str::trim);
        n_others += lines
            .filter(|line| !line.is_empty() && !line.starts_with(['<', '{', '}', '"']))
            .filter(|line| !is_match(&REFUSED, line))
            .count();
    }
    is_refused && n_others < MIN_ANSWERED
}

/// Bytes of an output in which a status is looked for.
const MAX_OUTPUT: usize = 3_000;

/// Texts that name an API and say what it is wanted for.
fn describe(preparation: &Preparation<'_>, requests: &Requests<'_>, sink: &mut EvidenceSink) {
    let collects = |text: &Text| {
        [
            "collect", "recuper", "retriev", "extrai", "extract", "requet", "obten", "interrog",
            "fetch",
        ]
        .iter()
        .any(|word| text.contains(word))
    };
    let requesting = files_of(preparation, requests);
    let linking = cells_that_link(preparation, &requesting);
    let clients = clients(requests);
    plan::blocks(preparation, |block, text| {
        // A cell names its API in one block, by an address, and says in another one what it is collected for.
        let links = links_api(block);
        let is_beside = cell_of(block).is_some_and(|cell| linking.contains(&cell));
        if !API.are_in(text) && !is_beside {
            return;
        }
        let is_prediction = [
            "predi",
            "fastapi",
            "flask",
            "streamlit",
            "deploi",
            "deploy",
            "scoring",
            "heroku",
            "azure",
            "uvicorn",
        ]
        .iter()
        .any(|word| text.contains(word));
        if is_prediction {
            return;
        }
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        let has_need = API_NEED.are_in(text) && block.text.len() >= 50 && !is_heading;
        // "... via l'API", whose link the same cell gives.
        let says = API.are_in(text);
        let names = names_api(&block.text)
            || says && (links || is_beside && has_need || names_client(text, &clients));
        if !names && !links && !is_beside {
            return;
        }
        // What names an API and says what for shows both; an address in a cell is only an address.
        // What stands beside the requests says why this one was taken.
        let is_apart = !requests.units.is_empty() && !requesting.contains(&*block.location.path);
        let rank = u8::from(!(names && has_need)) * 2 + u8::from(is_apart);
        let found = |signal: &str, strength, sink: &mut EvidenceSink| {
            sink.found_text(signal, strength, rank, block.location.clone(), &*block.text)
        };
        // A task of the course names what it wants to be used.
        let is_task = BRIEF.are_in(text) || text.folded.starts_with("livrable");
        if names || links {
            let strength = if is_task {
                Strength::Mentioned
            } else {
                Strength::Written
            };
            found("api.named", strength, sink);
        }
        if has_need && !is_task {
            found("api.need", Strength::Written, sink);
        }
        if has_need
            && collects(text)
            && requests.calls.is_empty()
            && is_own_collection(text)
            && !is_task
        {
            found("api.collection-described", Strength::Written, sink);
        }
    });
}

/// Whether a sentence goes through an API and does not only say where a published data set comes from: "le jeu comprend des
/// tweets collectés via l'API" is the work of its authors.
fn is_own_collection(text: &Text) -> bool {
    let mut sentences = text.folded.split(['.', ';', '!', '?', '\n']);
    sentences.any(|sentence| is_match(&THROUGH, sentence) && !is_match(&PROVENANCE, sentence))
}

/// Words beside "API" that name none.
static GENERIC: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let list = include_str!("../../../../../rules/preparation/api-generic.txt");
    list.lines().filter(|line| !line.starts_with('#')).collect()
});

/// Whether a text calls an API by its name: "l'API Open Food Facts", not "Requête API" or "une API REST".
pub(super) fn names_api(text: &str) -> bool {
    let Some(named) = NAMED_API.as_ref() else {
        return false;
    };
    let mut from = 0;
    for _ in 0..MAX_NAMES {
        let Some(found) = named.find_at(text, from) else {
            return false;
        };
        let mut words = found
            .as_str()
            .split(|letter: char| !letter.is_alphanumeric());
        let is_name = |word: &str| {
            let lower = word.to_lowercase();
            word.starts_with(char::is_uppercase)
                && lower != "api"
                && !GENERIC.contains(lower.as_str())
        };
        if found.as_str().starts_with("http") || words.any(is_name) {
            return true;
        }
        // "Requête API Edamam": the name may follow, in what the first match left or took.
        from = text.floor_char_boundary(found.end().saturating_sub("API".len()));
        from = from.max(found.start() + 1);
        from = text.ceil_char_boundary(from);
    }
    false
}

/// Packages of the candidate's imports through which an API is asked, as people may write them in a text.
fn clients<'f>(requests: &Requests<'f>) -> BTreeSet<&'f str> {
    let packages = requests.calls.iter().filter_map(|call| {
        let (package, _) = call.callee.split_once('.')?;
        Some(package)
    });
    packages
        .filter(|package| package.len() >= MIN_CLIENT && !HTTP_LIBRARIES.contains(package))
        .collect()
}

/// "l'API openfoodfacts": the API of a package that the code asks, in small letters.
fn names_client(text: &Text, clients: &BTreeSet<&str>) -> bool {
    if clients.is_empty() {
        return false;
    }
    let mut words = text
        .folded
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    words.any(|word| clients.contains(word))
}

/// Whether the host or the path of a link is one of an API.
fn links_api(block: &Block) -> bool {
    block.links.iter().any(|link| is_match(&LINKED_API, link))
}

/// The cell of a notebook that a block stands in.
fn cell_of(block: &Block) -> Option<(&str, u32)> {
    match block.location.place {
        Place::Lines {
            cell: Some(cell), ..
        } => Some((&block.location.path, cell)),
        _ => None,
    }
}

/// Paths of the files that send requests.
fn files_of<'f>(preparation: &Preparation<'f>, requests: &Requests<'_>) -> BTreeSet<&'f str> {
    let units = requests.units.iter();
    let units = units.filter_map(|unit| preparation.python.units.get(unit.0 as usize));
    units.map(|unit| &*unit.path).collect()
}

/// Cells that link an API, in notebooks that send requests to one.
fn cells_that_link<'f>(
    preparation: &Preparation<'f>,
    requesting: &BTreeSet<&str>,
) -> BTreeSet<(&'f str, u32)> {
    let mut cells = BTreeSet::new();
    plan::blocks(preparation, |block, _| {
        if links_api(block) && requesting.contains(&*block.location.path) {
            cells.extend(cell_of(block));
        }
    });
    cells
}
