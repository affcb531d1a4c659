//! Pages in memory → evidence.
