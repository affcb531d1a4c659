//! The word lists about the management of a project, each with a bit of its own.

use std::sync::LazyLock;

use prejury_documents::Phrases;

/// Lists that have a phrase in a text, one bit each.
pub(super) type Subjects = u128;

macro_rules! lists {
    ($($name:ident = $file:literal;)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers the constants of the same names")]
        enum Number { $($name),* }

        $(pub(super) const $name: Subjects = 1 << Number::$name as u32;)*

        /// Texts of the lists, in the order of their bits.
        const TEXTS: &[&str] = &[
            $(include_str!(concat!("../../../../../rules/management/", $file, ".txt"))),*
        ];
    };
}

lists! {
    STORY_ROLE = "story-role";
    STORY_WISH = "story-wish";
    STORY_GOAL = "story-goal";
    STORY_WORD = "story-word";
    FUNCTIONAL_NEED = "functional-need";
    BACKLOG = "backlog";
    NEED = "need";
    NEEDS_HEADING = "needs-heading";
    GATHERING = "gathering";
    PRIORITY = "priority";
    MOSCOW = "moscow";
    ESTIMATE = "estimate";
    SPRINT = "sprint";
    PERIOD = "period";
    PHASE = "phase";
    PLAN_HEADING = "plan-heading";
    CALENDAR_WORD = "calendar-word";
    SCRUM = "scrum";
    SCRUM_HEADING = "scrum-heading";
    PRODUCT_OWNER = "product-owner";
    SCRUM_MASTER = "scrum-master";
    DEVELOPMENT_TEAM = "development-team";
    SPRINT_PLANNING = "sprint-planning";
    DAILY = "daily";
    REVIEW = "review";
    RETROSPECTIVE = "retrospective";
    PROGRESS_CHART = "progress-chart";
    ARTEFACT = "artefact";
    RISK = "risk";
    RISK_OTHER = "risk-other";
    RISK_PROJECT = "risk-project";
    RISK_DATA = "risk-data";
    IMPACT = "impact";
    PROBABILITY = "probability";
    CRITICALITY = "criticality";
    MITIGATION = "mitigation";
    RISK_SUMMARY = "risk-summary";
    ENVIRONMENT = "environment";
    ENVIRONMENT_NAMED = "environment-named";
    PROFILE = "profile";
    PROFILE_COLUMN = "profile-column";
    LOAD_COLUMN = "load-column";
    ITEM_COLUMN = "item-column";
    RESPONSIBILITY = "responsibility";
    COST = "cost";
    SETUP_COST = "setup-cost";
    RECURRING_COST = "recurring-cost";
    INFRASTRUCTURE = "infrastructure";
    ENVIRONMENT_HEADING = "environment-heading";
    PRIVACY = "privacy";
    REGISTER = "register";
    DATA_PURPOSE = "data-purpose";
    DATA_CATEGORIES = "data-categories";
    DATA_PERSONS = "data-persons";
    DATA_RECIPIENTS = "data-recipients";
    DATA_RETENTION = "data-retention";
    DATA_SECURITY = "data-security";
    DATA_BASIS = "data-basis";
    DATA_MINIMISATION = "data-minimisation";
    DATA_CONSENT = "data-consent";
    DATA_RIGHTS = "data-rights";
    DATA_TRANSPARENCY = "data-transparency";
    DATA_IMPACT = "data-impact";
    DATA_OFFICER = "data-officer";
    DATA_BREACH = "data-breach";
    AI_ACT = "ai-act";
    AI_PROCESSING = "ai-processing";
    DATA_ITEM = "data-item";
    ETHICS = "ethics";
    STAKE_BIAS = "stake-bias";
    STAKE_TRANSPARENCY = "stake-transparency";
    STAKE_PRIVACY = "stake-privacy";
    STAKE_AUTONOMY = "stake-autonomy";
    WATCH = "watch";
    TRIAL = "trial";
    REFERENCES_HEADING = "references-heading";
    METHOD_HEADING = "method-heading";
    MODEL_COLUMN = "model-column";
    LINK = "link";
    METRIC = "metric";
    TARGET = "target";
    TOOL_POINT = "tool-point";
    COMPARISON = "comparison";
    SELF_CHECK = "self-check";
    EXAMPLE = "example";
}

/// All lists compiled for one look-up.
pub(super) struct Lexicon {
    pub(super) phrases: Phrases,
    /// Bit of the list that each phrase comes from.
    pub(super) bits: Vec<Subjects>,
}

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let lines = TEXTS.iter().enumerate().flat_map(|(number, list)| {
        let lines = list.lines();
        lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(move |line| (line, 1 << number))
    });
    let (texts, bits): (Vec<&str>, Vec<Subjects>) = lines.unzip();
    Lexicon {
        phrases: Phrases::new(texts),
        bits,
    }
});
