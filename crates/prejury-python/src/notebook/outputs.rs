//! Stored outputs of a cell → `Output`s. Payloads that cannot be read as text are passed over, never copied.

use serde::de::{MapAccess, SeqAccess};

use super::html;
use super::json::{Array, Fields, Items, Object, Text, TextSink, skip};
use super::kept::{Ends, Head, bounded, without_terminal_codes};
use crate::Output;

/// Outputs kept of one cell: the first half and the last half of them.
const MAX_OUTPUTS: usize = 50;

/// Raw HTML kept of one output; tables of pandas take some five bytes of markup for one of text.
const MAX_HTML_BYTES: usize = 200_000;

/// Streams that a cell writes to: standard output and standard error.
const MAX_STREAMS: usize = 2;

const MAX_WORD_BYTES: usize = 200;

/// Collects the outputs of one cell. Pieces of one stream become one output, as the reader saw them: what a cell prints goes
/// on behind the warnings between.
#[derive(Debug, Default)]
pub(super) struct Outputs {
    list: Vec<Output>,
    streams: Vec<(String, Ends)>,
    failed: bool,
}

impl Outputs {
    /// The outputs, and whether one of them is an error.
    pub(super) fn finish(mut self) -> (Vec<Output>, bool) {
        self.end_streams();
        (self.list, self.failed)
    }

    fn add(&mut self, raw: RawOutput) {
        let kind = raw.kind.text;
        if kind == "stream" {
            let mut open = self.streams.iter_mut();
            match open.find(|(name, _)| *name == raw.name.text) {
                Some((_, text)) => text.append(&raw.text),
                None => {
                    // There are two; what calls itself otherwise is broken.
                    if self.streams.len() == MAX_STREAMS {
                        self.end_streams();
                    }
                    self.streams.push((raw.name.text, raw.text));
                }
            }
            return;
        }
        self.end_streams();
        if matches!(kind.as_str(), "error" | "pyerr") {
            self.failed = true;
            let (name, value) = (raw.error_name.text, raw.error_value.finish());
            let text = if value.is_empty() {
                name
            } else {
                format!("{name}: {value}")
            };
            self.push(Output::Error(bounded(text).into()));
        } else if let Some(output) = raw.bundle.reduce(raw.text) {
            self.push(output);
        }
    }

    fn end_streams(&mut self) {
        let streams = std::mem::take(&mut self.streams);
        for (name, text) in streams.into_iter().filter(|(_, text)| !text.is_empty()) {
            let text = text.finish().into();
            self.push(if name == "stderr" {
                Output::Stderr(text)
            } else {
                Output::Text(text)
            });
        }
    }

    pub(super) fn push(&mut self, output: Output) {
        if self.list.len() == MAX_OUTPUTS {
            self.list.remove(MAX_OUTPUTS / 2);
        }
        self.list.push(output);
    }
}

impl Items for Outputs {
    fn item<'de, A: SeqAccess<'de>>(&mut self, items: &mut A) -> Result<bool, A::Error> {
        let mut raw = RawOutput::default();
        let found = items.next_element_seed(Object(&mut raw))?.is_some();
        if found {
            self.add(raw);
        }
        Ok(found)
    }
}

/// One output as stored. Format 3 puts the mime types of format 4's `data` beside the other fields, under short names.
#[derive(Debug, Default)]
struct RawOutput {
    kind: Word,
    name: Word,
    error_name: Word,
    error_value: Ends,
    text: Ends,
    bundle: Bundle,
}

impl Fields for RawOutput {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "output_type" => map.next_value_seed(Text(&mut self.kind)),
            "name" | "stream" => map.next_value_seed(Text(&mut self.name)),
            "ename" => map.next_value_seed(Text(&mut self.error_name)),
            "evalue" => map.next_value_seed(Text(&mut self.error_value)),
            "text" => map.next_value_seed(Text(&mut self.text)),
            "data" => map.next_value_seed(Object(&mut self.bundle)),
            "html" => self.bundle.field("text/html", map),
            "png" | "jpeg" | "svg" => self.bundle.field("image/", map),
            "javascript" => self.bundle.field("application/javascript", map),
            _ => skip(map),
        }
    }
}

