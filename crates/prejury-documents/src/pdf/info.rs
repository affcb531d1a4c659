//! What a PDF says of itself: title, author, dates; and where its links lead.

use std::sync::Arc;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Rect, String as PdfString};
use hayro_syntax::page::Page;

use super::matrix::Matrix;
use super::pieces::PageText;
use crate::Metadata;

/// Annotations looked at per page.
const MAX_LINKS: usize = 500;

/// Longest property kept.
const MAX_CHARACTERS: usize = 300;

pub(super) fn metadata(pdf: &Pdf) -> Metadata {
    let known = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| {
        bytes
            .as_deref()
            .map(decoded)
            .map(|text| text.trim().chars().take(MAX_CHARACTERS).collect::<String>())
            .filter(|text| !text.is_empty())
            .map(Arc::from)
    };
    let date = known
        .creation_date
        .as_ref()
        .or(known.modification_date.as_ref());
    Metadata {
        title: text(&known.title),
        author: text(&known.author),
        program: text(&known.creator).or_else(|| text(&known.producer)),
        date: date
            .filter(|date| (1980..2100).contains(&date.year))
            .map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day).into()),
    }
}

/// Text strings are UTF-16 or UTF-8 with a mark, or one byte a character.
fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest
                .as_chunks::<2>()
                .0
                .iter()
                .map(|pair| u16::from_be_bytes(*pair));
            char::decode_utf16(units)
                .map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        },
    }
}

/// Hangs the addresses of `page` on the texts that they cover; the others go to the last text.
pub(super) fn add_links(page: &Page<'_>, text: &mut PageText) {
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else {
        return;
    };
    let matrix = Matrix(page.initial_transform(true).as_coeffs());
    for annotation in annotations.iter::<Dict<'_>>().take(MAX_LINKS) {
        let is_link = annotation
            .get::<Name<'_>>("Subtype")
            .is_some_and(|kind| kind.as_str() == "Link");
        let target = annotation
            .get::<Dict<'_>>("A")
            .filter(|_| is_link)
            .and_then(|action| action.get::<PdfString<'_>>("URI"));
        let Some(target) = target else { continue };
        let target: Arc<str> = decoded(target.as_bytes()).into();
        let area = annotation.get::<Rect>("Rect").map(|area| {
            let (left, y0) = matrix.point(area.x0, area.y0);
            let (right, y1) = matrix.point(area.x1, area.y1);
            ((left + right) / 2.0, (y0 + y1) / 2.0)
        });
        let covered = area.and_then(|(x, y)| {
            text.pieces.iter().position(|piece| {
                piece.left <= x && x <= piece.right && piece.top <= y && y <= piece.bottom
            })
        });
        let index = covered.or_else(|| text.pieces.len().checked_sub(1));
        if let Some(piece) = index.and_then(|index| text.pieces.get_mut(index)) {
            piece.links.push(target);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_in_all_their_encodings() {
        assert_eq!(decoded(b"\xfe\xff\0N\0o\0t\0\xe9"), "Noté");
        assert_eq!(decoded(b"Not\xe9"), "Noté");
        assert_eq!(decoded("Noté".as_bytes()), "Noté");
    }
}
