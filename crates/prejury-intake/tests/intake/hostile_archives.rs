//! Archives made to escape, to fill the disk, or broken on the way.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use prejury_intake::Limits;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::build::{issue, issues, open, open_with, paths, text};
use crate::pack::{FILE, gzip, on_disk, patched, tar_of, zip_of};

fn nothing_escaped(folder: &Path) {
    let names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
    let temporary: Vec<_> = fs::read_dir(std::env::temp_dir())
        .unwrap()
        .flatten()
        .collect();
    assert!(
        !temporary
            .iter()
            .any(|entry| entry.file_name() == "prejury-evil.py")
    );
    assert!(!Path::new("/prejury-evil.py").exists());
}

#[test]
fn names_that_leave_the_folder_are_refused() {
    let zip = zip_of(&[("xx/prejury-evil.py", b"1"), ("b.py", b"1")]);
    for name in [
        &b"../prejury-evil.py"[..],
        b"///prejury-evil.py",
        b"C:/prejury-evil.py",
        b"..\\prejury-evil.py",
    ] {
        let hostile = patched(zip.clone(), b"xx/prejury-evil.py", name);
        let (folder, path) = on_disk("z.zip", &hostile);
        let submission = open(&path);
        assert_eq!(paths(&submission), ["b.py"], "{name:?}");
        assert_eq!(issues(&submission), [("archive.outside", None)]);
        nothing_escaped(folder.path());
    }
    let tar = tar_of(&[
        (b"../prejury-evil.py", FILE, b"1"),
        (b"/prejury-evil.py", FILE, b"1"),
        (b"b.py", FILE, b"1"),
    ]);
    let (folder, path) = on_disk("t.tar", &tar);
    let submission = open(&path);
    assert_eq!(paths(&submission), ["b.py"]);
    assert_eq!(
        issues(&submission),
        [("archive.outside", None), ("archive.outside", None)]
    );
    nothing_escaped(folder.path());
}

#[test]
fn links_and_devices_are_never_made() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .add_symlink("link", "/etc", SimpleFileOptions::default())
        .unwrap();
    writer
        .start_file("link/passwd.py", SimpleFileOptions::default())
        .unwrap();
    let (_folder, path) = on_disk("z.zip", &writer.finish().unwrap().into_inner());
    let submission = open(&path);
    assert!(issues(&submission).contains(&("file.symlink", Some("link"))));
    let tar = tar_of(&[
        (b"s", tar::EntryType::Symlink, b""),
        (b"h", tar::EntryType::Link, b""),
        (b"p", tar::EntryType::Fifo, b""),
        (b"a.py", FILE, b"1"),
    ]);
    let (_folder, path) = on_disk("t.tar", &tar);
    let submission = open(&path);
    assert_eq!(
        issues(&submission),
        [
            ("file.symlink", Some("h")),
            ("file.special", Some("p")),
            ("file.symlink", Some("s"))
        ]
    );
}

#[test]
fn bombs_are_stopped() {
    let zeros = vec![0; 40 << 20];
    let (_folder, path) = on_disk("z.zip", &zip_of(&[("b.csv", &zeros), ("a.py", b"1")]));
    let submission = open(&path);
    assert_eq!(paths(&submission), ["a.py"]);
    assert_eq!(issues(&submission), [("archive.bomb", Some("b.csv"))]);
    let tar = tar_of(&[(b"a.py", FILE, b"1"), (b"b.csv", FILE, &zeros)]);
    let (_folder, path) = on_disk("t.tgz", &gzip(&tar));
    let submission = open(&path);
    assert_eq!(paths(&submission), ["a.py"]);
    assert_eq!(issues(&submission), [("archive.bomb", Some("b.csv"))]);
}

#[test]
fn limits_of_archives_are_said() {
    let files: &[(&str, &[u8])] = &[("a.py", b"1"), ("b.py", b"123456"), ("c/d/e.py", b"1")];
    let (_folder, path) = on_disk("z.zip", &zip_of(files));
    let limited = |limits: &Limits| {
        let submission = open_with(&path, limits);
        let files = paths(&submission)
            .iter()
            .map(|path| (*path).to_owned())
            .collect::<Vec<_>>();
        (
            files,
            submission
                .issues
                .iter()
                .map(|issue| issue.code)
                .collect::<Vec<_>>(),
        )
    };
    let few = limited(&Limits {
        archive_entries: 1,
        ..Limits::default()
    });
    assert_eq!(
        few,
        (vec!["a.py".to_owned()], vec!["archive.too-many-entries"])
    );
    let small = limited(&Limits {
        archive_bytes: 3,
        ..Limits::default()
    });
    assert_eq!(small, (vec!["a.py".to_owned()], vec!["archive.too-large"]));
    let flat = limited(&Limits {
        depth: 1,
        ..Limits::default()
    });
    assert_eq!(
        flat,
        (
            vec!["a.py".to_owned(), "b.py".to_owned()],
            vec!["archive.too-deep"]
        )
    );
    let short = limited(&Limits {
        file_bytes: 3,
        ..Limits::default()
    });
    assert_eq!(
        short,
        (
            vec!["a.py".to_owned(), "c/d/e.py".to_owned()],
            vec!["file.too-large"]
        )
    );
}

#[test]
fn entries_that_cannot_be_read_are_said() {
    // Bit 0 of the flags, in the local header and in the directory.
    let zip = zip_of(&[("secret.py", b"1")]);
    let mut locked = zip.clone();
    locked[6] |= 1;
    let directory = locked
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .unwrap();
    locked[directory + 8] |= 1;
    let (_folder, path) = on_disk("l.zip", &locked);
    assert!(issues(&open(&path)).contains(&("archive.encrypted", Some("secret.py"))));

    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("bad.py", stored).unwrap();
    writer.write_all(b"CONTENT").unwrap();
    let bytes = patched(
        writer.finish().unwrap().into_inner(),
        b"CONTENT",
        b"CHANGED",
    );
    let (_folder, path) = on_disk("c.zip", &bytes);
    assert!(issues(&open(&path)).contains(&("archive.entry-unreadable", Some("bad.py"))));

    let tar = tar_of(&[
        (b"a.py", FILE, b"1"),
        (b"a.py", FILE, b"2"),
        (b"b.py", FILE, &[b'x'; 2_000]),
    ]);
    let (_folder, path) = on_disk("t.tar", &tar[..tar.len() - 2_500]);
    let submission = open(&path);
    assert_eq!(text(&submission, "a.py"), "1");
    let codes: Vec<&str> = submission.issues.iter().map(|issue| issue.code).collect();
    assert!(codes.contains(&"archive.duplicate"), "{codes:?}");
    assert!(
        codes.contains(&"archive.truncated") || codes.contains(&"archive.entry-unreadable"),
        "{codes:?}"
    );
    let mut garbled = tar_of(&[(b"a.py", FILE, b"1"), (b"b.py", FILE, b"1")]);
    garbled[1_024..1_124].fill(b'!');
    let (_folder, path) = on_disk("g.tar", &garbled);
    assert!(
        issue(&open(&path), "archive.truncated")
            .args
            .contains_key("detail")
    );
}
