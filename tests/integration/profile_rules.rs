//! Rules that a profile names.

use prejury_analysis::{Asked, check_as};
use prejury_core::{Finding, Report};

use crate::project::{HandedIn, catalog, root};

fn report(fixture: &str, profile: Option<&str>) -> Report {
    let catalog = catalog();
    let asked = Asked {
        context: false,
        profile: profile.map(|id| catalog.profile(id).unwrap()),
    };
    let handed_in = HandedIn::of(&root().join("fixtures/whole/too-good").join(fixture));
    check_as(&handed_in.open(), &catalog, asked, &()).0
}

fn suspicious(findings: &[Finding]) -> Vec<(&str, &str, usize)> {
    let findings = findings.iter().filter(|it| it.code == "score.suspicious");
    findings
        .map(|it| (&*it.args["value"], &*it.args["criterion"], it.places.len()))
        .collect()
}

#[test]
fn the_scoring_project_wants_a_score_explained_that_is_too_good() {
    let found = report("suspicious", Some("scoring"));
    assert_eq!(suspicious(&found.findings), [("0.9713", "C2.1.2-CE7", 1)]);
    // No status follows from it.
    let without = report("suspicious", None);
    assert_eq!(suspicious(&without.findings), []);
    let competences = |report: &Report| format!("{:?}", report.competences);
    assert_eq!(competences(&found), competences(&without));
}

#[test]
fn other_projects_and_an_explained_score_have_no_such_finding() {
    assert_eq!(
        suspicious(&report("suspicious", Some("tweets")).findings),
        []
    );
    assert_eq!(
        suspicious(&report("explained", Some("scoring")).findings),
        []
    );
}
