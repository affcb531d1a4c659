//! Documents → text with places: README, markdown cells, and later PDF pages, slides, sheets.
//!
//! **Invariant:** no file is opened here: bytes or text come in, blocks go out.

mod facts;

pub use facts::*;
