//! Clones: from this disk, and over HTTP from a small server on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use git2::Repository;
use prejury_intake::{IntakeError, Limits, Submission, open, remote_digest};

use crate::build::{commit, paths, repository, text};

fn clone(url: &str) -> Result<Submission, IntakeError> {
    open(url, &Limits::default())
}

#[test]
fn a_file_address_is_cloned() {
    let (folder, repository) = repository(&[("a.py", "x = 1"), ("nb/é.ipynb", "{}")]);
    let head = commit(&repository, "un", 1);
    repository
        .tag_lightweight(
            "v1",
            repository.find_commit(head).unwrap().as_object(),
            false,
        )
        .unwrap();
    let url = format!("file://{}", folder.path().display());
    let submission = clone(&url).unwrap();
    drop(folder);
    assert_eq!(paths(&submission), ["a.py", "nb/é.ipynb"]);
    assert_eq!(text(&submission, "a.py"), "x = 1");
    let history = submission.history.unwrap();
    assert_eq!(history.head, Some(head.to_string()));
    assert_eq!(history.tags, ["v1"]);
    assert_eq!(history.remotes, [("origin".to_owned(), url)]);
}

#[test]
fn a_repository_with_missing_objects_is_read_where_it_is() {
    let (folder, repository) = repository(&[("a.py", "x = 1")]);
    commit(&repository, "un", 1);
    let old = repository
        .head()
        .unwrap()
        .peel_to_tree()
        .unwrap()
        .get_name("a.py")
        .unwrap()
        .id();
    std::fs::write(folder.path().join("a.py"), "x = 2").unwrap();
    commit(&repository, "deux", 2);
    std::fs::remove_file(crate::build::object(&repository, old)).unwrap();
    let submission = clone(&format!("file://{}", folder.path().display())).unwrap();
    assert_eq!(text(&submission, "a.py"), "x = 2");
}

#[test]
fn a_detached_head_and_an_empty_repository_are_cloned() {
    let (folder, repository) = repository(&[("a.py", "x = 1")]);
    let first = commit(&repository, "un", 1);
    std::fs::write(folder.path().join("a.py"), "x = 2").unwrap();
    commit(&repository, "deux", 2);
    repository.set_head_detached(first).unwrap();
    let submission = clone(&format!("file://{}", folder.path().display())).unwrap();
    assert_eq!(text(&submission, "a.py"), "x = 1");
    let empty = tempfile::tempdir().unwrap();
    Repository::init_bare(empty.path()).unwrap();
    let submission = clone(&format!("file://{}", empty.path().display())).unwrap();
    let codes: Vec<&str> = submission.issues.iter().map(|issue| issue.code).collect();
    assert_eq!(codes, ["git.no-commit", "submission.empty"]);
}

#[test]
fn a_remote_that_did_not_move_has_the_same_digest() {
    let limits = Limits::default();
    let (folder, repository) = repository(&[("a.py", "x = 1")]);
    let first = commit(&repository, "un", 1);
    let url = format!("file://{}", folder.path().display());
    let before = remote_digest(&url, &limits).unwrap();
    // What is not committed is not cloned.
    std::fs::write(folder.path().join("a.py"), "x = 2").unwrap();
    assert_eq!(remote_digest(&url, &limits).unwrap(), before);
    commit(&repository, "deux", 2);
    let after = remote_digest(&url, &limits).unwrap();
    assert_ne!(after, before);
    repository.set_head_detached(first).unwrap();
    assert_ne!(remote_digest(&url, &limits).unwrap(), after);
    assert_eq!(remote_digest("file:///nowhere/at/all", &limits), None);
    assert_eq!(
        remote_digest(&folder.path().display().to_string(), &limits),
        None
    );
}

#[test]
fn addresses_that_lead_nowhere_are_errors() {
    let code = |url: &str| clone(url).unwrap_err().code();
    assert_eq!(code("file:///nowhere/at/all"), "clone.failed");
    assert_eq!(code("http://example.org/a/b"), "url.insecure");
    assert_eq!(code("git@-oProxyCommand=x:y"), "url.invalid");
    // Nothing listens there.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    assert_eq!(
        code(&format!("http://127.0.0.1:{port}/p.git")),
        "clone.failed"
    );
}

/// One line of git's protocol.
fn packet(text: &str) -> String {
    format!("{:04x}{text}", text.len() + 4)
}

fn answer(stream: &mut TcpStream, status: &str, kind: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
}

