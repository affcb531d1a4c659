//! Relative links and images of Markdown that lead to no file of the deliverables.

use std::borrow::Cow;

use prejury_core::Finding;
use prejury_documents::DocumentKind;

use super::files::Files;
use super::{MAX_OF_A_KIND, first_of_each};
use crate::Facts;

/// Dead targets of one document from which it was brought from elsewhere: that is told once, not line by line.
const MAX_OF_A_DOCUMENT: usize = 3;

pub(super) fn find(facts: &Facts<'_>, files: &Files) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in &facts.documents {
        if document.kind != DocumentKind::Markdown {
            continue;
        }
        let folder = document
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let mut n_told = 0;
        // A text that was set aside is none of the candidate's.
        for block in document
            .blocks
            .iter()
            .filter(|block| !block.text.is_empty() || block.images > 0)
        {
            let is_dead =
                |target: &str| path_of(folder, target).is_some_and(|path| files.lacks_path(&path));
            let place = &block.location;
            let links = block.links.iter().filter(|target| is_dead(target));
            let images = block.image_targets.iter().filter(|target| is_dead(target));
            let told =
                links
                    .map(|target| Finding::at(place.clone(), "link.dead").with("target", target))
                    .chain(images.map(|target| {
                        Finding::at(place.clone(), "image.dead").with("target", target)
                    }));
            for finding in told.take(MAX_OF_A_DOCUMENT.saturating_sub(n_told)) {
                n_told += 1;
                findings.push(finding);
            }
        }
    }
    first_of_each(findings, MAX_OF_A_KIND)
}

/// The path in the submission that a relative link of a file in `folder` leads to. None for addresses, places in the file
/// itself, what lies outside, and what is no link to a file.
fn path_of(folder: &str, target: &str) -> Option<String> {
    let target = target.split(['#', '?']).next().unwrap_or_default().trim();
    let is_file = !target.is_empty()
        && !target.contains([':', '<', '>', '{', '}', '\\', '*', '|', '"', '@', '$', '…'])
        && !target.starts_with("//")
        && !target.starts_with("www.")
        && !target.contains("...");
    if !is_file {
        return None;
    }
    let target = percent_decoded(target);
    let (folder, target) = match target.strip_prefix('/') {
        Some(rooted) => ("", rooted),
        None => (folder, &*target),
    };
    // A bare word in brackets is a reference or an address without its scheme, unless it looks like a file or a folder.
    let is_path = target.contains('/') || target.contains('.');
    let first = target.split('/').next().unwrap_or_default();
    let is_address = first.contains('.')
        && target.contains('/')
        && !matches!(first, "." | "..")
        && !first.starts_with('.');
    if !is_path || is_address {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// `%20` and the like as the characters they stand for; what is no UTF-8 then stays as it is.
fn percent_decoded(target: &str) -> Cow<'_, str> {
    if !target.contains('%') {
        return target.into();
    }
    let bytes = target.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let value = (bytes[at] == b'%')
            .then(|| target.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(value.unwrap_or(bytes[at]));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).map_or_else(|_| target.into(), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_paths_of_the_submission() {
        let path = |folder, target| path_of(folder, target);
        assert_eq!(
            path("docs", "../img/a%20b.png#x").as_deref(),
            Some("img/a b.png")
        );
        assert_eq!(path("docs", "/LICENSE.md").as_deref(), Some("LICENSE.md"));
        assert_eq!(path("", "./notebooks/").as_deref(), Some("notebooks"));
        for other in [
            "https://example.org/a.png",
            "mailto:a@b.fr",
            "#plan",
            "www.example.org/a",
            "example.org/a.html",
            "../../issues",
            "ref",
            "<chemin>/a.md",
        ] {
            assert_eq!(path("docs", other), None, "{other}");
        }
    }

    #[test]
    fn percent_signs_of_other_kinds_stay() {
        assert_eq!(percent_decoded("a%zz%2"), "a%zz%2");
        assert_eq!(percent_decoded("%C3%A9t%C3%A9"), "été");
        assert_eq!(percent_decoded("%ff"), "%ff");
    }
}
