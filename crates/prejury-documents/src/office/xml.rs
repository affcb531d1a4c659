//! XML as a flow of tags and texts, by local names. Entities that a document defines itself are never expanded.

use std::borrow::Cow;
use std::cell::Cell;

use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::package::unescaped;
use crate::entities;

/// Elements inside elements; beyond it the rest of the file is left.
const MAX_DEPTH: usize = 256;

/// Tags and texts of one file.
const MAX_NODES: usize = 4_000_000;

pub(super) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    /// Set when the text ends before its root does.
    broken: Option<&'x Cell<bool>>,
    depth: usize,
    n_nodes: usize,
}

pub(super) enum Node<'x> {
    Open(Tag<'x>),
    Close(BytesEnd<'x>),
    Text(Cow<'x, str>),
}

pub(super) struct Tag<'x>(BytesStart<'x>);

impl<'x> Xml<'x> {
    pub(super) fn new(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            broken: None,
            depth: 0,
            n_nodes: 0,
        }
    }

    /// The same, and `broken` tells afterwards whether all of it could be read.
    pub(super) fn watched(text: &'x str, broken: &'x Cell<bool>) -> Self {
        Self {
            broken: Some(broken),
            ..Self::new(text)
        }
    }

    fn stop(&self, is_broken: bool) {
        if let Some(broken) = self.broken.filter(|_| is_broken) {
            broken.set(true);
        }
    }

    /// The next tag or text; none at the end, at a break and at a limit.
    pub(super) fn next(&mut self) -> Option<Node<'x>> {
        loop {
            self.n_nodes += 1;
            if self.n_nodes > MAX_NODES || self.depth > MAX_DEPTH {
                self.stop(true);
                return None;
            }
            let Ok(event) = self.reader.read_event() else {
                self.stop(true);
                return None;
            };
            return Some(match event {
                Event::Start(tag) => {
                    self.depth += 1;
                    Node::Open(Tag(tag))
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::Close(tag)
                }
                Event::Text(text) => Node::Text(text.into_inner()),
                Event::CData(text) => Node::Text(text.into_inner()),
                Event::GeneralRef(reference) => {
                    let written = format!("&{};", &*reference.into_inner());
                    match entities::decode(&written).into_owned() {
                        // An entity of the document's own, which may be a bomb or a file.
                        unknown if unknown == written => continue,
                        known => Node::Text(Cow::Owned(known)),
                    }
                }
                Event::Eof => {
                    self.stop(self.depth > 0);
                    return None;
                }
                _ => continue,
            });
        }
    }

    /// Passes over what stands inside the tag that was opened last.
    pub(super) fn skip(&mut self) {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside && self.next().is_some() {}
    }
}

impl<'x> Node<'x> {
    /// The tag, when one of this name opens.
    pub(super) fn open(&self, name: &str) -> Option<&Tag<'x>> {
        self.any_open().filter(|tag| tag.name() == name)
    }

    pub(super) fn any_open(&self) -> Option<&Tag<'x>> {
        match self {
            Self::Open(tag) => Some(tag),
            _ => None,
        }
    }

    /// The local name of a tag that closes.
    pub(super) fn close(&self) -> Option<&str> {
        match self {
            Self::Close(tag) => Some(tag.local_name().into_inner()),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Tag<'_> {
    /// Local name: `a:t` is `t`.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute with this local name.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.find(|_, local| local == name)
    }

    /// The id of a relation: `r:id`, `r:embed`, ..., which must not be taken for a plain `id`.
    pub(super) fn relation(&self, name: &str) -> Option<String> {
        self.find(|full, local| local == name && full.len() > local.len())
    }

    fn find(&self, wanted: impl Fn(&str, &str) -> bool) -> Option<String> {
        self.0
            .attributes()
            .with_checks(false)
            .filter_map(Result::ok)
            .find(|attribute| {
                wanted(
                    attribute.key.as_ref(),
                    attribute.key.local_name().into_inner(),
                )
            })
            .map(|attribute| unescaped(&attribute.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let mut xml = Xml::new(text);
        let mut found = Vec::new();
        while let Some(node) = xml.next() {
            found.extend(node.text().map(str::to_owned));
        }
        found
    }

    #[test]
    fn references_are_read_and_own_entities_are_not() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"lol\"><!ENTITY y \"&x;&x;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]><a>R&amp;D &y;&f;&#233;</a>";
        assert_eq!(texts(bomb), ["R", "&", "D ", "é"]);
    }

    #[test]
    fn depth_and_breaks_end_the_reading() {
        assert_eq!(texts("<a>un<b"), ["un"]);
        let deep = format!("{}x{}", "<a>".repeat(5_000), "</a>".repeat(5_000));
        assert!(texts(&deep).is_empty());
    }
}
