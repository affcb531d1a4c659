//! Deployment by hand: files and commands for a platform, links to a hosted program, and programs that serve a stored model.
//!
//! # What it looks for
//! Procfiles, images, files of platforms, commands of deployment in texts and scripts, addresses of hosting platforms;
//! `mlflow models serve`, `bentoml serve` and their like.
//! # Does not count
//! Images of development environments, addresses of storage.
//! # Limits
//! Whether a link still answers is not looked at: nothing is fetched.

use std::sync::{Arc, LazyLock};

use prejury_core::{Location, Strength};
use prejury_documents::{BlockKind, DocumentKind, fold, words};
use prejury_python::Reach;
use regex::Regex;

use super::addresses::{hosted, is_numbered, is_on_own_domain};
use crate::Facts;
use crate::analyses::workflows::{Delivery, delivery_of_line};
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

/// Pieces of each kind that are shown.
const MAX_SHOWN: usize = 8;

/// Files that are looked at beside the settings of a platform.
const MAX_BESIDE: usize = 500;

/// Files of platforms, by their whole name in lower case.
const FILES: &[&str] = &[
    "app.yaml",
    "apprunner.yaml",
    "bentofile.yaml",
    "bentofile.yml",
    "captain-definition",
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
    "dockerfile",
    "dockerrun.aws.json",
    "fly.toml",
    "heroku.yml",
    "procfile",
    "railway.json",
    "railway.toml",
    "render.yaml",
    "serverless.yml",
    "vercel.json",
    "zappa_settings.json",
];

/// What every one of the commands below holds.
static MAY_SERVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?i)mlflow|bentoml|model_server|torchserve|mlserver|tritonserver").ok()
});

/// Programs that serve a stored model.
static SERVERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)(mlflow (models )?serve|mlflow models build-docker|bentoml serve|tensorflow_model_server|torchserve|mlserver start|tritonserver|mlflow sagemaker|mlflow deployments)(?-u:\b)").ok()
});

pub(super) fn find(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    files(facts, sink);
    commands(facts, sink);
    links(facts, sink);
    super::machines::find(facts, sink);
}

/// `runtime.txt` tells a platform which Python to run. Binder, which runs notebooks only, reads the same file.
fn is_runtime(facts: &Facts<'_>, path: &str, stem: &str, text: &str) -> bool {
    let is_of_binder = || {
        let links_there = |link: &Arc<str>| link.contains("mybinder.org");
        let mut folders = path.split('/');
        folders.any(|folder| matches!(folder, "binder" | ".binder"))
            || facts.documents.iter().any(|document| {
                document.kind == DocumentKind::Markdown
                    && document
                        .blocks
                        .iter()
                        .any(|block| block.links.iter().any(links_there))
            })
    };
    stem == "runtime" && text.trim_start().starts_with("python-") && !is_of_binder()
}

fn files(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let mut n_shown = 0;
    for file in facts.submission.files.iter().filter(|file| file.size > 0) {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        let lower = name.to_lowercase();
        let is_file = FILES.contains(&lower.as_str())
            || match lower.strip_suffix(".txt") {
                Some(stem) => facts.side_files.get(&file.path).is_some_and(|text| {
                    is_under_near_name(stem, text) || is_runtime(facts, &file.path, stem, text)
                }),
                None => lower.starts_with("dockerfile") && !lower.ends_with(".md"),
            }
            || lower.ends_with(".dockerfile")
            || file.path.contains(".ebextensions/")
            || (lower.ends_with(".tf") && !file.path.contains("modules/"))
            || lower == "host.json" && holds_functions(facts, &file.path);
        if is_file && !file.path.contains(".devcontainer/") && n_shown < MAX_SHOWN {
            n_shown += 1;
            let location = Location::file(file.path.clone());
            sink.found(
                "deployment.by-hand",
                Strength::Written,
                location,
                &*file.path,
                Some(name.to_owned()),
            );
        }
    }
}

/// `procfile.txt`, `Dockerfile.txt`: no platform reads that name, and what stands in it tells what it is meant for.
fn is_under_near_name(stem: &str, text: &str) -> bool {
    let begins = |start: &str| {
        text.lines()
            .any(|line| line.trim_start().starts_with(start))
    };
    match stem {
        "procfile" => begins("web:"),
        "dockerfile" => begins("FROM "),
        _ => false,
    }
}

/// Whether an application of Azure Functions stands beside `host`: functions in folders of their own, or all in one file.
fn holds_functions(facts: &Facts<'_>, host: &str) -> bool {
    let folder = host.rsplit_once('/').map_or("", |(folder, _)| folder);
    let root = if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    };
    let files = &facts.submission.files;
    let first = files.partition_point(|file| *file.path < *root);
    let beside = files[first..]
        .iter()
        .map_while(|file| file.path.strip_prefix(root.as_str()));
    beside.take(MAX_BESIDE).any(|path| {
        path == "function_app.py"
            || path
                .split_once('/')
                .is_some_and(|(_, name)| name == "function.json")
    })
}

