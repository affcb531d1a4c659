//! The question that the charts answer, as a text states it (CE4).

use super::texts::{AUDIENCE, PURPOSE, SUBJECT, Text};
use crate::sink::EvidenceSink;

/// Words of a sentence that states what a dashboard is for.
const MIN_WORDS: usize = 9;

pub(super) fn find(texts: &[Text<'_>], sink: &mut EvidenceSink) {
    for text in texts {
        let is_stated = text.is_about(SUBJECT | PURPOSE | AUDIENCE)
            || text.is_on_page && text.is_about(PURPOSE);
        if is_stated && text.n_words >= MIN_WORDS && !text.is_heading {
            text.emit_written("dashboard.question", sink);
        }
    }
}
