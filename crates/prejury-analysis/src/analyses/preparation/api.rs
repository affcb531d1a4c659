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

use prejury_catalog::{Catalog, NameSet};
use prejury_core::Strength;
use prejury_documents::BlockKind;
use prejury_python::{Call, CallIdx, CodeUnit, UnitIdx, UnitKind};

use super::words::{API, API_NEED, BRIEF};
use super::{Preparation, is_match, pattern, plan};
use crate::sink::EvidenceSink;

pattern!(
    OWN,
    r"(?i)localhost|127\.0\.0\.1|0\.0\.0\.0|predict|/score|scoring|herokuapp|azurewebsites|onrender|streamlit|pythonanywhere|amazonaws\.com|elasticbeanstalk|\.run\.app|railway\.app|ngrok|hf\.space|://\d+\.\d+\.\d+\.\d+|/health|mlflow|/invocations|testserver|fly\.dev|\.azure"
);
pattern!(
    STATIC,
    r"(?i)\.(?:zip|csv|tsv|gz|tar|7z|rar|jpe?g|png|gif|h5|hdf5|pkl|joblib|txt|pdf|parquet|xlsx?|ttf|md|py|ipynb|html?|pt|pth|onnx|bin|npy|geojson)(?:\?|$|\x22|')|raw\.githubusercontent|drive\.google|storage\.googleapis|/archive/|dropbox|s3\.|\.s3-"
);
pattern!(REMOTE, r"(?i)https?://[\w.-]+\.[a-z]{2,}");
pattern!(
    ENDPOINT,
    r"(?i)\bapi\b|/api|api\.|graphql|/v\d|\?\w+=|search|query|/rest|/json|odata|records|sparql|/data/|endpoint"
);
pattern!(
    NAMED_API,
    r"https?://\S*api|\b[A-Z][\w.&-]+(?: [A-Z][\w.&-]+)* (?:API|api)\b|(?:API|l'API|api) (?:de |d'|du |: ?|via |«|\x22)?[\x22«`*\[]*[A-Z]\w+|StackAPI|Open ?Food ?Facts|Edamam|RapidAPI|StackExchange|Stack Exchange|Twitter|Kaggle API|API REST"
);

/// Files that call a data API, with the calls that do it.
pub(super) struct Requests<'f> {
    pub(super) calls: Vec<&'f Call>,
    pub(super) indexes: BTreeSet<CallIdx>,
    pub(super) units: BTreeSet<UnitIdx>,
}

pub(super) fn find<'f>(
    preparation: &Preparation<'f>,
    catalog: &Catalog,
    sink: &mut EvidenceSink,
) -> Requests<'f> {
    let http = catalog.family("http-request");
    let client = catalog.family("data-api-client");
    let own_api = catalog.family("own-api-page");
    let matches =
        |family: Option<&NameSet>, name: &str| family.is_some_and(|family| family.matches(name));
    let serving: BTreeSet<UnitIdx> = preparation
        .python
        .calls
        .iter()
        .filter(|call| matches(own_api, &call.callee))
        .map(|call| call.place.unit)
        .collect();
    let mut requests = Requests {
        calls: Vec::new(),
        indexes: BTreeSet::new(),
        units: BTreeSet::new(),
    };
    for (at, call) in (0..)
        .map(CallIdx)
        .zip(&preparation.python.calls)
        .filter(|(_, call)| !call.is_attribute)
    {
        let unit = &preparation.python.units[call.place.unit.0 as usize];
        let is_request = matches(client, &call.callee)
            || matches(http, &call.callee)
                && !serving.contains(&call.place.unit)
                && is_data_endpoint(preparation, unit, call);
        if is_request && !is_test(&unit.path) {
            requests.calls.push(call);
            requests.indexes.insert(at);
            requests.units.insert(call.place.unit);
        }
    }
    for call in &requests.calls {
        preparation.emit_call(sink, "api.request", call, call.method());
        if answered(preparation, call) {
            preparation.emit_call(sink, "api.answered", call, call.method());
        }
    }
    describe(preparation, &requests, sink);
    requests
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with("test"))
}