/// A short word of the format; a longer one is cut.
#[derive(Debug, Default)]
struct Word {
    text: String,
}

impl TextSink for Word {
    fn push(&mut self, piece: &str) {
        let room = MAX_WORD_BYTES - self.text.len();
        self.text
            .push_str(&piece[..piece.floor_char_boundary(room)]);
    }
}

/// The representations of one shown object.
#[derive(Debug)]
struct Bundle {
    image: bool,
    interactive: bool,
    widget: bool,
    plain: Ends,
    markdown: Ends,
    html: Head,
}

impl Default for Bundle {
    fn default() -> Self {
        Self {
            image: false,
            interactive: false,
            widget: false,
            plain: Ends::default(),
            markdown: Ends::default(),
            html: Head::new(MAX_HTML_BYTES),
        }
    }
}

impl Fields for Bundle {
    fn field<'de, A: MapAccess<'de>>(&mut self, mime: &str, map: &mut A) -> Result<(), A::Error> {
        match mime {
            "text/plain" => return map.next_value_seed(Text(&mut self.plain)),
            "text/markdown" => return map.next_value_seed(Text(&mut self.markdown)),
            // The page of a chart repeats, in megabytes, what its own mime type already said.
            "text/html" if !self.interactive && !self.widget && !self.image => {
                return map.next_value_seed(Text(&mut self.html));
            }
            "application/javascript" | "text/javascript" => self.interactive = true,
            _ if mime.starts_with("image/") => self.image = true,
            _ if mime.starts_with("application/vnd.jupyter.widget") => self.widget = true,
            _ if ["plotly", "vega", "bokeh", "holoviews"]
                .iter()
                .any(|library| mime.contains(library)) =>
            {
                self.interactive = true
            }
            _ => {}
        }
        skip(map)
    }
}

impl Bundle {
    /// The one output that says most; `text` is the text of format 3.
    fn reduce(mut self, text: Ends) -> Option<Output> {
        self.plain.append(&text);
        if self.widget {
            return Some(Output::Widget);
        }
        if self.interactive || html::is_interactive(&self.html.text) {
            return Some(Output::Interactive);
        }
        if self.image {
            return Some(Output::Image);
        }
        if !self.markdown.is_empty() {
            return Some(Output::Text(self.markdown.finish().into()));
        }
        let plain = self.plain.finish();
        // `<pandas.io.formats.style.Styler at 0x7f>` says nothing: what it shows is in the HTML.
        let names_an_object =
            plain.starts_with('<') && plain.ends_with('>') && !plain.contains('\n');
        if (plain.is_empty() || names_an_object) && !self.html.text.is_empty() {
            let text = bounded(without_terminal_codes(&html::to_text(&self.html.text)));
            if !text.is_empty() {
                return Some(Output::Html(text.into()));
            }
            if html::is_image(&self.html.text) {
                return Some(Output::Image);
            }
        }
        (!plain.is_empty()).then(|| Output::Text(plain.into()))
    }
}

