//! A PDF with a standard font, uncompressed, so that its bytes can be read too.

use super::source::{Part, Source, SourcePage};

/// Points across and down.
const PORTRAIT: (f64, f64) = (595.0, 842.0);
const LANDSCAPE: (f64, f64) = (960.0, 540.0);

const MARGIN: f64 = 50.0;

/// Average width of a letter, as a part of the size.
const LETTER: f64 = 0.5;

pub(super) fn write(source: &Source) -> Vec<u8> {
    let (width, height) = if source.is_landscape {
        LANDSCAPE
    } else {
        PORTRAIT
    };
    let mut objects: Vec<Vec<u8>> = Vec::new();
    // 1 catalogue, 2 page tree, 3 font, 4 properties, 5 picture; pages, contents and links follow.
    let first_page = 6;
    let mut rest: Vec<Vec<u8>> = Vec::new();
    let mut kids = Vec::new();
    for page in &source.pages {
        let number = first_page + rest.len();
        kids.push(format!("{number} 0 R"));
        let (content, links) = content(page, width, height);
        let annotations: Vec<String> = (0..links.len())
            .map(|index| format!("{} 0 R", number + 2 + index))
            .collect();
        rest.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Resources << /Font << /F1 3 0 R >> /XObject << /Im1 5 0 R >> >> /Contents {} 0 R /Annots [{}] >>",
            number + 1, annotations.join(" ")
        ).into_bytes());
        rest.push(stream("", &content));
        for (address, y) in links {
            rest.push(format!(
                "<< /Type /Annot /Subtype /Link /Rect [{MARGIN} {} {} {}] /A << /S /URI /URI ({address}) >> >>",
                y - 3.0, width - MARGIN, y + 10.0
            ).into_bytes());
        }
    }
    objects.push(b"<< /Type /Catalog /Pages 2 0 R >>".to_vec());
    objects.push(
        format!(
            "<< /Type /Pages /Count {} /Kids [{}] >>",
            kids.len(),
            kids.join(" ")
        )
        .into_bytes(),
    );
    objects.push(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_vec(),
    );
    let mut info = b"<< /Title (".to_vec();
    info.extend(latin(&source.title));
    info.extend(b") /Author (");
    info.extend(latin(&source.author));
    info.extend(
        format!(
            ") /CreationDate (D:{}090000Z) >>",
            source.instant()[..10].replace('-', "")
        )
        .into_bytes(),
    );
    objects.push(info);
    objects.push(stream(
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
        b"\0",
    ));
    objects.extend(rest);
    file(&objects)
}

/// Objects with their table of offsets.
pub(super) fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        offsets.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for offset in offsets {
        bytes.extend(format!("{offset:010} 00000 n \n").into_bytes());
    }
    bytes.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{table}\n%%EOF\n",
            objects.len() + 1
        )
        .into_bytes(),
    );
    bytes
}

pub(super) fn stream(keys: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = format!("<< {keys} /Length {} >>\nstream\n", content.len()).into_bytes();
    bytes.extend(content);
    bytes.extend(b"\nendstream");
    bytes
}

/// The content stream of one page, and its addresses with their baselines.
fn content(page: &SourcePage, width: f64, height: f64) -> (Vec<u8>, Vec<(String, f64)>) {
    let mut content = Vec::new();
    let mut links = Vec::new();
    let mut y = height - MARGIN;
    let mut was_row = false;
    for part in &page.parts {
        if !(was_row && matches!(part, Part::Row(_))) {
            y -= 10.0;
        }
        was_row = matches!(part, Part::Row(_));
        let (size, texts) = match part {
            Part::Heading(1, text) => (24.0, vec![text.clone()]),
            Part::Heading(_, text) => (17.0, vec![text.clone()]),
            Part::Paragraph(text) => (12.0, vec![text.clone()]),
            Part::Item(text) => (12.0, vec![format!("• {text}")]),
            Part::Row(cells) => (12.0, cells.clone()),
            // Their text is drawn, as charts in a PDF are: nothing tells a reader that it is a title.
            Part::Image(_) | Part::Chart(..) => {
                content.extend(format!("q 60 0 0 40 {MARGIN} {} cm /Im1 Do Q\n", y - 40.0).bytes());
                y -= 50.0;
                continue;
            }
        };
        let cell_width = (width - 2.0 * MARGIN) / texts.len() as f64;
        let lowest = texts
            .iter()
            .enumerate()
            .map(|(column, text)| {
                let mut line_y = y;
                for line in wrapped(text, cell_width - 15.0, size) {
                    line_y -= 1.2 * size;
                    let x = MARGIN + cell_width * column as f64;
                    content.extend(format!("BT /F1 {size} Tf 1 0 0 1 {x} {line_y} Tm (").bytes());
                    content.extend(latin(&line));
                    content.extend(b") Tj ET\n");
                    let address = line.split(' ').find(|word| word.starts_with("http"));
                    links.extend(address.map(|address| (address.to_owned(), line_y)));
                }
                line_y
            })
            .fold(y, f64::min);
        y = lowest;
    }
    assert!(y > 0.0, "too much for one page: {}", page.title());
    (content, links)
}

/// Lines that fit into `width`.
fn wrapped(text: &str, width: f64, size: f64) -> Vec<String> {
    let most = (width / (size * LETTER)) as usize;
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().unwrap();
        if !line.is_empty() && line.chars().count() + word.chars().count() >= most {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// Windows-1252, with the characters that end a string escaped.
fn latin(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for character in text.chars() {
        match character {
            '(' | ')' | '\\' => bytes.extend([b'\\', character as u8]),
            '€' => bytes.push(0x80),
            '…' => bytes.push(0x85),
            '’' => bytes.push(0x92),
            '“' => bytes.push(0x93),
            '”' => bytes.push(0x94),
            '•' => bytes.push(0x95),
            '–' => bytes.push(0x96),
            '—' => bytes.push(0x97),
            'œ' => bytes.push(0x9c),
            other => bytes.push(
                u8::try_from(u32::from(other))
                    .unwrap_or_else(|_| panic!("no `{other}` in Windows-1252")),
            ),
        }
    }
    bytes
}
