//! The JSON report as a whole: what was read, and who reads it.

use std::borrow::Cow;
use std::io;

use prejury_core::{Author, Lang, LeftOut};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::SCHEMA_VERSION;
use super::annotations::{Configuration, WaiverLine};
use super::criteria::Competence;
use super::inert::{Layout, Rendered};
use super::notes::{FindingLine, IssueLine};
use super::places::ContextLine;
use crate::decisions;
use crate::options::Options;
use crate::redact::author_name;
use crate::view::ReportView;

/// Brackets around each competence.
const COMPETENCE_DEPTH: usize = 2;

/// Words of the format are constants when written, and owned when read.
pub(super) type Word = Cow<'static, str>;

/// Read back, its competences are values; written, they are rendered already, each on its own.
#[derive(Serialize, Deserialize)]
pub(super) struct Document<C = Competence> {
    pub(super) schema_version: u32,
    pub(super) tool: Tool,
    pub(super) language: Word,
    pub(super) input: Input,
    #[serde(default)]
    pub(super) configuration: Configuration,
    pub(super) competences: Vec<C>,
    #[serde(default)]
    pub(super) stale_waivers: Vec<WaiverLine>,
    pub(super) findings: Vec<FindingLine>,
    pub(super) issues: Vec<IssueLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) contexts: Vec<ContextLine>,
    /// What the evaluator decided, after `merge`: a decisions file as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) decisions: Option<decisions::File>,
}

impl Document<Rendered> {
    /// What `view` shows, to be written in `layout`.
    pub(super) fn new(
        view: &ReportView<'_>,
        options: &Options<'_>,
        layout: Layout,
    ) -> io::Result<Self> {
        let messages = options.messages;
        let input = &view.report.input;
        // They are nearly all of a report.
        let competences = view
            .competences
            .par_iter()
            .with_max_len(1)
            .map(|competence| {
                Rendered::of(
                    &Competence::new(competence, messages),
                    layout,
                    COMPETENCE_DEPTH,
                )
            })
            .collect::<io::Result<_>>()?;
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool {
                name: "prejury".into(),
                version: env!("CARGO_PKG_VERSION").into(),
            },
            language: match messages.lang() {
                Lang::Fr => "fr".into(),
                Lang::En => "en".into(),
            },
            input: Input {
                label: input.label.clone(),
                head: input.head.clone(),
                head_date: input.head_date.clone(),
                authors: input
                    .authors
                    .iter()
                    .map(|author| AuthorLine::new(author, options.show_authors))
                    .collect(),
                files: Files {
                    total: input.files,
                    notebooks: input.notebooks,
                    scripts: input.scripts,
                    documents: input.documents,
                },
                commits: input.commits,
                left_out: input.left_out.iter().map(LeftOutLine::new).collect(),
            },
            configuration: Configuration::new(view, messages),
            competences,
            stale_waivers: view
                .stale_waivers
                .iter()
                .map(|waiver| WaiverLine::new(waiver))
                .collect(),
            findings: view
                .findings()
                .iter()
                .map(|finding| FindingLine::new(finding, messages))
                .collect(),
            issues: view
                .issues()
                .iter()
                .map(|issue| IssueLine::new(issue, messages))
                .collect(),
            contexts: view.contexts().into_iter().map(ContextLine::new).collect(),
            decisions: None,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Tool {
    pub(super) name: Word,
    pub(super) version: Word,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Input {
    pub(super) label: String,
    pub(super) head: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) head_date: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<AuthorLine>,
    pub(super) files: Files,
    pub(super) commits: usize,
    pub(super) left_out: Vec<LeftOutLine>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct AuthorLine {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<String>,
    pub(super) commits: usize,
}

impl AuthorLine {
    pub(super) fn new(author: &Author, show_authors: bool) -> Self {
        Self {
            name: author_name(&author.name, show_authors),
            email: author.email.clone().filter(|_| show_authors),
            commits: author.commits,
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Files {
    pub(super) total: usize,
    pub(super) notebooks: usize,
    pub(super) scripts: usize,
    pub(super) documents: usize,
}

#[derive(Serialize, Deserialize)]
pub(super) struct LeftOutLine {
    pub(super) reason: Word,
    pub(super) files: usize,
    pub(super) examples: Vec<String>,
}

impl LeftOutLine {
    pub(super) fn new(left_out: &LeftOut) -> Self {
        Self {
            reason: left_out.reason.into(),
            files: left_out.files,
            examples: left_out.examples.iter().map(ToString::to_string).collect(),
        }
    }
}
