//! Why a whole input cannot become a submission. Anything smaller is an `Issue`.

use std::path::Path;

/// The end of one input. `code` and `args` serve the translated message; `Display` is English, for logs and tests.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error("{path}: there is no such file or folder; check the spelling, or give a git address")]
    NotFound { path: String },
    #[error(
        "{path}: not a folder, an archive (.zip, .tar.gz, .tgz, .tar), a notebook (.ipynb) or a script (.py)"
    )]
    Unsupported { path: String },
    #[error("{path}: cannot be read ({detail}); check its permissions")]
    Unreadable { path: String, detail: String },
    #[error(
        "{path}: the archive cannot be opened ({detail}); pack it again, or give the folder itself"
    )]
    BrokenArchive { path: String, detail: String },
    #[error("{path}: the git repository cannot be read ({detail}); try a fresh clone")]
    Repository { path: String, detail: String },
    #[error(
        "{url}: not a git address ({detail}); expected https://host/path, ssh://host/path, git@host:path or file:///path"
    )]
    BadUrl { url: String, detail: String },
    #[error("{url}: an address without encryption is refused; use https:// or ssh://")]
    InsecureUrl { url: String },
    #[error(
        "{url}: the server refuses access; the repository does not exist or is private: for a private one use its ssh address"
    )]
    Refused { url: String },
    #[error("{url}: cannot be cloned ({detail}); check the address and the network")]
    Clone { url: String, detail: String },
    #[error("{url}: the program ssh was not found; install OpenSSH, or use the https address")]
    SshMissing { url: String },
    #[error("no temporary folder can be written ({detail}); check the free space and TMPDIR")]
    Temporary { detail: String },
    #[error("{path}: this rules folder cannot be read ({detail})")]
    RulesFolder { path: String, detail: String },
}

impl IntakeError {
    /// Stable code of the message: the id is `error-` and the code with dots as dashes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "input.not-found",
            Self::Unsupported { .. } => "input.unsupported",
            Self::Unreadable { .. } => "input.unreadable",
            Self::BrokenArchive { .. } => "input.broken-archive",
            Self::Repository { .. } => "input.broken-repository",
            Self::BadUrl { .. } => "url.invalid",
            Self::InsecureUrl { .. } => "url.insecure",
            Self::Refused { .. } => "clone.refused",
            Self::Clone { .. } => "clone.failed",
            Self::SshMissing { .. } => "clone.ssh-missing",
            Self::Temporary { .. } => "temporary.failed",
            Self::RulesFolder { .. } => "rules.unreadable",
        }
    }

    /// Values for the message. Untrusted text.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotFound { path } | Self::Unsupported { path } => vec![("path", path.clone())],
            Self::Unreadable { path, detail }
            | Self::BrokenArchive { path, detail }
            | Self::Repository { path, detail }
            | Self::RulesFolder { path, detail } => {
                vec![("path", path.clone()), ("detail", detail.clone())]
            }
            Self::BadUrl { url, detail } | Self::Clone { url, detail } => {
                vec![("url", url.clone()), ("detail", detail.clone())]
            }
            Self::InsecureUrl { url } | Self::Refused { url } | Self::SshMissing { url } => {
                vec![("url", url.clone())]
            }
            Self::Temporary { detail } => vec![("detail", detail.clone())],
        }
    }

    pub(crate) fn unreadable(path: &Path, detail: impl ToString) -> Self {
        Self::Unreadable {
            path: shown(path),
            detail: detail.to_string(),
        }
    }

    pub(crate) fn temporary(error: std::io::Error) -> Self {
        Self::Temporary {
            detail: error.to_string(),
        }
    }
}

/// A path for a message.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}
