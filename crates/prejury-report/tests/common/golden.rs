//! Golden files; `UPDATE_GOLDEN=1` rewrites them.

use std::path::Path;

/// Compares with the golden file of that name.
pub(crate) fn assert_golden(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let scrubbed = [": ", ":"].iter().fold(actual.to_owned(), |text, colon| {
            let version = |version| format!("\"version\"{colon}\"{version}\"");
            text.replace(&version(env!("CARGO_PKG_VERSION")), &version("@@VERSION@@"))
        });
        std::fs::write(&path, scrubbed).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        actual,
        golden.replace("@@VERSION@@", env!("CARGO_PKG_VERSION")),
        "{name} differs"
    );
}
