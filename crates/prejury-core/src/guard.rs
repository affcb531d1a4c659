//! Work that hostile input may make panic: it is told as a value, and in no line of its own.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// How many guards the work of this thread stands in.
    static GUARDS: Cell<u32> = const { Cell::new(0) };
}

/// Runs `work`; a panic becomes its message.
///
/// The state that `work` was changing must be dropped by the caller when it fails: every caller hands in values that it does
/// not look at again, which is why the assertion of unwind safety holds.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    GUARDS.set(GUARDS.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDS.set(GUARDS.get() - 1);
    done.map_err(|payload| message(payload.as_ref()).to_owned())
}

/// Whether a panic of this thread is going to be caught: the program's hook stays silent then.
pub fn is_guarded() -> bool {
    GUARDS.get() > 0
}

fn message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_its_message_and_guards_end_with_their_work() {
        let inside = caught(|| {
            assert!(is_guarded());
            let inner = caught(|| -> u8 { panic!("index {} out of range", 3) });
            assert!(is_guarded());
            inner
        });
        assert_eq!(inside.unwrap().unwrap_err(), "index 3 out of range");
        assert!(!is_guarded());
        assert_eq!(caught(|| 7), Ok(7));
    }
}
