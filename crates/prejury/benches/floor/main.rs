//! `cargo bench`: a whole check against the floor under any tool that does the same work.
//!
//! The floor walks a folder, reads every file, decodes notebooks without their outputs and parses the Python in them. A
//! whole check does that too, and follows the code, matches every signal, evaluates every criterion and writes the JSON
//! report. Both run on the same pool of two threads, in turns, over a generated corpus; the ratio of the medians is what
//! counts, since it does not depend on the machine. `--passes` shows what each analysis takes of one thread instead.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement that cannot be made is to stop loudly, and its figures are for the terminal"
)]

mod corpus;
mod floor;
mod formats;
mod stages;
mod words;

use std::path::Path;
use std::time::{Duration, Instant};

use prejury_analysis::{Asked, Remains};
use prejury_catalog::Catalog;
use prejury_core::{Lang, Scope};
use prejury_intake::Limits;
use prejury_report::{Detail, Messages, Options, Selection, json};

use crate::stages::{Part, Passes, Stages};

/// Threads of the pool.
const THREADS: usize = 2;
/// Timed runs of each side.
const ROUNDS: usize = 15;
/// Above this ratio a check costs too much.
const AIM: f64 = 2.0;

/// The allocator of the program, for both sides.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus::write(folder.path());
    let (catalog, messages) = load();
    if std::env::args().any(|argument| argument == "--passes") {
        return time_passes(folder.path(), &catalog);
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(THREADS)
        .build()
        .unwrap();
    pool.install(|| {
        println!(
            "corpus: {} notebooks, {} scripts, {:.1} MB, {:.1} MB of it code",
            corpus.notebooks,
            corpus.scripts,
            corpus.bytes as f64 / 1e6,
            corpus.code_bytes as f64 / 1e6
        );
        let warm_up = Stages::default();
        // Both sides once, unmeasured: files come into the cache, and what they saw is compared with what was written.
        assert_eq!(
            floor::run(folder.path()).units,
            corpus.notebooks + corpus.scripts
        );
        assert!(
            check(folder.path(), &catalog, &messages, &warm_up).0 > 100_000,
            "a report this short checked nothing"
        );
        let stages = Stages::default();
        let (mut floors, mut checks, mut loads) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            // Whoever goes first finds other caches: they take turns.
            if round % 2 == 0 {
                floors.push(timed(|| floor::run(folder.path())));
                checks.push(timed(|| check(folder.path(), &catalog, &messages, &stages)));
            } else {
                checks.push(timed(|| check(folder.path(), &catalog, &messages, &stages)));
                floors.push(timed(|| floor::run(folder.path())));
            }
            loads.push(timed(load));
        }
        let (floor, check, load) = (median(floors), median(checks), median(loads));
        let ratio = check.as_secs_f64() / floor.as_secs_f64();
        println!(
            "floor:  {:7.1} ms (median of {ROUNDS}, {THREADS} threads)",
            millis(floor)
        );
        println!("check:  {:7.1} ms", millis(check));
        println!(
            "rules:  {:7.1} ms to load, once a run, in neither of them",
            millis(load)
        );
        for (part, duration) in stages.medians() {
            println!("  {:9} {:5.1} ms", format!("{part:?}"), millis(duration));
        }
        println!("ratio:  {ratio:.2} (aim: at most {AIM:.1})");
        formats::time(folder.path(), &catalog, check);
    });
}

/// Rules and messages, which one run loads once for all submissions.
fn load() -> (Catalog, Messages) {
    let catalog = Catalog::embedded().unwrap();
    let messages = Messages::new(Lang::Fr, catalog.message_source(Lang::Fr)).unwrap();
    (catalog, messages)
}

/// Prints what every analysis takes, alone on one thread.
fn time_passes(folder: &Path, catalog: &Catalog) {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let passes = Passes::default();
    pool.install(|| {
        let submission =
            prejury_intake::open(folder.to_str().unwrap(), &Limits::default()).unwrap();
        for _ in 0..ROUNDS {
            prejury_analysis::check_with(&submission, catalog, &passes);
        }
    });
    let mut total = Duration::ZERO;
    for (name, duration) in passes.medians() {
        total += duration;
        println!("{name:24} {:7.2} ms", millis(duration));
    }
    println!("{:24} {:7.2} ms", "all", millis(total));
}

/// A whole check; gives the length of the JSON report, and what the program leaves to the end of its process.
fn check(
    folder: &Path,
    catalog: &Catalog,
    messages: &Messages,
    stages: &Stages,
) -> (usize, Remains) {
    stages.enter(Part::Opening);
    let submission = prejury_intake::open(folder.to_str().unwrap(), &Limits::default()).unwrap();
    let (report, remains) =
        prejury_analysis::check_as(&submission, catalog, Asked::default(), stages);
    stages.enter(Part::Reporting);
    assert!(
        report
            .competences
            .iter()
            .any(|competence| competence.scope == Scope::In)
    );
    let options = Options {
        messages,
        detail: Detail::Normal,
        selection: Selection::default(),
        width: 80,
        anchors: &[],
        show_authors: false,
        one_per_line: false,
    };
    let mut bytes = Vec::new();
    json::write(&[report], catalog, &options, &mut bytes).unwrap();
    stages.leave();
    (bytes.len(), remains)
}

fn timed<T>(run: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let result = run();
    let elapsed = start.elapsed();
    drop(result);
    elapsed
}

fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort();
    durations[durations.len() / 2]
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
