//! Git over the user's own `ssh`, which holds their keys and knows their hosts.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use git2::transport::{Service, SmartSubtransport, SmartSubtransportStream};

use super::{Failure, Job, locked};
use crate::url::SshAddress;

pub(crate) struct Ssh {
    address: SshAddress,
    job: Job,
}

impl Ssh {
    pub(crate) fn new(address: SshAddress, job: Job) -> Self {
        Self { address, job }
    }
}

impl SmartSubtransport for Ssh {
    fn action(
        &self,
        _url: &str,
        service: Service,
    ) -> Result<Box<dyn SmartSubtransportStream>, git2::Error> {
        if !matches!(service, Service::UploadPackLs | Service::UploadPack) {
            return Err(git2::Error::from_str("nothing is ever pushed"));
        }
        let started = Command::new("ssh")
            .args(arguments(&self.address))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = started.map_err(|error| {
            let failure = match error.kind() {
                io::ErrorKind::NotFound => Failure::SshMissing,
                _ => Failure::Other(error.to_string()),
            };
            git2::Error::from_str(&self.job.fail(failure).to_string())
        })?;
        let complaint = Arc::new(Mutex::new(String::new()));
        let listener = child
            .stderr
            .take()
            .map(|stderr| listen(stderr, complaint.clone()));
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let child = Arc::new(Mutex::new(child));
        let over = Arc::new(AtomicBool::new(false));
        stop_in_time(
            child.clone(),
            over.clone(),
            Duration::from_secs(self.job.limits.clone_seconds),
        );
        Ok(Box::new(Connection {
            child,
            stdin,
            stdout,
            over,
            complaint,
            listener,
            job: self.job.clone(),
        }))
    }

    fn close(&self) -> Result<(), git2::Error> {
        Ok(())
    }
}

/// Arguments of `ssh`: never a question to the user, and nothing of the address can be taken for an option or a second command.
fn arguments(address: &SshAddress) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = Vec::new();
    for option in [
        "BatchMode=yes",
        "ConnectTimeout=20",
        "ServerAliveInterval=15",
        "ClearAllForwardings=yes",
        "PermitLocalCommand=no",
    ] {
        arguments.extend(["-o".into(), option.into()]);
    }
    arguments.extend(["-a".into(), "-x".into(), "-T".into()]);
    if let Some(port) = address.port {
        arguments.extend(["-p".into(), port.to_string().into()]);
    }
    let host = match &address.user {
        Some(user) => format!("{user}@{}", address.host),
        None => address.host.clone(),
    };
    let path = address.path.replace('\'', "'\\''").replace('!', "'\\!'");
    arguments.extend([
        "--".into(),
        host.into(),
        format!("git-upload-pack '{path}'").into(),
    ]);
    arguments
}

/// Bytes of ssh's complaints that are kept for the message.
const COMPLAINT: usize = 600;

fn listen(mut stderr: ChildStderr, complaint: Arc<Mutex<String>>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut buffer = [0; 512];
        while let Ok(read) = stderr.read(&mut buffer) {
            if read == 0 {
                break;
            }
            let mut text = locked(&complaint);
            if text.len() < COMPLAINT {
                text.push_str(&String::from_utf8_lossy(&buffer[..read]));
            }
        }
    })
}

/// Ends a connection that stays silent for ever: reading from a pipe knows no limit of time.
fn stop_in_time(child: Arc<Mutex<Child>>, over: Arc<AtomicBool>, limit: Duration) {
    let until = Instant::now() + limit;
    thread::spawn(move || {
        while !over.load(Ordering::Relaxed) {
            if Instant::now() >= until {
                // It may have ended by itself.
                let _ = locked(&child).kill();
                return;
            }
            thread::sleep(Duration::from_millis(200));
        }
    });
}

struct Connection {
    child: Arc<Mutex<Child>>,
    stdin: Option<ChildStdin>,
    stdout: Option<ChildStdout>,
    over: Arc<AtomicBool>,
    complaint: Arc<Mutex<String>>,
    listener: Option<thread::JoinHandle<()>>,
    job: Job,
}

impl Connection {
    /// The error when ssh ended early: what it said itself.
    fn ended(&mut self) -> io::Error {
        if let Some(listener) = self.listener.take() {
            // It ends with the pipe, which ssh has closed.
            let _ = listener.join();
        }
        let text = locked(&self.complaint)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        self.job.fail(Failure::Other(if text.is_empty() {
            "ssh ended the connection".to_owned()
        } else {
            text
        }))
    }
}

impl Read for Connection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.stdout {
            Some(stdout) => stdout.read(buffer)?,
            None => 0,
        };
        if read == 0 && !buffer.is_empty() {
            Err(self.ended())
        } else {
            Ok(read)
        }
    }
}

impl Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.stdin {
            Some(stdin) => stdin.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.stdin {
            Some(stdin) => stdin.flush(),
            None => Ok(()),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to stop.
        self.over.store(true, Ordering::Relaxed);
        let mut child = locked(&self.child);
        let _ = child.kill();
        let _ = child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_stays_one_quoted_word_after_the_options() {
        let address = SshAddress {
            user: Some("git".to_owned()),
            host: "host".to_owned(),
            port: Some(2222),
            path: "/l'été; touch x".to_owned(),
        };
        let arguments: Vec<String> = arguments(&address)
            .into_iter()
            .map(|a| a.into_string().unwrap())
            .collect();
        let at = arguments
            .iter()
            .position(|argument| argument == "--")
            .unwrap();
        assert_eq!(
            arguments[at + 1..],
            ["git@host", "git-upload-pack '/l'\\''été; touch x'"]
        );
        assert!(
            arguments[..at]
                .windows(2)
                .any(|pair| pair == ["-p", "2222"])
        );
        assert!(arguments[..at].contains(&"BatchMode=yes".to_owned()));
    }
}
