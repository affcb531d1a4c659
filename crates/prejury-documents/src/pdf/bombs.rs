//! PDF files that unpack to far more than they weigh, found before the reader unpacks them.

use std::io::Read;

use flate2::bufread::ZlibDecoder;

/// What one stream, and all streams together, may unpack to. Images do not count: they are never unpacked.
const MAX_STREAM: u64 = 64 << 20;
const MAX_TOTAL: u64 = 384 << 20;

/// Bytes of an unpacked stream that are looked at for a second packing, and what that must give to count.
const HEAD: usize = 4 << 10;
const INNER: usize = 1_000;

/// Packed bytes of an encrypted document whose streams cannot be looked at.
const MAX_ENCRYPTED: u64 = 8 << 20;

/// Bytes before a stream in which its dictionary stands.
const DICTIONARY: usize = 2_000;

/// Whether unpacking the streams of `bytes` would take more memory than a document may.
pub(super) fn is_bomb(bytes: &[u8]) -> bool {
    let is_encrypted = find(bytes, b"/Encrypt").is_some();
    let mut total = 0_u64;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"stream") {
        let start = at + found + b"stream".len();
        let is_end = bytes[..at + found].ends_with(b"end");
        at = start;
        if is_end {
            continue;
        }
        let data = &bytes[start..];
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        let length = find(data, b"endstream").unwrap_or(data.len());
        at = bytes.len() - data.len() + length;
        let before = &bytes[(start - b"stream".len()).saturating_sub(DICTIONARY)..start];
        let dictionary = &before[memchr::memmem::rfind(before, b"obj").unwrap_or(0)..];
        if is_image(dictionary) {
            continue;
        }
        total += if is_encrypted {
            (length as u64) * (MAX_TOTAL / MAX_ENCRYPTED)
        } else {
            unpacked(&data[..length], dictionary)
        };
        if total > MAX_TOTAL || is_packed_twice(dictionary) {
            return true;
        }
    }
    false
}

/// What `data` unpacks to, at most; more than everything allowed where it unpacks twice.
fn unpacked(data: &[u8], dictionary: &[u8]) -> u64 {
    if find(dictionary, b"LZW").is_some() {
        // An old packing without a bound that could be looked up cheaply; a code of twelve bits gives four kilobytes at most.
        return (data.len() as u64).saturating_mul(1_000);
    }
    let mut decoder = ZlibDecoder::new(data);
    let mut head = Vec::new();
    // A broken stream gives what it can.
    let _ = decoder.by_ref().take(HEAD as u64).read_to_end(&mut head);
    let rest = std::io::copy(&mut decoder.take(MAX_STREAM), &mut std::io::sink());
    let size = head.len() as u64 + rest.unwrap_or(0);
    let mut inner = Vec::new();
    let _ = ZlibDecoder::new(&*head)
        .take(INNER as u64)
        .read_to_end(&mut inner);
    if size > MAX_STREAM || inner.len() == INNER {
        MAX_TOTAL + 1
    } else {
        size.max(data.len() as u64)
    }
}

/// Whether a dictionary names several packings, or hides which ones it names.
fn is_packed_twice(dictionary: &[u8]) -> bool {
    const PACKINGS: &[&[u8]] = &[b"FlateDecode", b"LZWDecode", b"RunLengthDecode"];
    const SHORT: &[&[u8]] = &[b"/Fl", b"/LZW", b"/RL"];
    let mut n_packings = 0;
    for name in PACKINGS {
        n_packings += memchr::memmem::find_iter(dictionary, name).count();
    }
    for name in SHORT {
        let ends_there = |at: &usize| {
            dictionary
                .get(at + name.len())
                .is_none_or(|next| !next.is_ascii_alphanumeric())
        };
        n_packings += memchr::memmem::find_iter(dictionary, name)
            .filter(ends_there)
            .count();
    }
    let value = find(dictionary, b"/Filter").map(|at| &dictionary[at + b"/Filter".len()..]);
    let is_elsewhere = value
        .and_then(|value| value.iter().find(|byte| !byte.is_ascii_whitespace()))
        .is_some_and(u8::is_ascii_digit);
    n_packings > 1 || is_elsewhere || value.is_none() && dictionary.contains(&b'#')
}

/// Whether a stream says that it is an image. The reader refuses such a stream where it wants text or a font.
fn is_image(dictionary: &[u8]) -> bool {
    [&b"/Image"[..], b"/Width", b"/Height"]
        .iter()
        .all(|key| find(dictionary, key).is_some())
        && find(dictionary, b"/ObjStm").is_none()
        && find(dictionary, b"/XRef").is_none()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, wanted)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = format!("%PDF-1.4\n1 0 obj\n<<{dictionary}>>\nstream\n").into_bytes();
        bytes.extend_from_slice(data);
        bytes.extend_from_slice(b"\nendstream\nendobj\n");
        bytes
    }

    #[test]
    fn streams_that_unpack_to_too_much_are_bombs() {
        let zeros = packed(&vec![0; 80 << 20]);
        assert!(is_bomb(&stream("/Filter /FlateDecode", &zeros)));
        assert!(!is_bomb(&stream(
            "/Filter /FlateDecode",
            &packed(&vec![0; 1 << 20])
        )));
        // Images are not unpacked.
        assert!(!is_bomb(&stream(
            "/Subtype /Image /Width 9 /Height 9 /Filter /FlateDecode",
            &zeros
        )));
        // Packed twice: small outside, huge inside.
        let twice = packed(&zeros);
        assert!(is_bomb(&stream(
            "/F#69lter [/FlateDecode/FlateDecode]",
            &twice
        )));
        assert!(is_bomb(&stream(
            "/Filter [/FlateDecode /FlateDecode]",
            &twice
        )));
        assert!(is_bomb(&stream("/Filter 5 0 R", &twice)));
    }
}
