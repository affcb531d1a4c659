//! Masking secrets in what is quoted: a report travels further than the deliverables it speaks of.
//!
//! Precision matters as much as reach: `oov_token="<OOV>"`, `tokens = word_tokenize(text)` and `os.environ["API_KEY"]` are
//! evidence, and a mask over them would hide what the reader came for.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What stands in place of a secret.
const MASK: &str = "***";

/// Letters and digits in a row that no name of a file has, and the shortest keys of issuers have.
const MIN_KEY: usize = 16;

/// Values that issuers mark with a prefix of their own; the prefix stays, so that a reader knows the kind.
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"(?-u:\b)(?P<kept>AKIA|ASIA|AIza|gh[pousr]_|github_pat_|glpat-|hf_|npm_|pypi-|dckr_pat_|xox[abeoprs]-|sk-|sk_live_|rk_live_|SG\.|ya29\.|eyJ)",
        r"(?P<secret>[A-Za-z0-9_.\-]{16,})"
    ))
});

/// The same in the name of a file, where an underscore is the commonest border, and the ending stays.
static MARKED_IN_NAME: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"(?:(?-u:\b)|_)(?P<kept>AKIA|ASIA|AIza|gh[pousr]_|github_pat_|glpat-|hf_|npm_|pypi-|dckr_pat_|xox[abeoprs]-|sk-|sk_live_|rk_live_|SG\.|ya29\.|eyJ)",
        r"(?P<secret>[A-Za-z0-9_\-]{16,}(?:\.[A-Za-z0-9_\-]{16,})*)"
    ))
});

/// `scheme://user:secret@host`; as a path it has lost a slash.
static IN_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?P<kept>(?-u:\b)[A-Za-z][A-Za-z0-9+.\-]*:/{1,2}[^\s/:@'\x22]*:)(?P<secret>[^\s/@'\x22{}]+)@",
    )
});

/// `?api_key=secret` and the like.
static IN_QUERY: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)(?P<kept>[?&](?:[a-z_\-]*api_?-?key|key|[a-z_]*token|appid|app_id|sig|signature|secret|password)=)(?P<secret>[^&\s'\x22{}<>]{8,})",
    )
});

/// A name that means a secret, then a quoted value: assignments, keyword arguments, dictionary entries, JSON, comparisons.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r#"(?i)(?P<kept>(?-u:\b)[\w\-]*(?:{NAMES})(?:[_\-]?(?:id|key|value|str|prod|dev|test|\d+))?["']?\]?\s*(?::\s*str\s*)?(?:==?|:)\s*[rbfu]?["'])(?P<secret>[^"']{{4,}})"#
    ))
});

/// The same in an environment file, a shell line or a YAML file, where values stand without quotes.
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"(?P<kept>(?:(?:^|[\s;])[\w\-]*(?i:{NAMES})(?:_?(?i:id|prod|dev|test))?(?:=|:\s+)|--[\w\-]*(?i:{NAMES})[=\s]\s*))(?P<secret>[^\s'\x22(){{}}\[\],;$<]{{6,}})"
    ))
});

/// `Authorization: Bearer secret`.
static IN_HEADER: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?P<kept>(?-u:\b)(?i:bearer|basic|token|apikey)\s+)(?P<secret>[A-Za-z0-9._~+/=\-]{16,})",
    )
});

/// `AccountKey=secret`, `InstrumentationKey=secret`: parts of connection strings.
static IN_CONNECTION: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)(?P<kept>(?-u:\b)(?:AccountKey|SharedAccessKey|InstrumentationKey|Password|Pwd)=)(?P<secret>[^;\s'\x22]{6,})",
    )
});

/// `curl -u user:secret`.
static IN_CURL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?P<kept>(?:^|\s)(?:-u|--user)[\s=]+['\x22]?[^\s:/'\x22]+:)(?P<secret>[^\s'\x22]{4,})",
    )
});

/// Addresses of web hooks, which let whoever knows them write.
static IN_HOOK: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?P<kept>hooks\.slack\.com/services/|discord(?:app)?\.com/api/webhooks/|webhook\.office\.com/webhookb2/)(?P<secret>[^\s'\x22]{8,})",
    )
});

/// A private key in PEM form; its end may lie beyond the excerpt.
static PEM: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?s)(?P<kept>-----BEGIN [A-Z ]*PRIVATE KEY-----)(?P<secret>.*?)(?:-----END [A-Z ]*-----|$)",
    )
});

/// Names of secrets. Plain `token` and `key` are left out: in this field they are words of texts and columns of joins.
const NAMES: &str = concat!(
    r"passw(?:or)?d|passwd|pwd|passphrase|mot_?de_?passe|mdp|api_?-?key|cle_?api|apikey|rapidapi-key|secret(?:_?-?key)?|",
    r"access_?-?key|account_?-?key|private_?-?key|subscription_?-?key|auth_?-?key|instrumentation_?-?key|",
    r"(?:api|access|auth|bearer|refresh|bot|hf|huggingface|github|gitlab|mapbox|dagshub|mlflow_tracking)_?-?token"
);

