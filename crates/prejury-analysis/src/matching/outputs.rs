//! Stored outputs: what a run left on the page.

use prejury_catalog::Searched;
use prejury_core::Strength;
use prejury_python::{Cell, CodePlace, Output, UnitIdx};

use super::regexes::{line_around, short};
use crate::analyses::Context;
use crate::sink::EvidenceSink;

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let Some(regexes) = ctx.catalog.regexes(Searched::Outputs) else {
        return;
    };
    for (number, unit) in (0..).zip(&ctx.facts.python.units) {
        for (cell_number, cell) in (0..).zip(&unit.cells) {
            for output in &cell.outputs {
                let (Output::Text(text) | Output::Html(text) | Output::Stderr(text)) = output
                else {
                    continue;
                };
                for (signal, found) in regexes.find(text) {
                    // An output exists because its cell ran; an error that follows it takes nothing from it.
                    if sink.has_room(signal, &unit.path, true, Strength::Executed) {
                        let location = ctx.facts.python.location(whole_cell(
                            UnitIdx(number),
                            cell_number,
                            cell,
                        ));
                        let subject =
                            Some(short(&found).to_owned()).filter(|text| !text.is_empty());
                        sink.found(
                            signal,
                            Strength::Executed,
                            location,
                            line_around(text, &found),
                            subject,
                        );
                    }
                }
            }
        }
    }
}

/// An output has no line of its own: it stands for the cell.
fn whole_cell(unit: UnitIdx, cell_number: u32, cell: &Cell) -> CodePlace {
    let n_lines = u32::try_from(cell.source.lines().count()).unwrap_or(u32::MAX);
    CodePlace {
        unit,
        cell: cell_number,
        line: 1,
        end_line: n_lines.max(1),
    }
}
