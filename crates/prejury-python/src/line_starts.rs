//! Where the lines of a cell begin, so that a line is found without reading all lines above it.

use std::sync::OnceLock;

/// Starts of lines, counted when a line is first asked for. The text of a cell does not change after that.
#[derive(Debug, Default)]
pub struct LineStarts(OnceLock<Box<[u32]>>);

impl LineStarts {
    /// Where the line of this number, from 0, begins in `text`; the end of the text for lines that it has not.
    pub fn start_of(&self, text: &str, line: usize) -> usize {
        let Some(before) = line.checked_sub(1) else {
            return 0;
        };
        let starts = self.0.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', text.as_bytes());
            ends.map_while(|end| u32::try_from(end + 1).ok()).collect()
        });
        starts
            .get(before)
            .map_or(text.len(), |start| *start as usize)
    }
}
