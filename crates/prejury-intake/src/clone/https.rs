//! Git's smart HTTP protocol over a TLS stack in Rust.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use git2::transport::{Service, SmartSubtransport, SmartSubtransportStream};
use ureq::http::Response;
use ureq::{Agent, Body, ResponseExt};

use super::{Failure, Job, locked};
use crate::url::HttpAddress;

/// One conversation with one server.
pub(crate) struct Https {
    agent: Agent,
    address: HttpAddress,
    /// Where the server redirected the first question; the second goes there at once.
    base: Arc<Mutex<String>>,
    job: Job,
}

const LISTING: &str = "/info/refs?service=git-upload-pack";
const CONNECT: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_secs(90);
const MOST_REDIRECTS: u32 = 5;

impl Https {
    pub(crate) fn new(address: HttpAddress, job: Job) -> Self {
        let agent = Agent::config_builder()
            .https_only(address.encrypted)
            .http_status_as_error(false)
            // A server on this machine could otherwise send us elsewhere without encryption.
            .max_redirects(if address.encrypted { MOST_REDIRECTS } else { 0 })
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(SILENCE))
            .timeout_per_read(Some(SILENCE))
            .timeout_global(Some(Duration::from_secs(job.limits.clone_seconds)))
            // Some servers answer with git's protocol only to a client that says it is git.
            .user_agent(concat!("git/2 prejury/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        let base = Arc::new(Mutex::new(address.base.clone()));
        Self {
            agent,
            address,
            base,
            job,
        }
    }
}

impl SmartSubtransport for Https {
    fn action(
        &self,
        _url: &str,
        service: Service,
    ) -> Result<Box<dyn SmartSubtransportStream>, git2::Error> {
        let question = match service {
            Service::UploadPackLs => Question::Listing,
            Service::UploadPack => Question::Pack(Vec::new()),
            Service::ReceivePackLs | Service::ReceivePack => {
                return Err(git2::Error::from_str("nothing is ever pushed"));
            }
        };
        Ok(Box::new(Exchange {
            agent: self.agent.clone(),
            credentials: self.address.credentials.clone(),
            base: self.base.clone(),
            job: self.job.clone(),
            question,
            answer: None,
        }))
    }

    fn close(&self) -> Result<(), git2::Error> {
        Ok(())
    }
}

enum Question {
    Listing,
    /// The request's body, written by libgit2 before it reads.
    Pack(Vec<u8>),
}

/// One request and its answer.
struct Exchange {
    agent: Agent,
    credentials: Option<(String, String)>,
    base: Arc<Mutex<String>>,
    job: Job,
    question: Question,
    answer: Option<Box<dyn Read + Send>>,
}

impl Exchange {
    fn ask(&mut self) -> io::Result<Box<dyn Read + Send>> {
        let base = locked(&self.base).clone();
        let authorization = self
            .credentials
            .as_ref()
            .map(|(user, password)| basic(user, password));
        let (sent, expected) = match &mut self.question {
            Question::Listing => {
                let mut request = self.agent.get(format!("{base}{LISTING}"));
                if let Some(value) = authorization {
                    request = request.header("Authorization", value);
                }
                (
                    request.call(),
                    "application/x-git-upload-pack-advertisement",
                )
            }
            Question::Pack(body) => {
                let mut request = self
                    .agent
                    .post(format!("{base}/git-upload-pack"))
                    .header("Content-Type", "application/x-git-upload-pack-request")
                    .header("Accept", "application/x-git-upload-pack-result");
                if let Some(value) = authorization.filter(|_| base == asked_base(&self.job)) {
                    request = request.header("Authorization", value);
                }
                (
                    request.send(&std::mem::take(body)[..]),
                    "application/x-git-upload-pack-result",
                )
            }
        };
        let response = sent.map_err(|error| self.job.fail(Failure::Other(error.to_string())))?;
        self.check(&response, expected)?;
        if matches!(self.question, Question::Listing) {
            let uri = response.get_uri().to_string();
            if let Some(moved) = uri.strip_suffix(LISTING) {
                *locked(&self.base) = moved.to_owned();
            }
        }
        let body = response
            .into_body()
            .into_with_config()
            .limit(self.job.limits.download_bytes);
        Ok(Box::new(body.reader()))
    }

    fn check(&self, response: &Response<Body>, expected: &str) -> io::Result<()> {
        let status = response.status().as_u16();
        // Servers hide private repositories behind "not found", or ask for a password.
        if matches!(status, 401 | 403 | 404 | 410) {
            return Err(self.job.fail(Failure::Refused));
        }
        if status != 200 {
            return Err(self.job.fail(Failure::Other(format!("HTTP {status}"))));
        }
        let kind = response
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if !kind.starts_with(expected) {
            return Err(self.job.fail(Failure::Other(
                "the address is not that of a git repository".to_owned(),
            )));
        }
        Ok(())
    }
}

/// The address as the user gave it: credentials never follow a redirection elsewhere.
fn asked_base(job: &Job) -> String {
    match &job.address {
        crate::url::Address::Http(address) => address.base.clone(),
        _ => String::new(),
    }
}

impl Read for Exchange {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.answer.is_none() {
            self.answer = Some(self.ask()?);
        }
        match &mut self.answer {
            Some(answer) => answer
                .read(buffer)
                .map_err(|error| self.job.fail(Failure::Other(error.to_string()))),
            None => Ok(0),
        }
    }
}

impl Write for Exchange {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.question {
            Question::Pack(body) => {
                body.extend_from_slice(bytes);
                Ok(bytes.len())
            }
            Question::Listing => Err(io::Error::other("nothing to send")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The header of basic authentication (RFC 7617).
fn basic(user: &str, password: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut header = "Basic ".to_owned();
    for chunk in format!("{user}:{password}").as_bytes().chunks(3) {
        let group = chunk
            .iter()
            .fold(0u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * place) & 63) as usize];
            header.push(if place <= chunk.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    header
}

#[cfg(test)]
mod tests {
    use super::basic;

    #[test]
    fn basic_authentication_follows_its_norm() {
        assert_eq!(
            basic("Aladdin", "open sesame"),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        );
        assert_eq!(basic("a", ""), "Basic YTo=");
        assert_eq!(basic("ab", ""), "Basic YWI6");
    }
}
