//! Addresses of requests: whose program they reach, and whether they ask for a prediction.

use std::sync::LazyLock;

use foldhash::HashMap;
use prejury_python::{Arg, Call, PythonFacts, UnitIdx, Value};
use regex::Regex;

/// Ends of the names of hosts that candidates deploy to.
const HOSTS: [&str; 28] = [
    "amazonaws.com",
    "appspot.com",
    "awsapprunner.com",
    "azurecontainer.io",
    "azurecontainerapps.io",
    "azurewebsites.net",
    "cleverapps.io",
    "cloudapp.azure.com",
    "cloudfunctions.net",
    "deta.dev",
    "elasticbeanstalk.com",
    "fly.dev",
    "herokuapp.com",
    "hf.space",
    "inference.ml.azure.com",
    "koyeb.app",
    "loca.lt",
    "ngrok-free.app",
    "ngrok.io",
    "onrender.com",
    "pythonanywhere.com",
    "railway.app",
    "run.app",
    "scalingo.io",
    "streamlit.app",
    "streamlitapp.com",
    "trycloudflare.com",
    "vercel.app",
];

/// Words of a path that asks for a prediction.
static PREDICTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(predi[ckt]|pr[eé]di|scor(e|ing)|infer|invocations|classif|segment|recomm[ea]nd|simul|detect|sentiment|proba|forecast|suggest|credit|\btags?\b|generate|d[eé]cision|estim)",
    )
    .ok()
});

/// Whether a path or the name of a function asks for a prediction.
pub(in crate::analyses) fn asks_for_prediction(text: &str) -> bool {
    PREDICTION
        .as_ref()
        .is_some_and(|regex| regex.is_match(text))
}

/// Whose program an address reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Host {
    /// A program of the candidate's, on this machine or on a platform.
    Own,
    /// Somebody else's.
    Foreign,
    /// The address is put together from settings, or is only a path.
    Unknown,
}

/// The host of an address. Interpolated parts are written `{}`.
pub(super) fn host(address: &str) -> Host {
    let Some((_, rest)) = address.split_once("://") else {
        return Host::Unknown;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = authority.rsplit('@').next().unwrap_or(authority);
    let name = name.split(':').next().unwrap_or(name).to_lowercase();
    if name.is_empty() || name.contains('{') {
        return Host::Unknown;
    }
    // A bucket holds files and answers nothing.
    if name.ends_with("amazonaws.com") && is_bucket(&name) {
        return Host::Foreign;
    }
    let is_number = name
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    // A name without a dot is this machine or a service of the same compose file.
    let is_near = !name.contains('.') || name.ends_with(".internal") || is_number;
    if is_near || HOSTS.iter().any(|host| name.ends_with(host)) {
        Host::Own
    } else {
        Host::Foreign
    }
}

/// `s3.eu-west-1.amazonaws.com`, `data.s3-eu-west-1.amazonaws.com`
fn is_bucket(name: &str) -> bool {
    name.starts_with("s3.")
        || name.starts_with("s3-")
        || name.contains(".s3.")
        || name.contains(".s3-")
}

/// Any of the hosts.
static ANY_HOST: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&HOSTS.map(regex::escape).join("|")).ok());

/// The platform that a text links to, when it holds an address of one.
pub(in crate::analyses) fn hosted(text: &str) -> Option<&'static str> {
    if !text.contains("://") || !ANY_HOST.as_ref()?.is_match(text) {
        return None;
    }
    HOSTS
        .iter()
        .find(|host| {
            text.match_indices(*host).any(|(at, _)| {
                let before = text[..at].rsplit([' ', '"', '\'', '(', '<', '`']).next();
                // A name that was to be filled in leaves its dot alone (`https://<app>.streamlit.app`).
                let names_host = |start: &str| {
                    let host = start.split_once("://").map(|(_, host)| host);
                    host.is_some_and(|host| !host.starts_with('.'))
                };
                before.is_some_and(names_host)
                    && !before.is_some_and(|start| start.contains("://s3") || start.contains(".s3"))
            })
        })
        .copied()
}

/// An address of the public network that has no name.
static NUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"https?://(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}\b").ok());

/// Whether a text links to a machine by its number: an instance in a cloud that was rented and set up by hand.
pub(super) fn is_numbered(text: &str) -> bool {
    let Some(regex) = NUMBERED.as_ref().filter(|_| text.contains("://")) else {
        return false;
    };
    regex.captures_iter(text).take(8).any(|found| {
        let number = |at: usize| found.get(at)?.as_str().parse::<u16>().ok();
        let (Some(first), Some(second)) = (number(1), number(2)) else {
            return false;
        };
        let is_private = matches!(first, 0 | 10 | 127)
            || first == 169 && second == 254
            || first == 172 && (16..32).contains(&second)
            || first == 192 && second == 168;
        first < 224 && second < 256 && !is_private
    })
}

