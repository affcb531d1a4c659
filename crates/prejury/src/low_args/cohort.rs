//! Arguments of `prejury cohort` and the commands below it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::LowDiffFormat;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct LowCohort {
    #[command(subcommand)]
    pub(crate) command: Option<LowCohortCommand>,
    #[arg(value_name = "INPUT", required_unless_present = "from")]
    pub(crate) input: Vec<String>,
    #[arg(long, short, value_name = "DIR", required = true)]
    pub(crate) output: Option<PathBuf>,
    #[arg(long, value_name = "ROWS", conflicts_with = "input")]
    pub(crate) from: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) pseudonyms: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: LowReading,
}

/// How each submission is read.
#[derive(Debug, Args)]
pub(crate) struct LowReading {
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub(crate) timeout: u64,
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) competence: Vec<String>,
    #[arg(long, value_name = "BLOC", value_delimiter = ',')]
    pub(crate) bloc: Vec<u8>,
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<String>,
    #[arg(long)]
    pub(crate) isolated: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LowCohortCommand {
    History(LowHistory),
    Forget(LowForget),
    List(LowCohortList),
    Rows(LowRows),
}

#[derive(Debug, Args)]
pub(crate) struct LowHistory {
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    #[arg(long, value_name = "NAME")]
    pub(crate) candidate: Option<String>,
    #[arg(long, value_name = "CODE")]
    pub(crate) criterion: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) pseudonyms: Option<PathBuf>,
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) format: LowDiffFormat,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct LowForget {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub(crate) pseudonyms: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct LowCohortList {
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) input: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) pseudonyms: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct LowRows {
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    #[command(flatten)]
    pub(crate) reading: LowReading,
}
