//! Git LFS pointers: the small text that stands for a file whose content was never fetched.

/// Sizes that a pointer can have; a file of another size is not opened to look.
pub(crate) const SIZES: std::ops::RangeInclusive<u64> = 100..=400;

const START: &[u8] = b"version https://git-lfs.github.com/spec/";

/// The size of the real file when the bytes are a pointer.
pub(crate) fn pointer(bytes: &[u8]) -> Option<u64> {
    if !bytes.starts_with(START) {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix("size ")?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pointers_are_pointers() {
        let text = format!(
            "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12345\n",
            "a".repeat(64)
        );
        assert!(SIZES.contains(&(text.len() as u64)));
        assert_eq!(pointer(text.as_bytes()), Some(12_345));
        assert_eq!(pointer(b"version = 1\nsize 12\n"), None);
    }
}
