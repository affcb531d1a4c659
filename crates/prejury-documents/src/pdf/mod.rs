//! PDF → text by page, in reading order, with links and properties.
//!
//! `hayro` knows the format and its fonts; what is text, in which order and of which kind is told here. A document is read
//! on a thread of its own with a budget and a deadline, because a file may be made to hang any reader.

mod blocks;
mod bombs;
mod budget;
mod content;
mod info;
mod matrix;
mod order;
mod pieces;
mod segments;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use foldhash::HashSet;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use prejury_core::{Issue, caught};

use crate::{Document, DocumentKind, Page, contents};
use budget::Budget;
use content::ContentReader;
use pieces::PageText;

/// Pages read of one document.
const MAX_PAGES: usize = 1_000;

/// The thread answers on its own before its deadline; one that does not is left behind.
const GRACE: Duration = Duration::from_millis(500);

/// Threads left behind; beyond it no further PDF is opened.
const MAX_STUCK: usize = 3;

/// Nesting that readers of objects may recurse into needs a stack of its own size.
const STACK_BYTES: usize = 16 << 20;

/// A page with fewer words and an image is a picture of a page.
const FEW_WORDS: usize = 5;

static STUCK: AtomicUsize = AtomicUsize::new(0);

/// Reads a PDF. What could not be read is said in the Issues; a document that cannot be opened has no pages.
pub fn pdf(path: &str, bytes: Vec<u8>) -> (Document, Vec<Issue>) {
    let path: Arc<str> = path.into();
    let unread = |code| {
        (
            Document::empty(path.clone(), DocumentKind::Pdf),
            vec![Issue::at(path.clone(), code)],
        )
    };
    if bombs::is_bomb(&bytes) {
        return unread("document.bomb");
    }
    if STUCK.load(Ordering::Relaxed) >= MAX_STUCK {
        return unread("document.too-slow");
    }
    let (sender, receiver) = mpsc::channel();
    let own_path = path.clone();
    let thread = std::thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            let read = caught(|| read(&own_path, bytes));
            // Nobody listens any more when the deadline has passed.
            let _ = sender.send(read.ok());
        });
    if thread.is_err() {
        return unread("document.unreadable");
    }
    match receiver.recv_timeout(budget::MAX_TIME + GRACE) {
        Ok(Some(Ok(read))) => read,
        Ok(Some(Err(code))) => unread(code),
        Ok(None) | Err(mpsc::RecvTimeoutError::Disconnected) => unread("document.unreadable"),
        Err(mpsc::RecvTimeoutError::Timeout) => {
            STUCK.fetch_add(1, Ordering::Relaxed);
            unread("document.too-slow")
        }
    }
}

/// The document, or the code of why it cannot be opened.
fn read(path: &Arc<str>, bytes: Vec<u8>) -> Result<(Document, Vec<Issue>), &'static str> {
    let budget = Budget::new();
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected
            | DecryptionError::UnsupportedAlgorithm
            | DecryptionError::MissingIDEntry
            | DecryptionError::InvalidEncryption,
        ) => "document.encrypted",
        LoadPdfError::Invalid => "document.unreadable",
    })?;
    let mut reader = ContentReader::new();
    let mut texts = Vec::new();
    let mut images = Vec::new();
    let mut n_unknown = 0;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err("document.unreadable");
    }
    for page in pages.iter().take(MAX_PAGES) {
        if budget.is_spent() {
            break;
        }
        let content = reader.read(page, &budget);
        let (width, height) = page.render_dimensions();
        let mut text = PageText::of(
            order::regions(content.segments),
            f64::from(width),
            f64::from(height),
        );
        info::add_links(page, &mut text);
        images.push(content.n_images);
        n_unknown += content.n_unknown;
        texts.push(text);
    }
    let issues = issues(path, &texts, &images, n_unknown, pages.len(), &budget);
    let running = blocks::running_lines(&texts);
    let body = blocks::body_size(&texts, &running);
    let mut document = Document {
        metadata: info::metadata(&pdf),
        is_landscape: texts.iter().filter(|page| page.is_landscape).count() * 2 > texts.len(),
        ..Document::empty(path.clone(), DocumentKind::Pdf)
    };
    let mut known = HashSet::default();
    for ((text, n_images), number) in texts.iter().zip(images).zip(1..) {
        let (blocks, title) = blocks::blocks(text, path, number, body, &running);
        document.pages.push(Page {
            number,
            title,
            images: n_images,
            ..Page::counted(&blocks)
        });
        // A slide printed once for each step of its animation, a table of contents shown again: read once.
        let words: Vec<Arc<str>> = blocks.iter().map(|block| block.text.clone()).collect();
        if known.insert(words) {
            document.blocks.extend(blocks);
        }
    }
    contents::drop_entries(&mut document);
    Ok((document, issues))
}

fn issues(
    path: &Arc<str>,
    texts: &[PageText],
    images: &[u32],
    n_unknown: usize,
    n_pages: usize,
    budget: &Budget,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    if texts.len() < n_pages || budget.is_spent() {
        issues.push(
            Issue::at(path.clone(), "document.cut")
                .with("read", texts.len())
                .with("pages", n_pages),
        );
        return issues;
    }
    let n_pictures = texts
        .iter()
        .zip(images)
        .filter(|(text, n_images)| text.n_words() <= if **n_images > 0 { FEW_WORDS } else { 0 })
        .count();
    let n_words: usize = texts.iter().map(PageText::n_words).sum();
    if n_words == 0 && n_unknown > 0 {
        issues.push(Issue::at(path.clone(), "document.no-text-layer"));
    } else if !texts.is_empty() && n_pictures * 10 >= texts.len() * 8 {
        issues.push(Issue::at(path.clone(), "document.images-only").with("pages", texts.len()));
    }
    issues
}
