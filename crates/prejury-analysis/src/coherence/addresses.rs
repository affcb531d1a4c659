//! Addresses of the repository, the application or its programming interface that are left to fill in.

use std::sync::LazyLock;

use prejury_core::Finding;
use regex::Regex;

use super::{MAX_OF_A_KIND, first_of_each};
use crate::Facts;

/// An address on a service that hosts repositories or applications.
static HOSTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:https?://|git@)([a-z0-9.<>_-]*(?:github\.com|gitlab\.com|github\.io|streamlit\.app|streamlitapp\.com|share\.streamlit\.io|herokuapp\.com|azurewebsites\.net|onrender\.com|render\.com|railway\.app|huggingface\.co|hf\.space|run\.app|pythonanywhere\.com|fly\.dev|vercel\.app)[^\s`\x22')\]]*)",
    )
    .ok()
});

/// What stands in an address for something to fill in, between two signs or at its edge.
static TO_FILL_IN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:^|[/.:@_-])(?:(?:mon|my)[-_](?:app|api|repo|username)(?:$|[/.])|(?:your|votre|ton)[-_]?(?:app|application|api|account|compte|dashboard|depot|github|github[-_]?username|name|nom|org|organization|profil|project|projet|pseudo|repo|repository|site|url|user|user[-_]?name|utilisateur|username)(?:$|[/._-]))|(?:^|[/:])(?:<[^>/]{2,40}>|user|user[-_]?name|utilisateur|nom[-_]utilisateur|x{3,}|y{3,})/|<(?:your|votre|ton|user|nom|app|repo|url)[^>]{0,40}>",
    )
    .ok()
});

pub(super) fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let (Some(hosted), Some(to_fill_in)) = (HOSTED.as_ref(), TO_FILL_IN.as_ref()) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for document in &facts.documents {
        for block in &document.blocks {
            if !block.text.contains("://") && !block.text.contains("git@") && block.links.is_empty()
            {
                continue;
            }
            // The shown text of a link that leads somewhere does not matter.
            let leads_somewhere = block.links.iter().any(|link| {
                hosted
                    .captures(link)
                    .and_then(|found| found.get(1))
                    .is_some_and(|address| !to_fill_in.is_match(address.as_str()))
            });
            if leads_somewhere {
                continue;
            }
            let texts = std::iter::once(&*block.text).chain(block.links.iter().map(|link| &**link));
            for text in texts.filter(|text| !text.is_empty() && !block.text.is_empty()) {
                for found in hosted.captures_iter(text) {
                    let address = found.get(1).map_or("", |address| address.as_str());
                    if to_fill_in.is_match(address) {
                        let finding = Finding::at(block.location.clone(), "address.to-fill-in");
                        findings.push(
                            finding.with("address", address.trim_end_matches(['.', ',', ';'])),
                        );
                    }
                }
            }
        }
    }
    first_of_each(findings, MAX_OF_A_KIND)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_to_fill_in(text: &str) -> bool {
        let found = HOSTED.as_ref().and_then(|regex| regex.captures(text));
        let address = found.as_ref().and_then(|found| found.get(1));
        address.is_some_and(|address| {
            TO_FILL_IN
                .as_ref()
                .is_some_and(|regex| regex.is_match(address.as_str()))
        })
    }

    #[test]
    fn addresses_left_to_fill_in() {
        for text in [
            "git clone https://github.com/your-username/scoring.git",
            "https://github.com/<user>/scoring",
            "https://votre-app.streamlit.app",
            "git@github.com:username/scoring.git",
            "https://github.com/xxx/scoring",
            "https://<your-app>.azurewebsites.net/predict",
        ] {
            assert!(is_to_fill_in(text), "{text}");
        }
    }

    #[test]
    fn addresses_that_lead_somewhere() {
        for text in [
            "https://github.com/camille-martin/scoring",
            "https://github.com/mycroft/my-apples",
            "https://scoring.streamlit.app",
            "https://my-app-flask.herokuapp.com/",
            "https://docs.github.com/en/your-profile-guide",
            "https://github.com/users/camille/projects/1",
        ] {
            assert!(!is_to_fill_in(text), "{text}");
        }
    }
}
