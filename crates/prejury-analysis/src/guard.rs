//! A panic in one file or one analysis is a line of the report, not the end of the run.

use prejury_core::{Issue, caught};

/// Runs `work`; a panic becomes the issue `analysis.panic` that names what was at work. `caught` says what callers owe.
pub(crate) fn guarded<T>(name: &str, work: impl FnOnce() -> T) -> Result<T, Issue> {
    caught(work).map_err(|message| {
        Issue::new("analysis.panic")
            .with("detail", name)
            .with("message", message)
    })
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
