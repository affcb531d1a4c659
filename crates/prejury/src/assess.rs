//! One input to one report with everything that people say beside it: the submission's own configuration, the profile, the
//! signposts, the waivers.

use std::collections::HashSet;
use std::path::{Component, Path};
use std::sync::Arc;

use prejury_analysis::{Asked, Progress};
use prejury_catalog::{Catalog, Profile};
use prejury_config::Config;
use prejury_core::{
    Anchors, ChosenProfile, CompetenceId, Lang, Report, Scope, Status, Voice, Waiver, WaiverState,
};
use prejury_intake::IntakeError;
use prejury_report::{Messages, mask_names};

use crate::settings::{Own, Settings};

/// A report, and the configuration that the submission brought along.
pub(crate) struct Assessed {
    pub(crate) report: Report,
    pub(crate) own: Option<Own>,
    /// When they are wanted.
    pub(crate) anchors: Option<Anchors>,
    /// Ids of its commits, when they are wanted.
    pub(crate) commits: HashSet<Arc<str>>,
}

impl Assessed {
    /// What the submission says of itself, when that can be followed.
    pub(crate) fn own_config(&self) -> Option<&Config> {
        self.own.as_ref()?.config.as_ref()
    }

    pub(crate) fn own_language(&self) -> Option<Lang> {
        self.own_config()?.language
    }
}

/// What is done for one input beside its report, most of it for formats that show more.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wants {
    /// The text around places.
    pub(crate) context: bool,
    /// Places as they stand in the raw files.
    pub(crate) anchors: bool,
    /// The commits, to know a stored report of the same submission again.
    pub(crate) commits: bool,
    /// Whether the program ends with this report: what was read then goes with the process.
    pub(crate) is_only: bool,
}

/// Reads one input. `today` is the day on which waivers are looked at, `YYYY-MM-DD`.
pub(crate) fn assess(
    input: &str,
    settings: &Settings,
    wants: Wants,
    today: &str,
    catalog: &Catalog,
    messages: &Messages,
    progress: &dyn Progress,
) -> Result<Assessed, IntakeError> {
    let mut submission = prejury_intake::open(input, &settings.limits())?;
    let own = settings.own(&submission, catalog);
    let mut annotations = settings.annotations(own.as_ref(), catalog);
    // Places are looked for before files are excluded: they are there, whether they are read or not.
    prejury_analysis::check_signposts(&submission, &mut annotations.signposts);
    settings.exclude(&mut submission, own.as_ref());
    let followed = annotations.followed_profile();
    let asked = Asked {
        context: wants.context,
        profile: followed.and_then(|id| catalog.profile(id)),
    };
    let (mut report, remains) = prejury_analysis::check_as(&submission, catalog, asked, progress);
    if wants.is_only {
        std::mem::forget(remains);
    } else {
        remains.free();
    }
    let mut anchors = wants.anchors.then(|| Anchors {
        folder: folder_below_here(input),
        ..prejury_analysis::anchors(&submission, &report)
    });
    if let Some(own) = &own {
        report.issues.extend(own.issues(messages));
        report.issues.sort();
    }
    if annotations.profile.is_none() {
        annotations.profile = likeliest(&report, &catalog.profiles);
    }
    annotations.waivers = waivers(settings, &report, today);
    report.annotations = annotations;
    mask_names(&mut report, anchors.as_mut());
    let history = submission.history.iter().filter(|_| wants.commits);
    let commits = history.flat_map(|history| &history.commits);
    let commits = commits.map(|commit| commit.id.clone()).collect();
    Ok(Assessed {
        report,
        own,
        anchors,
        commits,
    })
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

/// The day on which waivers are looked at: `SOURCE_DATE_EPOCH`, as reproducible builds have it, or today (UTC).
pub(crate) fn today() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok();
    let fixed = fixed.and_then(|seconds| seconds.parse::<i64>().ok());
    let seconds = fixed.unwrap_or_else(|| {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
    });
    // Beyond the year 9999 a date would no longer sort as text.
    prejury_config::day_of(seconds.clamp(0, 253_402_300_799))
}

/// The waivers of the reader's configuration, with what they still do in this report.
fn waivers(settings: &Settings, report: &Report, today: &str) -> Vec<Waiver> {
    let entries = settings
        .reader
        .iter()
        .flat_map(|(_, config)| &config.waivers);
    let mut waivers: Vec<Waiver> = entries
        .map(|entry| {
            let status = report
                .competences
                .iter()
                .flat_map(|competence| &competence.criteria)
                .find(|criterion| criterion.id == entry.criterion)
                .map(|criterion| criterion.status);
            let passed = entry.until.as_deref().is_some_and(|until| until < today);
            let state = match status {
                _ if passed => WaiverState::Expired,
                Some(Status::Absent | Status::Partial) => WaiverState::InForce,
                _ => WaiverState::NotNeeded,
            };
            Waiver {
                criterion: entry.criterion.clone(),
                reason: entry.reason.clone(),
                by: entry.by.clone(),
                until: entry.until.clone(),
                state,
            }
        })
        .collect();
    waivers.sort();
    waivers
}

