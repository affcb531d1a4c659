//! The sources of a technology watch: research, blogs and documentation, each with its year where it is known.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::texts::Text;

/// Sites whose pages are recognised sources.
const SITES: &str = include_str!("../../../../../rules/management/recognised-sites.txt");
/// Journals and conferences.
const VENUES: &str = include_str!("../../../../../rules/management/venues.txt");

/// `2304.07193`: year and month of a paper on arXiv.
static ARXIV: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)arxiv[^\d\n]{0,24}?(\d{2})(\d{2})\.(\d{4,5})").ok());

static DOI: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]{3,}").ok());

/// `[Jiu, 2025]`, `Chen (2020)`, `Xie, E., Wang, W. (2021)`: names, initials and nothing else before the year.
static CITATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([A-ZÉÈ][\p{Ll}’'-]+)(?:,? (?:[A-Z]\.(?:-?[A-Z]\.)*|&|and|et|\.{3}|…|[A-ZÉÈ][\p{Ll}’'-]+),?){0,40},? ?[(\[]((?:19|20)\d{2})[a-z]?[)\]]|[(\[]([A-ZÉÈ][\p{Ll}’'-]+)(?: (?:&|and|et) [A-ZÉÈ][\p{Ll}’'-]+)?, ((?:19|20)\d{2})[)\]]").ok()
});

/// `Zhuang Liu et al., arXiv, 2022`, `Liu et al., CVPR 2022`.
static ET_AL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([A-ZÉÈ][\p{L}’'-]+)(?:,? (?:[A-Z]\.(?:-?[A-Z]\.)*|[A-ZÉÈ][\p{Ll}’'-]+),?){0,40},? et al\.?[^\n]{0,160}?((?:19|20)\d{2})(?-u:\b)").ok()
});

static YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)(?:19[89]\d|20[0-4]\d)(?-u:\b)").ok());

/// One source.
pub(super) struct Source<'t, 'f> {
    pub(super) text: &'t Text<'f>,
    /// What tells it from others.
    pub(super) name: String,
    pub(super) year: Option<i32>,
}

/// Sources of one submission, each once.
#[derive(Default)]
pub(super) struct Sources<'t, 'f> {
    pub(super) found: Vec<Source<'t, 'f>>,
    known: BTreeSet<String>,
    /// Document and section of a citation whose address may stand in the next text.
    open: Option<(usize, usize)>,
}

/// Words of a text that only gives an address.
const MAX_ADDRESS_WORDS: usize = 8;
/// Sources read off one hand-in; more is a bibliography of somebody else's.
const MAX_SOURCES: usize = 200;

impl<'t, 'f> Sources<'t, 'f> {
    /// Adds the sources that a text names: by address, by number or by author and year.
    pub(super) fn read(&mut self, text: &'t Text<'f>) {
        if self.found.len() >= MAX_SOURCES {
            return;
        }
        let addresses = addresses(text);
        let citations = citations(&without_addresses(text.str()));
        let is_address_alone = citations.is_empty() && text.n_words <= MAX_ADDRESS_WORDS;
        let is_of_citation = is_address_alone && self.open == Some((text.document, text.section));
        // Plain text may stand between a reference and its address, in one section.
        if !citations.is_empty() || !addresses.is_empty() {
            let is_open = addresses.is_empty();
            self.open = is_open.then_some((text.document, text.section));
        }
        let lone_year = if addresses.len() == 1 {
            lone_year(&without_addresses(text.str()))
        } else {
            None
        };
        for (at, (name, year)) in citations.iter().enumerate() {
            let address = addresses.get(at);
            let key = format!("{name} {year}");
            let is_new = self.known.insert(key.clone());
            // The address may have been read before the reference: one source, told better.
            let told = address.and_then(|(address, _)| {
                self.known.insert(address.clone());
                self.found.iter_mut().find(|source| source.name == *address)
            });
            if let Some(source) = told {
                source.name = key;
                source.year = Some(*year);
                continue;
            }
            if is_new {
                self.found.push(Source {
                    text,
                    name: key,
                    year: Some(*year),
                });
            }
        }
        for (address, year) in addresses.into_iter().skip(citations.len()) {
            if self.known.insert(address.clone()) && !is_of_citation {
                self.found.push(Source {
                    text,
                    name: address,
                    year: year.or(lone_year),
                });
            }
        }
    }
}

/// Recognised addresses in a text, with the year that the number of a paper gives.
fn addresses(text: &Text<'_>) -> Vec<(String, Option<i32>)> {
    let mut found: Vec<(String, Option<i32>)> = Vec::new();
    let mut push = |name: String, year: Option<i32>| {
        if !found.iter().any(|(other, _)| *other == name) {
            found.push((name, year));
        }
    };
    let str = text.str();
    let mentions_arxiv = str.contains("rxiv") || str.contains("rXiv") || str.contains("RXIV");
    if let Some(regex) = ARXIV.as_ref() {
        let links = text.block.links.iter().map(|link| &**link);
        for part in links.chain(mentions_arxiv.then_some(str)) {
            for id in regex.captures_iter(part) {
                let year: Option<i32> = id[1].parse().ok();
                push(
                    format!("arXiv:{}{}.{}", &id[1], &id[2], &id[3]),
                    year.map(|year| 2000 + year),
                );
            }
        }
    }
    for link in &text.block.links {
        let Some(address) = link
            .strip_prefix("https://")
            .or_else(|| link.strip_prefix("http://"))
        else {
            continue;
        };
        let host = address.split(['/', '?', '#']).next().unwrap_or("");
        let is_arxiv = host.ends_with("arxiv.org");
        if !is_arxiv && is_recognised(host) && address.trim_end_matches('/') != host {
            push(address.trim_end_matches('/').to_ascii_lowercase(), None);
        }
    }
    if str.contains("10.")
        && let Some(doi) = DOI.as_ref().and_then(|doi| doi.find(str))
        && !str.contains("arXiv")
    {
        push(doi.as_str().to_ascii_lowercase(), None);
    }
    found
}

