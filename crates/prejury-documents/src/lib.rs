//! Documents → text with places: README, markdown cells, PDF pages, slides, sheets, word processing.
//!
//! **Invariant:** no file is opened here: bytes or text come in, blocks go out.

mod builder;
mod contents;
mod denial;
mod entities;
mod facts;
mod html;
mod language;
mod markdown;
mod matching;
mod notebook;
mod office;
mod outline;
mod pdf;
mod plain;
mod prose;
mod restructured;
mod shared;
mod stems;
mod table;
mod tex;
mod words;

pub use denial::is_denied;
pub use facts::*;
pub use html::html;
pub use language::{Language, language};
pub use markdown::markdown;
pub use matching::{PhraseHit, Phrases};
pub use notebook::notebook_text;
pub use office::{docx, odp, ods, odt, pptx, xlsx};
pub use pdf::pdf;
pub use plain::plain_text;
pub use prose::Prose;
pub use restructured::restructured_text;
pub use shared::{letters_hash, paragraph_hash};
pub use table::{MAX_CSV_BYTES, csv};
pub use tex::tex;
pub use words::{Word, fold, words};
