//! YAML with line numbers, in a shape that cannot overflow the stack.

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

/// One node with the line, from 1, on which it begins.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) line: u32,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// A string, number or truth value, as text; nothing for null.
    Text(String),
    List(Vec<Node>),
    /// Keys with their own line, in the order of the file.
    Map(Vec<(String, u32, Node)>),
}

/// Deepest nesting read. Workflows stay below twenty; the parser and the drop of its tree recurse.
const MAX_DEPTH: usize = 64;

/// The first document of `text`; none when it is no YAML or is nested beyond reason.
pub(crate) fn parse(text: &str) -> Option<Node> {
    if deepest(text) > MAX_DEPTH {
        return None;
    }
    let documents = MarkedYaml::load_from_str(text).ok()?;
    documents.first().map(|node| convert(node, 0))
}

impl Node {
    /// The value of `key`, when the node is a mapping that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|(name, ..)| name == key)
            .map(|(.., node)| node)
    }

    pub(crate) fn entries(&self) -> &[(String, u32, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Elements of a list; a single text or mapping stands for a list of one, as CI formats allow.
    pub(crate) fn items(&self) -> Vec<&Node> {
        match &self.value {
            Value::List(items) => items.iter().collect(),
            Value::Text(text) if text.is_empty() => Vec::new(),
            _ => vec![self],
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether the node says true (`true`, `yes`, or an expression that is just true).
    pub(crate) fn is_true(&self) -> bool {
        self.text()
            .is_some_and(|text| matches!(bare(text).as_str(), "true" | "yes" | "on"))
    }

    pub(crate) fn is_false(&self) -> bool {
        self.text()
            .is_some_and(|text| matches!(bare(text).as_str(), "false" | "no" | "off"))
    }
}

/// Lower case, without the marks of an expression.
fn bare(text: &str) -> String {
    text.trim()
        .trim_start_matches("${{")
        .trim_end_matches("}}")
        .trim()
        .to_lowercase()
}

fn convert(node: &MarkedYaml<'_>, depth: usize) -> Node {
    let line = u32::try_from(node.span.start.line())
        .unwrap_or(u32::MAX)
        .max(1);
    let value = match &node.data {
        _ if depth > MAX_DEPTH => Value::Text(String::new()),
        YamlData::Value(scalar) => Value::Text(scalar_text(scalar)),
        YamlData::Representation(text, ..) => Value::Text(text.to_string()),
        YamlData::Sequence(items) => {
            Value::List(items.iter().map(|item| convert(item, depth + 1)).collect())
        }
        YamlData::Mapping(entries) => Value::Map(
            entries
                .iter()
                .map(|(key, value)| {
                    let key = convert(key, depth + 1);
                    (
                        key.text().unwrap_or_default().to_owned(),
                        key.line,
                        convert(value, depth + 1),
                    )
                })
                .collect(),
        ),
        YamlData::Tagged(_, inner) => convert(inner, depth + 1).value,
        YamlData::Alias(_) | YamlData::BadValue => Value::Text(String::new()),
    };
    Node { line, value }
}

fn scalar_text(scalar: &Scalar<'_>) -> String {
    match scalar {
        Scalar::Null => String::new(),
        Scalar::Boolean(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::FloatingPoint(value) => value.to_string(),
        Scalar::String(text) => text.to_string(),
    }
}

/// An upper bound of the nesting of `text`: brackets left open, indentation levels and markers on one line.
fn deepest(text: &str) -> usize {
    let mut open = 0_usize;
    let mut deepest = 0;
    let mut indents: Vec<usize> = Vec::new();
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        while indents.last().is_some_and(|last| *last >= indent) {
            indents.pop();
        }
        indents.push(indent);
        let markers = content
            .split_ascii_whitespace()
            .take_while(|word| matches!(*word, "-" | "?" | ":"))
            .count();
        let mut opened_here = open;
        for byte in content.bytes() {
            match byte {
                b'[' | b'{' => {
                    open += 1;
                    opened_here = opened_here.max(open);
                }
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        deepest = deepest.max(indents.len() + markers + opened_here);
        // Brackets in a shell line of a block text are no nesting; they seldom stay open beyond a line.
        if indent == 0 {
            open = 0;
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_know_their_lines() {
        let root = parse("on: push\njobs:\n  a:\n    steps:\n      - run: |\n          x\n          y\n      - uses: b\n").unwrap();
        assert_eq!(root.get("on").and_then(Node::text), Some("push"));
        let steps = root
            .get("jobs")
            .unwrap()
            .get("a")
            .unwrap()
            .get("steps")
            .unwrap();
        assert_eq!(
            steps.items()[0].get("run").and_then(Node::text),
            Some("x\ny\n")
        );
        assert_eq!(
            steps
                .items()
                .iter()
                .map(|step| step.line)
                .collect::<Vec<_>>(),
            [5, 8]
        );
    }

    #[test]
    fn hostile_nesting_is_refused() {
        assert!(parse(&"[".repeat(100_000)).is_none());
        assert!(parse(&"- ".repeat(100_000)).is_none());
        assert!(parse(&"{a: ".repeat(100_000)).is_none());
        let steps: String = (0..2_000)
            .map(|depth| format!("{}a:\n", " ".repeat(depth)))
            .collect();
        assert!(parse(&steps).is_none());
        let laughs = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e]\n";
        assert!(parse(laughs).is_none());
    }
}
