//! Git addresses: told apart from paths, checked, and shown without their credentials.

use std::path::PathBuf;

use crate::IntakeError;

/// Where a clone comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    Http(HttpAddress),
    Ssh(SshAddress),
    /// A whole `file://` address, which libgit2 reads itself.
    File(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HttpAddress {
    /// Without credentials, query and trailing slash.
    pub(crate) base: String,
    /// User and password, as written in the address.
    pub(crate) credentials: Option<(String, String)>,
    /// False for plain HTTP, which only this machine itself may speak.
    pub(crate) encrypted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SshAddress {
    pub(crate) user: Option<String>,
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    pub(crate) path: String,
}

/// Reads `input` as a git address; none when it does not look like one and must be a path.
pub(crate) fn parse(input: &str) -> Option<Result<Address, IntakeError>> {
    if let Some((scheme, rest)) = input.split_once("://") {
        return Some(match scheme.to_ascii_lowercase().as_str() {
            "https" => http(input, rest, true),
            "http" => http(input, rest, false),
            "ssh" | "git+ssh" | "ssh+git" => ssh(input, rest),
            "file" => Ok(Address::File(input.to_owned())),
            "git" | "ftp" | "ftps" => Err(IntakeError::InsecureUrl {
                url: without_credentials(input),
            }),
            _ => Err(bad(input, "unknown scheme")),
        });
    }
    let (host, path) = scp(input)?;
    Some(ssh_address(input, host, None, path))
}

/// The two halves of `git@host:path`. A user is asked for, so that no file name is taken for an address.
fn scp(input: &str) -> Option<(&str, &str)> {
    let (host, path) = input.split_once(':')?;
    let (user, name) = host.split_once('@')?;
    (!user.is_empty() && !name.is_empty() && !host.contains('/') && !path.is_empty())
        .then_some((host, path))
}

fn http(input: &str, rest: &str, encrypted: bool) -> Result<Address, IntakeError> {
    if input.chars().any(|c| c.is_control() || c == ' ') {
        return Err(bad(input, "spaces or control characters"));
    }
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (credentials, host) = match authority.rsplit_once('@') {
        Some((user, host)) => {
            let (user, password) = user.split_once(':').unwrap_or((user, ""));
            (
                Some((percent_decoded(user), percent_decoded(password))),
                host,
            )
        }
        None => (None, authority),
    };
    if host.is_empty() || path.trim_matches('/').is_empty() {
        return Err(bad(input, "host or path missing"));
    }
    if !encrypted && !is_this_machine(host) {
        return Err(IntakeError::InsecureUrl {
            url: without_credentials(input),
        });
    }
    let scheme = if encrypted { "https" } else { "http" };
    let base = format!("{scheme}://{host}/{}", path.trim_end_matches('/'));
    Ok(Address::Http(HttpAddress {
        base,
        credentials,
        encrypted,
    }))
}

/// Hosts that plain HTTP may reach.
pub(crate) fn is_this_machine(authority: &str) -> bool {
    let host = match authority
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((host, _)) => host,
        None => authority.split(':').next().unwrap_or_default(),
    };
    matches!(host, "127.0.0.1" | "localhost" | "::1")
}

fn ssh(input: &str, rest: &str) -> Result<Address, IntakeError> {
    let (authority, path) = rest
        .split_once('/')
        .ok_or_else(|| bad(input, "path missing"))?;
    // `ssh://host/~user/path` is relative to a home; anything else is absolute.
    let path = if path.starts_with('~') {
        path.to_owned()
    } else {
        format!("/{path}")
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => {
            (host, Some(port.parse().map_err(|_| bad(input, "port"))?))
        }
        _ => (authority, None),
    };
    ssh_address(input, host, port, &percent_decoded(&path))
}

fn ssh_address(
    input: &str,
    host: &str,
    port: Option<u16>,
    path: &str,
) -> Result<Address, IntakeError> {
    let (user, host) = match host.rsplit_once('@') {
        // ssh asks for passwords itself; one written in the address is not used.
        Some((user, host)) => (
            Some(user.split(':').next().unwrap_or_default().to_owned()),
            host,
        ),
        None => (None, host),
    };
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    let plain = |text: &str, more: &str| {
        !text.is_empty()
            && !text.starts_with('-')
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c) || more.contains(c))
    };
    if !plain(host, ":%") || user.as_deref().is_some_and(|user| !plain(user, "+")) {
        return Err(bad(input, "host or user"));
    }
    if path.starts_with('-')
        || path.trim_matches('/').is_empty()
        || path.chars().any(char::is_control)
    {
        return Err(bad(input, "path"));
    }
    Ok(Address::Ssh(SshAddress {
        user,
        host: host.to_owned(),
        port,
        path: path.to_owned(),
    }))
}

