//! The page under construction: text of strangers is escaped, sentences of ours stand in both languages.

use prejury_core::Lang;

use crate::escape::is_unsafe;
use crate::messages::{Messages, Value};

/// Bytes of the page, and the messages of the language shown first and of the other.
pub(crate) struct Page<'a> {
    out: String,
    pub(crate) messages: [&'a Messages; 2],
}

impl<'a> Page<'a> {
    pub(crate) fn new(first: &'a Messages, second: &'a Messages) -> Self {
        Self {
            out: String::with_capacity(256 * 1024),
            messages: [first, second],
        }
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    pub(crate) fn lang(&self) -> &'static str {
        tag(self.messages[0])
    }

    /// Markup of ours.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Text of anybody.
    pub(crate) fn text(&mut self, text: &str) {
        escape_into(text, &mut self.out);
    }

    /// The name of a file or folder, which may break after the signs that join its words, and not within them.
    pub(crate) fn name(&mut self, name: &str) {
        for piece in name.split_inclusive(['_', '+', '.', '-', '/', ',', '@']) {
            self.text(piece);
            self.raw("<wbr>");
        }
    }

    /// A message in both languages.
    pub(crate) fn both(&mut self, id: &str) {
        self.both_with(id, &[]);
    }

    pub(crate) fn both_with(&mut self, id: &str, values: &[(&str, Value<'_>)]) {
        let texts = self.messages.map(|messages| messages.with(id, values));
        self.pair(&texts[0], &texts[1]);
    }

    /// Both languages even where they agree, for the script to choose from.
    pub(crate) fn both_marked(&mut self, id: &str) {
        let texts = self.messages.map(|messages| messages.text(id));
        self.marked(&texts[0], &texts[1]);
    }

    /// The same text in the language shown first and in the other.
    pub(crate) fn pair(&mut self, first: &str, second: &str) {
        if first == second {
            self.text(first);
        } else {
            self.marked(first, second);
        }
    }

    fn marked(&mut self, first: &str, second: &str) {
        for (messages, text) in self.messages.into_iter().zip([first, second]) {
            let lang = tag(messages);
            self.out
                .push_str(&format!("<span data-l=\"{lang}\" lang=\"{lang}\">"));
            escape_into(text, &mut self.out);
            self.out.push_str("</span>");
        }
    }

    /// An option of a select: it can hold one text only, so the script changes it with the language.
    pub(crate) fn choice(&mut self, value: &str, id: &str) {
        let mut markup = format!("<option value=\"{}\"", attribute(value));
        for messages in self.messages {
            let text = attribute(&messages.text(id));
            markup.push_str(&format!(" data-{}=\"{text}\"", tag(messages)));
        }
        markup.push('>');
        escape_into(&self.messages[0].text(id), &mut markup);
        markup.push_str("</option>");
        self.raw(&markup);
    }
}

pub(crate) fn tag(messages: &Messages) -> &'static str {
    match messages.lang() {
        Lang::Fr => "fr",
        Lang::En => "en",
    }
}

/// Text for the value of an attribute in double quotes.
pub(crate) fn attribute(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape_into(text, &mut escaped);
    escaped
}

/// Every sign that markup is made of becomes a reference; what steers a reader's eye instead of being read is shown by its code.
pub(crate) fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            _ if is_unsafe(c) => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_strangers_is_markup() {
        assert_eq!(
            attribute("<img src=x onerror='a()'>\" \u{202e}\u{0}&"),
            "&lt;img src=x onerror=&#39;a()&#39;&gt;&quot; \\u{202e}\\u{0}&amp;"
        );
    }
}
