//! `prejury check`: inputs to reports, reports to their destinations, gate to exit code.

use std::io;
use std::path::{Component, Path};
use std::process::ExitCode;

use prejury_catalog::Found;
use prejury_core::{Anchors, Report};
use prejury_intake::{IntakeError, Limits};
use prejury_report::{
    Detail, Messages, Options, Selection, Value, github, gitlab, html, json, junit, markdown,
    sarif, terminal, xlsx,
};

use crate::context::{Content, Context, EXIT_ERROR};
use crate::destination::{Destination, pair};
use crate::gate;
use crate::low_args::{LowCheck, LowFailOn, LowFormat};
use crate::progress::Bar;
use crate::step_summary;

/// Columns of a terminal report that goes to a file.
pub(crate) const FILE_WIDTH: usize = 100;

/// What was meant.
struct Check {
    inputs: Vec<String>,
    destinations: Vec<Destination>,
    detail: Detail,
    show_authors: bool,
    selection: Selection,
    fail_on: Option<LowFailOn>,
}

impl Check {
    /// Whether one of the formats shows the text around places.
    fn wants_context(&self) -> bool {
        let shows = |format| matches!(format, LowFormat::Html | LowFormat::Json);
        self.destinations
            .iter()
            .any(|destination| shows(destination.format))
    }
}

pub(crate) fn run(low: LowCheck, context: &Context) -> ExitCode {
    let Some(check) = meant(low, context) else {
        return ExitCode::from(EXIT_ERROR);
    };
    let (reports, anchors) = read_all(&check, context);
    let mut failed = reports.len() < check.inputs.len();
    for destination in &check.destinations {
        failed |= !deliver(destination, &reports, &anchors, &check, context);
    }
    if failed {
        return ExitCode::from(EXIT_ERROR);
    }
    gate::verdict(check.fail_on, &reports, &check.selection, context)
}