/// The seed for a cell's `outputs`.
pub(super) fn seed(outputs: &mut Outputs) -> Array<'_, Outputs> {
    Array(outputs)
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeSeed;

    use super::*;

    fn read(json: &str) -> (Vec<Output>, bool) {
        let mut outputs = Outputs::default();
        seed(&mut outputs)
            .deserialize(&mut serde_json::Deserializer::from_str(json))
            .unwrap();
        outputs.finish()
    }

    fn one(data: &str) -> Output {
        let (mut list, _) = read(&format!(
            r#"[{{"data": {{{data}}}, "output_type": "display_data"}}]"#
        ));
        assert_eq!(list.len(), 1, "{list:?}");
        list.remove(0)
    }

    #[test]
    fn pieces_of_a_stream_are_one_text() {
        let json = r#"[{"name":"stdout","output_type":"stream","text":["a\n","b\n"]},{"output_type":"stream","text":"c","name":"stdout"},
                       {"name":"stderr","output_type":"stream","text":"warn"}]"#;
        let texts = [
            Output::Text("a\nb\nc".into()),
            Output::Stderr("warn".into()),
        ];
        assert_eq!(read(json), (texts.into(), false));
    }

    #[test]
    fn errors_are_kept_and_told() {
        let json = r#"[{"ename":"MemoryError","evalue":"\u001b[31mUnable\u001b[0m","output_type":"error","traceback":["x"]}]"#;
        assert_eq!(
            read(json),
            (vec![Output::Error("MemoryError: Unable".into())], true)
        );
        let json = r#"[{"ename":"NameError","evalue":"","output_type":"pyerr"}]"#;
        assert_eq!(read(json), (vec![Output::Error("NameError".into())], true));
    }

    #[test]
    fn the_best_representation_is_kept() {
        assert_eq!(
            one(r#""text/html":["<table><td>1</td></table>"],"text/plain":["   a\n0  1"]"#),
            Output::Text("   a\n0  1".into())
        );
        let styler = r#""text/html":"<table><tr><td>1</td><td>2</td></tr></table>","text/plain":"<pandas.Styler at 0x7f>""#;
        assert_eq!(one(styler), Output::Html("1\t2".into()));
        assert_eq!(
            one(r#""image/png":"iVBORw0KGgo=\n","text/plain":"<Figure size 640x480 with 1 Axes>""#),
            Output::Image
        );
        assert_eq!(
            one(r#""application/vnd.plotly.v1+json":{"data":[1,{"y":[2]}]},"text/html":"<div>""#),
            Output::Interactive
        );
        assert_eq!(
            one(r#""text/html":"<script>Bokeh.embed()</script>""#),
            Output::Interactive
        );
        assert_eq!(
            one(r#""application/vnd.jupyter.widget-view+json":{},"text/plain":"HBox()""#),
            Output::Widget
        );
        assert_eq!(
            one(
                r#""text/markdown":"**gras**","text/plain":"<IPython.core.display.Markdown object>""#
            ),
            Output::Text("**gras**".into())
        );
        assert_eq!(
            one(
                r#""text/html":"<img src='data:'/>","text/plain":"<IPython.core.display.HTML object>""#
            ),
            Output::Image
        );
        assert_eq!(
            one(r#""text/plain":"<Axes: xlabel='k'>""#),
            Output::Text("<Axes: xlabel='k'>".into())
        );
    }

    #[test]
    fn format_3_is_read() {
        let json = r#"[{"output_type":"pyout","prompt_number":3,"text":["0.91"]},{"output_type":"display_data","png":"AAAA","text":"<matplotlib>"},
                       {"html":"<b>x</b>","output_type":"display_data"}]"#;
        assert_eq!(
            read(json).0,
            [
                Output::Text("0.91".into()),
                Output::Image,
                Output::Html("x".into())
            ]
        );
    }

    #[test]
    fn many_outputs_keep_both_ends() {
        let shown: Vec<String> = (0..120)
            .map(|n| format!(r#"{{"output_type":"execute_result","data":{{"text/plain":"{n}"}}}}"#))
            .collect();
        let (list, _) = read(&format!("[{}]", shown.join(",")));
        assert_eq!(list.len(), MAX_OUTPUTS);
        assert_eq!(list[24], Output::Text("24".into()));
        assert_eq!(list[25], Output::Text("95".into()));
        assert_eq!(list[49], Output::Text("119".into()));
    }

    #[test]
    fn unexpected_types_are_passed_over() {
        let json = r#"[null, 3, "x", [1], {"output_type": 5, "data": [1], "text": {"a": 1}}, {"output_type":"stream","text":[1,null,"ok",{"b":2}]}]"#;
        assert_eq!(read(json), (vec![Output::Text("ok".into())], false));
    }
}
