//! The Markdown of one competence, in French with English titles, as the référentiel and its readers are French.

use prejury_catalog::{Catalog, Competence, Condition, Criterion};
use prejury_core::{Kind, Localized};

use super::condition;

/// A note that keeps people from editing the pages.
const NOTE: &str =
    "<!-- Écrit par `cargo xtask docs` à partir de `rules/` ; ne pas modifier à la main. -->\n\n";

/// The list of all competences and criteria.
pub(super) fn index(catalog: &Catalog) -> String {
    let mut text = format!("{NOTE}# Les critères d'évaluation\n");
    for bloc in &catalog.blocs {
        text.push_str(&format!(
            "\n## Bloc {}. {}\n",
            bloc.number,
            plain(&bloc.title.fr)
        ));
        for competence in catalog
            .competences
            .iter()
            .filter(|competence| competence.bloc == bloc.number)
        {
            let (id, title) = (&competence.id, plain(&competence.title.fr));
            text.push_str(&format!("\n### [{id} {title}]({id}.md)\n\n"));
            for criterion in &competence.criteria {
                let (slug, title) = (&criterion.slug, plain(&criterion.title.fr));
                let number = criterion.id.number;
                text.push_str(&format!(
                    "- [CE{number}]({id}.md#{}) {title} (`{slug}`)\n",
                    anchor(criterion)
                ));
            }
        }
    }
    text
}

/// The page of one competence.
pub(super) fn competence(competence: &Competence, catalog: &Catalog) -> String {
    let (id, title) = (&competence.id, &competence.title);
    let mut text = format!(
        "{NOTE}# {id} {}\n\n*{}*\n\n",
        plain(&title.fr),
        plain(&title.en)
    );
    text.push_str(&format!("> {}\n\n", plain(&competence.text)));
    text.push_str(&format!(
        "Bloc {}, activité {} : {}\n",
        competence.bloc,
        competence.activity,
        plain(&competence.activity_title)
    ));
    match &competence.scope {
        Some(scope) => text.push_str(&format!(
            "\n**Dans le champ quand** les livrables contiennent :\n\n{}",
            condition::list(scope, catalog)
        )),
        None => text.push_str("\nToujours dans le champ.\n"),
    }
    for criterion in &competence.criteria {
        text.push_str(&section(criterion, catalog));
    }
    text
}

fn section(criterion: &Criterion, catalog: &Catalog) -> String {
    let number = criterion.id.number;
    let mut text = format!(
        "\n<a id=\"{}\"></a>\n\n## CE{number} {}\n\n",
        anchor(criterion),
        plain(&criterion.title.fr)
    );
    text.push_str(&format!(
        "*{}* · `{}` · `{}` · {}\n\n",
        plain(&criterion.title.en),
        criterion.id,
        criterion.slug,
        kind(criterion.kind)
    ));
    text.push_str(&format!("> {}\n", plain(&criterion.text)));
    paragraph(&mut text, "Ce qui est recherché", &criterion.looks_for);
    if let Some(does_not_count) = &criterion.does_not_count {
        paragraph(&mut text, "Ce qui ne compte pas", does_not_count);
    }
    rule(&mut text, "Présent", criterion.present.as_ref(), catalog);
    rule(&mut text, "Partiel", criterion.partial.as_ref(), catalog);
    rule(
        &mut text,
        "Partiel, faute de mieux,",
        criterion.trace.as_ref(),
        catalog,
    );
    rule(
        &mut text,
        "Sans objet",
        criterion.not_applicable.as_ref(),
        catalog,
    );
    if criterion.present.is_none() && criterion.kind != Kind::Human {
        text.push_str("\nAucune règle n'évalue encore ce critère : il revient à l'évaluateur.\n");
    }
    if let Some(example) = &criterion.example {
        let code = example.fr.trim_end();
        let fence = fence(code);
        text.push_str(&format!("\n**Exemple**\n\n{fence}\n{code}\n{fence}\n"));
    }
    paragraph(&mut text, "Conseil", &criterion.advice);
    text.push_str("\n**Questions pour la soutenance**\n\n");
    for question in &criterion.questions {
        text.push_str(&format!("- {}\n", plain(&filled(&question.text.fr))));
    }
    text
}

fn paragraph(text: &mut String, title: &str, sentence: &Localized) {
    text.push_str(&format!("\n**{title}.** {}\n", plain(&sentence.fr)));
}

fn rule(text: &mut String, title: &str, condition: Option<&Condition>, catalog: &Catalog) {
    if let Some(condition) = condition {
        text.push_str(&format!(
            "\n**{title} quand** les livrables contiennent :\n\n{}",
            condition::list(condition, catalog)
        ));
    }
}

/// Placeholders as a reader understands them.
fn filled(question: &str) -> String {
    question.replace("{subject}", "…").replace("{place}", "…")
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Auto => "les livrables suffisent",
        Kind::Assisted => "l'outil montre, l'évaluateur juge",
        Kind::Human => "à la soutenance",
    }
}

/// Anchors of our own: those that forges make of French headings differ from one forge to the next.
fn anchor(criterion: &Criterion) -> String {
    format!("ce{}", criterion.id.number)
}

/// Text that Markdown leaves as it is: white space folded, signs with a meaning escaped outside code spans.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut in_code = false;
    for char in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
    {
        match char {
            '`' => in_code = !in_code,
            '*' | '_' | '<' | '[' | ']' | '|' | '\\' if !in_code => escaped.push('\\'),
            _ => {}
        }
        escaped.push(char);
    }
    escaped
}

/// A fence longer than any inside `code`.
fn fence(code: &str) -> String {
    let longest = code
        .lines()
        .map(|line| {
            line.trim_start()
                .chars()
                .take_while(|char| *char == '`')
                .count()
        })
        .max();
    "`".repeat(longest.unwrap_or(0).max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_escaped_outside_code_only() {
        assert_eq!(plain("a_b  <x>\n`c_d` *"), "a\\_b \\<x> `c_d` \\*");
    }

    #[test]
    fn a_fence_is_longer_than_those_inside() {
        assert_eq!(fence("x = 1"), "```");
        assert_eq!(fence("```python\n```"), "````");
    }
}
