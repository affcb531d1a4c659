//! Functions handed to a library: `df.apply(clean)`, `map(tokenise, texts)`, `study.optimize(objective)`,
//! `executor.submit(train, model)`.

use super::Interpreter;
use super::emit::Args;
use super::value::{FLOWING, FunctionRef, Ty, Val};

impl Interpreter<'_> {
    /// Follows the candidate's functions among the arguments of an external call, as the library would call them.
    /// Returns what they yield, for calls such as `apply` whose result is made of it.
    pub(super) fn call_back(&mut self, receiver: Option<&Val>, args: &Args) -> Option<Val> {
        let mut result: Option<Val> = None;
        for (_, value) in args {
            for function in functions_in(value) {
                let seed = self.seed(receiver, args, &function);
                self.call_with_unknown(&function, &seed);
                let pointer = std::sync::Arc::as_ptr(&function.function);
                if let Some((_, last)) = self.entries.get(&pointer) {
                    let last = last.clone();
                    result = Some(match result {
                        Some(other) => other.join(&last),
                        None => last,
                    });
                }
            }
        }
        result
    }

    /// `executor.submit(train, model, grid)`: a scheduler calls the function with the arguments behind it. The call itself gives
    /// a future, which stays unknown.
    pub(super) fn submitted(&mut self, method: &str, args: &Args) -> Option<Val> {
        let function = match method {
            "submit" => 0,
            "run_in_executor" => 1,
            _ => return None,
        };
        let given = args.get(function).filter(|(name, _)| name.is_none())?;
        let reference = functions_in(&given.1).into_iter().next()?;
        Some(self.enter(&reference, &args[function + 1..].to_vec()))
    }

    /// What the library hands to the function: an element of the receiver, or of the other argument (`map`, `filter`).
    fn seed(&self, receiver: Option<&Val>, args: &Args, function: &FunctionRef) -> Val {
        let source = match receiver {
            Some(receiver) if !receiver.types.is_empty() || !receiver.roles.is_empty() => {
                Some(receiver)
            }
            _ => args.iter().map(|(_, value)| value).find(|value| {
                !functions_in(value)
                    .iter()
                    .any(|other| std::sync::Arc::ptr_eq(&other.function, &function.function))
            }),
        };
        let Some(source) = source else {
            return Val::default();
        };
        Val {
            roles: source.roles & FLOWING,
            history: source.history.clone(),
            ..Val::default()
        }
    }
}

/// Functions of the candidate in a value: itself, or elements of a list, tuple or dict (at most a few).
fn functions_in(value: &Val) -> Vec<FunctionRef> {
    let mut functions: Vec<FunctionRef> = Vec::new();
    let mut visit = |value: &Val| {
        for ty in &value.types {
            if let Ty::Function(function) = ty {
                functions.push(function.clone());
            }
        }
    };
    visit(value);
    if let Some(items) = &value.items {
        for item in items.values.iter().take(16) {
            visit(item);
            if let Some(inner) = &item.items {
                inner.values.iter().take(4).for_each(&mut visit);
            }
        }
    }
    functions
}