/// The sentence for an input that cannot be read.
pub(crate) fn input_error(error: &IntakeError, messages: &Messages) -> String {
    let id = format!("error-{}", error.code().replace('.', "-"));
    if messages.find(&id).is_none() {
        return error.to_string();
    }
    let args = error.args();
    let values: Vec<(&str, Value<'_>)> = args
        .iter()
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    messages.with(&id, &values)
}

/// From what was typed to what was meant; mistakes are said, and nothing is run.
fn meant(low: LowCheck, context: &Context) -> Option<Check> {
    let destinations = match pair(&low.format, &low.output, &context.messages) {
        Ok(destinations) => destinations,
        Err(sentence) => {
            context.complain_in_words(&sentence);
            return None;
        }
    };
    let is_page = |destination: &Destination| destination.format == LowFormat::Html;
    if low.input.len() > 1 && destinations.iter().any(is_page) {
        context.complain("cli-error-one-page", &[]);
        return None;
    }
    let mut selection = Selection {
        blocs: low.bloc,
        all: low.all,
        ..Selection::default()
    };
    for bloc in &selection.blocs {
        if !context
            .catalog
            .blocs
            .iter()
            .any(|known| known.number == *bloc)
        {
            context.complain("cli-error-unknown-bloc", &[("bloc", (*bloc).into())]);
            return None;
        }
    }
    for code in &low.competence {
        match context.catalog.find(code) {
            Ok(Found::Competence(competence)) => selection.competences.push(competence.id.clone()),
            Ok(Found::Criterion(criterion)) => {
                context.complain(
                    "cli-error-unknown-competence",
                    &[("code", code.as_str().into())],
                );
                context.suggest(&[criterion.id.competence.as_str()]);
                return None;
            }
            Err(not_found) => {
                context.complain(
                    "cli-error-unknown-competence",
                    &[("code", code.as_str().into())],
                );
                context.suggest(
                    &not_found
                        .nearest
                        .iter()
                        .map(String::as_str)
                        .collect::<Vec<_>>(),
                );
                return None;
            }
        }
    }
    let detail = match (low.quiet, low.verbose) {
        (true, _) => Detail::Quiet,
        (_, true) => Detail::Verbose,
        _ => Detail::Normal,
    };
    Some(Check {
        inputs: low.input,
        destinations,
        detail,
        show_authors: low.show_authors,
        selection,
        fail_on: low.fail_on,
    })
}

/// The page of the only report; more than one input was refused before anything was read.
fn page(
    reports: &[Report],
    options: &Options<'_>,
    context: &Context,
    bytes: &mut Vec<u8>,
) -> io::Result<()> {
    let other = context.other_messages().map_err(io::Error::other)?;
    for report in &reports[..1] {
        html::write(report, &context.catalog, options, &other, None, bytes)?;
    }
    Ok(())
}

/// A report for each input that can be read, with its anchors when a format wants them; the others are said, and stop
/// nothing.
fn read_all(check: &Check, context: &Context) -> (Vec<Report>, Vec<Anchors>) {
    let limits = Limits::default();
    let mut reports = Vec::new();
    let mut anchors = Vec::new();
    let for_forge = check
        .destinations
        .iter()
        .any(|destination| destination.format.is_for_forge());
    for input in &check.inputs {
        let bar = Bar::new(
            context
                .messages
                .with("cli-progress-reading", &[("input", input.as_str().into())]),
        );
        let submission = prejury_intake::open(input, &limits);
        match submission {
            Ok(submission) => {
                let check = if check.wants_context() {
                    prejury_analysis::check_in_context
                } else {
                    prejury_analysis::check_with
                };
                let report = check(&submission, &context.catalog, &bar);
                if for_forge {
                    anchors.push(Anchors {
                        folder: folder_below_here(input),
                        ..prejury_analysis::anchors(&submission, &report)
                    });
                }
                reports.push(report);
            }
            Err(error) => {
                bar.clear();
                context.complain_in_words(&input_error(&error, &context.messages));
            }
        }
    }
    (reports, anchors)
}

/// The folder of an input as a forge knows it, when it lies below the current folder, which in CI is the repository's root.
fn folder_below_here(input: &str) -> String {
    let mut names = Vec::new();
    for part in Path::new(input).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => names.push(name.to_string_lossy()),
            _ => return String::new(),
        }
    }
    let folder = names.join("/");
    // A single notebook or an archive is its own root.
    if prejury_intake::is_folder(Path::new(&folder)) {
        folder
    } else {
        String::new()
    }
}

/// Writes all reports in one format; false when that failed, which has then been said.
fn deliver(
    destination: &Destination,
    reports: &[Report],
    anchors: &[Anchors],
    check: &Check,
    context: &Context,
) -> bool {
    if reports.is_empty() {
        return true;
    }
    let width = if destination.path.is_some() {
        FILE_WIDTH
    } else {
        context.screen.width()
    };
    let mut options = context.options(check.detail, check.selection.clone(), width);
    options.one_per_line = check.inputs.len() > 1;
    options.anchors = anchors;
    options.show_authors = check.show_authors;
    let mut bytes = Vec::new();
    let written = match destination.format {
        LowFormat::Terminal => terminal::write(reports, &context.catalog, &options, &mut bytes),
        LowFormat::Json => json::write(reports, &context.catalog, &options, &mut bytes),
        LowFormat::Markdown => markdown::write(reports, &context.catalog, &options, &mut bytes),
        LowFormat::Xlsx => xlsx::write(reports, &context.catalog, &options, &mut bytes),
        LowFormat::Sarif => sarif::write(reports, &context.catalog, &options, &mut bytes),
        LowFormat::Junit => junit::write(reports, &context.catalog, &options, &mut bytes),
        LowFormat::Github => github::write(reports, &context.catalog, &options, &mut bytes),
        LowFormat::Gitlab => gitlab::write(reports, &context.catalog, &options, &mut bytes),
        LowFormat::Html => page(reports, &options, context, &mut bytes),
    };
    if destination.format == LowFormat::Github && !step_summary::add(reports, &options, context) {
        return false;
    }
    let content = if destination.format == LowFormat::Xlsx {
        Content::Binary
    } else {
        Content::Text
    };
    context.deliver(destination.path.as_deref(), content, written, &bytes) == ExitCode::SUCCESS
}
