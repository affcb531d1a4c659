//! Tests of the exploration of data.
