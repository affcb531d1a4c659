//! A named pattern over facts.

use std::sync::Arc;

use prejury_core::Localized;
use smol_str::SmolStr;

use crate::error::Problems;
use crate::families::Families;
use crate::key::Key;
use crate::lazy::{PathGlobs, TextRegex};
use crate::pattern::{ArgPattern, CallPattern, DefinitionPattern, Pattern, TextPattern};
use crate::raw::{RawCall, RawRegex, RawSignal};

/// Something that can be seen in deliverables, such as `plot.boxplot`.
#[derive(Debug)]
pub struct Signal {
    /// Its id, as conditions write it.
    pub id: Arc<str>,
    /// Completes "Missing: ...", such as `a box plot`.
    pub label: Localized,
    /// The coded analysis that emits it; such a signal has no patterns.
    pub coded: Option<SmolStr>,
    /// A signal matches where one of these does.
    pub patterns: Vec<Pattern>,
    /// Rule file that defines it.
    pub file: String,
}

impl Signal {
    /// The validated signal of a raw one whose sentence has been checked already.
    pub(crate) fn new(
        raw: RawSignal,
        label: Localized,
        file: &str,
        families: &Families,
        problems: &mut Problems,
    ) -> Self {
        let id: Arc<str> = Arc::from(raw.id.as_str());
        let coded = raw.coded.as_deref().map(SmolStr::from);
        let mut reader = Reader {
            file,
            families,
            problems,
            patterns: Vec::new(),
        };
        reader.read(raw);
        let patterns = reader.patterns;
        let root = Key::root(&id);
        if coded.is_some() && !patterns.is_empty() {
            problems.push(
                file,
                root,
                "a signal with `coded` is emitted by an analysis and has no patterns",
            );
        }
        if coded.is_none() && patterns.is_empty() {
            problems.push(
                file,
                root,
                "a signal needs a pattern, or `coded` with the name of an analysis",
            );
        }
        Self {
            id,
            label,
            coded,
            patterns,
            file: file.to_owned(),
        }
    }
}

/// Reads the patterns of one signal.
struct Reader<'a> {
    file: &'a str,
    families: &'a Families,
    problems: &'a mut Problems,
    patterns: Vec<Pattern>,
}

impl Reader<'_> {
    fn read(&mut self, raw: RawSignal) {
        let root = Key::root(&raw.id);
        for (position, call) in raw.call.into_iter().enumerate() {
            self.call(call, root.name("call").at(position));
        }
        for (position, import) in raw.import.into_iter().enumerate() {
            let names = self.names(
                &import.name.0,
                root.name("import").at(position).name("name"),
            );
            self.patterns.push(Pattern::Import(names));
        }
        for (position, definition) in raw.definition.into_iter().enumerate() {
            let definitions = root.name("definition");
            let key = definitions.at(position);
            self.some(&definition.name.0, key.name("name"));
            let name = self.families.names_ignoring_case(
                &definition.name.0,
                self.file,
                key.name("name"),
                self.problems,
            );
            self.patterns.push(Pattern::Definition(DefinitionPattern {
                name,
                kind: definition.kind,
            }));
        }
        for (position, path) in raw.path.into_iter().enumerate() {
            self.some(&path.glob.0, root.name("path").at(position).name("glob"));
            self.patterns
                .push(Pattern::Path(PathGlobs::new(path.glob.0)));
        }
        for (position, text) in raw.text.into_iter().enumerate() {
            self.some(&text.any.0, root.name("text").at(position).name("any"));
            self.patterns.push(Pattern::Text(TextPattern {
                any: text.any.0,
                blocks: text.blocks,
                denied: text.denied,
                reports: text.reports,
            }));
        }
        for (position, comment) in raw.comment.into_iter().enumerate() {
            self.some(
                &comment.any.0,
                root.name("comment").at(position).name("any"),
            );
            self.patterns.push(Pattern::Comment(TextPattern {
                any: comment.any.0,
                blocks: Vec::new(),
                denied: comment.denied,
                reports: false,
            }));
        }
        self.regexes(raw.output, Pattern::Output);
        self.regexes(raw.string, Pattern::String);
        self.regexes(raw.magic, Pattern::Magic);
        self.regexes(raw.commit, Pattern::Commit);
        for (position, dependency) in raw.dependency.into_iter().enumerate() {
            let dependencies = root.name("dependency");
            let key = dependencies.at(position);
            self.some(&dependency.name.0, key.name("name"));
            let name = self.families.names_ignoring_case(
                &dependency.name.0,
                self.file,
                key.name("name"),
                self.problems,
            );
            self.patterns.push(Pattern::Dependency(name));
        }
    }

    fn call(&mut self, raw: RawCall, key: Key<'_>) {
        let optional = |reader: &mut Self, names: &[String], name: &str| {
            (!names.is_empty()).then(|| reader.names(names, key.name(name)))
        };
        let name = optional(self, &raw.name.0, "name");
        let arg_types = optional(self, &raw.arg_types.0, "arg_types");
        let receiver = optional(self, &raw.receiver.0, "receiver");
        let tables = [("args", raw.args, false), ("args_not", raw.args_not, true)];
        let mut args = Vec::new();
        for (table, keywords, is_refused) in tables {
            for (keyword, values) in keywords {
                let value = self.names(&values.0, key.name(table).name(&keyword));
                args.push(ArgPattern {
                    keyword: keyword.into(),
                    value,
                    is_refused,
                });
            }
        }
        if name.is_none()
            && args.is_empty()
            && arg_types.is_none()
            && receiver.is_none()
            && raw.roles.is_empty()
        {
            self.problems.push(self.file, key, "a pattern without `name`, `args`, `arg_types`, `receiver` or `roles` would match every call");
        }
        let (inside_function, in_loop) = (raw.inside_function, raw.in_loop);
        let pattern = CallPattern {
            name,
            args,
            arg_types,
            receiver,
            roles: raw.roles,
            inside_function,
            in_loop,
            called: raw.called,
        };
        self.patterns.push(Pattern::Call(Box::new(pattern)));
    }

    fn names(&mut self, names: &[String], key: Key<'_>) -> crate::NameSet {
        self.some(names, key);
        self.families.names(names, self.file, key, self.problems)
    }

    /// An empty list or a blank item matches nothing, or everything; neither is meant.
    fn some(&mut self, items: &[String], key: Key<'_>) {
        if items.is_empty() {
            self.problems.push(self.file, key, "the list is empty");
        }
        if let Some(position) = items.iter().position(|item| item.trim().is_empty()) {
            self.problems
                .push(self.file, key.at(position), "the text is empty");
        }
    }

    fn regexes(&mut self, raw: Vec<RawRegex>, pattern: fn(TextRegex) -> Pattern) {
        self.patterns.extend(
            raw.into_iter()
                .map(|raw| pattern(TextRegex::new(raw.regex))),
        );
    }
}
