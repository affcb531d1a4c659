//! Steps that a setting of the same file switches off: `if: env.DEPLOY == 'true'` under `env: DEPLOY: false`.

use crate::analyses::yaml::{Node, Value};

/// Variables with the literal values that the file gives them; those that an inner block sets again count last.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings<'a> {
    values: Vec<(&'a str, &'a str)>,
}

impl<'a> Settings<'a> {
    /// These settings with those of the `env` of `block`.
    pub(super) fn within(&self, block: &'a Node) -> Self {
        let mut values = self.values.clone();
        let entries = block.get("env").map(Node::entries).unwrap_or_default();
        values.extend(
            entries
                .iter()
                .filter_map(|(name, _, value)| Some((name.as_str(), value.text()?))),
        );
        Self { values }
    }

    /// Whether `condition` cannot hold. What is more than comparisons joined by one kind of operator is not decided.
    pub(super) fn switch_off(&self, condition: &Node) -> bool {
        let Value::Text(text) = &condition.value else {
            return false;
        };
        let text = text
            .trim()
            .trim_start_matches("${{")
            .trim_end_matches("}}")
            .trim();
        // A function (`always()`) or a group is not followed.
        if text.contains('(') {
            return false;
        }
        match (text.contains("&&"), text.contains("||")) {
            (true, true) => false,
            (_, true) => text.split("||").all(|part| self.is_false(part)),
            _ => text.split("&&").any(|part| self.is_false(part)),
        }
    }

    /// Whether a comparison of a variable to a literal is known not to hold.
    fn is_false(&self, comparison: &str) -> bool {
        let (parts, is_equality) = match comparison.split_once("!=") {
            Some(parts) => (parts, false),
            None => match comparison.split_once("==") {
                Some(parts) => (parts, true),
                None => return false,
            },
        };
        let (left, right) = (parts.0.trim(), parts.1.trim());
        let value = |name: &str| {
            let name = name.strip_prefix("env.")?;
            let found = self.values.iter().rev().find(|(other, _)| *other == name);
            found.map(|(_, value)| *value)
        };
        let (given, wanted) = match (value(left), value(right)) {
            (Some(given), None) => (given, right),
            (None, Some(given)) => (given, left),
            _ => return false,
        };
        let is_literal = !given.contains("${{") && !wanted.contains('.');
        let is_same = given.eq_ignore_ascii_case(wanted.trim_matches('\''));
        is_literal && is_same != is_equality
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::yaml::parse;

    fn is_off(condition: &str) -> bool {
        let text = format!(
            "env:\n  TRAIN: false\n  SERVE: true\n  HOST: ${{{{ secrets.HOST }}}}\nif: {condition}\n"
        );
        let root = parse(&text).unwrap();
        let settings = Settings::default();
        settings.within(&root).switch_off(root.get("if").unwrap())
    }

    #[test]
    fn literals_switch_off_and_what_is_unknown_does_not() {
        assert!(is_off("${{ env.TRAIN == 'true' }}"));
        assert!(is_off("env.SERVE != 'true'"));
        assert!(is_off("${{ env.SERVE == 'true' && env.TRAIN == 'true' }}"));
        assert!(!is_off("${{ env.SERVE == 'true' }}"));
        assert!(!is_off("${{ env.SERVE == 'true' || env.TRAIN == 'true' }}"));
        assert!(!is_off("${{ env.HOST == 'x' }}"));
        assert!(!is_off("github.ref == 'refs/heads/main'"));
        assert!(!is_off("${{ always() && env.TRAIN == 'true' }}"));
    }
}
