//! `cargo bench --bench cohort [-- N...]`: time and memory of `prejury cohort` over N generated submissions (100, 300 and 1000
//! unless told), and of a second run in which nothing has changed.
//!
//! What counts are ratios: the time for each submission must not grow with their number (1.1 at most), memory must stay,
//! and the second run must be twenty times as fast. `-- --write DIR N` only writes the submissions.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement that cannot be made is to stop loudly, and its figures are for the terminal"
)]

#[path = "../floor/corpus.rs"]
#[expect(dead_code, reason = "the other benchmark's part of it")]
mod corpus;
#[path = "../floor/words.rs"]
mod words;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::corpus::Random;
use crate::words::PARAGRAPHS;

const SIZES: [usize; 3] = [100, 300, 1_000];
/// Between two looks at the memory of the program.
const LOOK: Duration = Duration::from_millis(5);

fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| arg != "--bench")
        .collect();
    if let [flag, folder, n] = &args[..]
        && flag == "--write"
    {
        write_cohort(Path::new(folder), n.parse().unwrap());
        return;
    }
    let mut sizes: Vec<usize> = args.iter().map(|arg| arg.parse().unwrap()).collect();
    if sizes.is_empty() {
        sizes = SIZES.to_vec();
    }
    println!("submissions      first   each   memory     second  times faster");
    for n in sizes {
        let folder = tempfile::tempdir().unwrap();
        write_cohort(&folder.path().join("in"), n);
        let first = run(folder.path());
        let second = run(folder.path());
        println!(
            "{n:11} {:8.2} s {:4.1} ms {:5} MB {:8.2} s {:12.0}",
            first.time.as_secs_f64(),
            first.time.as_secs_f64() * 1_000.0 / n as f64,
            first.peak_kilobytes / 1_024,
            second.time.as_secs_f64(),
            first.time.as_secs_f64() / second.time.as_secs_f64(),
        );
    }
}

/// Writes `n` small hand-ins into `folder`, each in a folder of its own: two notebooks, two scripts and a README.
fn write_cohort(folder: &Path, n: usize) {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for number in 0..n {
        let folder = folder.join(format!("candidat_{number:04}"));
        fs::create_dir_all(&folder).unwrap();
        let put = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        for name in ["1_analyse.ipynb", "2_modelisation.ipynb"] {
            put(name, &corpus::notebook(&mut random).0);
        }
        for name in ["preparation.py", "application.py"] {
            put(name, &corpus::script(&mut random));
        }
        let text = random.choose(PARAGRAPHS);
        put("README.md", &format!("# Projet {number}\n\n{text}\n"));
        put("requirements.txt", "pandas==2.2.1\nscikit-learn==1.4.1\n");
    }
}

struct Measured {
    time: Duration,
    /// Largest resident size; 0 where the system does not tell.
    peak_kilobytes: u64,
}

fn run(folder: &Path) -> Measured {
    let since = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_prejury"))
        .args(["cohort", "in", "--output", "out"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        peak = peak.max(peak_of(&status));
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        thread::sleep(LOOK);
    };
    assert!(ended.success());
    Measured {
        time: since.elapsed(),
        peak_kilobytes: peak,
    }
}

fn peak_of(status: &str) -> u64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0)
}
