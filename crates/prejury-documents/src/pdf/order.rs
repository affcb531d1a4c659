//! Pieces of a page → reading order: columns one after the other, tables row by row.
//!
//! The page is cut along its white bands, across and down in turn, until nothing parts the pieces any more.

use super::segments::Segment;
use crate::plain::is_bullet;

/// Pieces that belong together, in reading order.
#[derive(Debug)]
pub(super) enum Region {
    /// Lines of running text, each in pieces from left to right.
    Text(Vec<Vec<Segment>>),
    /// Rows of a table, each in cells from left to right.
    Table(Vec<Vec<Segment>>),
}

/// Cuts inside cuts.
const MAX_DEPTH: usize = 24;

/// Pieces of one page that are put in order; beyond it they stay as drawn.
const MAX_SEGMENTS: usize = 20_000;

// Distances as parts of the size of the text.
/// A white band this tall parts blocks.
const BAND: f64 = 0.9;
/// A white band this wide parts columns.
const GUTTER: f64 = 1.0;
/// A bullet stands at most this far from its text.
const BULLET_GAP: f64 = 4.0;
/// How far tops and bottoms of letters reach from the baseline.
const ASCENT: f64 = 0.8;
const DESCENT: f64 = 0.25;

/// `segments` in reading order. Rotated ones come last, as drawn.
pub(super) fn regions(segments: Vec<Segment>) -> Vec<Region> {
    let (rotated, upright): (Vec<Segment>, Vec<Segment>) =
        segments.into_iter().partition(|segment| segment.is_rotated);
    let upright = with_bullets(upright);
    let mut found = Vec::new();
    if upright.len() > MAX_SEGMENTS {
        found.push(Region::Text(
            upright.into_iter().map(|segment| vec![segment]).collect(),
        ));
    } else {
        cut(upright, 0, &mut found);
    }
    found.extend(
        rotated
            .into_iter()
            .map(|segment| Region::Text(vec![vec![segment]])),
    );
    found
}

/// Puts bullets before their texts: they are set apart from them, often in another size, and would look like a column.
fn with_bullets(segments: Vec<Segment>) -> Vec<Segment> {
    let mut joined: Vec<Segment> = Vec::with_capacity(segments.len());
    for mut segment in segments {
        if let Some(bullet) = joined.pop_if(|last| is_bullet_of(last, &segment)) {
            segment.text.insert_str(0, "• ");
            segment.left = bullet.left;
        }
        joined.push(segment);
    }
    joined
}

fn is_bullet_of(bullet: &Segment, text: &Segment) -> bool {
    let size = bullet.size.max(text.size);
    let gap = text.left - bullet.right;
    let rise = (text.y - bullet.y).abs();
    let is_near = (0.0..BULLET_GAP * size).contains(&gap) && rise < 0.6 * size;
    let mut characters = bullet.text.chars();
    let is_mark = match (characters.next(), characters.next()) {
        (Some(mark), None) => mark == 'o' || is_bullet(mark),
        _ => false,
    };
    // A number in a circle stands a little higher or lower than its text; the cells of a row do not.
    let is_number = bullet.text.len() <= 2
        && bullet.text.bytes().all(|byte| byte.is_ascii_digit())
        && rise > 0.04 * size;
    is_near && (is_mark || is_number)
}

fn cut(segments: Vec<Segment>, depth: usize, found: &mut Vec<Region>) {
    if segments.is_empty() {
        return;
    }
    if segments.len() > 1 && depth < MAX_DEPTH {
        if let Some(parts) = bands(&segments, top, bottom, BAND) {
            for part in merged_tables(parts) {
                match part {
                    Part::Table(rows) => found.push(Region::Table(rows)),
                    Part::Pieces(pieces) => cut(pieces, depth + 1, found),
                }
            }
            return;
        }
        if let Some(columns) = bands(
            &segments,
            |segment| segment.left,
            |segment| segment.right,
            GUTTER,
        ) {
            let rows = lines(segments);
            if is_table(&rows) {
                found.push(Region::Table(rows));
            } else {
                for column in columns {
                    cut(column, depth + 1, found);
                }
            }
            return;
        }
    }
    found.push(Region::Text(lines(segments)));
}

enum Part {
    Table(Vec<Vec<Segment>>),
    Pieces(Vec<Segment>),
}

/// Neighbouring bands that are rows of one table are put together again: wide rows are parted by white bands like blocks.
fn merged_tables(bands: Vec<Vec<Segment>>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rows: Vec<Vec<Segment>> = Vec::new();
    let mut n_bands = 0;
    let flush = |rows: &mut Vec<Vec<Segment>>, n_bands: &mut usize, parts: &mut Vec<Part>| {
        let gathered = std::mem::take(rows);
        if *n_bands >= 3 && is_table(&gathered) {
            parts.push(Part::Table(gathered));
        } else if !gathered.is_empty() {
            // Blocks side by side: the bands are given back one by one.
            parts.extend(gathered.into_iter().map(Part::Pieces));
        }
        *n_bands = 0;
    };
    for band in bands {
        let is_row = lines(band.clone()).len() == 1 && band.len() >= 2;
        let fits = rows
            .last()
            .is_none_or(|last: &Vec<Segment>| aligned(last, &band));
        if is_row {
            if !fits {
                flush(&mut rows, &mut n_bands, &mut parts);
            }
            let mut row = band;
            row.sort_by(|a, b| a.left.total_cmp(&b.left));
            rows.push(row);
            n_bands += 1;
        } else {
            flush(&mut rows, &mut n_bands, &mut parts);
            parts.push(Part::Pieces(band));
        }
    }
    flush(&mut rows, &mut n_bands, &mut parts);
    parts
}

