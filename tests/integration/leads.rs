//! What the deliverables tell about criteria that only the defence shows.

use prejury_core::{CriterionReport, Place};

use crate::project::{HandedIn, catalog, criterion, root};

const FIXTURE: &str = "fixtures/C4.4.3/CE4-modelling-presentation-oral/human-leads";

fn lead<'r>(criterion: &'r CriterionReport, code: &str) -> &'r prejury_core::Lead {
    let mut leads = criterion.leads.iter();
    leads
        .find(|lead| lead.code == code)
        .unwrap_or_else(|| panic!("no lead {code}: {:?}", criterion.leads))
}

#[test]
fn a_deck_tells_its_length_its_parts_and_what_it_shows() {
    let report = HandedIn::of(&root().join(FIXTURE)).check(&catalog());
    let oral = criterion(&report, "C4.4.3-CE4");
    let length = lead(oral, "deck.length");
    assert_eq!(length.args["slides"], "5");
    assert_eq!(
        length.args["minutes"], "3",
        "half a minute for each sparse slide"
    );
    assert_eq!(lead(oral, "deck.about").args["slides"], "3");
    assert_eq!(lead(oral, "deck.charts-untitled").args["slides"], "4");
    assert_eq!(lead(oral, "deck.pictures").args["slides"], "5");
    let problem = lead(oral, "plan.problem");
    assert_eq!(
        (
            problem.args["slides"].as_str(),
            problem.args["minutes"].as_str()
        ),
        ("2", "3")
    );
    assert_eq!(lead(oral, "plan.modelling").args["slides"], "3-5");
    let place = lead(oral, "plan.modelling")
        .location
        .as_ref()
        .map(|location| &location.place);
    assert_eq!(place, Some(&Place::Slide(3)));
}

#[test]
fn only_what_the_defence_shows_has_leads_and_a_missing_deck_is_told() {
    let report = HandedIn::of(&root().join("fixtures/whole/good")).check(&catalog());
    let oral = criterion(&report, "C2.1.2-CE10");
    let codes: Vec<&str> = oral.leads.iter().map(|lead| lead.code).collect();
    assert_eq!(codes, ["deck.none"]);
    assert!(criterion(&report, "C2.1.2-CE4").leads.is_empty());
}

#[test]
fn a_presentation_that_could_not_be_read_is_named() {
    let handed_in = HandedIn::of(&root().join("fixtures/whole/good"));
    handed_in.write("soutenance.ppt", b"\xd0\xcf\x11\xe0");
    let report = handed_in.check(&catalog());
    let unread = lead(criterion(&report, "C2.1.2-CE10"), "deck.unread");
    let place = unread.location.as_ref().map(|location| &*location.path);
    assert_eq!(place, Some("soutenance.ppt"));
}

#[test]
fn a_picture_under_a_telling_title_is_a_lead_to_what_is_missing() {
    let handed_in = HandedIn::empty("projet");
    let slides = "# Analyse des risques\n- Retard de livraison : un mois de marge\n- Fuite de données personnelles : accès restreints\n\
        ---\n# Matrice des risques\n@image\n---\n# Planning\n- Trois sprints\n---\n# Comparaison des modèles\n@image\n";
    handed_in.write(
        "cadrage.pptx",
        crate::documents::bytes("cadrage.pptx", slides).unwrap(),
    );
    let report = handed_in.check(&catalog());
    let rated = criterion(&report, "C4.3.3-CE2");
    assert_eq!(rated.status.as_str(), "absent");
    let picture = lead(rated, "deck.titled-picture");
    assert_eq!(picture.args["title"], "Matrice des risques");
    let place = picture.location.as_ref().map(|location| &location.place);
    assert_eq!(place, Some(&Place::Slide(2)));
    // A picture is no evidence, and no lead to what is there or to what is not treated.
    assert!(criterion(&report, "C4.3.3-CE1").leads.is_empty());
    assert!(criterion(&report, "C2.1.2-CE8").leads.is_empty());
}

#[test]
fn a_title_in_a_text_box_is_one_and_a_notebook_that_is_a_pointer_is_a_lead() {
    let fixture = "fixtures/C2.2.2/CE5-clustering-choice/absent-label-over-settings";
    let handed_in = HandedIn::of(&root().join(fixture));
    let id = "0".repeat(64);
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{id}\nsize 12345\n");
    handed_in.write("2_notebook_essais.ipynb", pointer.as_bytes());
    let slides = "# Tests\n- KMeans\n---\nModèle à 13 variables : KMeans\n@image\n";
    handed_in.write(
        "essais.pptx",
        crate::documents::bytes("essais.pptx", slides).unwrap(),
    );
    let report = handed_in.check(&catalog());
    let notebook = lead(criterion(&report, "C2.2.2-CE5"), "notebook.pointer");
    let path = notebook.location.as_ref().map(|location| &*location.path);
    assert_eq!(path, Some("2_notebook_essais.ipynb"));
    let picture = lead(criterion(&report, "C2.2.2-CE2"), "deck.titled-picture");
    assert_eq!(picture.args["title"], "Modèle à 13 variables : KMeans");
    // The name of the notebook tells of segments: it is no lead to the tests of a pipeline.
    assert!(criterion(&report, "C3.1.2-CE2").leads.is_empty());
}
