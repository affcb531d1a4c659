//! `cargo bench --package prejury-tests --bench decks`: a whole check of a repository with five generated decks of 40 pages,
//! PDF and PPTX, and what code, decks and history each add to it.
//!
//! The same repository is checked four times in turns: with all, without its decks, without its history, and with neither.
//! `-- --write DIR` only writes it.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement that cannot be made is to stop loudly, and its figures are for the terminal"
)]
#![allow(
    dead_code,
    reason = "the writers of the fixtures and of the other benchmark are shared"
)]

#[path = "../../crates/prejury/benches/floor/corpus.rs"]
mod corpus;
#[path = "../integration/history.rs"]
mod history;
#[path = "../integration/documents/package.rs"]
mod package;
#[path = "../integration/documents/pdf.rs"]
mod pdf;
#[path = "../integration/documents/presentation.rs"]
mod presentation;
#[path = "../integration/documents/source.rs"]
mod source;
#[path = "../../crates/prejury/benches/floor/words.rs"]
mod words;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use prejury_catalog::Catalog;
use prejury_core::Scope;
use prejury_intake::Limits;

use corpus::Random;
use history::History;
use source::Source;
use words::PARAGRAPHS;

/// Decks printed to PDF, and decks of PowerPoint.
const PDFS: usize = 3;
const PRESENTATIONS: usize = 2;
/// Pages of each deck.
const PAGES: usize = 40;
/// What else the repository holds.
const NOTEBOOKS: usize = 6;
const SCRIPTS: usize = 10;
const COMMITS: usize = 60;

const THREADS: usize = 2;
const ROUNDS: usize = 15;
/// Above this a check of such a repository takes too long.
const AIM: Duration = Duration::from_secs(1);

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    if let [flag, folder] = &args[..]
        && flag == "--write"
    {
        return write(Path::new(folder), true, true);
    }
    let folder = tempfile::tempdir().unwrap();
    let kinds = [(true, true), (false, true), (true, false), (false, false)];
    let folders = kinds.map(|(has_decks, has_history)| {
        let name = format!("projet-{}-{}", u8::from(has_decks), u8::from(has_history));
        let folder = folder.path().join(name);
        write(&folder, has_decks, has_history);
        folder
    });
    let catalog = Catalog::embedded().unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(THREADS)
        .build()
        .unwrap();
    let mut durations: [Vec<Duration>; 4] = Default::default();
    pool.install(|| {
        // The first round brings files into the cache and is not counted.
        for round in 0..=ROUNDS {
            for (folder, durations) in folders.iter().zip(&mut durations) {
                let start = Instant::now();
                check(folder, &catalog);
                if round > 0 {
                    durations.push(start.elapsed());
                }
            }
        }
    });
    let [all, without_decks, without_history, code] = durations.map(median);
    println!(
        "{NOTEBOOKS} notebooks, {SCRIPTS} scripts, {COMMITS} commits, {PDFS} PDF and {PRESENTATIONS} PPTX of {PAGES} pages"
    );
    println!(
        "all:      {:6.1} ms (median of {ROUNDS}, {THREADS} threads; aim: below {} ms)",
        millis(all),
        AIM.as_millis()
    );
    println!(
        "  code    {:6.1} ms (neither decks nor history)",
        millis(code)
    );
    println!(
        "  decks   {:6.1} ms more",
        millis(all.saturating_sub(without_decks))
    );
    println!(
        "  history {:6.1} ms more",
        millis(all.saturating_sub(without_history))
    );
}

fn check(folder: &Path, catalog: &Catalog) {
    let submission = prejury_intake::open(folder.to_str().unwrap(), &Limits::default()).unwrap();
    let report = prejury_analysis::check(&submission, catalog);
    assert!(
        report.competences.iter().any(|one| one.scope == Scope::In),
        "a report this short checked nothing"
    );
}

fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    durations[durations.len() / 2]
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// Writes the repository into `folder`.
fn write(folder: &Path, has_decks: bool, has_history: bool) {
    if !has_history {
        return write_files(folder, has_decks);
    }
    let files = tempfile::tempdir().unwrap();
    write_files(files.path(), has_decks);
    history().build(files.path(), folder);
}

fn write_files(folder: &Path, has_decks: bool) {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    for number in 0..NOTEBOOKS {
        let (notebook, _) = corpus::notebook(&mut random);
        put(
            &format!("notebooks/{number}_modelisation.ipynb"),
            notebook.as_bytes(),
        );
    }
    for number in 0..SCRIPTS {
        put(
            &format!("src/etape_{number}.py"),
            corpus::script(&mut random).as_bytes(),
        );
    }
    put("requirements.txt", b"pandas==2.2.1\nscikit-learn==1.4.1\n");
    put(
        "README.md",
        format!("# Projet\n\n{}\n", random.choose(PARAGRAPHS)).as_bytes(),
    );
    if has_decks {
        for number in 0..PDFS {
            let deck = pdf::write(&Source::parse(&deck(&mut random)));
            put(&format!("docs/{number}_soutenance.pdf"), &deck);
        }
        for number in 0..PRESENTATIONS {
            let deck = presentation::write(&Source::parse(&deck(&mut random)));
            put(&format!("docs/{number}_soutenance.pptx"), &deck);
        }
    }
}

/// A deck: on each slide a title and some text, on some a table, a picture, notes.
fn deck(random: &mut Random) -> String {
    let mut text = "@title: Soutenance\n@author: Camille Martin\n@landscape\n".to_owned();
    for page in 1..=PAGES {
        let _ = write!(
            text,
            "\n# Étape {page} : comparaison des modèles\n{}\n\n",
            random.choose(PARAGRAPHS)
        );
        for _ in 0..3 {
            let line: String = random.choose(PARAGRAPHS).chars().take(70).collect();
            let _ = writeln!(text, "- {line}");
        }
        if page % 4 == 0 {
            text.push_str(
                "| Modèle | AUC | Temps |\n| Dummy | 0.50 | 0.1 |\n| LightGBM | 0.78 | 12.4 |\n",
            );
        }
        if page % 3 == 0 {
            text.push_str("@image: Courbe ROC des modèles\n");
        }
        if page % 2 == 0 {
            let _ = writeln!(text, "@notes: {}", random.choose(PARAGRAPHS));
        }
        if page < PAGES {
            text.push_str("---\n");
        }
    }
    text
}

/// One commit a day, each of which changes a file of its own; the last ones add everything.
fn history() -> History {
    let mut text = String::new();
    for number in 0..COMMITS {
        let (month, day) = (1 + number / 28, 1 + number % 28);
        let _ = write!(
            text,
            "[[commit]]\nsubject = \"Étape {number}\"\ndate = \"2024-{month:02}-{day:02}T09:12:00+01:00\"\n"
        );
        let _ = match number + 1 == COMMITS {
            true => writeln!(text, "add = [\"*\"]"),
            false => writeln!(
                text,
                "files = {{ \"notes/{number}.py\" = \"x = {number}\\n\" }}"
            ),
        };
    }
    toml::from_str(&text).unwrap()
}
