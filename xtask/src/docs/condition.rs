//! A condition as a French list that a person can read.

use prejury_catalog::{Catalog, Condition, Leaf};
use prejury_core::Strength;

/// The condition as nested list items.
pub(super) fn list(condition: &Condition, catalog: &Catalog) -> String {
    let mut text = String::new();
    write(condition, catalog, 0, &mut text);
    text
}

fn write(condition: &Condition, catalog: &Catalog, depth: usize, text: &mut String) {
    let mut line = |sentence: &str| text.push_str(&format!("{}- {sentence}\n", "  ".repeat(depth)));
    match condition {
        Condition::Signal(signal) => line(&leaf(signal, catalog)),
        Condition::Count { n, of } => line(&format!("au moins {n} fois : {}", leaf(of, catalog))),
        Condition::Not(inner) => match &**inner {
            Condition::Not(asked) => write(asked, catalog, depth, text),
            inner => {
                line("sauf :");
                write(inner, catalog, depth + 1, text);
            }
        },
        // A list of one item says nothing of its own.
        Condition::All(items) | Condition::Any(items) if items.len() == 1 => {
            write(&items[0], catalog, depth, text)
        }
        Condition::All(items) => nested("tout ceci :", items, catalog, depth, text),
        Condition::Any(items) => nested("au moins un élément :", items, catalog, depth, text),
        Condition::AtLeast { n, of } => nested(
            &format!("au moins {n} éléments :"),
            of,
            catalog,
            depth,
            text,
        ),
        Condition::SameUnit(items) => nested(
            "tout ceci, dans le même fichier :",
            items,
            catalog,
            depth,
            text,
        ),
        Condition::Near { cells, of } => {
            nested(
                &format!("tout ceci, à {cells} cellules de distance au plus :"),
                of,
                catalog,
                depth,
                text,
            );
        }
    }
}

fn nested(sentence: &str, items: &[Condition], catalog: &Catalog, depth: usize, text: &mut String) {
    text.push_str(&format!("{}- {sentence}\n", "  ".repeat(depth)));
    items
        .iter()
        .for_each(|item| write(item, catalog, depth + 1, text));
}

fn leaf(leaf: &Leaf, catalog: &Catalog) -> String {
    let label = catalog
        .signal(&leaf.signal)
        .map_or(leaf.signal.as_ref(), |signal| &signal.label.fr);
    let mut sentence = format!("{} (`{}`)", super::page::plain(label), leaf.signal);
    match leaf.strength {
        Some(Strength::Executed) => sentence.push_str(", exécuté"),
        Some(Strength::Written) => sentence.push_str(", écrit"),
        Some(Strength::Mentioned) => sentence.push_str(", au moins mentionné"),
        None => {}
    }
    if leaf.inside_function {
        sentence.push_str(", dans une fonction du candidat");
    }
    if leaf.against {
        sentence.push_str(", en preuve contraire");
    }
    sentence
}