/// Whether two rows share at least two columns.
fn aligned(one: &[Segment], other: &[Segment]) -> bool {
    let n_shared = one
        .iter()
        .filter(|cell| {
            other
                .iter()
                .any(|below| below.left < cell.right && cell.left < below.right)
        })
        .count();
    n_shared >= 2
}

/// Whether lines are rows: most have several pieces, and the pieces are short.
fn is_table(rows: &[Vec<Segment>]) -> bool {
    let n_rows = rows.iter().filter(|row| row.len() >= 2).count();
    let pieces = || rows.iter().flatten();
    let n_words: usize = pieces()
        .map(|segment| segment.text.split_whitespace().count())
        .sum();
    n_rows >= 2 && n_rows * 5 >= rows.len() * 3 && n_words <= pieces().count() * 4
}

fn top(segment: &Segment) -> f64 {
    segment.y - ASCENT * segment.size
}

fn bottom(segment: &Segment) -> f64 {
    segment.y + DESCENT * segment.size
}

/// Parts `segments` at the white bands between `start` and `end`, none when no band is wide enough.
fn bands(
    segments: &[Segment],
    start: impl Fn(&Segment) -> f64,
    end: impl Fn(&Segment) -> f64,
    wanted: f64,
) -> Option<Vec<Vec<Segment>>> {
    let mut order: Vec<&Segment> = segments.iter().collect();
    order.sort_by(|a, b| start(a).total_cmp(&start(b)));
    let mut parts: Vec<Vec<Segment>> = Vec::new();
    let mut reached = f64::NEG_INFINITY;
    let mut size = 0.0_f64;
    for segment in order {
        // The band is measured by the smaller of the two texts that it parts.
        let needed = wanted * size.min(segment.size);
        match parts.last_mut() {
            Some(part) if start(segment) - reached < needed => part.push(segment.clone()),
            _ => parts.push(vec![segment.clone()]),
        }
        if end(segment) >= reached {
            reached = end(segment);
            size = segment.size;
        }
    }
    (parts.len() > 1).then_some(parts)
}

/// Lines from top to bottom, their pieces from left to right.
fn lines(mut segments: Vec<Segment>) -> Vec<Vec<Segment>> {
    segments.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines: Vec<Vec<Segment>> = Vec::new();
    let mut baseline = f64::NEG_INFINITY;
    for segment in segments {
        match lines.last_mut() {
            Some(line) if segment.y - baseline < 0.4 * segment.size => line.push(segment),
            _ => {
                baseline = segment.y;
                lines.push(vec![segment]);
            }
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, left: f64, y: f64) -> Segment {
        Segment {
            text: text.to_owned(),
            left,
            right: left + 5.0 * text.len() as f64,
            y,
            size: 10.0,
            is_rotated: false,
        }
    }

    fn read(segments: Vec<Segment>) -> Vec<String> {
        let mut read = Vec::new();
        for region in regions(segments) {
            let (rows, mark) = match region {
                Region::Text(lines) => (lines, " "),
                Region::Table(rows) => (rows, " | "),
            };
            for row in rows {
                let cells: Vec<String> = row.into_iter().map(|cell| cell.text).collect();
                read.push(cells.join(mark));
            }
        }
        read
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let page = vec![
            piece("Un titre sur toute la largeur de cette page", 0.0, 0.0),
            piece("la colonne gauche dit", 0.0, 30.0),
            piece("et la colonne droite", 140.0, 30.0),
            piece("une chose puis encore", 0.0, 42.0),
            piece("en dit ensuite une autre", 140.0, 42.0),
        ];
        assert_eq!(
            read(page),
            [
                "Un titre sur toute la largeur de cette page",
                "la colonne gauche dit",
                "une chose puis encore",
                "et la colonne droite",
                "en dit ensuite une autre",
            ]
        );
    }

    #[test]
    fn bullets_stand_before_their_texts() {
        let page = vec![
            piece("-", 0.0, 0.0),
            piece("Mise en minuscule", 16.0, 0.0),
            piece("\u{f0b7}", 0.0, 14.0),
            piece("Sans mots vides", 16.0, 14.0),
        ];
        assert_eq!(read(page), ["• Mise en minuscule", "• Sans mots vides"]);
    }

    #[test]
    fn tables_are_read_row_by_row() {
        let mut page = Vec::new();
        for (row, (name, value)) in [("Modele", "AUC"), ("Dummy", "0.50"), ("LightGBM", "0.78")]
            .into_iter()
            .enumerate()
        {
            page.push(piece(name, 0.0, 14.0 * row as f64));
            page.push(piece(value, 100.0, 14.0 * row as f64));
        }
        assert_eq!(
            read(page),
            ["Modele | AUC", "Dummy | 0.50", "LightGBM | 0.78"]
        );
    }
}
