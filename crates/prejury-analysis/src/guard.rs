//! A panic in one file or one analysis is a line of the report, not the end of the run.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use prejury_core::Issue;

/// Runs `work`; a panic becomes the issue `analysis.panic` that names what was at work.
///
/// The state that `work` was changing must be dropped by the caller when it fails: every caller hands in values that it
/// does not look at again, which is why the assertion of unwind safety holds.
pub(crate) fn guarded<T>(name: &str, work: impl FnOnce() -> T) -> Result<T, Issue> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        Issue::new("analysis.panic")
            .with("detail", name)
            .with("message", message(payload.as_ref()))
    })
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
    fn a_panic_names_the_work_and_its_message() {
        let issue =
            guarded("leakage", || -> u8 { panic!("index {} out of range", 3) }).unwrap_err();
        assert_eq!(issue.code, "analysis.panic");
        assert_eq!(issue.args["detail"], "leakage");
        assert_eq!(issue.args["message"], "index 3 out of range");
        assert_eq!(guarded("leakage", || 7).unwrap(), 7);
    }
}
