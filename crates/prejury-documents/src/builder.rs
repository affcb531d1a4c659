//! Gathers text into blocks: white space folded, places and bare links noted.

use std::sync::Arc;

use prejury_core::{Location, Place};

use crate::{Block, BlockKind};

/// The blocks of one text, in order, with the block that is being written.
pub(crate) struct BlockBuilder {
    path: Arc<str>,
    place: Setting,
    blocks: Vec<Block>,
    open: Option<OpenBlock>,
}

/// What the places of blocks are made of.
enum Setting {
    /// Lines of a file or of a cell.
    Lines { cell: Option<u32> },
    /// A page, slide or row.
    Whole(Place),
}

struct OpenBlock {
    kind: BlockKind,
    text: String,
    line: u32,
    end_line: u32,
    links: Vec<Arc<str>>,
    images: u32,
    image_targets: Vec<Arc<str>>,
}

/// Targets kept per block: a hostile page must not multiply memory by its links.
const MAX_LINKS: usize = 500;
/// Longest target kept; `data:` addresses hold whole images.
const MAX_LINK_BYTES: usize = 2_000;

impl BlockBuilder {
    pub(crate) fn new(path: Arc<str>, cell: Option<u32>) -> Self {
        Self {
            path,
            place: Setting::Lines { cell },
            blocks: Vec::new(),
            open: None,
        }
    }

    /// For texts whose lines mean nothing: all blocks stand at `place` until `move_to`.
    pub(crate) fn placed(path: Arc<str>, place: Place) -> Self {
        Self {
            path,
            place: Setting::Whole(place),
            blocks: Vec::new(),
            open: None,
        }
    }

    /// Closes the open block; the following ones stand at `place`.
    pub(crate) fn move_to(&mut self, place: Place) {
        self.flush();
        self.place = Setting::Whole(place);
    }

    /// Closes the open block and opens one of `kind` at `line`.
    pub(crate) fn begin(&mut self, kind: BlockKind, line: u32) {
        self.flush();
        self.open = Some(OpenBlock {
            kind,
            text: String::new(),
            line,
            end_line: line,
            links: Vec::new(),
            images: 0,
            image_targets: Vec::new(),
        });
    }

    /// Kind of the open block.
    pub(crate) fn open_kind(&self) -> Option<BlockKind> {
        self.open.as_ref().map(|open| open.kind)
    }

    /// Whether the open block has no text yet.
    pub(crate) fn is_open_empty(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| open.text.trim().is_empty())
    }

    /// Adds text that ends on `line`; a paragraph is opened where no block is open.
    pub(crate) fn text(&mut self, text: &str, line: u32) {
        if self.open.is_none() {
            if text.trim().is_empty() {
                return;
            }
            self.begin(BlockKind::Paragraph, line);
        }
        if let Some(open) = &mut self.open {
            open.text.push_str(text);
            open.end_line = open.end_line.max(line);
        }
    }

    pub(crate) fn link(&mut self, target: &str, line: u32) {
        if self.open.is_none() {
            self.begin(BlockKind::Paragraph, line);
        }
        if let Some(open) = &mut self.open {
            push_link(&mut open.links, target);
        }
    }

    /// An image, with its target where the text gives one (empty otherwise).
    pub(crate) fn image(&mut self, target: &str, line: u32) {
        if self.open.is_none() {
            self.begin(BlockKind::Paragraph, line);
        }
        if let Some(open) = &mut self.open {
            open.images += 1;
            push_link(&mut open.image_targets, target);
            open.end_line = open.end_line.max(line);
        }
    }

    /// Adds finished blocks of another reader (HTML inside markdown).
    pub(crate) fn extend(&mut self, blocks: Vec<Block>) {
        self.flush();
        self.blocks.extend(blocks);
    }

    /// Closes the open block; an empty one is dropped.
    pub(crate) fn flush(&mut self) {
        let Some(open) = self.open.take() else { return };
        let text = if open.kind == BlockKind::Code {
            trim_code(&open.text)
        } else {
            fold_space(&open.text)
        };
        if text.is_empty() && open.images == 0 && open.links.is_empty() {
            return;
        }
        let mut links = open.links;
        if open.kind != BlockKind::Code && text.contains("http") {
            for target in bare_links(&text) {
                push_link(&mut links, target);
            }
        }
        self.blocks.push(Block {
            kind: open.kind,
            text: text.into(),
            location: Location {
                path: self.path.clone(),
                place: match &self.place {
                    Setting::Lines { cell } => Place::Lines {
                        cell: *cell,
                        line: open.line,
                        end_line: open.end_line.max(open.line),
                    },
                    Setting::Whole(place) => place.clone(),
                },
            },
            links,
            images: open.images,
            image_targets: open.image_targets,
        });
    }

    pub(crate) fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }
}

fn push_link(links: &mut Vec<Arc<str>>, target: &str) {
    let kept = target.len() <= MAX_LINK_BYTES && links.len() < MAX_LINKS && !target.is_empty();
    if kept && !links.iter().any(|known| &**known == target) {
        links.push(Arc::from(target));
    }
}

/// Runs of white space become one space.
pub(crate) fn fold_space(text: &str) -> String {
    if is_folded(text) {
        return text.to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Whether all white space of a text is single blanks between words, by its bytes: those that begin another white space
/// beyond ASCII count as such.
fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_other = |byte: u8| matches!(byte, b'\t'..=b'\r' | 0xc2 | 0xe1..=0xe3);
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    // Without a way out in the middle, many bytes are compared at a time.
    let has_other = bytes.iter().fold(false, |has, byte| has | is_other(*byte));
    let has_two = pairs.fold(false, |has, pair| has | (pair == (&b' ', &b' ')));
    !has_other && !has_two && !text.starts_with(' ') && !text.ends_with(' ')
}

/// Code keeps its lines and their indentation: a tree of folders is drawn with them.
fn trim_code(text: &str) -> String {
    text.trim_matches(['\n', '\r']).trim_end().to_owned()
}

/// Addresses that stand in the text without markup.
fn bare_links(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '<', '>', '"', '(', '[', '`', '|'])
        .filter(|word| word.starts_with("https://") || word.starts_with("http://"))
        .map(|word| word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*']))
}

/// Offsets at which lines begin, for the line of an offset.
pub(crate) struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    pub(crate) fn new(text: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1))
            .collect();
        Self { starts }
    }

    /// The line, from 1, that holds the byte at `offset`.
    pub(crate) fn line(&self, offset: usize) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_offsets() {
        let index = LineIndex::new("a\nbc\n\nd");
        assert_eq!(
            [0, 1, 2, 4, 5, 6].map(|at| index.line(at)),
            [1, 1, 2, 2, 3, 4]
        );
    }

    #[test]
    fn bare_addresses_are_links() {
        let mut builder = BlockBuilder::new("a.txt".into(), None);
        builder.text("see https://example.org/x, and (http://example.org/y).", 1);
        let blocks = builder.finish();
        let links: Vec<&str> = blocks[0].links.iter().map(|link| &**link).collect();
        assert_eq!(links, ["https://example.org/x", "http://example.org/y"]);
    }
}
