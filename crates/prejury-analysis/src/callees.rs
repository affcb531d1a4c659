//! The distinct callees of a submission: what the name of a call alone decides is asked once per name, however many
//! calls there are.

use foldhash::HashMap;
use prejury_python::{Call, CallIdx, PythonFacts};

/// The calls of a submission by the name they call.
#[derive(Debug)]
pub(crate) struct Callees {
    /// For each name, its calls in order.
    of_name: Vec<Vec<CallIdx>>,
    /// For each call, the number of its name.
    names: Vec<u32>,
}

/// Of so many calls one must be marked before all are gone through: fewer are quicker put in order.
const MANY: usize = 16;

/// A call with its index and the mark of its name.
pub(crate) type Marked<'f> = (CallIdx, &'f Call, u32);

impl Callees {
    pub(crate) fn of(python: &PythonFacts) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::default();
        let mut of_name: Vec<Vec<CallIdx>> = Vec::new();
        let mut names = Vec::with_capacity(python.calls.len());
        for (index, call) in (0..).map(CallIdx).zip(&python.calls) {
            let number = *numbers.entry(&call.callee).or_insert_with(|| {
                of_name.push(Vec::new());
                of_name.len() - 1
            });
            of_name[number].push(index);
            names.push(u32::try_from(number).unwrap_or(u32::MAX));
        }
        Self { of_name, names }
    }

    /// Calls whose name `classify` (callee, last segment) gives a mark other than 0, in order, with the mark.
    pub(crate) fn marked<'f>(
        &self,
        python: &'f PythonFacts,
        mut classify: impl FnMut(&'f str, &'f str) -> u32,
    ) -> std::vec::IntoIter<Marked<'f>> {
        let mut n_marked = 0;
        let mark = |calls: &Vec<CallIdx>| {
            let first = &python.calls[calls.first()?.0 as usize];
            let mark = classify(&first.callee, first.method());
            n_marked += if mark != 0 { calls.len() } else { 0 };
            Some(mark)
        };
        let marks: Vec<u32> = self.of_name.iter().filter_map(mark).collect();
        let call = |at: CallIdx| &python.calls[at.0 as usize];
        let mut marked: Vec<Marked<'f>> = Vec::with_capacity(n_marked);
        if n_marked * MANY > self.names.len() {
            let all = (0..).map(CallIdx).zip(&self.names);
            marked.extend(all.filter_map(|(at, name)| {
                let mark = *marks.get(*name as usize)?;
                (mark != 0).then(|| (at, call(at), mark))
            }));
        } else {
            for (calls, mark) in self
                .of_name
                .iter()
                .zip(marks)
                .filter(|(_, mark)| *mark != 0)
            {
                marked.extend(calls.iter().map(|at| (*at, call(*at), mark)));
            }
            // The calls of one name are in order already: that is what a stable sort makes use of.
            marked.sort_by_key(|(at, _, _)| *at);
        }
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
