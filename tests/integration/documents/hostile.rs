//! Documents made to hang, to fill the memory or to fool whoever reads them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::bytes;
use super::package::Package;
use super::pdf::{file, stream};
use crate::project::{HandedIn, catalog};

/// A good text beside each bad one.
const GOOD: &str = "# Modèles\nNous avons comparé trois modèles de classification.\n";

const TREE: &[u8] = b"<< /Type /Catalog /Pages 2 0 R >>";

/// A PDF of one page with this content; further objects follow from number 6.
fn page(content: &[u8], resources: &str, further: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        TREE.to_vec(),
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_vec(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> {resources} >> >>").into_bytes(),
        b"<< >>".to_vec(),
        stream("", content),
    ];
    objects.extend_from_slice(further);
    file(&objects)
}

/// Forms of which each shows the next one twice.
fn doubling_forms() -> Vec<u8> {
    let forms: Vec<Vec<u8>> = (0..40)
        .map(|depth| {
            let next = 7 + depth;
            stream(
                &format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {next} 0 R >> >>"),
                b"/X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do",
            )
        })
        .collect();
    page(b"/X Do", "/XObject << /X 6 0 R >>", &forms)
}

fn one_entry(name: &str, content: &str) -> Vec<u8> {
    let mut package = Package::new();
    package.add(name, content);
    package.finish()
}

fn presentation(slide: &str) -> Vec<u8> {
    let mut package = Package::new();
    package.add_xml("ppt/presentation.xml", "<p:presentation xmlns:p=\"p\" xmlns:r=\"r\"><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId1\"/></p:sldIdLst></p:presentation>");
    package.add_relations(
        "ppt/presentation.xml",
        &[("rId1".to_owned(), "slide", "slides/slide1.xml".to_owned())],
    );
    package.add("ppt/slides/slide1.xml", slide);
    package.finish()
}

fn sheet(name: &str) -> String {
    format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet><table:table table:name=\"{name}\"><table:table-row table:number-rows-repeated=\"1000000000\"><table:table-cell table:number-columns-repeated=\"1000000000\"><text:p>plein</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
}

/// Name, bytes, and the codes of the Issues about it.
fn documents() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let good = |name: &str| bytes(name, GOOD).unwrap();
    // Small as a zip, and a library of text when it is read.
    let chatty = format!(
        "<w:document xmlns:w=\"w\"><w:body>{}</w:body></w:document>",
        "<w:p><w:r><w:t>Nous avons comparé trois modèles de classification.</w:t></w:r></w:p>"
            .repeat(80_000)
    );
    let half = |name: &str| {
        let mut whole = good(name);
        whole.truncate(whole.len() / 2);
        whole
    };
    let mut compound = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    compound.extend([0; 512]);
    let mut encrypted = compound.clone();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let mut locked = Package::new();
    locked.add("META-INF/manifest.xml", "<manifest:encryption-data/>");
    locked.add("content.xml", "bruit");
    let mut locked_pdf = good("a.pdf");
    let end = locked_pdf.len()
        - locked_pdf
            .iter()
            .rev()
            .position(|byte| *byte == b'R')
            .unwrap();
    locked_pdf.splice(
        end..end,
        *b" /Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P 0 >> /ID [(a) (b)]",
    );
    let mut deep = String::new();
    write!(
        deep,
        "{}x{}",
        "<a:p>".repeat(100_000),
        "</a:p>".repeat(100_000)
    )
    .unwrap();
    let entities = "<!DOCTYPE p [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><p:sld xmlns:p=\"p\" xmlns:a=\"a\"><p:sp><a:p><a:r><a:t>Bonjour &b;&c;</a:t></a:r></a:p></p:sp></p:sld>";
    let crossed = file(&[
        TREE.to_vec(),
        b"<< /Type /Pages /Count 9 /Kids [2 0 R 3 0 R] >>".to_vec(),
        b"<< /Type /Pages /Parent 2 0 R /Count 9 /Kids [2 0 R 3 0 R 3 0 R] >>".to_vec(),
        b"<< >>".to_vec(),
    ]);
    let nested = format!("{}{}", "[".repeat(300_000), "]".repeat(300_000));
    vec![
        ("tronque.pdf", half("a.pdf"), &["document.unreadable"]),
        ("tronque.pptx", half("a.pptx"), &["document.unreadable"]),
        ("tronque.ods", half("a.ods"), &["document.unreadable"]),
        (
            "bruit.docx",
            b"ceci n'est pas un zip".to_vec(),
            &["document.unreadable"],
        ),
        (
            "bruit.pdf",
            b"%PDF-1.7\nceci n'est pas un PDF".to_vec(),
            &["document.unreadable"],
        ),
        ("ancien.ppt", compound.clone(), &["document.old-format"]),
        ("deguise.pptx", compound, &["document.old-format"]),
        ("secret.xlsx", encrypted, &["document.encrypted"]),
        ("secret.odt", locked.finish(), &["document.encrypted"]),
        ("secret.pdf", locked_pdf, &["document.encrypted"]),
        (
            "bombe.pptx",
            presentation(&"<a:t>a</a:t>".repeat(5 << 20)),
            &["document.too-large"],
        ),
        (
            "bombe.odt",
            one_entry("content.xml", &" ".repeat(64 << 20)),
            &["document.too-large"],
        ),
        (
            "bavard.docx",
            one_entry("word/document.xml", &chatty),
            &["document.too-large"],
        ),
        ("profond.pptx", presentation(&deep), &["document.damaged"]),
        ("entites.pptx", presentation(entities), &[]),
        (
            "plein.ods",
            one_entry("content.xml", &sheet("Feuille")),
            &[],
        ),
        ("boucle.pdf", crossed, &["document.unreadable"]),
        ("formes.pdf", doubling_forms(), &["document.cut"]),
        (
            "long.pdf",
            page(&b"q Q ".repeat(4_000_000), "", &[]),
            &["document.cut"],
        ),
        (
            "emboite.pdf",
            page(nested.as_bytes(), "", &[]),
            &["document.images-only"],
        ),
        ("bon.pdf", good("a.pdf"), &[]),
        ("bon.pptx", good("a.pptx"), &[]),
        ("bon.docx", good("a.docx"), &[]),
    ]
}

#[test]
fn hostile_documents_cost_little_and_are_named() {
    let handed_in = HandedIn::empty("projet");
    let documents = documents();
    for (name, bytes, _) in &documents {
        handed_in.write(name, bytes);
    }
    let start = Instant::now();
    let report = handed_in.check(&catalog());
    // A few of them use up their two seconds each; the tests are built without optimisation.
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
    let mut said: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for issue in &report.issues {
        said.entry(issue.path.as_deref().unwrap_or_default())
            .or_default()
            .push(issue.code);
    }
    let other: Vec<_> = documents
        .iter()
        .map(|(name, _, expected)| (name, said.remove(name).unwrap_or_default(), expected))
        .filter(|(_, codes, expected)| codes != **expected)
        .collect();
    assert!(other.is_empty(), "{other:#?}");
    let leaked = format!("{report:?}");
    assert!(!leaked.contains("root:x:0"), "an entity was followed");
}
