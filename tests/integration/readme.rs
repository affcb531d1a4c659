//! The excerpts of output in the READMEs are what the program says today.

use std::fs;

use prejury_core::Lang;
use prejury_report::{Detail, Messages, Options, Selection, terminal};

use crate::project::{catalog, root};

/// Before an excerpt: `<!-- said of INPUT, COMPETENCE, LANG -->`.
const MARK: &str = "<!-- said of ";
/// What was left out of an excerpt.
const CUT: &str = "[...]\n";

/// What the terminal report says of one competence.
fn said(input: &str, competence: &str, lang: &str) -> String {
    let catalog = catalog();
    let input = root().join(input);
    let submission = prejury_intake::open(input.to_str().unwrap(), &Default::default()).unwrap();
    let report = prejury_analysis::check(&submission, &catalog);
    let lang = if lang == "fr" { Lang::Fr } else { Lang::En };
    let messages = Messages::new(lang, catalog.message_source(lang)).unwrap();
    let competences = vec![competence.parse().unwrap()];
    let options = Options {
        messages: &messages,
        detail: Detail::Normal,
        selection: Selection {
            competences,
            ..Selection::default()
        },
        width: 80,
        anchors: &[],
        show_authors: false,
        one_per_line: false,
    };
    let mut bytes = Vec::new();
    terminal::write(&[report], &catalog, &options, &mut bytes).unwrap();
    let coloured = String::from_utf8(bytes).unwrap();
    // Colours begin with ESC [ and end with m; French signs keep their space by one that does not break.
    let mut parts = coloured.split("\u{1b}[");
    let first = parts.next().unwrap().to_owned();
    let plain = parts.fold(first, |plain, part| {
        plain + part.split_once('m').map_or("", |(_, rest)| rest)
    });
    plain.replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn excerpts_are_what_the_program_says() {
    for readme in ["README.md", "README.fr.md"] {
        let text = fs::read_to_string(root().join(readme)).unwrap();
        let excerpts: Vec<&str> = text.split(MARK).skip(1).collect();
        assert!(!excerpts.is_empty(), "{readme} shows no output");
        for excerpt in excerpts {
            let (call, rest) = excerpt.split_once(" -->\n```\n").unwrap();
            let shown = rest.split_once("```").unwrap().0;
            let [input, competence, lang] = call.split(", ").collect::<Vec<_>>()[..] else {
                panic!("{readme}: {call}")
            };
            let said = said(input, competence, lang);
            for part in shown.split(CUT) {
                assert!(
                    said.contains(part),
                    "{readme} shows\n{part}\nand the program says\n{said}"
                );
            }
        }
    }
}
