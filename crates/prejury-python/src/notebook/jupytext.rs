//! Scripts that hold markdown: Jupytext's percent format (`# %% [markdown]`) and exports of Databricks (`# MAGIC %md`).

use smol_str::SmolStr;

/// A script with its prose taken out. Lines keep their numbers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Percent {
    pub(crate) python: String,
    /// First line, from 1, and markdown of each text cell.
    pub(crate) prose: Vec<(u32, String)>,
    /// Line and text of magics that stand in comments (`# !pip install x`).
    pub(crate) magics: Vec<(u32, SmolStr)>,
}

/// None when `source` is a plain script.
pub(crate) fn read(source: &str) -> Option<Percent> {
    let is_databricks = source.starts_with("# Databricks notebook source");
    if !is_databricks && !source.lines().any(|line| title(line).is_some()) {
        return None;
    }
    let mut reader = Reader::default();
    for (idx, line) in source.split('\n').enumerate() {
        if idx > 0 {
            reader.python.push('\n');
        }
        let line_number = idx as u32 + 1;
        if is_databricks {
            reader.databricks(line_number, line)
        } else {
            reader.percent(line_number, line)
        }
    }
    reader.end_prose();
    Some(Percent {
        python: reader.python,
        prose: reader.prose,
        magics: reader.magics,
    })
}

/// What follows the mark of a cell.
fn title(line: &str) -> Option<&str> {
    let title = line
        .strip_prefix('#')?
        .trim_start()
        .strip_prefix("%%")?
        .trim_start_matches('%');
    (title.is_empty() || title.starts_with(char::is_whitespace)).then_some(title.trim())
}

#[derive(Debug, Default)]
struct Reader {
    python: String,
    prose: Vec<(u32, String)>,
    magics: Vec<(u32, SmolStr)>,
    in_prose: bool,
    /// Closing quotes of a text cell written as a string.
    quotes: Option<&'static str>,
    current: Option<(u32, String)>,
}

impl Reader {
    fn percent(&mut self, line_number: u32, line: &str) {
        if self.quotes.is_none()
            && let Some(title) = title(line)
        {
            self.end_prose();
            self.in_prose = title.contains("[markdown]") || title.contains("[md]");
            return;
        }
        if self.in_prose && self.prose_line(line_number, line) {
            return;
        }
        match line.trim_start().strip_prefix('#').map(str::trim_start) {
            Some(comment) if is_magic(comment) => {
                self.magics.push((line_number, comment.trim_end().into()))
            }
            _ => self.python.push_str(line),
        }
    }

    /// Takes a line of a text cell, or says that it is code.
    fn prose_line(&mut self, line_number: u32, line: &str) -> bool {
        if let Some(quotes) = self.quotes {
            match line.split_once(quotes) {
                Some((text, _)) => {
                    self.add(line_number, text);
                    self.quotes = None;
                    self.end_prose();
                }
                None => self.add(line_number, line),
            }
            return true;
        }
        if let Some(comment) = line.strip_prefix('#') {
            self.add(line_number, comment.strip_prefix(' ').unwrap_or(comment));
            return true;
        }
        if line.trim().is_empty() {
            return true;
        }
        let opened = line.trim_start_matches(['r', 'R']);
        let quotes = ["\"\"\"", "'''"]
            .into_iter()
            .find(|quotes| opened.starts_with(quotes));
        let (None, Some(quotes)) = (&self.current, quotes) else {
            self.end_prose();
            return false;
        };
        match opened[3..].split_once(quotes) {
            Some((text, _)) => {
                self.add(line_number, text);
                self.end_prose();
            }
            None => {
                self.quotes = Some(quotes);
                self.add(line_number, &opened[3..]);
            }
        }
        true
    }

    fn databricks(&mut self, line_number: u32, line: &str) {
        let Some(magic) = line.strip_prefix("# MAGIC") else {
            self.end_prose();
            self.python.push_str(line);
            return;
        };
        let text = magic.strip_prefix(' ').unwrap_or(magic);
        if let Some(text) = text.strip_prefix("%md") {
            self.end_prose();
            self.in_prose = true;
            self.add(line_number, text.trim_start());
        } else if self.in_prose {
            self.add(line_number, text);
        } else if text.starts_with(['%', '!']) {
            self.magics.push((line_number, text.trim_end().into()));
        }
    }

    fn add(&mut self, line_number: u32, text: &str) {
        match &mut self.current {
            Some((_, prose)) => {
                prose.push('\n');
                prose.push_str(text);
            }
            None if text.trim().is_empty() => {}
            None => self.current = Some((line_number, text.to_owned())),
        }
    }

    fn end_prose(&mut self) {
        self.in_prose = false;
        self.quotes = None;
        if let Some((line_number, prose)) = self.current.take() {
            self.prose.push((line_number, prose.trim_end().to_owned()));
        }
    }
}

fn is_magic(comment: &str) -> bool {
    let name = comment
        .strip_prefix('!')
        .or_else(|| comment.strip_prefix("%%"))
        .or_else(|| comment.strip_prefix('%'));
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cells_become_prose() {
        let source = "import os\n# %% [markdown]\n# # Titre\n#\n# Texte é.\n\n# %% un titre\n# !pip install shap\nx = 1  # note\n#%% [md]\n\"\"\"\nAutre\n# %% dedans\n\"\"\"\ny = 2\n";
        let read = read(source).unwrap();
        assert_eq!(
            read.python,
            "import os\n\n\n\n\n\n\n\nx = 1  # note\n\n\n\n\n\ny = 2\n"
        );
        assert_eq!(
            read.prose,
            [
                (3, "# Titre\n\nTexte é.".to_owned()),
                (12, "Autre\n# %% dedans".to_owned())
            ]
        );
        assert_eq!(read.magics, [(8, "!pip install shap".into())]);
    }

    #[test]
    fn code_after_a_text_cell_stays_code() {
        let read = read("# %% [markdown]\n'''Un mot'''\nx = 1\n# un commentaire\n").unwrap();
        assert_eq!(read.python, "\n\nx = 1\n# un commentaire\n");
        assert_eq!(read.prose, [(2, "Un mot".to_owned())]);
    }

    #[test]
    fn databricks_exports_are_read() {
        let source = "# Databricks notebook source\n# MAGIC %md\n# MAGIC # Analyse\n# MAGIC texte\n\n# COMMAND ----------\n# MAGIC %pip install shap\nx = 1\n";
        let read = read(source).unwrap();
        assert_eq!(
            read.python,
            "# Databricks notebook source\n\n\n\n\n# COMMAND ----------\n\nx = 1\n"
        );
        assert_eq!(read.prose, [(3, "# Analyse\ntexte".to_owned())]);
        assert_eq!(read.magics, [(7, "%pip install shap".into())]);
    }

    #[test]
    fn plain_scripts_are_none() {
        assert_eq!(read("# 10 %% of\nx = 1 # %% y\n# %%time\n"), None);
    }
}
