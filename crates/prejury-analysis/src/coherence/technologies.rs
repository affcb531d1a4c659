//! Libraries that a README says the project is built with, and that no code imports and no dependency list names.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::HashMap;
use prejury_core::Finding;
use prejury_documents::{Block, BlockKind, Word, fold, words};
use prejury_intake::{FileKind, is_named_readme};
use prejury_python::CellKind;

use super::{MAX_OF_A_KIND, first_of_each};
use crate::Facts;

const TOLD: &str = include_str!("../../../../rules/packages/told.txt");
const HEADINGS: &str = include_str!("../../../../rules/packages/technology-headings.txt");
const PUT_OFF: &str = include_str!("../../../../rules/packages/put-off.txt");

/// Name as texts write it, without separators → modules that bring it.
static MODULES: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let lines = lines(TOLD).map(|line| {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or(line);
        let modules: Vec<&str> = words.collect();
        (
            name,
            if modules.is_empty() {
                vec![name]
            } else {
                modules
            },
        )
    });
    lines.collect()
});

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Words of a paragraph that lists names; a longer one tells of something.
const MAX_PARAGRAPH: usize = 40;
pub(super) fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let mut told: Vec<(Told, &Block)> = Vec::new();
    for readme in facts
        .documents
        .iter()
        .filter(|one| is_named_readme(&one.path))
    {
        let mut is_wanted = false;
        for block in &readme.blocks {
            match block.kind {
                BlockKind::Heading(_) => {
                    let folded = fold(&block.text);
                    is_wanted = folded
                        .split(|one: char| !one.is_alphanumeric())
                        .any(|word| lines(HEADINGS).any(|start| word.starts_with(start)));
                }
                BlockKind::ListItem | BlockKind::TableRow | BlockKind::Paragraph if is_wanted => {
                    told.extend(names(&block.text).into_iter().map(|name| (name, block)));
                }
                _ => {}
            }
        }
    }
    if told.is_empty() || !is_whole(facts) {
        return Vec::new();
    }
    let wanted: BTreeSet<&str> = told
        .iter()
        .flat_map(|(told, _)| told.modules)
        .copied()
        .collect();
    let used = used(facts, wanted);
    let findings = told
        .into_iter()
        .filter(|(told, _)| !told.modules.iter().any(|module| used.contains(module)))
        .map(|(told, block)| {
            Finding::at(block.location.clone(), "readme.unused-package").with("package", told.text)
        });
    first_of_each(findings.collect(), MAX_OF_A_KIND)
}

/// A library with the words that name it.
struct Told {
    text: String,
    modules: &'static [&'static str],
}

/// Libraries that a line names, in one word or in two (`Scikit-learn`, `Light GBM`).
fn names(text: &str) -> Vec<Told> {
    let words: Vec<Word<'_>> = words(text)
        .into_iter()
        .filter(|word| !is_in_address(text, word))
        .collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word.text)).collect();
    let is_put_off = folded
        .iter()
        .any(|word| lines(PUT_OFF).any(|listed| word == listed));
    if words.len() > MAX_PARAGRAPH || is_put_off {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let pair = folded
            .get(at + 1)
            .map(|next| format!("{}{next}", folded[at]));
        let known = pair
            .and_then(|pair| MODULES.get(pair.as_str()).map(|modules| (2, modules)))
            .or_else(|| MODULES.get(folded[at].as_str()).map(|modules| (1, modules)));
        let Some((n, modules)) = known else {
            at += 1;
            continue;
        };
        let last = words[at + n - 1];
        let text = text[words[at].start..last.start + last.text.len()].to_owned();
        found.push(Told { text, modules });
        at += n;
    }
    found
}

