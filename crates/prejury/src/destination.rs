//! Which report goes where: the n-th `--output` belongs to the n-th `--format`, what is left goes to standard output.

use std::path::{Path, PathBuf};

use prejury_report::Messages;

use crate::low_args::LowFormat;

/// One report to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Destination {
    pub(crate) format: LowFormat,
    /// None is standard output.
    pub(crate) path: Option<PathBuf>,
}

/// Pairs formats and files, and refuses what can only be a mistake. The error is a sentence for the user.
pub(crate) fn pair(
    formats: &[LowFormat],
    outputs: &[PathBuf],
    messages: &Messages,
) -> Result<Vec<Destination>, String> {
    let formats = if formats.is_empty() {
        &[LowFormat::Terminal]
    } else {
        formats
    };
    if outputs.len() > formats.len() {
        let values = [
            ("outputs", outputs.len().into()),
            ("formats", formats.len().into()),
        ];
        return Err(messages.with("cli-error-more-outputs", &values));
    }
    if formats.len() > outputs.len() + 1 {
        return Err(messages.text("cli-error-two-on-stdout"));
    }
    for (index, path) in outputs.iter().enumerate() {
        if outputs[..index].contains(path) {
            return Err(messages.with("cli-error-same-output", &[("path", shown(path).into())]));
        }
    }
    let pairs = formats.iter().enumerate().map(|(index, format)| {
        let path = outputs.get(index).cloned();
        if let Some(path) = &path
            && let Some(expected) = meant_by_name(path)
            && !expected.contains(format)
        {
            let values = [
                ("path", shown(path).into()),
                ("format", name(*format).into()),
                ("expected", name(expected[0]).into()),
            ];
            return Err(messages.with("cli-error-extension", &values));
        }
        Ok(Destination {
            format: *format,
            path,
        })
    });
    pairs.collect()
}

/// The formats that a file's name announces, the likeliest first, when it announces any.
fn meant_by_name(path: &Path) -> Option<&'static [LowFormat]> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" => Some(&[LowFormat::Json]),
        "json" => Some(&[LowFormat::Json, LowFormat::Sarif, LowFormat::Gitlab]),
        "xlsx" => Some(&[LowFormat::Xlsx]),
        "sarif" => Some(&[LowFormat::Sarif]),
        "xml" => Some(&[LowFormat::Junit]),
        "md" | "markdown" => Some(&[LowFormat::Markdown]),
        "html" | "htm" => Some(&[LowFormat::Html]),
        _ => None,
    }
}

fn name(format: LowFormat) -> &'static str {
    match format {
        LowFormat::Terminal => "terminal",
        LowFormat::Json => "json",
        LowFormat::Markdown => "markdown",
        LowFormat::Xlsx => "xlsx",
        LowFormat::Sarif => "sarif",
        LowFormat::Junit => "junit",
        LowFormat::Github => "github",
        LowFormat::Gitlab => "gitlab",
        LowFormat::Html => "html",
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use LowFormat::{Json, Markdown, Terminal};
    use prejury_core::Lang;

    fn paired(
        formats: &[LowFormat],
        outputs: &[&str],
    ) -> Result<Vec<(LowFormat, Option<String>)>, String> {
        let messages =
            Messages::new(Lang::En, include_str!("../../../rules/messages/en.ftl")).unwrap();
        let outputs: Vec<PathBuf> = outputs.iter().map(PathBuf::from).collect();
        let pairs = pair(formats, &outputs, &messages)?;
        Ok(pairs
            .into_iter()
            .map(|pair| (pair.format, pair.path.map(|path| shown(&path))))
            .collect())
    }

    #[test]
    fn the_nth_output_belongs_to_the_nth_format() {
        assert_eq!(paired(&[], &[]).unwrap(), [(Terminal, None)]);
        assert_eq!(
            paired(&[Json, Markdown], &["a.json", "b.md"]).unwrap(),
            [
                (Json, Some("a.json".to_owned())),
                (Markdown, Some("b.md".to_owned()))
            ]
        );
        assert_eq!(
            paired(&[Json, Terminal], &["a.json"]).unwrap(),
            [(Json, Some("a.json".to_owned())), (Terminal, None)]
        );
    }

    #[test]
    fn mistakes_are_refused() {
        assert!(
            paired(&[Json, Markdown], &[])
                .unwrap_err()
                .contains("standard output")
        );
        assert!(
            paired(&[Json], &["a.json", "b.md"])
                .unwrap_err()
                .contains("2 times --output")
        );
        assert!(
            paired(&[Json, Json], &["a.json", "a.json"])
                .unwrap_err()
                .contains("same file")
        );
        assert!(
            paired(&[], &["a.json"])
                .unwrap_err()
                .contains("--format json")
        );
        assert!(paired(&[Json, Markdown], &["b.md"]).is_err());
    }
}
