//! `prejury check`: inputs to reports, reports to their destinations, gate to exit code.

use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use prejury_catalog::Found;
use prejury_config::Gate;
use prejury_core::{Anchors, Report};
use prejury_intake::IntakeError;
use prejury_report::compare::Snapshot;
use prejury_report::{
    Detail, Messages, Options, Selection, Value, github, gitlab, html, json, junit, markdown,
    sarif, terminal, xlsx,
};

use crate::assess::{Assessed, Wants, assess, today};
use crate::baseline::Baseline;
use crate::configuration;
use crate::context::{Content, Context, EXIT_ERROR};
use crate::destination::{Destination, pair};
use crate::gate::{self, Barrier, SetBy};
use crate::low_args::{LowCheck, LowFormat};
use crate::progress::Bar;
use crate::run::speak;
use crate::settings::Settings;
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
    settings: Settings,
    /// `--fail-on`.
    gate: Option<Gate>,
    baseline: Option<Baseline>,
}

impl Check {
    /// Whose gate decides on the exit code.
    fn gate_is_set_by(&self) -> SetBy {
        let is_typed = self.gate.is_some() || self.baseline.is_some();
        if is_typed || self.settings.reader.is_some() {
            SetBy::Reader
        } else {
            SetBy::Submission
        }
    }

    /// What the formats show beside the report itself.
    fn wants(&self) -> Wants {
        let any = |asks: fn(LowFormat) -> bool| {
            let mut destinations = self.destinations.iter();
            destinations.any(|destination| asks(destination.format))
        };
        Wants {
            context: any(|format| matches!(format, LowFormat::Html | LowFormat::Json)),
            anchors: any(LowFormat::is_for_forge),
            commits: self.baseline.is_some(),
            is_only: self.inputs.len() == 1,
        }
    }
}

pub(crate) fn run(low: LowCheck, mut context: Context) -> ExitCode {
    let Some(reader) = configuration::of_reader(low.config.as_deref(), &mut context) else {
        return ExitCode::from(EXIT_ERROR);
    };
    let settings = Settings {
        reader,
        selects: !low.competence.is_empty() || !low.bloc.is_empty(),
        isolated: low.isolated,
        alike: false,
        profile: None,
    };
    let Some(check) = meant(low, settings, &context) else {
        return ExitCode::from(EXIT_ERROR);
    };
    let assessed = read_all(&check, &context);
    let mut failed = assessed.len() < check.inputs.len();
    if let [only] = &*assessed
        && let Some(lang) = only.own_language()
        && check.inputs.len() == 1
        && check.settings.reader.is_none()
        && !context.lang_asked
    {
        // The candidate's language counts when there is one candidate and nobody else asks for one.
        speak(&mut context, lang);
    }
    let before = match &check.baseline {
        Some(baseline) => baseline.pair(&assessed, &context),
        None => Some(vec![None; assessed.len()]),
    };
    let Some(before) = before else {
        return ExitCode::from(EXIT_ERROR);
    };
    let mut reports = Vec::new();
    let mut anchors = Vec::new();
    let mut gates = Vec::new();
    for (assessed, before) in assessed.into_iter().zip(before) {
        failed |= !configuration::says_own_mistakes(&assessed, &check.settings, &context);
        gates.push(gate_of(&assessed, before, &check));
        reports.push(assessed.report);
        anchors.extend(assessed.anchors);
    }
    for destination in &check.destinations {
        failed |= !deliver(destination, &reports, &anchors, &check, &context);
    }
    if failed {
        return ExitCode::from(EXIT_ERROR);
    }
    let baseline = check.baseline.as_ref().map(|baseline| &*baseline.path);
    gate::verdict(
        &reports,
        &gates,
        check.gate_is_set_by(),
        baseline,
        &check.selection,
        &context,
    )
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
fn meant(low: LowCheck, mut settings: Settings, context: &Context) -> Option<Check> {
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
    let selection = selection(low.bloc, &low.competence, low.all, context)?;
    if let Some(id) = &low.profile {
        settings.profile = Some(profile(id, context)?);
    }
    let mut gate: Option<Gate> = None;
    for term in &low.fail_on {
        match Gate::parse(term, &context.catalog) {
            Ok(more) => gate.get_or_insert_default().terms.extend(more.terms),
            Err((part, near)) => {
                context.complain("cli-error-gate", &[("value", part.into())]);
                context.suggest(&near.iter().map(String::as_str).collect::<Vec<_>>());
                return None;
            }
        }
    }
    let detail = match (low.quiet, low.verbose) {
        (true, _) => Detail::Quiet,
        (_, true) => Detail::Verbose,
        _ => Detail::Normal,
    };
    let baseline = match &low.baseline {
        Some(path) => Some(Baseline::read(path, context)?),
        None => None,
    };
    Some(Check {
        inputs: low.input,
        destinations,
        detail,
        show_authors: low.show_authors,
        selection,
        settings,
        gate,
        baseline,
    })
}

/// The part of the référentiel that was asked for; what is not known has been said.
pub(crate) fn selection(
    blocs: Vec<u8>,
    competences: &[String],
    all: bool,
    context: &Context,
) -> Option<Selection> {
    let mut selection = Selection {
        blocs,
        all,
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
    for code in competences {
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
    Some(selection)
}

/// The profile `id`; when there is none, that has been said.
pub(crate) fn profile(id: &str, context: &Context) -> Option<Arc<str>> {
    let Some(profile) = context.catalog.profile(id) else {
        let known = || context.catalog.profiles.iter().map(|profile| &*profile.id);
        let names: Vec<&str> = known().collect();
        let values = [("profile", id.into()), ("known", names.join(", ").into())];
        context.complain("cli-error-unknown-profile", &values);
        context.suggest(&prejury_catalog::nearest(id, known(), 1));
        return None;
    };
    Some(profile.id.clone())
}

/// The command line's gate, else that of the reader's configuration, else the submission's own.
fn gate_of<'a>(assessed: &Assessed, before: Option<&'a Snapshot>, check: &Check) -> Barrier<'a> {
    let of_file = match &check.settings.reader {
        Some((_, config)) => config.gate.clone(),
        None => assessed.own_config().and_then(|own| own.gate.clone()),
    };
    let gate = check.gate.clone().or(of_file).unwrap_or_default();
    match (&check.baseline, before) {
        (None, _) => Barrier::Refuses(gate),
        (Some(_), Some(before)) => Barrier::Worsened(gate, before),
        (Some(_), None) => Barrier::Open,
    }
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

/// A report for each input that can be read; the others are said, and stop nothing.
fn read_all(check: &Check, context: &Context) -> Vec<Assessed> {
    let today = today();
    let wants = check.wants();
    let mut reports = Vec::new();
    for input in &check.inputs {
        let bar = Bar::new(
            context
                .messages
                .with("cli-progress-reading", &[("input", input.as_str().into())]),
        );
        let (catalog, messages) = (&context.catalog, &context.messages);
        match assess(
            input,
            &check.settings,
            wants,
            &today,
            catalog,
            messages,
            &bar,
        ) {
            Ok(assessed) => reports.push(assessed),
            Err(error) => {
                bar.clear();
                context.complain_in_words(&input_error(&error, &context.messages));
            }
        }
    }
    reports
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
    let content = match destination.format {
        LowFormat::Terminal => Content::Coloured,
        _ => Content::Plain,
    };
    context.deliver(destination.path.as_deref(), content, written, &bytes) == ExitCode::SUCCESS
}
