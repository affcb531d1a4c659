//! Paths as relative references of RFC 3986.

use std::fmt::Write;

/// Every byte that is not unreserved is percent-encoded: `:` would make the first folder a scheme, `?` and `#` would end
/// the path.
pub(crate) fn encode(path: &str) -> String {
    let mut uri = String::with_capacity(path.len() + 8);
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_ends_a_path_or_starts_a_scheme() {
        assert_eq!(encode("notebooks/2_a-b.ipynb"), "notebooks/2_a-b.ipynb");
        assert_eq!(encode("a b/é?#%.py"), "a%20b/%C3%A9%3F%23%25.py");
        assert_eq!(encode("javascript:alert(1)"), "javascript%3Aalert%281%29");
    }
}
