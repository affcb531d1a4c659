//! scratch
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let bytes = std::fs::read(&p).unwrap();
    let path: std::sync::Arc<str> = p.as_str().into();
    let (doc, issues) = if p.ends_with(".pdf") { prejury_documents::pdf(&path, bytes) } else if p.ends_with(".pptx") { prejury_documents::pptx(&path, bytes) } else if p.ends_with(".docx") { prejury_documents::docx(&path, bytes) } else { (prejury_documents::html(&path, &String::from_utf8_lossy(&bytes)), vec![]) };
    println!("deck={} words={} pages={} meta={:?} issues={:?}", doc.is_deck(), doc.n_words(), doc.pages.len(), doc.metadata, issues);
    for b in &doc.blocks { println!("{:?} {:?} {}", b.location.place, b.kind, b.text.chars().take(400).collect::<String>()); }
}