/// An address with a name of its own and a port (`http://demo.ada-martin.fr:8050/`), or that of a repository on a platform.
static WITH_PORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"https?://(?:(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}:\d{2,5}\b|share\.streamlit\.io/[\w-]+/\w)",
    )
    .ok()
});

/// Ports of programs that are not shown to anybody, and of pages that need none.
const OTHER_PORTS: &[&str] = &[
    "21", "22", "25", "80", "443", "1433", "3306", "4040", "5432", "6379", "8088", "9000", "9200",
    "18080", "27017",
];
/// Beginnings of the first part of a host that is a tool's, or a place for one's own.
const OTHER_HOSTS: &[&str] = &[
    "db", "hadoop", "mlflow", "mon-", "mongo", "my-", "mysql", "postgres", "proxy", "spark",
    "votre", "www", "your",
];

/// Whether a text links to a program on a domain of somebody's own: pages that are only read need no port.
pub(super) fn is_on_own_domain(text: &str) -> bool {
    let Some(regex) = WITH_PORT.as_ref().filter(|_| text.contains("://")) else {
        return false;
    };
    regex.find_iter(text).take(4).any(|found| {
        let address = found.as_str();
        let is_here = ["example.", ".internal", ".local", ".svc"];
        let host = address.split_once("://").map_or(address, |(_, host)| host);
        let port = host.rsplit(':').next().unwrap_or_default();
        let is_other = OTHER_HOSTS.iter().any(|start| host.starts_with(start))
            || OTHER_PORTS.contains(&port)
            // `user.name:12345@registry.io`
            || text[found.end()..].starts_with('@');
        !is_other && !is_here.iter().any(|part| address.contains(part))
    })
}

/// Libraries that send requests, by the beginning of a callee.
const SENDERS: &[&str] = &[
    "aiohttp.",
    "gradio_client.Client",
    "http.client.",
    "httpx.",
    "requests.",
    "urllib.request.",
    "urllib3.",
];

/// Methods that send one.
const SENDING: &[&str] = &[
    "get", "open", "patch", "post", "predict", "put", "request", "send", "submit", "urlopen",
];

/// Whether a call of this name sends a request over HTTP.
pub(in crate::analyses) fn is_sender(callee: &str, method: &str) -> bool {
    SENDING.contains(&method)
        && SENDERS.iter().any(|sender| callee.starts_with(sender))
        // A method of an answer (`requests.get.json`) sends nothing.
        && !callee.contains(".json.")
}

pub(in crate::analyses) fn sends_request(call: &Call) -> bool {
    !call.is_attribute && is_sender(&call.callee, call.method())
}

/// Words of a call in which a variable with the address is looked for.
const MAX_WORDS: usize = 24;

/// Cell, first line and last line.
type Lines = (u32, u32, u32);

/// Strings by the line on which they begin, and lines on which variables are assigned.
pub(super) struct Strings<'f> {
    python: &'f PythonFacts,
    by_line: HashMap<(UnitIdx, u32, u32), Vec<&'f str>>,
    assigned: HashMap<(UnitIdx, &'f str), Vec<Lines>>,
}

impl<'f> Strings<'f> {
    pub(super) fn of(python: &'f PythonFacts) -> Self {
        let mut by_line: HashMap<_, Vec<&'f str>> = HashMap::default();
        let mut assigned: HashMap<_, Vec<Lines>> = HashMap::default();
        for (number, unit) in (0..).map(UnitIdx).zip(&python.units) {
            for string in unit
                .strings
                .iter()
                .filter(|string| string.text.contains('/'))
            {
                by_line
                    .entry((number, string.place.cell, string.place.line))
                    .or_default()
                    .push(&string.text);
            }
            for assignment in &unit.assignments {
                let place = assignment.place;
                assigned
                    .entry((number, assignment.target.as_str()))
                    .or_default()
                    .push((place.cell, place.line, place.end_line));
            }
        }
        Self {
            python,
            by_line,
            assigned,
        }
    }

