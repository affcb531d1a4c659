//! The files of `rules/` as they are written: one type per table, unknown keys refused. `assemble` checks the rest.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};

use crate::pattern::{BlockFilter, DefinitionKind, Role};

/// `blocs.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawBlocs {
    /// The folder is a whole référentiel: the competences beneath it are left out.
    #[serde(default)]
    pub(crate) complete: bool,
    #[serde(default)]
    pub(crate) bloc: Vec<RawBloc>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawBloc {
    pub(crate) number: u8,
    pub(crate) title: RawLocalized,
}

/// A sentence; both languages are asked for by `assemble`, which can name the one that is missing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawLocalized {
    pub(crate) fr: Option<String>,
    pub(crate) en: Option<String>,
}

/// `C2.1.2/competence.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCompetence {
    pub(crate) id: String,
    pub(crate) slug: String,
    pub(crate) bloc: u8,
    pub(crate) activity: String,
    pub(crate) activity_title: String,
    pub(crate) title: RawLocalized,
    pub(crate) text: String,
    pub(crate) scope: Option<RawItem>,
}

/// `C2.1.2/CE4-naive-baseline.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCriterion {
    pub(crate) id: String,
    pub(crate) slug: String,
    pub(crate) kind: RawKind,
    pub(crate) text: String,
    pub(crate) title: RawLocalized,
    pub(crate) looks_for: RawLocalized,
    pub(crate) does_not_count: Option<RawLocalized>,
    pub(crate) example: Option<RawLocalized>,
    pub(crate) advice: RawLocalized,
    pub(crate) present: Option<RawItem>,
    pub(crate) partial: Option<RawItem>,
    pub(crate) trace: Option<RawItem>,
    pub(crate) not_applicable: Option<RawItem>,
    #[serde(default)]
    pub(crate) results_first: bool,
    #[serde(default)]
    pub(crate) seen_at_calls: bool,
    #[serde(default)]
    pub(crate) gathered_first: bool,
    #[serde(default)]
    pub(crate) together_first: bool,
    #[serde(default)]
    pub(crate) sections: Vec<String>,
    #[serde(default)]
    pub(crate) question: Vec<RawQuestion>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RawKind {
    Auto,
    Assisted,
    Human,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawQuestion {
    pub(crate) fr: Option<String>,
    pub(crate) en: Option<String>,
    pub(crate) signal: Option<String>,
}

/// A condition as an item of a list: the id of a signal, or a table. Read by hand instead of as an untagged enum, which
/// would lose the key and the line of a mistake.
#[derive(Debug)]
pub(crate) enum RawItem {
    Signal(String),
    Table(Box<RawCondition>),
}

impl<'de> Deserialize<'de> for RawItem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Item;
        impl<'de> Visitor<'de> for Item {
            type Value = RawItem;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the id of a signal or a table with a condition")
            }

            fn visit_str<E>(self, text: &str) -> Result<RawItem, E> {
                Ok(RawItem::Signal(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawItem, A::Error> {
                RawCondition::deserialize(MapAccessDeserializer::new(map))
                    .map(|table| RawItem::Table(Box::new(table)))
            }
        }
        deserializer.deserialize_any(Item)
    }
}

/// All keys that a condition can have; `condition` sees to it that exactly one combinator is there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCondition {
    pub(crate) all: Option<Vec<RawItem>>,
    pub(crate) any: Option<Vec<RawItem>>,
    pub(crate) not: Option<RawItem>,
    pub(crate) at_least: Option<RawAtLeast>,
    pub(crate) count: Option<RawCount>,
    pub(crate) near: Option<RawNear>,
    pub(crate) same_unit: Option<Vec<RawItem>>,
    pub(crate) signal: Option<String>,
    pub(crate) strength: Option<RawStrength>,
    pub(crate) inside_function: Option<bool>,
    pub(crate) against: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawAtLeast {
    pub(crate) n: usize,
    pub(crate) of: Vec<RawItem>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCount {
    pub(crate) n: usize,
    pub(crate) signal: String,
    pub(crate) strength: Option<RawStrength>,
    #[serde(default)]
    pub(crate) inside_function: bool,
    #[serde(default)]
    pub(crate) against: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawNear {
    pub(crate) cells: u32,
    pub(crate) of: Vec<RawItem>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RawStrength {
    Mentioned,
    Written,
    Executed,
}

/// `profiles/*.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawProfile {
    pub(crate) id: String,
    pub(crate) title: RawLocalized,
    #[serde(default)]
    pub(crate) certain: bool,
    #[serde(default)]
    pub(crate) common: bool,
    /// The whole référentiel, in its order.
    #[serde(default)]
    pub(crate) everything: bool,
    #[serde(default)]
    pub(crate) competence: Vec<RawPart>,
    #[serde(default)]
    pub(crate) reading: Vec<RawReading>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPart {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) criteria: Vec<u8>,
    pub(crate) title: Option<RawLocalized>,
    pub(crate) with: Option<String>,
    #[serde(default)]
    pub(crate) optional: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawReading {
    pub(crate) criterion: String,
    pub(crate) fr: Option<String>,
    pub(crate) en: Option<String>,
    pub(crate) rule: Option<String>,
    pub(crate) limit: Option<f64>,
}

/// `vocabulary/*.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawVocabulary {
    #[serde(default)]
    pub(crate) family: Vec<RawFamily>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawFamily {
    pub(crate) name: String,
    pub(crate) names: Vec<String>,
}

/// `signals/*.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSignals {
    #[serde(default)]
    pub(crate) signal: Vec<RawSignal>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSignal {
    pub(crate) id: String,
    pub(crate) label: RawLocalized,
    pub(crate) coded: Option<String>,
    #[serde(default)]
    pub(crate) call: Vec<RawCall>,
    #[serde(default)]
    pub(crate) import: Vec<RawNames>,
    #[serde(default)]
    pub(crate) definition: Vec<RawDefinition>,
    #[serde(default)]
    pub(crate) path: Vec<RawPath>,
    #[serde(default)]
    pub(crate) text: Vec<RawText>,
    #[serde(default)]
    pub(crate) comment: Vec<RawComment>,
    #[serde(default)]
    pub(crate) output: Vec<RawRegex>,
    #[serde(default)]
    pub(crate) string: Vec<RawRegex>,
    #[serde(default)]
    pub(crate) magic: Vec<RawRegex>,
    #[serde(default)]
    pub(crate) commit: Vec<RawRegex>,
    #[serde(default)]
    pub(crate) dependency: Vec<RawNames>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCall {
    #[serde(default)]
    pub(crate) name: OneOrMore,
    #[serde(default)]
    pub(crate) args: BTreeMap<String, OneOrMore>,
    #[serde(default)]
    pub(crate) args_not: BTreeMap<String, OneOrMore>,
    #[serde(default)]
    pub(crate) arg_types: OneOrMore,
    #[serde(default)]
    pub(crate) receiver: OneOrMore,
    #[serde(default)]
    pub(crate) roles: Vec<Role>,
    #[serde(default)]
    pub(crate) inside_function: bool,
    #[serde(default)]
    pub(crate) in_loop: bool,
    #[serde(default)]
    pub(crate) called: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawNames {
    pub(crate) name: OneOrMore,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawDefinition {
    pub(crate) name: OneOrMore,
    pub(crate) kind: Option<DefinitionKind>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPath {
    pub(crate) glob: OneOrMore,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawText {
    pub(crate) any: OneOrMore,
    #[serde(default, rename = "in")]
    pub(crate) blocks: Vec<BlockFilter>,
    #[serde(default)]
    pub(crate) denied: bool,
    #[serde(default)]
    pub(crate) reports: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawComment {
    pub(crate) any: OneOrMore,
    #[serde(default)]
    pub(crate) denied: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawRegex {
    pub(crate) regex: String,
}

/// A list of texts; a single text may stand without brackets.
#[derive(Debug, Default)]
pub(crate) struct OneOrMore(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = OneOrMore;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<OneOrMore, E> {
                Ok(OneOrMore(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<OneOrMore, A::Error> {
                let mut list = Vec::new();
                while let Some(text) = texts.next_element()? {
                    list.push(text);
                }
                Ok(OneOrMore(list))
            }
        }
        deserializer.deserialize_any(Texts)
    }
}
