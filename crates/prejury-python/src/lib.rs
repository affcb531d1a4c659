//! Python scripts and notebooks → facts: resolved calls, definitions, liveness, roles of data.
//!
//! **Invariant:** the code is read, never run or imported; no file is opened here: bytes come in, facts go out.

mod facts;

pub use facts::*;

use std::sync::Arc;

use prejury_core::Issue;

/// One file to read: a notebook or a script.
pub struct PythonSource<'a> {
    pub path: Arc<str>,
    pub bytes: &'a [u8],
}