    /// Strings between two lines of a cell.
    fn on(&self, unit: UnitIdx, cell: u32, line: u32, end_line: u32) -> Vec<&'f str> {
        let end_line = end_line.min(line.saturating_add(30));
        (line..=end_line)
            .filter_map(|line| self.by_line.get(&(unit, cell, line)))
            .flatten()
            .copied()
            .collect()
    }

    /// The address that a variable in the call holds: `urlopen(API_URL + "client/" + number)`.
    fn beginning(&self, call: &Call) -> Option<&'f str> {
        let place = call.place;
        let code = self.python.excerpt(place, 2);
        let words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.take(MAX_WORDS).find_map(|word| {
            let (_, lines) = self.assigned.get_key_value(&(place.unit, word))?;
            let texts = lines.iter().take(4).flat_map(|(cell, line, end_line)| {
                self.on(place.unit, *cell, *line, *end_line).into_iter()
            });
            texts.into_iter().find(|text| text.contains("://"))
        })
    }

    /// The address that a request is sent to, as far as the code tells: the texts it is made of, one after the other.
    pub(super) fn address(&self, call: &Call) -> String {
        let mut texts: Vec<&str> = Vec::new();
        let place = call.place;
        let target = target(call);
        let literal = target.and_then(Value::as_str);
        match literal {
            Some(text) => texts.push(text),
            None => {
                texts.extend(self.on(place.unit, place.cell, place.line, place.end_line));
                let name = target.and_then(|value| value.name.as_ref());
                let assigned =
                    name.and_then(|name| self.assigned.get(&(place.unit, name.as_str())));
                for (cell, line, end_line) in assigned.into_iter().flatten().take(4) {
                    texts.extend(self.on(place.unit, *cell, *line, *end_line));
                }
                if name.is_none() && !texts.iter().any(|text| text.contains("://")) {
                    texts.extend(self.beginning(call));
                }
            }
        }
        texts.retain(|text| !text.starts_with("application/") && !text.starts_with("text/"));
        texts.join(" ")
    }
}

/// The argument that holds the address.
pub(super) fn target(call: &Call) -> Option<&Value> {
    let position = usize::from(call.method() == "request");
    call.arg("url", Some(position)).or_else(|| {
        let first: Option<&Arg> = call.args.first();
        first.map(|arg| &arg.value)
    })
}

/// Whether the name of a variable says that it holds the address of an API.
pub(super) fn names_an_api(name: &str) -> bool {
    let name = name.to_lowercase();
    ["api", "backend", "endpoint", "predict", "server"]
        .iter()
        .any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_own_foreign_or_unknown() {
        for (address, expected) in [
            ("http://127.0.0.1:8000/predict", Host::Own),
            ("http://api:8000/predict", Host::Own),
            ("http://51.44.86.133:3000/predict", Host::Own),
            ("https://scoring-api.onrender.com/predict", Host::Own),
            (
                "https://world.openfoodfacts.org/api/v2/search",
                Host::Foreign,
            ),
            (
                "https://data.s3-eu-west-1.amazonaws.com/sentiment.zip",
                Host::Foreign,
            ),
            (
                "https://a1.execute-api.eu-west-1.amazonaws.com/predict",
                Host::Own,
            ),
            ("{}/predict", Host::Unknown),
            ("https://{}.run.app/predict", Host::Unknown),
            ("/predict", Host::Unknown),
        ] {
            assert_eq!(host(address), expected, "{address}");
        }
    }

    #[test]
    fn machines_of_the_public_network_are_told_from_this_one() {
        assert!(is_numbered("Accès à l'API : http://13.37.97.118/"));
        assert!(!is_numbered("http://127.0.0.1:5000/predict"));
        assert!(!is_numbered("http://192.168.1.4:5000 et http://172.17.0.2"));
        assert!(!is_numbered("version 13.37.97.118"));
    }

    #[test]
    fn programs_on_a_domain_of_ones_own_have_a_port() {
        assert!(is_on_own_domain("# Démo http://demo.ada-martin.fr:8050/"));
        assert!(!is_on_own_domain(
            "http://localhost:8050 et https://ada-martin.fr/notes"
        ));
        assert!(is_on_own_domain(
            "https://share.streamlit.io/ada/scoring/app.py"
        ));
        assert!(!is_on_own_domain("Allez sur https://share.streamlit.io"));
        for address in [
            "http://host.docker.internal:5000",
            "http://proxy.ma-boite.com:8080",
            "http://www.cs.toronto.edu:80/~kriz/cifar.html",
            "http://hadoop-master.univ-paris.fr:8088",
            "http://mlflow.mondomaine.fr:5000",
            "http://your-server.com:8000/docs",
            "https://db.mondomaine.fr:5432",
            "https://user.name:12345@registry.io",
        ] {
            assert!(!is_on_own_domain(address), "{address}");
        }
    }

    #[test]
    fn links_to_a_platform_are_found_in_texts() {
        assert_eq!(
            hosted("Voir https://p7.onrender.com/docs"),
            Some("onrender.com")
        );
        assert_eq!(hosted("sur herokuapp.com"), None);
        assert_eq!(
            hosted("https://bucket.s3.eu-west-1.amazonaws.com/x.csv"),
            None
        );
    }
}
