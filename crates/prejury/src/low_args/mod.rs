//! Arguments as typed. `check.rs` and its neighbours turn them into what is meant; these types go no further.
//!
//! Help texts are not here: they exist in two languages, see `help.rs`.

mod cohort;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use cohort::{
    LowCohort, LowCohortCommand, LowCohortList, LowForget, LowHistory, LowReading, LowRows,
};

#[derive(Debug, Parser)]
#[command(
    name = "prejury",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    subcommand_required = true
)]
pub(crate) struct LowArgs {
    #[command(subcommand)]
    pub(crate) command: LowCommand,
    #[arg(long, global = true, value_name = "LANG", value_enum)]
    pub(crate) lang: Option<LowLang>,
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub(crate) color: LowColor,
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) rules: Option<String>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    pub(crate) help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    pub(crate) version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LowCommand {
    Check(LowCheck),
    Cohort(LowCohort),
    Diff(LowDiff),
    Explain(LowExplain),
    Init(LowInit),
    List(LowList),
    Merge(LowMerge),
    Completions(LowCompletions),
    Man(LowMan),
}

#[derive(Debug, Args)]
pub(crate) struct LowCheck {
    #[arg(value_name = "INPUT", default_value = ".")]
    pub(crate) input: Vec<String>,
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub(crate) format: Vec<LowFormat>,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
    #[arg(long, short, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    #[arg(long, short)]
    pub(crate) verbose: bool,
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) competence: Vec<String>,
    #[arg(long, value_name = "BLOC", value_delimiter = ',')]
    pub(crate) bloc: Vec<u8>,
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long)]
    pub(crate) show_authors: bool,
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Option<String>,
    #[arg(long, value_name = "GATE", value_delimiter = ',')]
    pub(crate) fail_on: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<String>,
    #[arg(long)]
    pub(crate) isolated: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LowDiff {
    #[arg(value_name = "OLD")]
    pub(crate) older: PathBuf,
    #[arg(value_name = "NEW")]
    pub(crate) newer: PathBuf,
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) format: LowDiffFormat,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct LowExplain {
    #[arg(value_name = "CODE")]
    pub(crate) code: String,
}

#[derive(Debug, Args)]
pub(crate) struct LowInit {
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    #[arg(long, value_name = "CI", value_enum)]
    pub(crate) ci: Option<LowCi>,
}

#[derive(Debug, Args)]
pub(crate) struct LowList {
    #[arg(value_name = "WHAT", value_enum)]
    pub(crate) what: LowWhat,
}

#[derive(Debug, Args)]
pub(crate) struct LowMerge {
    #[arg(value_name = "REPORT")]
    pub(crate) report: PathBuf,
    #[arg(value_name = "DECISIONS")]
    pub(crate) decisions: PathBuf,
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) format: LowMergeFormat,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct LowCompletions {
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct LowMan {
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LowLang {
    Fr,
    En,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum LowColor {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LowFormat {
    Terminal,
    Json,
    Markdown,
    Xlsx,
    Sarif,
    Junit,
    Github,
    Gitlab,
    Html,
}

impl LowFormat {
    /// Whether places are told as they stand in the raw files, as forges show those.
    pub(crate) fn is_for_forge(self) -> bool {
        matches!(
            self,
            LowFormat::Sarif | LowFormat::Github | LowFormat::Gitlab
        )
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LowDiffFormat {
    #[default]
    Terminal,
    Json,
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum LowMergeFormat {
    #[default]
    Html,
    Xlsx,
    Markdown,
    Json,
    Remarks,
}

/// A service whose workflow `init` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LowCi {
    Github,
    Gitlab,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LowWhat {
    Competences,
    Criteria,
    Profiles,
    Signals,
}
