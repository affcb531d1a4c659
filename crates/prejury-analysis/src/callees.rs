//! The distinct callees of a submission: what the name of a call alone decides is asked once per name, however many
//! calls there are.

use foldhash::HashMap;
use prejury_python::{Call, CallIdx, PythonFacts};

/// The calls of a submission by the name they call.
#[derive(Debug)]
pub(crate) struct Callees {
    /// For each call, the number of its name.
    of_call: Vec<u32>,
    /// For each name, the first call that has it.
    first: Vec<CallIdx>,
}

/// A call with its index and the mark of its name.
pub(crate) type Marked<'f> = (CallIdx, &'f Call, u32);

impl Callees {
    pub(crate) fn of(python: &PythonFacts) -> Self {
        let mut numbers: HashMap<&str, u32> = HashMap::default();
        let mut callees = Self {
            of_call: Vec::with_capacity(python.calls.len()),
            first: Vec::new(),
        };
        for (index, call) in (0..).map(CallIdx).zip(&python.calls) {
            let next = u32::try_from(callees.first.len()).unwrap_or(u32::MAX);
            let number = *numbers.entry(&call.callee).or_insert_with(|| {
                callees.first.push(index);
                next
            });
            callees.of_call.push(number);
        }
        callees
    }

    /// Calls whose name `classify` (callee, last segment) gives a mark other than 0, in order, with the mark.
    pub(crate) fn marked<'f>(
        &self,
        python: &'f PythonFacts,
        mut classify: impl FnMut(&'f str, &'f str) -> u32,
    ) -> std::vec::IntoIter<Marked<'f>> {
        let marks: Vec<u32> = self
            .first
            .iter()
            .map(|at| {
                let call = &python.calls[at.0 as usize];
                classify(&call.callee, call.method())
            })
            .collect();
        let named = self
            .of_call
            .iter()
            .zip((0..).map(CallIdx).zip(&python.calls));
        let marked: Vec<Marked<'f>> = named
            .filter_map(|(name, (index, call))| match marks[*name as usize] {
                0 => None,
                mark => Some((index, call, mark)),
            })
            .collect();
        marked.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use crate::analyses::testing::{facts, submission};

    #[test]
    fn names_are_asked_once_and_calls_stay_in_order() {
        let files = submission(&[(
            "a.py",
            "import numpy as np\nnp.log(1)\nprint(2)\nnp.log(3)\nnp.exp(4)\n",
        )]);
        let facts = facts(&files);
        let mut asked = Vec::new();
        let lines: Vec<(u32, u32)> = facts
            .marked_calls(|callee, method| {
                asked.push(callee.to_owned());
                u32::from(callee.starts_with("numpy.")) * if method == "log" { 1 } else { 2 }
            })
            .map(|(_, call, mark)| (call.place.line, mark))
            .collect();
        assert_eq!(lines, [(2, 1), (4, 1), (5, 2)]);
        asked.sort_unstable();
        asked.dedup();
        assert_eq!(asked.len(), 3);
    }
}