/// Whether a word is part of an address (`my-app.streamlit.app`), which names no library.
fn is_in_address(text: &str, word: &Word<'_>) -> bool {
    let end = word.start + word.text.len();
    let after = text[end..].strip_prefix('.');
    text[..word.start].ends_with(['.', '/', '@'])
        || after.is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

/// Whether all code is there to be asked: what was left out, could not be read or is in another language may use anything.
fn is_whole(facts: &Facts<'_>) -> bool {
    const OTHER_CODE: &[&str] = &[".js", ".jsx", ".jl", ".r", ".rmd", ".scala", ".ts", ".tsx"];
    let submission = facts.submission;
    let has_code = facts.python.units.iter().any(|unit| unit.code_lines > 0);
    let is_limited = submission.left_out.iter().any(|kind| {
        kind.reason.starts_with("limit")
            || kind
                .examples
                .iter()
                .any(|path| path.ends_with(".py") || path.ends_with(".ipynb"))
    });
    let is_unread = facts.issues.iter().any(|issue| {
        let path = issue.path.as_deref().unwrap_or_default();
        path.ends_with(".py") || path.ends_with(".ipynb")
    });
    let is_foreign = submission.files.iter().any(|file| {
        let path = file.path.to_ascii_lowercase();
        file.kind == FileKind::Archive || OTHER_CODE.iter().any(|end| path.ends_with(end))
    });
    has_code && !is_limited && !is_unread && !is_foreign
}

/// Which of the modules stand in code, in a side file (a list, an image, a workflow), in code that a document prints or in
/// the name of a file.
fn used<'m>(facts: &Facts<'_>, mut wanted: BTreeSet<&'m str>) -> BTreeSet<&'m str> {
    let mut used = BTreeSet::new();
    let mut look = |text: &str, wanted: &mut BTreeSet<&'m str>| {
        if wanted.is_empty() {
            return;
        }
        let text = text.to_ascii_lowercase();
        wanted.retain(|module| {
            let is_said = says(&text, module) || says(&text, &module.replace('_', "-"));
            if is_said {
                used.insert(*module);
            }
            !is_said
        });
    };
    let imports = facts.python.units.iter().flat_map(|unit| &unit.imports);
    for import in imports {
        look(&import.name, &mut wanted);
    }
    for text in facts.side_files.values() {
        look(text, &mut wanted);
    }
    for unit in &facts.python.units {
        let code = unit.cells.iter().filter(|cell| cell.kind == CellKind::Code);
        for cell in code {
            look(&cell.source, &mut wanted);
        }
    }
    for document in facts
        .documents
        .iter()
        .filter(|one| !is_named_readme(&one.path))
    {
        let code = document
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Code);
        for block in code {
            look(&block.text, &mut wanted);
        }
    }
    for file in &facts.submission.files {
        look(&file.path, &mut wanted);
    }
    used
}

/// Whether `name` stands in `text` as a word of a name: `shap` in `streamlit_shap`, and not in `shape`.
fn says(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let is_letter = |one: Option<char>| one.is_some_and(char::is_alphanumeric);
        !is_letter(text[..at].chars().next_back())
            && !is_letter(
                text[at + name.len()..]
                    .chars()
                    .next()
                    .filter(|one| !one.is_ascii_digit()),
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::testing::{facts, submission};

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let files = submission(files);
        let found = find(&facts(&files));
        found
            .iter()
            .map(|one| one.args["package"].clone())
            .collect()
    }

    #[test]
    fn libraries_that_nothing_imports() {
        let readme = "# A\n\nNous comparons avec Prophet et Keras.\n\n## 🛠️ Technologies utilisées\n\n- Python, Pandas, Scikit-learn\n- **MLflow** : suivi des essais\n- SHAP\n- Streamlit ou Gradio\n\n| Outil | Rôle |\n|---|---|\n| Light GBM | modèle |\n\n## Suite\n\n- Optuna\n";
        let code =
            "import pandas as pd\nfrom sklearn.svm import SVC\nprint(pd.DataFrame().shape)\n";
        assert_eq!(
            told(&[("README.md", readme), ("a.py", code)]),
            ["MLflow", "SHAP", "Light GBM"]
        );
        // An address names no library.
        let link = "# A\n\n## Technologies\n\n- En ligne : https://mon-app.streamlit.app\n";
        assert!(told(&[("README.md", link), ("a.py", code)]).is_empty());
        // Named in a list, an image or a comment: in doubt it is used.
        let others = [
            ("README.md", readme),
            ("a.py", "import pandas, sklearn\n# import shap\n"),
            ("requirements.txt", "lightgbm==4.0\n"),
            ("Dockerfile", "FROM a\nRUN pip install mlflow==2\n"),
        ];
        assert_eq!(told(&others), [""; 0]);
    }

    #[test]
    fn nothing_is_told_where_code_is_not_all_there() {
        let readme = "## Stack technique\n\n- MLflow\n";
        assert_eq!(told(&[("README.md", readme)]), [""; 0]);
        assert_eq!(
            told(&[
                ("README.md", readme),
                ("a.py", "x = 1\n"),
                ("app/app.js", "a()")
            ]),
            [""; 0]
        );
    }
}