fn is_data_endpoint(preparation: &Preparation<'_>, unit: &CodeUnit, call: &Call) -> bool {
    let code = preparation.code_of(call);
    let mut address = call
        .args
        .iter()
        .filter_map(|arg| arg.value.as_str())
        .find(|text| text.contains("://"))
        .unwrap_or_default()
        .to_owned();
    if address.is_empty() {
        // The name may hold an address that is put together; its parts stand in the same file.
        let parts = unit
            .strings
            .iter()
            .filter(|string| is_match(&REMOTE, &string.text) && string.text.len() < 500);
        address = parts
            .map(|string| string.text.as_ref())
            .collect::<Vec<_>>()
            .join(" ");
        if is_match(&OWN, &address) || is_match(&OWN, code) {
            return false;
        }
    }
    if is_match(&OWN, &address) || is_match(&STATIC, &address) || !is_match(&REMOTE, &address) {
        return false;
    }
    let reads_data = call.keyword("params").is_some() || is_match(&ENDPOINT, &address);
    let parses = preparation.statements.iter().any(|statement| {
        statement.place.unit == call.place.unit
            && (statement.code.contains(".json()")
                || statement.code.contains("json.loads(")
                || statement.code.contains("json_normalize(")
                || statement.code.contains("read_json("))
    });
    let downloads = preparation.statements.iter().any(|statement| {
        statement.place.unit == call.place.unit
            && (statement.code.contains("BytesIO")
                || statement.code.contains(".iter_content(")
                || statement.code.contains("BeautifulSoup("))
    });
    (reads_data && (parses || call.keyword("params").is_some() || !downloads))
        || parses && !downloads
}

/// A status that is checked, or outputs of this cell or of one that reads the answer.
fn answered(preparation: &Preparation<'_>, call: &Call) -> bool {
    let unit = &preparation.python.units[call.place.unit.0 as usize];
    let checks = preparation.statements.iter().any(|statement| {
        statement.place.unit == call.place.unit
            && statement.strength >= Strength::Written
            && (statement.code.contains("status_code")
                || statement.code.contains("raise_for_status")
                || statement.code.contains(".ok"))
    });
    let caller = &preparation.python.units[call.caller.0 as usize];
    let from = if call.caller == call.place.unit {
        call.place.cell as usize
    } else {
        0
    };
    let shown = caller.kind == UnitKind::Notebook
        && caller
            .cells
            .iter()
            .skip(from)
            .any(|cell| !cell.outputs.is_empty() && cell.run == prejury_python::Run::Ran);
    let was_run = unit.kind != UnitKind::Notebook || call.run != prejury_python::Run::NotRun;
    was_run
        && (checks && (unit.kind == UnitKind::Notebook && !unit.stored_without_outputs) || shown)
}

/// Texts that name an API and say what it is wanted for.
fn describe(preparation: &Preparation<'_>, requests: &Requests<'_>, sink: &mut EvidenceSink) {
    let collects = |text: &str| {
        [
            "collect", "recuper", "retriev", "extrai", "extract", "requet", "obten", "interrog",
            "fetch",
        ]
        .iter()
        .any(|word| text.contains(word))
    };
    plan::blocks(preparation, |block, text| {
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
        if !API.are_in(text) || is_prediction {
            return;
        }
        let names = is_match(&NAMED_API, &block.text)
            || block.links.iter().any(|link| link.contains("api"));
        if !names {
            return;
        }
        let found = |signal: &str, strength, sink: &mut EvidenceSink| {
            sink.found(signal, strength, block.location.clone(), &*block.text, None)
        };
        found("api.named", Strength::Written, sink);
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        let has_need = API_NEED.are_in(text) && block.text.len() >= 50 && !is_heading;
        if has_need && !BRIEF.are_in(text) {
            found("api.need", Strength::Written, sink);
        }
        if has_need && collects(text) && requests.calls.is_empty() {
            found("api.collection-described", Strength::Mentioned, sink);
        }
    });
}
