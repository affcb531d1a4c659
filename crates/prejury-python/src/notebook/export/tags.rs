//! The tags of a page, one after the other, in one pass.

use super::super::html::entity;

/// A tag, and where it stands in its page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    /// What stands between `<` and `>`.
    inside: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'a> Tag<'a> {
    /// Name as written, without the `/` of a closing tag.
    pub(super) fn name(&self) -> &'a str {
        let name = self.inside.trim_start_matches('/');
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        &name[..length]
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    pub(super) fn is_closing(&self) -> bool {
        self.inside.starts_with('/')
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.inside;
        while let Some(at) = rest.find(name) {
            let is_whole = at > 0 && rest.as_bytes()[at - 1].is_ascii_whitespace();
            rest = &rest[at + name.len()..];
            if let Some(value) = rest.strip_prefix('=').filter(|_| is_whole) {
                let quote = value.chars().next()?;
                return match quote {
                    '"' | '\'' => value[1..].split(quote).next(),
                    _ => value.split_whitespace().next(),
                };
            }
        }
        None
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.attribute("class")
            .is_some_and(|classes| classes.split_ascii_whitespace().any(|own| own == class))
    }
}

/// Tags of `page` from an offset on. What scripts, styles and comments hold is passed over; a tag or script that never ends ends
/// the page, so that no part is searched twice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tags<'a> {
    page: &'a str,
    at: usize,
}

impl<'a> Tags<'a> {
    pub(super) fn of(page: &'a str) -> Self {
        Self { page, at: 0 }
    }

    pub(super) fn go_to(&mut self, offset: usize) {
        self.at = offset;
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let start = self.at + self.page[self.at..].find('<')?;
            let rest = &self.page[start..];
            if rest.starts_with("<!--") {
                self.at = start + rest.find("-->")? + 3;
                continue;
            }
            let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
            if !is_tag {
                self.at = start + 1;
                continue;
            }
            let end = start + rest.find('>')? + 1;
            let tag = Tag {
                inside: &self.page[start + 1..end - 1],
                start,
                end,
            };
            self.at = end;
            let closing = match tag.name() {
                _ if tag.is_closing() => None,
                name if name.eq_ignore_ascii_case("script") => Some("</script"),
                name if name.eq_ignore_ascii_case("style") => Some("</style"),
                _ => None,
            };
            if let Some(closing) = closing {
                self.at = match self.page[end..].find(closing) {
                    Some(at) => end + at,
                    None => self.page.len(),
                };
            }
            return Some(tag);
        }
    }
}

/// Appends `text` with its entities decoded.
pub(super) fn decode_into(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (decoded, length) = entity(&rest[at..]);
        out.push(decoded);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
}

/// The text of `html` as `<pre>` shows it: tags dropped, white space kept.
pub(super) fn plain(html: &str) -> String {
    let (mut out, mut at) = (String::with_capacity(html.len() / 2), 0);
    for tag in Tags::of(html) {
        decode_into(&mut out, &html[at..tag.start]);
        at = tag.end;
    }
    decode_into(&mut out, &html[at..]);
    out
}
