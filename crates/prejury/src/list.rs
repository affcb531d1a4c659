//! `prejury list`: the référentiel and the vocabulary, one line an entry.

use std::process::ExitCode;

use prejury_report::{Detail, Selection, list};

use crate::context::Context;
use crate::low_args::{LowList, LowWhat};

pub(crate) fn run(low: &LowList, context: &Context) -> ExitCode {
    let options = context.options(Detail::Normal, Selection::default(), context.screen.width());
    let mut bytes = Vec::new();
    let written = match low.what {
        LowWhat::Competences => list::competences(&context.catalog, &options, &mut bytes),
        LowWhat::Criteria => list::criteria(&context.catalog, &options, &mut bytes),
        LowWhat::Profiles => list::profiles(&context.catalog, &options, &mut bytes),
        LowWhat::Signals => list::signals(&context.catalog, &options, &mut bytes),
    };
    context.show(written, &bytes)
}
