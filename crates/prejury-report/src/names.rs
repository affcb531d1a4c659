//! Secrets in names: of files, folders, sheets, headings, inputs. They are masked once, before any format, since places tie
//! evidence, contexts and anchors together by what they are called.

use std::sync::Arc;

use prejury_core::{Anchors, Location, Place, Report};

use crate::redact::redact_name;

/// Masks secrets in every name that `report` tells, and in the `anchors` that belong to it.
pub fn mask_names(report: &mut Report, anchors: Option<&mut Anchors>) {
    let input = &mut report.input;
    mask_text(&mut input.label);
    for example in input.left_out.iter_mut().flat_map(|it| &mut it.examples) {
        mask_shared(example);
    }
    for competence in &mut report.competences {
        let of_criteria = competence
            .criteria
            .iter_mut()
            .flat_map(|criterion| &mut criterion.evidence);
        for evidence in competence.scope_evidence.iter_mut().chain(of_criteria) {
            // Some excerpts are no more than the path.
            if evidence.excerpt.trim() == &*evidence.location.path {
                mask_text(&mut evidence.excerpt);
            }
            mask_place(&mut evidence.location);
            evidence.related.iter_mut().for_each(mask_place);
        }
        let leads = competence.criteria.iter_mut().flat_map(|it| &mut it.leads);
        for location in leads.filter_map(|lead| lead.location.as_mut()) {
            mask_place(location);
        }
    }
    for finding in &mut report.findings {
        finding.places.iter_mut().for_each(mask_place);
        finding.args.values_mut().for_each(mask_text);
    }
    for issue in &mut report.issues {
        if let Some(path) = &mut issue.path {
            mask_shared(path);
        }
        issue.args.values_mut().for_each(mask_text);
    }
    for context in &mut report.contexts {
        mask_place(&mut context.location);
    }
    report.contexts.sort_by(|a, b| a.location.cmp(&b.location));
    let annotations = &mut report.annotations;
    for signpost in &mut annotations.signposts {
        mask_place(&mut signpost.location);
    }
    for file in &mut annotations.configurations {
        mask_text(&mut file.path);
    }
    for pattern in annotations
        .narrowing
        .iter_mut()
        .flat_map(|it| &mut it.excluded)
    {
        mask_text(pattern);
    }
    for pattern in &mut annotations.not_followed {
        mask_text(pattern);
    }
    if let Some(anchors) = anchors {
        mask_text(&mut anchors.folder);
        if let Some(home) = &mut anchors.home {
            mask_shared(home);
        }
        anchors.regions = std::mem::take(&mut anchors.regions)
            .into_iter()
            .map(|(mut location, region)| {
                mask_place(&mut location);
                (location, region)
            })
            .collect();
    }
}

fn mask_place(location: &mut Location) {
    mask_shared(&mut location.path);
    match &mut location.place {
        Place::Row { sheet: name, .. } | Place::Paragraph { heading: name, .. } => {
            mask_shared(name);
        }
        _ => {}
    }
}

fn mask_shared(name: &mut Arc<str>) {
    if let Some(masked) = redact_name(name) {
        *name = masked.into();
    }
}

fn mask_text(text: &mut String) {
    if let Some(masked) = redact_name(text) {
        *text = masked;
    }
}