/// The path of a `file://` address of this machine.
pub(crate) fn local_path(address: &str) -> Option<PathBuf> {
    let rest = address
        .get(..7)
        .filter(|scheme| scheme.eq_ignore_ascii_case("file://"))
        .map(|_| &address[7..])?;
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    path.starts_with('/')
        .then(|| PathBuf::from(percent_decoded(path)))
}

/// An address for a reader: no password, no token, no query.
pub(crate) fn without_credentials(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let authority = match authority.rsplit_once('@') {
        // The user of an ssh address is no secret; that of an https address may be a token.
        Some((user, host)) if scheme.contains("ssh") => {
            format!("{}@{host}", user.split(':').next().unwrap_or_default())
        }
        Some((_, host)) => host.to_owned(),
        None => authority.to_owned(),
    };
    format!("{scheme}://{authority}{path}")
}

/// Name of the repository: the last part of the path, without `.git`.
pub(crate) fn label(address: &str) -> String {
    let shown = without_credentials(address);
    let last = shown
        .trim_end_matches('/')
        .rsplit(['/', ':'])
        .next()
        .unwrap_or_default();
    let last = percent_decoded(last.strip_suffix(".git").unwrap_or(last));
    if last.is_empty() { shown } else { last }
}

fn bad(input: &str, detail: &str) -> IntakeError {
    IntakeError::BadUrl {
        url: without_credentials(input),
        detail: detail.to_owned(),
    }
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ssh_of(input: &str) -> SshAddress {
        match parse(input) {
            Some(Ok(Address::Ssh(address))) => address,
            other => panic!("{input}: {other:?}"),
        }
    }

    #[test]
    fn addresses_are_told_from_paths() {
        assert!(parse("projets/P5").is_none());
        assert!(parse("C:\\projets\\P5").is_none());
        assert!(parse("note: finale.ipynb").is_none());
        assert!(matches!(
            parse("file:///srv/depot.git"),
            Some(Ok(Address::File(_)))
        ));
        let address = ssh_of("git@github.com:ada/projet.git");
        assert_eq!(
            (address.host.as_str(), address.path.as_str()),
            ("github.com", "ada/projet.git")
        );
        let address = ssh_of("ssh://ada@[::1]:2222/srv/un%20projet");
        assert_eq!(
            (address.host.as_str(), address.port, address.path.as_str()),
            ("::1", Some(2222), "/srv/un projet")
        );
        assert_eq!(ssh_of("ssh://host/~ada/projet").path, "~ada/projet");
    }

    #[test]
    fn what_ssh_could_take_for_an_option_is_refused() {
        for input in [
            "ssh://-oProxyCommand=id/x",
            "-oProxyCommand=id@host:x",
            "git@-oProxyCommand:x",
            "git@host:-x",
            "ssh://a b/x",
        ] {
            assert!(
                matches!(parse(input), Some(Err(IntakeError::BadUrl { .. }))),
                "{input}"
            );
        }
    }

    #[test]
    fn plain_http_reaches_this_machine_only() {
        for input in [
            "http://example.org/a",
            "git://example.org/a",
            "http://localhost.example.org/a",
            "http://127.0.0.1@example.org/a",
        ] {
            assert!(
                matches!(parse(input), Some(Err(IntakeError::InsecureUrl { .. }))),
                "{input}"
            );
        }
        assert!(matches!(
            parse("http://127.0.0.1:8080/a"),
            Some(Ok(Address::Http(_)))
        ));
        assert!(matches!(
            parse("http://[::1]:8080/a"),
            Some(Ok(Address::Http(_)))
        ));
    }

    #[test]
    fn credentials_are_never_shown() {
        assert_eq!(
            without_credentials("https://ada:s3cret@host/x?token=t"),
            "https://host/x"
        );
        assert_eq!(
            without_credentials("https://ghp_token@host/x.git"),
            "https://host/x.git"
        );
        assert_eq!(
            without_credentials("ssh://git:s3cret@host/x"),
            "ssh://git@host/x"
        );
        assert_eq!(without_credentials("git@host:x"), "git@host:x");
        let Some(Err(error)) = parse("http://ada:s3cret@example.org/x") else {
            panic!()
        };
        assert!(!error.to_string().contains("s3cret"));
    }

    #[test]
    fn labels_name_the_repository() {
        assert_eq!(label("https://host/ada/Projet%205.git"), "Projet 5");
        assert_eq!(label("git@host:projet.git"), "projet");
    }
}