/// A literal that one of the patterns needs: nearly all texts hold none, and one search for all is cheaper than ten.
static HINT: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r"(?i-u)-----begin|akia|asia|aiza|gh[pousr]_|github_pat_|glpat-|hf_|npm_|pypi-|dckr_pat_|xox|sk[-_]|rk_live_|sg\.|ya29\.|eyj|",
        r":/| -u|--user|hooks|webhook|key|token|appid|app_id|sig=|signature|secret|passw|pwd|passphrase|passe|cle_?api|mdp|bearer|basic"
    ))
});

/// `text` with every value that looks like a secret replaced.
pub(crate) fn redact(text: &str) -> Cow<'_, str> {
    let mut redacted = Cow::Borrowed(text);
    if !HINT.is_match(text) {
        return redacted;
    }
    for (pattern, plausible) in PATTERNS {
        if pattern.is_match(&redacted) {
            let masked =
                pattern.replace_all(&redacted, |found: &Captures<'_>| mask(found, *plausible));
            redacted = Cow::Owned(masked.into_owned());
        }
    }
    redacted
}

/// The same for the name of a file, folder, sheet or heading; none when nothing was masked. Names are sewn together from words
/// (`sk-learn_Models_2024`), so that what follows a prefix must be longer in one piece to be a key.
pub(crate) fn redact_name(name: &str) -> Option<String> {
    if !HINT.is_match(name) {
        return None;
    }
    let mut masked = name.to_owned();
    for (pattern, plausible) in PATTERNS
        .iter()
        .filter(|(it, _)| !std::ptr::eq(*it, &MARKED))
    {
        if pattern.is_match(&masked) {
            let again =
                pattern.replace_all(&masked, |found: &Captures<'_>| mask(found, *plausible));
            masked = again.into_owned();
        }
    }
    (masked != name).then_some(masked)
}

/// A personal address. Greedy and linear; what has no dot after the `@` is none.
static MAIL: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"[A-Za-z0-9._%+\-]{1,64}@(?P<host>[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63})+)")
});

/// `text` with mail addresses masked: commits carry those of people whom the report is not about.
pub(crate) fn without_mail(text: &str) -> Cow<'_, str> {
    if text.contains('@') {
        MAIL.replace_all(text, "***@$host")
    } else {
        text.into()
    }
}

/// The name of a commit's author: some write their address there.
pub(crate) fn author_name(name: &str, show_authors: bool) -> String {
    let name = redact(name);
    if show_authors {
        name.into_owned()
    } else {
        without_mail(&name).into_owned()
    }
}

type Plausible = fn(&str) -> bool;

const PATTERNS: &[(&LazyLock<Regex>, Plausible)] = &[
    (&PEM, |_| true),
    (&MARKED, is_random),
    (&MARKED_IN_NAME, |secret| {
        let mut pieces = secret.split(|c: char| !c.is_ascii_alphanumeric());
        pieces.any(|piece| piece.len() >= MIN_KEY && is_random(piece))
    }),
    (&IN_ADDRESS, |_| true),
    (&IN_HOOK, |_| true),
    (&IN_CURL, |secret| !is_reference(secret)),
    (&IN_QUERY, |_| true),
    (&QUOTED, |secret| !is_reference(secret)),
    (&IN_CONNECTION, |secret| !is_reference(secret)),
    (&IN_HEADER, |secret| {
        secret.chars().any(|c| c.is_ascii_digit())
    }),
    (&BARE, |secret| {
        !is_reference(secret) && secret.chars().any(|c| c.is_ascii_digit())
    }),
];

fn mask(found: &Captures<'_>, plausible: Plausible) -> String {
    let whole = &found[0];
    let Some(secret) = found
        .name("secret")
        .filter(|secret| plausible(secret.as_str()))
    else {
        return whole.to_owned();
    };
    let start = secret.start() - found.get(0).map_or(0, |all| all.start());
    let end = start + secret.len();
    format!("{}{MASK}{}", &whole[..start], &whole[end..])
}

/// Issued keys mix capitals and digits; the ids of HTML elements (`sk-estimator-id-12`) do not.
fn is_random(value: &str) -> bool {
    value.chars().any(|c| c.is_ascii_digit()) && value.chars().any(|c| c.is_ascii_uppercase())
}

/// The value names where the secret is kept (`${{ secrets.KEY }}`, `os.environ[...]`, `%(key)s`, `YOUR_KEY`) instead of being one.
fn is_reference(value: &str) -> bool {
    value.contains(['{', '$', '%', '<', '(', '['])
        || value.starts_with("os.")
        || value.starts_with("st.")
        || value.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        || value.chars().all(|c| c == '*' || c == '.' || c == 'x')
}

