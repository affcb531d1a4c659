//! How many each segment holds, told in texts: in a table of a page, or beside the names of segments.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::pages::says;
use crate::analyses::passages::{Passage, Passages, emit};
use crate::sink::EvidenceSink;

pub(super) fn find(passages: &Passages, sink: &mut EvidenceSink) {
    for page in passages.pages() {
        sized(page, sink);
    }
    let places = passages.all.chunk_by(is_one_place);
    for place in places {
        named_with_numbers(place, sink);
    }
}

/// A page, a cell, or a section of another text.
fn is_one_place(one: &Passage, other: &Passage) -> bool {
    let where_is = |passage: &Passage| {
        let page = passage.page().map(|(_, number)| number);
        let cell = passage.location.cell();
        let section = page.or(cell).is_none().then_some(passage.section);
        (page, cell, section)
    };
    one.location.path == other.location.path && where_is(one) == where_is(other)
}

/// `Cluster 1 (4322 clients)`, `Le groupe fidèle représente 15 % des clients`; under a title of segments `Fidèles : 58 %`.
fn named_with_numbers(place: &[Passage], sink: &mut EvidenceSink) {
    let (Some(sized), Some(share)) = (SIZED.as_ref(), SHARE.as_ref()) else {
        return;
    };
    let is_titled = place
        .iter()
        .any(|passage| passage.is_heading && says(&passage.text, SEGMENTS));
    let gives_size = |passage: &&Passage| {
        !passage.is_comment
            && !passage.is_docstring
            && passage.text.bytes().any(|byte| byte.is_ascii_digit())
            && (sized.is_match(&passage.text) || is_titled && share.is_match(&passage.text))
    };
    let mut found = place.iter().filter(gives_size);
    let Some(first) = found.next() else {
        return;
    };
    let told: BTreeSet<&str> = found.map(|passage| passage.text.trim()).collect();
    if told.iter().any(|text| *text != first.text.trim()) {
        emit(sink, "segmentation.sizes", first);
    }
}

/// A segment by number or name, then how many it holds. A share of the turnover is no size.
static SIZED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^\W*(?:(?:le|la|les|the|un|ce)\s+)?(?:cluster|segment|groupe?|profil)s?\b[^.;%|]{0,60}?",
        r"(?:[(:–—-]|repr[ée]sente|regroupe|contient|compte|correspond [àa]|represents?|contains?|holds|with)\s*",
        r"(?:environ|about|<|>|~|≈|près de|plus de)?\s*",
        r"(?:\d{1,3}(?:[ \u{a0}\u{202f},.]?\d{3})+|\d+(?:[.,]\d+)?)\s*",
        r"(?:clients?|clientes|customers?|individus?|individuals|personnes|acheteurs|pays|countries|observations",
        r"|%\s*(?:\)|:|$|,|(?:des|de nos|de la|of the|of our|of)\s+(?:clients|clientèle|population|customers|individus|individuals|pays|countries|total)))",
    ))
    .ok()
});
/// A name with its share and nothing else.
static SHARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\W*\p{L}[\p{L}' ’-]{2,30}\s*[:(]\s*\d{1,2}(?:[.,]\d+)?\s*%\s*\)?$").ok()
});
/// Words of a title over the segments.
const SEGMENTS: &[&str] = &["clusters", "groupes", "segments"];

/// A table of the segments with how many they are: a number and its share in each row.
fn sized(page: &[Passage], sink: &mut EvidenceSink) {
    let Some(row) = SHARE_ROW.as_ref() else {
        return;
    };
    let text: Vec<&str> = page.iter().map(|passage| &*passage.text).collect();
    let text = text.join("\n");
    // Most pages hold no such row: their words are not looked at.
    let shares = row.captures_iter(&text).filter_map(|found| {
        let share = found.get(1).or_else(|| found.get(2))?;
        share.as_str().replace(',', ".").parse::<f64>().ok()
    });
    let (n_rows, sum) = shares.fold((0, 0.0), |(n, sum), share| (n + 1, sum + share));
    if n_rows < MIN_ROWS || !WHOLE.contains(&sum) {
        return;
    }
    if !says(&text, GROUPS) || !says(&text, COUNTS) {
        return;
    }
    let shown = page.iter().find(|passage| row.is_match(&passage.text));
    if let Some(shown) = shown.or(page.first()) {
        emit(sink, "segmentation.sizes", shown);
    }
}

/// `a 38623 40.2`, `1 | 2 961 | 3,1 %`: a count with a share after it.
static SHARE_ROW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b\d{1,3}(?:[ \u{a0}\u{202f}]?\d{3})*[\s|(]+(\d{1,2}(?:[.,]\d+)?)\s*%|\b\d{2,}[\s|]+(\d{1,2}[.,]\d)\b").ok()
});
/// What the shares of all segments make, in percent.
const WHOLE: std::ops::RangeInclusive<f64> = 97.0..=103.0;
/// Rows of a table of segments.
const MIN_ROWS: usize = 3;
/// Words for segments and for how many they are.
const GROUPS: &[&str] = &["cluster", "groupe", "segment"];
const COUNTS: &[&str] = &[
    "client", "customer", "effectif", "nombre", "number", "part", "size", "taille",
];