/// Serves one request of a clone of `repository`.
fn serve(mut stream: TcpStream, git: &Path, authorization: Option<&str>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 || line == "\r\n" {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    let header = |name: &str| {
        lines.iter().find_map(|line| {
            line.split_once(": ")
                .filter(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|pair| pair.1)
        })
    };
    let length = header("content-length").map_or(0, |text| text.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let request = lines.first().cloned().unwrap_or_default();
    if header("authorization") != authorization {
        return answer(
            &mut stream,
            "401 Unauthorized",
            "text/plain",
            b"who are you",
        );
    }
    let repository = Repository::open(git).unwrap();
    let head = repository.head().unwrap();
    let id = head.target().unwrap();
    if request.starts_with("GET /ada/p.git/info/refs?service=git-upload-pack ") {
        let name = head.name().unwrap();
        let listing = [
            packet("# service=git-upload-pack\n"),
            "0000".to_owned(),
            packet(&format!("{id} HEAD\0symref=HEAD:{name} agent=test\n")),
            packet(&format!("{id} {name}\n")),
            "0000".to_owned(),
        ]
        .concat();
        answer(
            &mut stream,
            "200 OK",
            "application/x-git-upload-pack-advertisement",
            listing.as_bytes(),
        );
    } else if request.starts_with("POST /ada/p.git/git-upload-pack ") {
        assert!(String::from_utf8_lossy(&body).contains(&format!("want {id}")));
        let mut pack = repository.packbuilder().unwrap();
        let mut walk = repository.revwalk().unwrap();
        walk.push_head().unwrap();
        pack.insert_walk(&mut walk).unwrap();
        let mut bytes = git2::Buf::new();
        pack.write_buf(&mut bytes).unwrap();
        let reply = [packet("NAK\n").as_bytes(), &bytes].concat();
        answer(
            &mut stream,
            "200 OK",
            "application/x-git-upload-pack-result",
            &reply,
        );
    } else if request.starts_with("GET /page/") {
        answer(&mut stream, "200 OK", "text/html", b"<html>a page</html>");
    } else {
        answer(&mut stream, "404 Not Found", "text/plain", b"no");
    }
}

/// A server for at most `requests` requests; gives its port.
fn server(git: PathBuf, requests: usize, authorization: Option<&'static str>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().take(requests) {
            serve(stream.unwrap(), &git, authorization);
        }
    });
    port
}

#[test]
fn an_http_address_is_cloned() {
    let (folder, repository) = repository(&[("a.py", "x = 1")]);
    let head = commit(&repository, "un", 1);
    let port = server(folder.path().to_owned(), 2, None);
    let submission = clone(&format!("http://127.0.0.1:{port}/ada/p.git/")).unwrap();
    assert_eq!(submission.label, "p");
    assert_eq!(text(&submission, "a.py"), "x = 1");
    assert_eq!(submission.history.unwrap().head, Some(head.to_string()));
}

#[test]
fn credentials_are_sent_and_never_shown() {
    let (folder, repository) = repository(&[("a.py", "x = 1")]);
    commit(&repository, "un", 1);
    let port = server(folder.path().to_owned(), 2, Some("Basic YWRhOnMzY3JldA=="));
    let submission = clone(&format!("http://ada:s3cret@127.0.0.1:{port}/ada/p.git")).unwrap();
    assert!(!format!("{submission:?}").contains("s3cret"));
    let port = server(folder.path().to_owned(), 1, Some("Basic other"));
    let error = clone(&format!("http://ada:s3cret@127.0.0.1:{port}/ada/p.git")).unwrap_err();
    assert_eq!(error.code(), "clone.refused");
    assert!(!format!("{error} {error:?}").contains("s3cret"));
}

#[test]
fn what_is_no_repository_is_said() {
    let (folder, repository) = repository(&[("a.py", "x = 1")]);
    commit(&repository, "un", 1);
    let port = server(folder.path().to_owned(), 2, None);
    let error = clone(&format!("http://127.0.0.1:{port}/page/p")).unwrap_err();
    assert!(
        error.to_string().contains("not that of a git repository"),
        "{error}"
    );
    assert_eq!(
        clone(&format!("http://127.0.0.1:{port}/other"))
            .unwrap_err()
            .code(),
        "clone.refused"
    );
}

#[test]
fn a_clone_over_the_limit_is_stopped() {
    let noise: String = (0..60_000u64)
        .map(|n| format!("{}\n", n.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
        .collect();
    let (folder, repository) = repository(&[("a.csv", &noise)]);
    commit(&repository, "un", 1);
    let port = server(folder.path().to_owned(), 2, None);
    let limits = Limits {
        download_bytes: 100_000,
        ..Limits::default()
    };
    let error = open(&format!("http://127.0.0.1:{port}/ada/p.git"), &limits).unwrap_err();
    assert_eq!(error.code(), "clone.failed");
}