/// Commands of deployment that the candidate writes down or keeps in a script.
fn commands(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let deploys = |line: &str| {
        let line = line.trim_start_matches(['$', '>', ' ']);
        match delivery_of_line(line) {
            // Copies and remote shells are everyday commands, and no sign of a deployment outside of a pipeline.
            Some(Delivery::Deploys(platform)) => (platform != "SSH").then_some(platform),
            _ => line.starts_with("heroku create").then_some("Heroku"),
        }
    };
    for document in &facts.documents {
        for block in document
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Code)
        {
            let line = block
                .text
                .lines()
                .find_map(|line| Some((deploys(line)?, line)));
            if let Some((platform, line)) = line {
                sink.found(
                    "deployment.by-hand",
                    Strength::Written,
                    block.location.clone(),
                    line.trim(),
                    Some(platform.to_owned()),
                );
            }
        }
    }
    for (path, text) in &facts.side_files {
        let name = path.rsplit('/').next().unwrap_or(path);
        if !(name.ends_with(".sh") || name == "Makefile" || name.ends_with(".ps1")) {
            continue;
        }
        let line = text
            .lines()
            .zip(1..)
            .find_map(|(line, number)| Some((deploys(line)?, line, number)));
        if let Some((platform, line, number)) = line {
            let location = Location::line(path.clone(), number);
            sink.found(
                "deployment.by-hand",
                Strength::Written,
                location,
                line.trim(),
                Some(platform.to_owned()),
            );
        }
    }
}

/// The platform, or the machine without a name, that a text links to.
fn host(text: &str) -> Option<&'static str> {
    hosted(text).or_else(|| is_numbered(text).then_some("IP"))
}

/// Words by which a text announces a program that answers there.
const ANNOUNCING: &[&str] = &[
    "api",
    "app",
    "appli",
    "application",
    "dashboard",
    "demo",
    "demonstration",
    "deploye",
    "deployee",
    "deployed",
    "deploiement",
    "deployment",
    "hebergee",
    "interface",
    "ligne",
    "online",
    "prod",
    "production",
    "tableau",
    "test",
    "tester",
    "testez",
];

fn announces(text: &str) -> bool {
    words(text)
        .iter()
        .any(|word| ANNOUNCING.contains(&&*fold(word.text)))
}

/// Addresses of hosting platforms in texts and in the code.
fn links(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let mut n_shown = 0;
    let mut heading = "";
    let documents = facts.documents.iter();
    for (number, block) in documents.flat_map(|document| document.blocks.iter().enumerate()) {
        if number == 0 {
            heading = "";
        }
        if let BlockKind::Heading(_) = block.kind {
            heading = &block.text;
        }
        let texts = std::iter::once(&*block.text).chain(block.links.iter().map(|link| &**link));
        let is_own = |text: &str| {
            block.kind != BlockKind::Code
                && is_on_own_domain(text)
                && [heading, &*block.text].into_iter().any(announces)
        };
        let host = |text: &str| host(text).or_else(|| is_own(text).then_some("domain"));
        if let Some((host, text)) = texts.filter_map(|text| Some((host(text)?, text))).next() {
            n_shown += 1;
            if n_shown > MAX_SHOWN {
                break;
            }
            sink.found(
                "deployment.hosted",
                Strength::Written,
                block.location.clone(),
                text,
                Some(host.to_owned()),
            );
        }
    }
    let python = &facts.python;
    for unit in &python.units {
        let strings = unit
            .strings
            .iter()
            .filter(|string| string.reach == Reach::Live);
        let found = strings.filter_map(|string| Some((host(&string.text)?, string)));
        for (host, string) in found.take(2) {
            emit_code(
                python,
                sink,
                "deployment.hosted",
                Strength::Written,
                string.place,
                host,
            );
        }
    }
}

/// Programs that serve a stored model, in scripts, images, compose files and code.
pub(super) fn model_servers(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let (Some(regex), Some(may_serve)) = (SERVERS.as_ref(), MAY_SERVE.as_ref()) else {
        return;
    };
    let named = |text: &str| {
        if !may_serve.is_match(text) {
            return None;
        }
        // `CMD ["mlflow", "models", "serve"]` reads as the command it is.
        let plain: String = text
            .chars()
            .map(|letter| {
                if "\"',[]\\\n".contains(letter) {
                    ' '
                } else {
                    letter
                }
            })
            .collect();
        let words: Vec<&str> = plain.split_whitespace().collect();
        regex
            .find(&words.join(" "))
            .map(|found| found.as_str().to_lowercase())
    };
    for (path, text) in &facts.side_files {
        if !may_serve.is_match(text) {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        let found = lines.iter().enumerate().find_map(|(index, line)| {
            let line = line.trim();
            if line.starts_with('#') || line.starts_with("//") {
                return None;
            }
            let joined = lines[index..lines.len().min(index + 3)].join(" ");
            let name = named(line)
                .or_else(|| line.contains("mlflow").then(|| named(&joined)).flatten())?;
            Some((name, line, u32::try_from(index + 1).unwrap_or(u32::MAX)))
        });
        if let Some((name, line, number)) = found {
            sink.found(
                "api.model-server",
                Strength::Written,
                Location::line(path.clone(), number),
                line,
                Some(name),
            );
        }
    }
    let python = &facts.python;
    for unit in &python.units {
        let strings = unit
            .strings
            .iter()
            .filter(|string| string.reach == Reach::Live);
        for (name, string) in strings
            .filter_map(|string| Some((named(&string.text)?, string)))
            .take(2)
        {
            emit_code(
                python,
                sink,
                "api.model-server",
                Strength::Written,
                string.place,
                &name,
            );
        }
        for (name, magic) in unit
            .magics
            .iter()
            .filter_map(|magic| Some((named(&magic.text)?, magic)))
            .take(2)
        {
            emit_code(
                python,
                sink,
                "api.model-server",
                Strength::Written,
                magic.place,
                &name,
            );
        }
    }
}