/// Whether a host, or a domain above it, is on the list.
fn is_recognised(host: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    SITES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .any(|site| {
            host == site
                || host
                    .strip_suffix(site)
                    .is_some_and(|sub| sub.ends_with('.'))
        })
}

/// Authors with years: with several authors, a venue or a title in quotation marks.
fn citations(text: &str) -> Vec<(String, i32)> {
    let mut found: Vec<(String, i32)> = Vec::new();
    let is_possible = text.contains("19") || text.contains("20");
    if !is_possible {
        return found;
    }
    let has_title =
        text.contains(['"', '“', '«', '»', '”']) || names_venue(text) || text.contains("et al");
    let take = |regex: &LazyLock<Option<Regex>>, found: &mut Vec<(String, i32)>| {
        for one in regex
            .as_ref()
            .into_iter()
            .flat_map(|regex| regex.captures_iter(text))
        {
            let name = one.get(1).or_else(|| one.get(3));
            let year = one.get(2).or_else(|| one.get(4));
            if let (Some(name), Some(year)) = (name, year)
                && let Ok(year) = year.as_str().parse::<i32>()
                && !found.iter().any(|(other, _)| *other == name.as_str())
            {
                found.push((name.as_str().to_owned(), year));
            }
        }
    };
    if text.contains("et al") {
        take(&ET_AL, &mut found);
    }
    if has_title && found.is_empty() {
        take(&CITATION, &mut found);
    }
    if found.is_empty() && names_venue(text) {
        let year = lone_year(text);
        let first = text
            .split_whitespace()
            .find(|word| word.chars().count() > 3);
        if let (Some(year), Some(first)) = (year, first) {
            found.push((first.to_owned(), year));
        }
    }
    found
}

/// A text without its addresses, whose numbers are no years.
fn without_addresses(text: &str) -> Cow<'_, str> {
    if !text.contains("://") && !text.contains("www.") {
        return Cow::Borrowed(text);
    }
    // `2023.(https://...)`: what stands before the address in one word stays.
    let start = |word: &str| {
        ["http://", "https://", "www."]
            .iter()
            .filter_map(|scheme| word.find(scheme))
            .min()
    };
    let words: Vec<&str> = text
        .split(' ')
        .map(|word| start(word).map_or(word, |at| &word[..at]))
        .collect();
    Cow::Owned(words.join(" "))
}

/// Whether a text names a journal or conference, as a word.
fn names_venue(text: &str) -> bool {
    let is_venue = |word: &str| {
        VENUES
            .lines()
            .any(|venue| !venue.starts_with('#') && venue.eq_ignore_ascii_case(word))
    };
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| word.len() > 2 && word.starts_with(char::is_alphabetic))
        .any(is_venue)
}

/// The year of a text that names a single one.
fn lone_year(text: &str) -> Option<i32> {
    let mut years = YEAR.as_ref()?.find_iter(text).map(|year| year.as_str());
    let first = years.next()?;
    years
        .all(|other| other == first)
        .then(|| first.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_in_their_usual_forms() {
        let cases: &[(&str, &[(&str, i32)])] = &[
            (
                "Proposée par Zhuang Liu et al. (2022), elle conserve",
                &[("Liu", 2022)],
            ),
            ("[Jiu et al., 2025] - arXiv:2512.23486v1", &[("Jiu", 2025)]),
            (
                "Chen (2020) - \"A Simple Framework for Contrastive Learning\"",
                &[("Chen", 2020)],
            ),
            (
                "Xie, E., Wang, W., Yu, Z., et al. (2021). SegFormer. NeurIPS 2021",
                &[("Xie", 2021)],
            ),
            (
                "Liu et al., A ConvNet for the 2020s, CVPR 2022",
                &[("Liu", 2022)],
            ),
            ("Le modèle Xception (2017 images) est entraîné", &[]),
        ];
        for (text, wanted) in cases {
            let found: Vec<i32> = citations(text).into_iter().map(|(_, year)| year).collect();
            let wanted: Vec<i32> = wanted.iter().map(|(_, year)| *year).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn hosts_and_what_is_under_them() {
        assert!(is_recognised("arxiv.org"));
        assert!(is_recognised("www.nature.com"));
        assert!(is_recognised("blog.medium.com"));
        assert!(!is_recognised("notarxiv.org"));
        assert!(!is_recognised("openclassrooms.com"));
    }
}
