//! A metric that only what is displayed names (C2.3.2-CE2, in part).
//!
//! # What it looks for
//! Texts that the code of a network prints, shows on a page or writes on a chart: `print(f"AUC : {auc:.3f}")`.
//! # Counts as evidence
//! The name of a metric in such a text, once a notebook or script.
//! # Does not count
//! Comments, names of variables, a loss, a text that is printed without a value; code that trains no network.
//! # Limits
//! A label that is put together elsewhere is not seen.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_documents::fold;
use prejury_python::UnitIdx;
use regex::Regex;

use super::{Networks, emit_call_in_turn};
use crate::analyses::Context;
use crate::analyses::listed;
use crate::sink::EvidenceSink;

pub(super) const SIGNAL: &str = "metric.shown";

/// Calls of one unit that are read, and how much of each.
const MAX_CALLS: usize = 300;
const MAX_LINES: usize = 3;
const MAX_BYTES: usize = 400;

/// Texts between quotes, and the name of a metric in one.
static QUOTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#""[^"\n]*"|'[^'\n]*'"#).ok());
static METRIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = listed(include_str!(
        "../../../../../rules/networks/metric-shown.txt"
    ));
    let names: Vec<String> = names.into_iter().map(regex::escape).collect();
    Regex::new(&format!(
        r"(?i)(?:^|[^\w])(?:{})(?:[^\w]|$)",
        names.join("|")
    ))
    .ok()
});

static ASIDE: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/networks/metric-aside.txt"
    ))
});

fn names_metric(code: &str) -> bool {
    let (Some(quoted), Some(metric)) = (QUOTED.as_ref(), METRIC.as_ref()) else {
        return false;
    };
    let is_title = !code.contains("print(") && !code.contains("write(");
    quoted.find_iter(code).any(|text| {
        let is_shown = || is_title || goes_with_a_value(text.as_str(), &code[text.end()..]);
        metric.is_match(text.as_str()) && is_shown() && !is_aside(text.as_str())
    })
}

/// `"F1 : {f1}"`, `"F1 =", f1`, `"F1 :"`: a text that is printed names the metric of a value, and not of nothing.
fn goes_with_a_value(text: &str, behind: &str) -> bool {
    let inner = text.trim_matches(['"', '\'']).trim_end();
    inner.contains(['{', '%'])
        || inner.ends_with([':', '='])
        || behind.trim_start().starts_with([',', '+', '%'])
}

/// Words of a metric in another sense: the precision of numbers.
fn is_aside(text: &str) -> bool {
    let text = fold(text);
    ASIDE.iter().any(|aside| text.contains(aside))
}

pub(super) fn find(networks: &Networks<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let shows = ctx.facts.marked_calls(|_, method| {
        u32::from(matches!(
            method,
            "print"
                | "write"
                | "metric"
                | "title"
                | "set_title"
                | "suptitle"
                | "ylabel"
                | "set_ylabel"
        ))
    });
    let mut told: HashSet<UnitIdx> = HashSet::default();
    let mut read: HashMap<UnitIdx, usize> = HashMap::default();
    for (_, call, _) in shows.filter(|(_, call, _)| !call.is_attribute && networks.trains_in(call))
    {
        let unit = call.place.unit;
        let n_read = read.entry(unit).or_default();
        *n_read += 1;
        if *n_read > MAX_CALLS || told.contains(&unit) {
            continue;
        }
        let text = networks.python.excerpt(call.place, MAX_LINES);
        let text = &text[..text.floor_char_boundary(MAX_BYTES.min(text.len()))];
        if names_metric(text) {
            told.insert(unit);
            // What a text says of the metric comes first.
            emit_call_in_turn(networks.python, sink, SIGNAL, call, call.method(), 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_named_between_quotes() {
        assert!(names_metric(r#"print(f"Test accuracy : {score:.2f}")"#));
        assert!(
            names_metric("plt.title('AUC selon le modèle')")
                && names_metric(r#"print("F1 =", f1)"#)
        );
        assert!(!names_metric("print(accuracy)") && !names_metric(r#"print("aucun modèle", auc)"#));
        assert!(!names_metric(r#"print("loss:", loss)  # accuracy"#));
        for code in [
            r#"print("mixed precision enabled")"#,
            r#"print(f"matmul precision : {policy}")"#,
            r#"print("ROC Belgium, R2 storage bucket")"#,
        ] {
            assert!(!names_metric(code), "{code}");
        }
    }
}
