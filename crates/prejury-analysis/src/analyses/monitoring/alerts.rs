//! Alerts: messages that are sent, thresholds that are acted on, rules of a monitoring service.
//!
//! # What it looks for
//! Mail, text messages and chat hooks sent by the code; a branch on a drift or a degradation that warns, fails or retrains;
//! alert rules in configuration files and commands.
//! # Does not count
//! A threshold that is set and never compared.
//! # Limits
//! Branches are recognised line by line, by the names of what they compare.

use std::sync::LazyLock;

use prejury_core::{Location, Strength};
use prejury_intake::{FileKind, decode_text};
use prejury_python::{Call, CellKind, CodePlace, Reach, UnitIdx};
use regex::Regex;

use super::strength_at;
use crate::Facts;
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

/// Largest configuration file that is read, and how many of them.
const MAX_BYTES: u64 = 256 << 10;
const MAX_FILES: usize = 40;

/// A branch on something that degrades.
static BRANCH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:if|elif)\s[^#]*\w*(drift|psi|derive|degrad|alert|error_rate|taux_erreur|bad_pred|negative_count|nb_err)\w*[^#]*[<>]|^\s*(?:if|elif)\s+(?:is_|has_)?\w*(drift_detected|dataset_drift|has_drift|drift_alert)\w*[^#]*:").ok()
});

/// What such a branch does.
static REACTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(alert|warn|send|notif|raise |mail|slack|retrain|entra[iî]n|st\.error|critical)",
    )
    .ok()
});

/// Rules of monitoring services in configuration and commands.
static RULE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(azurerm_monitor_\w*alert|microsoft\.insights/(metricalerts|scheduledqueryrules)|az monitor (metrics alert|scheduled-query|activity-log alert) create|put-metric-alarm|aws_cloudwatch_metric_alarm|aws::cloudwatch::alarm|google_monitoring_alert_policy|gcloud (alpha )?monitoring policies|^\s*-? ?alert: ?\w+)").ok()
});

pub(super) fn find(facts: &Facts<'_>, watched: bool, sink: &mut EvidenceSink) {
    let python = &facts.python;
    let calls = facts.marked_calls(|_, method| u32::from(SENDING.contains(&method)));
    for (_, call, _) in
        calls.filter(|(_, call, _)| !call.is_attribute && call.reach == Reach::Live && sends(call))
    {
        emit_code(
            python,
            sink,
            "alert.sent",
            strength_of_call(call),
            call.place,
            call.method(),
        );
    }
    if watched {
        branches(facts, sink);
    }
    rules(facts, sink);
}

/// Last names of calls that may send a message.
const SENDING: &[&str] = &[
    "begin_send",
    "chat_postMessage",
    "create",
    "create_alert_policy",
    "post",
    "publish",
    "put_metric_alarm",
    "send",
    "send_message",
    "sendmail",
];

/// Whether a call sends a message to somebody, or sets a rule that will.
fn sends(call: &Call) -> bool {
    let callee = &*call.callee;
    match call.method() {
        "sendmail" | "send_message" => {
            callee.starts_with("smtplib.") || callee.starts_with("telegram")
        }
        "publish" => callee.contains("boto3") || callee.contains("sns"),
        "create" => callee.contains("twilio"),
        "chat_postMessage" | "put_metric_alarm" | "create_alert_policy" => true,
        "send" => {
            callee.starts_with("sendgrid.")
                || callee.contains("WebhookClient")
                || callee.contains("yagmail")
        }
        "begin_send" => callee.contains("EmailClient"),
        "post" => call.args.iter().any(|arg| {
            let name = arg.value.name.as_deref().unwrap_or_default().to_lowercase();
            let text = arg.value.as_str().unwrap_or_default();
            name.contains("webhook")
                || name.contains("slack")
                || text.contains("hooks.slack.com")
                || text.contains("discord.com/api/webhooks")
        }),
        _ => false,
    }
}

/// Branches that react to a drift or a degradation.
fn branches(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let (Some(branch), Some(reaction)) = (BRANCH.as_ref(), REACTION.as_ref()) else {
        return;
    };
    let python = &facts.python;
    for (number, unit) in (0..).map(UnitIdx).zip(&python.units) {
        for (cell_number, cell) in (0..)
            .zip(&unit.cells)
            .filter(|(_, cell)| cell.kind == CellKind::Code)
        {
            if !cell.source.contains("if ") {
                continue;
            }
            let lines: Vec<&str> = cell.source.lines().collect();
            let at = lines.iter().enumerate().find(|(index, line)| {
                line.len() < 400
                    && branch.is_match(line)
                    && lines[index + 1..]
                        .iter()
                        .take(4)
                        .any(|next| !next.trim_start().starts_with('#') && reaction.is_match(next))
            });
            if let Some((index, _)) = at {
                let line = u32::try_from(index + 1).unwrap_or(u32::MAX);
                let place = CodePlace {
                    unit: number,
                    cell: cell_number,
                    line,
                    end_line: line + 2,
                };
                emit_code(
                    python,
                    sink,
                    "alert.on-threshold",
                    strength_at(python, place),
                    place,
                    "if",
                );
            }
        }
    }
}

/// Rules in configuration files, infrastructure code and scripts.
fn rules(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let Some(rule) = RULE.as_ref() else { return };
    let mut look = |path: &std::sync::Arc<str>, text: &str| {
        let line = text.lines().zip(1..).find_map(|(line, number)| {
            let is_comment = line.trim_start().starts_with(['#', '/']);
            let found = rule.find(line).filter(|_| !is_comment)?;
            Some((found.as_str().trim().to_owned(), line, number))
        });
        if let Some((found, line, number)) = line {
            // `alert:` is a rule of Prometheus only beside an expression.
            if !found.contains("lert:") || text.contains("expr:") {
                sink.found(
                    "alert.configured",
                    Strength::Written,
                    Location::line(path.clone(), number),
                    line.trim(),
                    Some(found),
                );
            }
        }
    };
    for (path, text) in &facts.side_files {
        look(path, text);
    }
    let others = facts.submission.files.iter().filter(|file| {
        let is_terraform = file.path.ends_with(".tf") || file.path.ends_with(".bicep");
        let is_template = file.kind == FileKind::Json && file.path.to_lowercase().contains("alert");
        file.size <= MAX_BYTES && (is_terraform || is_template)
    });
    for file in others.take(MAX_FILES) {
        if let Ok(bytes) = facts.submission.read(file) {
            look(&file.path, &decode_text(&bytes).0);
        }
    }
}
