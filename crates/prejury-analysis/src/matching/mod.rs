//! Facts → evidence, by the patterns of the catalogue.