/// Share of the weight that the project and the deliverables must have in common to be proposed.
const LIKELY: f64 = 0.5;

/// The project whose competences fit best those that the deliverables address. A competence that few projects evaluate says
/// more than one that most do, and what every project does on its way says nothing for or against the others.
fn likeliest(report: &Report, profiles: &[Profile]) -> Option<ChosenProfile> {
    let addressed: Vec<&CompetenceId> = report
        .competences
        .iter()
        .filter(|competence| competence.scope == Scope::In)
        .map(|competence| &competence.id)
        .collect();
    let best = profiles
        .iter()
        .map(|profile| (fit(profile, &addressed, profiles), profile))
        .filter(|(fit, _)| *fit >= LIKELY)
        // A project of its own before what all do on their way; of equals, the first by name.
        .max_by(|(a_fit, a), (b_fit, b)| {
            b.common
                .cmp(&a.common)
                .then_with(|| a_fit.total_cmp(b_fit))
                .then_with(|| b.id.cmp(&a.id))
        })?;
    Some(ChosenProfile {
        id: best.1.id.clone(),
        voice: Voice::Tool,
    })
}

/// From 0, nothing in common, to 1.
fn fit(profile: &Profile, addressed: &[&CompetenceId], profiles: &[Profile]) -> f64 {
    let weight = |id: &CompetenceId| {
        let n = profiles.iter().filter(|other| other.part(id).is_some());
        // What no project evaluates tells nothing.
        match n.count() {
            0 => 0.0,
            n => 1.0 / n as f64,
        }
    };
    let is_common = |id: &CompetenceId| {
        let mut common = profiles.iter().filter(|other| other.common);
        common.any(|other| other.part(id).is_some())
    };
    let (mut shared, mut all) = (0.0, 0.0);
    for part in &profile.parts {
        let is_addressed = addressed.contains(&&part.competence);
        if is_addressed {
            shared += weight(&part.competence);
        }
        if is_addressed || !part.optional {
            all += weight(&part.competence);
        }
    }
    let beyond: f64 = addressed
        .iter()
        .filter(|id| profile.part(id).is_none() && !is_common(id))
        .map(|id| weight(id))
        .sum();
    // Candidates do more than a project asks for; only for what all do on their way does the rest say that it is another one.
    let beyond = if profile.common { beyond } else { beyond / 2.0 };
    if shared == 0.0 {
        return 0.0;
    }
    shared / (all + beyond)
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_core::CompetenceReport;

    fn likely(addressed: &[&str]) -> Option<String> {
        let catalog = Catalog::embedded().unwrap();
        let competences = addressed.iter().map(|id| CompetenceReport {
            id: id.parse().unwrap(),
            scope: Scope::In,
            scope_evidence: Vec::new(),
            criteria: Vec::new(),
        });
        let report = Report {
            input: Default::default(),
            competences: competences.collect(),
            findings: Vec::new(),
            issues: Vec::new(),
            contexts: Vec::new(),
            annotations: Default::default(),
        };
        let chosen = likeliest(&report, &catalog.profiles)?;
        Some(chosen.id.to_string())
    }

    #[test]
    fn the_project_is_told_by_what_few_others_ask_for() {
        let cleaning = ["C1.2.1", "C1.2.2", "C1.3.1", "C1.3.2"];
        let with = |more: &[&str]| likely(&[&cleaning[..], more, &["C3.1.2"]].concat());
        assert_eq!(with(&[]).as_deref(), Some("data-cleaning"));
        let segmentation = ["C1.4.1", "C2.2.1", "C2.2.2"];
        assert_eq!(with(&segmentation).as_deref(), Some("segmentation"));
        let scoring = ["C1.4.1", "C2.1.1", "C2.1.2", "C3.1.1", "C3.1.3", "C3.1.4"];
        assert_eq!(with(&scoring).as_deref(), Some("scoring"));
        assert_eq!(
            likely(&["C3.1.2", "C3.2.1", "C3.2.2", "C3.2.3", "C1.4.4"]).as_deref(),
            Some("big-data")
        );
        assert_eq!(likely(&["C3.1.2"]), None);
        assert_eq!(likely(&[]), None);
    }
}