/// The patterns are constants, and every one of them runs in the tests below.
fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("constant pattern")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        let cases = [
            (
                r#"openai.api_key = "abcd-1234""#,
                r#"openai.api_key = "***""#,
            ),
            (
                r#"headers = {"X-RapidAPI-Key": "b5f0c1d2e3", "Host": "h"}"#,
                r#"headers = {"X-RapidAPI-Key": "***", "Host": "h"}"#,
            ),
            ("PASSWORD = 'hunter2'", "PASSWORD = '***'"),
            (
                "connect(user='me', password='p4ss word')",
                "connect(user='me', password='***')",
            ),
            (
                r#"os.environ["API_KEY"] = "abcd1234""#,
                r#"os.environ["API_KEY"] = "***""#,
            ),
            ("mot_de_passe = \"azerty\"", "mot_de_passe = \"***\""),
            (
                "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG",
                "AWS_SECRET_ACCESS_KEY=***",
            ),
            (
                "AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE0000'",
                "AWS_ACCESS_KEY_ID = '***'",
            ),
            ("x = 'AKIAIOSFODNN7EXAMPLE0000'", "x = 'AKIA***'"),
            ("api_key: 12ab34cd56", "api_key: ***"),
            ("mysql --password s3cr3tvalue", "mysql --password ***"),
            (
                "git clone https://me:ghtoken@github.com/a/b",
                "git clone https://me:***@github.com/a/b",
            ),
            (
                "get('https://h/x?q=1&appid=0123456789abcdef')",
                "get('https://h/x?q=1&appid=***')",
            ),
            (
                "Authorization: Bearer abcdef0123456789abcdef",
                "Authorization: Bearer ***",
            ),
            ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "ghp_***"),
            (
                "AccountName=a;AccountKey=abc/def+123==;x",
                "AccountName=a;AccountKey=***;x",
            ),
            (
                "'InstrumentationKey=11111111-2222-3333'",
                "'InstrumentationKey=***'",
            ),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
                "-----BEGIN RSA PRIVATE KEY-----***",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(redact(text), expected);
        }
    }

    #[test]
    fn ordinary_code_and_prose_stay() {
        for text in [
            "tokenizer = Tokenizer(num_words=5000, oov_token=\"<OOV>\")",
            "tokens = word_tokenize(text)",
            "token = \"word\"",
            "df.merge(other, key='SK_ID_CURR')",
            "api_key = os.environ[\"API_KEY\"]",
            "api_key = os.getenv('OPENAI_API_KEY')",
            "password: ${{ secrets.DOCKER_PASSWORD }}",
            "heroku_api_key: ${{ secrets.HEROKU_API_KEY }}",
            "api_key = 'YOUR_API_KEY'",
            "python -u train.py --user-id 3",
            "curl -u $USER:$PASSWORD https://h",
            "Le mot de passe n'est pas dans le code",
            "No password is kept in the repository, see the configuration",
            "basic understanding of representations",
            "train_test_split(X, y, stratify=y, random_state=42)",
            "mask-rcnn sk-learn hf_models",
            "#sk-container-id-1.light sk-toggleable__control--12",
            "https://github.com/user/repo:main",
        ] {
            assert_eq!(redact(text), text);
        }
    }

    #[test]
    fn keys_in_names_are_masked_and_their_endings_stay() {
        let cases = [
            (
                "notes/cle_ghp_0123456789abcdefghijABCDEFGHIJ012345.txt",
                "notes/cle_ghp_***.txt",
            ),
            ("AKIAIOSFODNN7EXAMPLE0000/data.csv", "AKIA***/data.csv"),
            (
                "mongodb:/moi:motdepasse@hote/base.json",
                "mongodb:/moi:***@hote/base.json",
            ),
            ("AccountKey=abcdef123==;x.txt", "AccountKey=***;x.txt"),
        ];
        for (name, expected) in cases {
            assert_eq!(redact_name(name).as_deref(), Some(expected));
        }
        for name in [
            "sk-learn_Notebook_2024_Version_Finale.ipynb",
            "models/hf_CamemBERT_Finetuning_v2.ipynb",
            "P7_01_token_password_notes.md",
            "npm_Modules-2_Documentation_Technique.md",
            "02_api_key/README.md",
        ] {
            assert_eq!(redact_name(name), None);
        }
    }

    #[test]
    fn mail_addresses_are_masked_and_other_uses_of_the_sign_stay() {
        assert_eq!(
            without_mail("Co-authored-by: Ada <ada.l+x@example.org>"),
            "Co-authored-by: Ada <***@example.org>"
        );
        assert_eq!(without_mail("@app.get precision@k"), "@app.get precision@k");
    }

    #[test]
    fn masking_twice_changes_nothing() {
        let once = redact("password='hunter2' https://a:b@c").into_owned();
        assert_eq!(redact(&once), once);
    }
}
