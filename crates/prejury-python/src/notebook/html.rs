//! HTML of outputs reduced to its text: cells parted by tabs, rows and blocks by line ends.

/// The text of `html`. Broken markup is read as far as it goes.
pub(super) fn to_text(html: &str) -> String {
    let mut text = Flow::default();
    let mut rest = html;
    // Target of the open link, and where its text begins.
    let mut link: Option<(&str, usize)> = None;
    while let Some(at) = rest.find('<') {
        text.push_text(&rest[..at]);
        let tag = &rest[at + 1..];
        let end = if tag.starts_with("!--") {
            tag.find("-->").map(|at| at + 2)
        } else {
            tag.find('>')
        };
        // A `<` that opens no tag ends the reading: searching on for each of many would not be linear.
        let Some(end) = end else { return text.finish() };
        let name = tag_name(&tag[..end]);
        rest = &tag[end + 1..];
        match name.as_str() {
            "a" => link = target(&tag[..end]).map(|target| (target, text.text.len())),
            "/a" => {
                if let Some((target, start)) = link.take() {
                    text.push_target(target, start);
                }
            }
            "script" | "style" => rest = after_closing(rest, &name),
            "/td" | "/th" => text.mark('\t'),
            "/tr" | "br" | "/p" | "/div" | "/li" | "/h1" | "/h2" | "/h3" | "/h4" | "/h5"
            | "/h6" | "/pre" | "/caption" => {
                text.mark('\n');
            }
            _ => {}
        }
    }
    text.push_text(rest);
    text.finish()
}

/// Whether the page draws by itself (Plotly, Bokeh, Folium, pyLDAvis), rather than being text.
pub(super) fn is_interactive(html: &str) -> bool {
    (html.contains("<script") || html.contains("<iframe"))
        && !html.contains("<table")
        && !html.contains("sk-estimator")
}

/// Whether the page is a picture and nothing else that could be read.
pub(super) fn is_image(html: &str) -> bool {
    html.contains("<img") || html.contains("<svg")
}

/// Longest link target kept.
const MAX_TARGET: usize = 200;

/// Where a link leads, on the web.
fn target(tag: &str) -> Option<&str> {
    let (_, rest) = tag.split_once("href=")?;
    let quote = rest
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    let (target, _) = rest[1..].split_once(quote)?;
    (target.starts_with("http") && target.len() <= MAX_TARGET).then_some(target)
}

fn tag_name(tag: &str) -> String {
    let length = tag
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'/')
        .take(10)
        .count();
    let name = tag[..length].to_ascii_lowercase();
    if name.len() > 1 {
        name.trim_end_matches('/').to_owned()
    } else {
        name
    }
}

fn after_closing<'a>(html: &'a str, name: &str) -> &'a str {
    let closing = format!("</{name}");
    match html.find(&closing) {
        Some(at) => html[at + closing.len()..]
            .split_once('>')
            .map_or("", |(_, rest)| rest),
        None => "",
    }
}

/// Text in which runs of white space count as one space, and none stands next to a tab or a line end.
#[derive(Default)]
struct Flow {
    text: String,
    space: bool,
}

impl Flow {
    fn push_text(&mut self, piece: &str) {
        let mut chars = piece.char_indices();
        while let Some((at, c)) = chars.next() {
            let (decoded, length) = if c == '&' {
                entity(&piece[at..])
            } else {
                (c, c.len_utf8())
            };
            if length > c.len_utf8() {
                chars.nth(piece[at + 1..at + length].chars().count() - 1);
            }
            self.push(decoded);
        }
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.space = true;
            return;
        }
        if std::mem::take(&mut self.space)
            && !self.text.is_empty()
            && !self.text.ends_with(['\t', '\n'])
        {
            self.text.push(' ');
        }
        self.text.push(c);
    }

    /// Names the target of a link that says no more than "Link".
    fn push_target(&mut self, target: &str, start: usize) {
        let shown = self.text.get(start..).unwrap_or_default().trim();
        if (1..=4).contains(&shown.len()) && shown.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            self.text.push_str(" (");
            self.text.push_str(target);
            self.text.push(')');
        }
    }

    fn mark(&mut self, mark: char) {
        self.space = false;
        match mark {
            '\t' => self.text.push('\t'),
            _ => {
                if self.text.ends_with('\t') {
                    self.text.pop();
                }
                if !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push('\n');
                }
            }
        }
    }

    fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

/// The character that an entity at the beginning of `text` stands for, and the bytes it takes.
pub(super) fn entity(text: &str) -> (char, usize) {
    let plain = ('&', 1);
    let window = &text.as_bytes()[..text.len().min(10)];
    let Some(end) = window.iter().position(|byte| *byte == b';') else {
        return plain;
    };
    let name = &text[1..end];
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
            None => digits.parse().ok(),
        },
        None => None,
    };
    let decoded = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => number.and_then(char::from_u32),
    };
    decoded.map_or(plain, |c| (c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_keeps_its_rows_and_cells() {
        let html = "<style scoped>td { color: red }</style>\n<table border=\"1\" class=\"dataframe\">\n  <thead><tr>\n <th></th>\n <th>nom</th>\n\
                    <th>r&eacute;el&nbsp;&amp;  pr&#233;dit</th></tr></thead>\n<tr>\n<th>0</th>\n<td>Zo&#xe9;</td>\n<td>1&lt;2</td></tr></table><p>1 row</p>";
        assert_eq!(
            to_text(html),
            "\tnom\tr&eacute;el & prédit\n0\tZoé\t1<2\n1 row"
        );
    }

    #[test]
    fn a_link_that_does_not_name_its_target_keeps_it() {
        assert_eq!(
            to_text(
                "<td><a target=\"_blank\" href=\"http://ip-10-0-0-1.internal:8042/a\">Link</a></td>"
            ),
            "Link (http://ip-10-0-0-1.internal:8042/a)"
        );
        assert_eq!(
            to_text("<a href=\"http://a.fr\">Documentation</a>"),
            "Documentation"
        );
        assert_eq!(to_text("<a href='#part'>Link</a><a>x"), "Linkx");
    }

    #[test]
    fn broken_markup_ends_the_reading() {
        assert_eq!(to_text("a <b"), "a");
        assert_eq!(to_text("x<!-- <td> -->y<script>var a = '<p>'"), "xy");
        assert_eq!(
            to_text("é & à &#; &#99999999; &é;"),
            "é & à &#; &#99999999; &é;"
        );
        assert_eq!(to_text(""), "");
    }

    #[test]
    fn pages_that_draw_are_told_from_tables() {
        assert!(is_interactive(
            "<div id=\"1\"></div><script>Plotly.newPlot()</script>"
        ));
        assert!(is_interactive("<iframe srcdoc=\"...\"></iframe>"));
        assert!(!is_interactive("<table></table><script>button()</script>"));
        assert!(is_image("<img src=\"data:...\">"));
    }
}
