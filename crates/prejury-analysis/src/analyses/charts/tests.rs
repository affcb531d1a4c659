//! Tests of reading charts.
