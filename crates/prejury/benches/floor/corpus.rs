//! A generated hand-in that weighs what real ones weigh, the same bytes on every machine.
//!
//! Sizes follow the medians of student notebooks: some 40 code cells and 25 of text, 15 kB of code, 7 kB of text, half a
//! dozen charts of about 90 kB, 60 kB of tables and logs; scripts of 2 to 5 kB.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::words::{CELLS, COLUMNS, FUNCTIONS, MODELS, PARAGRAPHS};

const NOTEBOOKS: usize = 60;
const SCRIPTS: usize = 40;

/// What was written.
#[derive(Debug, Default)]
pub(crate) struct Corpus {
    pub(crate) notebooks: usize,
    pub(crate) scripts: usize,
    pub(crate) bytes: usize,
    pub(crate) code_bytes: usize,
}

/// Writes the corpus into `folder`.
pub(crate) fn write(folder: &Path) -> Corpus {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut corpus = Corpus::default();
    let mut put = |path: String, text: String| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &text).unwrap();
        corpus.bytes += text.len();
    };
    let mut code_bytes = 0;
    for number in 0..NOTEBOOKS {
        let (notebook, code) = notebook(&mut random);
        code_bytes += code;
        put(
            format!(
                "projet_{}/notebooks/{number}_modelisation.ipynb",
                number % 10
            ),
            notebook,
        );
    }
    for number in 0..SCRIPTS {
        let script = script(&mut random);
        code_bytes += script.len();
        put(
            format!("projet_{}/src/etape_{number}.py", number % 10),
            script,
        );
    }
    for number in 0..10 {
        let readme: String = (0..6)
            .map(|_| format!("{}\n\n", random.choose(PARAGRAPHS)))
            .collect();
        put(
            format!("projet_{number}/README.md"),
            format!("# Projet {number}\n\n{readme}"),
        );
        put(
            format!("projet_{number}/requirements.txt"),
            "numpy==1.26.4\npandas==2.2.1\nscikit-learn==1.4.1\n".to_owned(),
        );
    }
    corpus.notebooks = NOTEBOOKS;
    corpus.scripts = SCRIPTS;
    corpus.code_bytes = code_bytes;
    corpus
}

/// A notebook as Jupyter stores it, and the bytes of its code.
pub(crate) fn notebook(random: &mut Random) -> (String, usize) {
    let mut cells = vec![code_cell(1, CELLS[0].to_owned(), Vec::new())];
    let mut code_bytes = CELLS[0].len();
    let n_cells = 30 + random.below(20);
    for number in 0..n_cells {
        if random.below(100) < 63 {
            let text = format!(
                "## Étape {number}\n\n{}\n\n{}",
                random.choose(PARAGRAPHS),
                random.choose(PARAGRAPHS)
            );
            cells.push(json!({"cell_type": "markdown", "metadata": {}, "source": lines(&text)}));
        }
        let code = filled(random.choose(&CELLS[1..]), random);
        code_bytes += code.len();
        let outputs = outputs(random);
        cells.push(code_cell(number + 2, code, outputs));
    }
    let metadata = json!({
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.11.9"},
    });
    let notebook =
        json!({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5});
    (serde_json::to_string_pretty(&notebook).unwrap(), code_bytes)
}

fn code_cell(number: usize, code: String, outputs: Vec<Value>) -> Value {
    json!({
        "cell_type": "code",
        "execution_count": number,
        "metadata": {},
        "outputs": outputs,
        "source": lines(&code),
    })
}

/// A chart, a table, a log, or nothing.
fn outputs(random: &mut Random) -> Vec<Value> {
    match random.below(100) {
        0..=15 => {
            let size = 40_000 + random.below(100_000);
            let text = lines("<Figure size 640x480 with 1 Axes>");
            vec![json!({
                "data": {"image/png": random.base64(size), "text/plain": text},
                "metadata": {},
                "output_type": "display_data",
            })]
        }
        16..=35 => {
            let n_rows = 5 + random.below(20);
            let (html, text) = table(n_rows, random);
            vec![json!({
                "data": {"text/html": lines(&html), "text/plain": lines(&text)},
                "execution_count": 1,
                "metadata": {},
                "output_type": "execute_result",
            })]
        }
        36..=60 => {
            let n_lines = 1 + random.below(40);
            let log: String = (0..n_lines)
                .map(|line| {
                    format!(
                        "Epoch {line}/{n_lines} - loss: 0.{:04} - accuracy: 0.{:04}\n",
                        random.below(9999),
                        random.below(9999)
                    )
                })
                .collect();
            vec![json!({"name": "stdout", "output_type": "stream", "text": lines(&log)})]
        }
        _ => Vec::new(),
    }
}

/// A data frame as pandas shows it.
fn table(n_rows: usize, random: &mut Random) -> (String, String) {
    let mut html = String::from("<div>\n<table border=\"1\" class=\"dataframe\">\n  <tbody>\n");
    let mut text = String::new();
    for row in 0..n_rows {
        html.push_str(&format!("    <tr>\n      <th>{row}</th>\n"));
        for _ in 0..8 {
            let value = random.below(100_000);
            html.push_str(&format!("      <td>{value}</td>\n"));
            text.push_str(&format!("{value:>10}"));
        }
        html.push_str("    </tr>\n");
        text.push('\n');
    }
    html.push_str("  </tbody>\n</table>\n</div>");
    (html, text)
}

/// A module of functions, some of which its last lines call.
pub(crate) fn script(random: &mut Random) -> String {
    let mut text = format!(
        "\"\"\"{}\"\"\"\n\n{}\n\n",
        random.choose(PARAGRAPHS),
        CELLS[0]
    );
    for number in 0..3 + random.below(5) {
        let function = filled(random.choose(FUNCTIONS), random);
        text.push_str(&function.replace("@NUMBER", &number.to_string()));
        text.push_str("\n\n");
    }
    text.push_str("if __name__ == \"__main__\":\n    donnees = pd.read_csv(\"donnees.csv\")\n    print(etape_0(donnees))\n");
    text
}

/// `template` with columns, models and numbers in its marks.
fn filled(template: &str, random: &mut Random) -> String {
    let mut text = String::with_capacity(template.len() + 64);
    let mut parts = template.split('@');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (value, rest) = if let Some(rest) = part.strip_prefix("COLUMN") {
            (random.choose(COLUMNS).to_owned(), rest)
        } else if let Some(rest) = part.strip_prefix("MODEL") {
            (random.choose(MODELS).to_owned(), rest)
        } else if let Some(rest) = part.strip_prefix("INT") {
            (random.below(500).to_string(), rest)
        } else {
            ("@".to_owned(), part)
        };
        text.push_str(&value);
        text.push_str(rest);
    }
    text
}

/// Lines with their ends, as notebooks store text.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// xorshift64*: the same numbers everywhere, and no dependency for it.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 33) as usize % bound
    }

    pub(crate) fn choose<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }

    /// What a compressed image looks like in a notebook.
    fn base64(&mut self, size: usize) -> String {
        const DIGITS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::with_capacity(size + 10);
        while text.len() < size {
            let bits = self.next();
            text.extend(
                (0..10).map(|digit| char::from(DIGITS[(bits >> (6 * digit)) as usize & 63])),
            );
        }
        text
    }
}
