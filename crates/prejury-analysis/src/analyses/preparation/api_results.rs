//! What is kept of an API's answer: fields, rows, files (C1.1-CE3, CE4, CE5).
//!
//! # Limits
//! Statements of the file that makes the request are read, not of others: a collection is rarely spread over files.

use std::collections::{BTreeMap, BTreeSet};

use prejury_python::{Call, CodePlace, UnitIdx, Value};

use super::api::Requests;
use super::api_fields::{Keys, names_columns, walked};
use super::names::STORES;
use super::statements::Statement;
use super::{Preparation, is_match, pattern, text_pattern};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

pattern!(
    SELECTED,
    r#"[\w\])]\[\[\s*['"]|\[\s*(?:fields|cols|columns|colonnes|champs|features|keep\w*|selected\w*)\s*\]|columns\s*=\s*\[|\.filter\(items|usecols|(?i:select)\s+(?:distinct\s+|top\s*\d+\s+)?[\w\[]+[\w. \[\]]*,"#
);
// `table[["items"]]`; `columns = [...]`, `table.columns = [...]`.
pattern!(ONE_COLUMN, r#"[\w\])]\[\[\s*(?:'[^']*'|"[^"]*")\s*\]\]"#);
pattern!(HEADER, r"^(?:\w+\.)?columns\s*=\s*\[");
// `wanted = ["label", "energy"]`, and `table[wanted]`.
pattern!(NAMES_LISTED, r#"^\w+\s*=\s*[\[(]\s*['"]"#);
text_pattern!(
    SELECTED_BY_NAME,
    r"=.*(?:[\w\])]\[\s*(?::\s*,\s*)?(\w+)\s*\]|\.reindex\(columns\s*=\s*(\w+)|\.filter\((?:items\s*=\s*)?(\w+)\s*\))"
);
pattern!(
    FIELD_PARAMETER,
    r#"(?i)['"]?\b(?:fields?|select|\$select|_source|columns|attributes|variables)['"]?\s*[:=]|[?&](?:fields|select|\$select)="#
);
pattern!(
    ROW_FILTER,
    r#"=\s*\w+(?:\.loc)?\[\s*\(?\s*~?\w*[\[.].*(?:[<>]|==|!=|\.isin\(|\.str\.contains\(|\.between\(|notna\(|notnull\()|\.query\(|\bfor\b.*\bin\b.*\bif\b|^(?:el)?if\b.*(?:\.get\(|\[['"]).*(?:[<>=]=?|in )"#
);
// Whether an answer holds a key, or anything at all; a query of one's own database.
pattern!(
    NO_ROW_FILTER,
    r#"^(?:el)?if\s+['"]\w+['"]\s+(?:not\s+)?in\b|^(?:el)?if\s+len\(|session\.query\(|\bdb\.query\("#
);
pattern!(SQL_FILTER, r"(?is)\bselect\b.*\bwhere\b");
// Rows that a query asks for at most: `traces | take 5`, `select ... limit 100`.
pattern!(
    QUERY_LIMIT,
    r"(?is)\|\s*(?:take|limit)\s+\d+|\bselect\b.*\b(?:limit\s+\d+|top\s*\(?\s*\d+)"
);
text_pattern!(QUERY_FILTER, r"[?&]([\w\[\]$.-]+)=");
pattern!(
    WRITES,
    r"\bcsv\.(?:writer|DictWriter)\(|\.writerows?\(|json\.dump\(|pickle\.dump\(|\.write\("
);

/// Parameters that only say how much of everything is fetched at once.
const PAGES: &[&str] = &[
    "cursor",
    "from_page",
    "limit",
    "max_pages",
    "max_results",
    "maxresults",
    "n_pages",
    "num_pages",
    "offset",
    "page",
    "page_num",
    "page_number",
    "page_size",
    "pagesize",
    "per_page",
    "rows",
    "size",
    "skip",
    "start",
];

/// Parameters that sort, format or identify, and restrict no value.
const NO_FILTER: &[&str] = &[
    "accept",
    "access_token",
    "action",
    "api_key",
    "apikey",
    "app_id",
    "app_key",
    "auth",
    "content-type",
    "cookies",
    "data",
    "endpoint",
    "field",
    "fields",
    "format",
    "headers",
    "json",
    "key",
    "method",
    "order",
    "order_by",
    "params",
    "proxies",
    "select",
    "site",
    "sort",
    "sort_by",
    "sort_order",
    "sql",
    "stream",
    "timeout",
    "to",
    "token",
    "url",
    "user-agent",
    "verify",
    "x-rapidapi-host",
    "x-rapidapi-key",
];

/// When a selection is shown that may choose no field.
const LAST: i16 = 2;
/// Statements before a request in which its parameters are looked for.
const MAX_STATEMENTS: usize = 200;

/// What a parameter of a request is, by its name.
fn signal_of(parameter: &str) -> Option<&'static str> {
    let name = parameter.to_ascii_lowercase();
    if PAGES.contains(&name.as_str()) {
        return Some("api.paged");
    }
    (!name.is_empty() && !NO_FILTER.contains(&name.as_str())).then_some("api.filter")
}

pub(super) fn find(
    preparation: &Preparation<'_>,
    requests: &Requests<'_>,
    sink: &mut EvidenceSink,
) {
    if requests.calls.is_empty() {
        return;
    }
    let units: BTreeSet<UnitIdx> = requests.calls.iter().map(|call| call.place.unit).collect();
    let of_stack_exchange: BTreeSet<UnitIdx> = units
        .into_iter()
        .filter(|unit| asks_stack_exchange(preparation, *unit))
        .collect();
    for call in &requests.calls {
        let is_of_it = of_stack_exchange.contains(&call.place.unit);
        parameters(preparation, call, is_of_it, sink);
    }
    let mut first: BTreeMap<UnitIdx, u32> = BTreeMap::new();
    for call in &requests.calls {
        let cell = first.entry(call.place.unit).or_insert(call.place.cell);
        *cell = (*cell).min(call.place.cell);
    }
    let mut keys = Keys::default();
    let mut listed: BTreeMap<(UnitIdx, &str), &Statement<'_>> = BTreeMap::new();
    for (at, statement) in preparation.statements.iter().enumerate() {
        let Some(first) = first.get(&statement.place.unit) else {
            continue;
        };
        let code = &*statement.code;
        // A list of names may stand among the parameters at the top.
        if (is_match(&NAMES_LISTED, code) || names_columns(code))
            && let Some(name) = statement.assigned()
        {
            listed.insert((statement.place.unit, name), statement);
        }
        // Functions above the request may go through what it brings.
        let next = &preparation.statements[at + 1..];
        if let Some(list) =
            walked(statement, next).and_then(|name| listed.get(&(statement.place.unit, name)))
        {
            preparation.emit(sink, "api.fields-chosen", list, "names");
        }
        if statement.place.cell < *first {
            continue;
        }
        let is_listed = |name: &str| listed.contains_key(&(statement.place.unit, name));
        if is_match(&SELECTED, code) || selects_by_name(code, is_listed) {
            // One column may only be unwrapped, and a header only be named.
            let turn = if is_match(&ONE_COLUMN, code) || is_match(&HEADER, code) {
                LAST
            } else {
                0
            };
            preparation.emit_in_turn(sink, "api.fields-chosen", statement, "selection", turn);
        }
        keys.read(statement);
        if is_match(&ROW_FILTER, code)
            && !is_match(&NO_ROW_FILTER, code)
            && !code.contains("status_code")
        {
            match tested_key(code) {
                Some(true) => preparation.emit(sink, "api.fields-chosen", statement, "keys"),
                Some(false) => {}
                // What the request asks for says more than what is left out of its answer.
                None => preparation.emit_in_turn(sink, "api.filter", statement, "rows", 1),
            }
        }
        if code.contains(".drop(") {
            preparation.emit(sink, "api.response-trimmed", statement, "drop");
        }
        if is_match(&WRITES, code) {
            preparation.emit(sink, "api.stored", statement, "file");
        }
    }
    // A query or a selection that names the fields says more than what is read off the answer.
    for statement in keys.chosen() {
        preparation.emit_in_turn(sink, "api.fields-chosen", statement, "keys", 1);
    }
    // The parameters are often written in cells above the request.
    for statement in preparation
        .statements
        .iter()
        .filter(|statement| requests.units.contains(&statement.place.unit))
    {
        let code = &*statement.code;
        if is_match(&FIELD_PARAMETER, code)
            && (code.contains('{') || code.contains("http") || code.contains("params"))
        {
            preparation.emit(sink, "api.fields-chosen", statement, "parameter");
        }
        if is_match(&SQL_FILTER, code) {
            preparation.emit(sink, "api.filter", statement, "where");
        } else if is_match(&QUERY_LIMIT, code) {
            preparation.emit(sink, "api.paged", statement, "limit");
        }
        if let Some(query) = QUERY_FILTER.as_ref().filter(|_| code.contains("://")) {
            for found in query.captures_iter(code) {
                if let Some(signal) = signal_of(&found[1]) {
                    preparation.emit(sink, signal, statement, &found[1]);
                }
            }
        }
    }
    for call in preparation.calls_of(STORES).filter(|call| stores(call)) {
        // What is stored above the first request was not collected by it.
        let is_below = || {
            let first = first.get(&call.place.unit);
            first.is_some_and(|cell| call.place.cell >= *cell)
        };
        let signal =
            if traced(call, requests) || !is_read_from_file(preparation, call) && is_below() {
                "api.stored"
            } else {
                "api.stored-elsewhere"
            };
        preparation.emit_call(sink, signal, call, call.method());
    }
}

// `{key: value for key, value in row.items() if key in wanted}`
text_pattern!(
    KEY_TESTED,
    r"\bfor\s+(\w+)(?:\s*,\s*\w+)?\s+in\s+([\w.\[\]'\x22]+(?:\(\))?)\s+if\s+(\w+)\s+(not\s+)?in\s+([\w.\[\]'\x22]+(?:\(\))?)"
);

/// Whether a comprehension tests the keys that it goes through, which chooses fields and no rows: those that are wanted, or
/// those that are not there.
fn tested_key(code: &str) -> Option<bool> {
    if !code.contains("for ") {
        return None;
    }
    let found = KEY_TESTED.as_ref()?.captures(code)?;
    let of_keys = |text: &str| {
        ["items()", "keys()", "columns"]
            .iter()
            .any(|end| text.ends_with(end))
    };
    let walks_keys = of_keys(&found[2]);
    (found[1] == found[3] && (walks_keys || of_keys(&found[5])))
        .then(|| walks_keys && found.get(4).is_none())
}

/// Whether columns are selected by a name under which a list of names is known.
fn selects_by_name(code: &str, is_listed: impl Fn(&str) -> bool) -> bool {
    if !code.contains(['[', '(']) {
        return false;
    }
    let found = SELECTED_BY_NAME
        .as_ref()
        .and_then(|regex| regex.captures(code));
    found.is_some_and(|found| {
        found
            .iter()
            .skip(1)
            .flatten()
            .any(|name| is_listed(name.as_str()))
    })
}

/// Parameters of a request that restrict values.
fn parameters(
    preparation: &Preparation<'_>,
    call: &Call,
    of_stack_exchange: bool,
    sink: &mut EvidenceSink,
) {
    let mut note = |name: &str, holder: Option<&str>| {
        // What Stack Exchange calls a filter names the fields of its answer.
        let signal = if name == "filter" && of_stack_exchange {
            Some("api.fields-chosen")
        } else {
            signal_of(name)
        };
        let Some(signal) = signal else {
            return;
        };
        let strength = strength_of_call(call);
        // `params=query` shows no filter: the line that fills `query` does.
        let place = holder
            .and_then(|holder| filled(preparation, call, holder, name))
            .unwrap_or(call.place);
        emit_code(preparation.python, sink, signal, strength, place, name);
    };
    let is_http = call.callee.starts_with("requests") || call.callee.starts_with("httpx");
    for arg in &call.args {
        match arg.name.as_deref() {
            None | Some("params" | "json" | "data") => {
                let holder = arg.value.name.as_deref();
                keys_of(&arg.value).for_each(|key| note(key, holder));
            }
            Some(name) if !is_http => note(name, None),
            Some(_) => {}
        }
    }
}

fn asks_stack_exchange(preparation: &Preparation<'_>, unit: UnitIdx) -> bool {
    let unit = preparation.python.units.get(unit.0 as usize);
    unit.is_some_and(|unit| {
        let mut cells = unit.cells.iter();
        cells.any(|cell| cell.source.contains("api.stackexchange.com"))
    })
}

/// The last statement before a request that puts `key` into what `holder` names.
fn filled(
    preparation: &Preparation<'_>,
    call: &Call,
    holder: &str,
    key: &str,
) -> Option<CodePlace> {
    let all = &preparation.statements;
    let end = all.partition_point(|statement| {
        (
            statement.place.unit,
            statement.place.cell,
            statement.place.line,
        ) <= (call.place.unit, call.place.cell, call.place.line)
    });
    let in_unit = all[..end]
        .iter()
        .rev()
        .take_while(|statement| statement.place.unit == call.place.unit);
    let fills = |statement: &&Statement<'_>| {
        statement.code.strip_prefix(holder).is_some_and(|rest| {
            rest.trim_start().starts_with(['=', '[', ':', '.'])
                && [format!("'{key}'"), format!("\"{key}\""), format!("{key}=")]
                    .iter()
                    .any(|quoted| rest.contains(quoted))
        })
    };
    in_unit
        .take(MAX_STATEMENTS)
        .find(fills)
        .map(|statement| statement.place)
}

fn keys_of(value: &Value) -> impl Iterator<Item = &str> {
    value.keys.iter().map(smol_str::SmolStr::as_str)
}

fn stores(call: &Call) -> bool {
    matches!(
        call.method(),
        "to_csv"
            | "to_pickle"
            | "to_parquet"
            | "to_json"
            | "to_excel"
            | "to_sql"
            | "to_feather"
            | "to_hdf"
            | "insert_many"
            | "insert_one"
    ) || matches!(&*call.callee, "json.dump" | "pickle.dump" | "joblib.dump")
}

/// Whether what is stored was read from a file, and not collected.
fn is_read_from_file(preparation: &Preparation<'_>, call: &Call) -> bool {
    let values = call.args.iter().map(|arg| &arg.value).chain(&call.receiver);
    let mut calls = values
        .flat_map(|value| &value.history)
        .filter_map(|at| preparation.call(*at));
    calls.any(|call| call.method().starts_with("read_") && call.callee.starts_with("pandas"))
}

fn traced(call: &Call, requests: &Requests<'_>) -> bool {
    let values = call.args.iter().map(|arg| &arg.value).chain(&call.receiver);
    values
        .flat_map(|value| &value.history)
        .any(|at| requests.indexes.contains(at))
}
