//! The projects of a repository that holds several: what one of them says does not speak for another.
//!
//! Projects lie side by side, each in a folder with code of its own. The folders of one project do so, too (`api/`,
//! `notebooks/`), but their names say what part they hold. So folders are projects where two or more of them are numbered
//! or bring a README of their own, and their names tell of something else than parts.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::{Arc, LazyLock};

use foldhash::HashSet;
use prejury_documents::fold;
use prejury_intake::{Submission, is_named_readme};

/// Folders around all projects that are gone through.
const MAX_DEPTH: usize = 3;
/// Fewest folders side by side that are projects.
const MIN_PROJECTS: usize = 2;

static ROLES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../../../rules/places/roles.txt").lines();
    lines.filter(|line| !line.starts_with('#')).collect()
});

/// The folders of the projects, each ending in `/`. Empty where the submission is one project.
#[derive(Debug, Default)]
pub(crate) struct Projects(BTreeSet<Box<str>>);

/// What a folder holds.
#[derive(Default)]
struct Held {
    has_code: bool,
    has_readme: bool,
}

impl Projects {
    pub(crate) fn of(submission: &Submission) -> Self {
        Self::of_paths(submission.files.iter().map(|file| file.path.clone()))
    }

    fn of_paths(paths: impl Iterator<Item = Arc<str>>) -> Self {
        let paths: Vec<Arc<str>> = paths.collect();
        let mut above = String::new();
        for _ in 0..MAX_DEPTH {
            let folders = folders(&paths, &above);
            let all: Vec<(&str, &Held)> =
                folders.iter().map(|(name, held)| (*name, held)).collect();
            let mut with_code = all.iter().filter(|(_, held)| held.has_code);
            if let (Some((only, _)), None) = (with_code.next(), with_code.next()) {
                above = format!("{above}{only}/");
                continue;
            }
            let with_code: Vec<(&str, &Held)> = all
                .iter()
                .filter(|(_, held)| held.has_code)
                .copied()
                .collect();
            let start = common_start(&with_code);
            let start = with_code.first().map_or("", |(name, _)| &name[..start]);
            let is_one = |(name, held): &&(&str, &Held)| is_project(name, held, start);
            let projects: Vec<&(&str, &Held)> = all.iter().filter(is_one).collect();
            // Beside projects with code there are such as only documents were handed in of.
            let n_with_code = projects.iter().filter(|(_, held)| held.has_code).count();
            if n_with_code < MIN_PROJECTS {
                return Self::default();
            }
            let folders = projects
                .iter()
                .map(|(name, _)| format!("{above}{name}/").into());
            return Self(folders.collect());
        }
        Self::default()
    }

    /// The folder of the project in which `path` lies; none for what belongs to all.
    pub(crate) fn around(&self, path: &str) -> Option<&str> {
        let before = self
            .0
            .range::<str, _>((Bound::Unbounded, Bound::Included(path)))
            .next_back()?;
        path.starts_with(&**before).then_some(before)
    }
}

/// Some projects of a repository: what stands in another one is no evidence beside theirs, what belongs to all is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Own<'p> {
    projects: &'p Projects,
    /// One bit for each project, in order; those beyond the bits count always.
    numbers: u64,
}

impl<'p> Own<'p> {
    /// The projects of these folders, or all of them where there are none.
    pub(crate) fn of(projects: &'p Projects, own: &BTreeSet<&str>) -> Self {
        let bits = projects.0.iter().zip(0_u32..u64::BITS);
        let own = bits.filter(|(folder, _)| own.contains(&***folder));
        let numbers = own.fold(0, |numbers, (_, bit)| numbers | 1 << bit);
        Self { projects, numbers }
    }

    pub(crate) fn holds(self, path: &str) -> bool {
        self.numbers == 0
            || self.projects.around(path).is_none_or(|folder| {
                let before = self
                    .projects
                    .0
                    .range::<str, _>((Bound::Unbounded, Bound::Excluded(folder)));
                let bit = u32::try_from(before.count()).unwrap_or(u64::BITS);
                bit >= u64::BITS || self.numbers & 1 << bit != 0
            })
    }
}

/// The folders directly below `above`, with what they hold.
fn folders<'p>(paths: &'p [Arc<str>], above: &str) -> BTreeMap<&'p str, Held> {
    let mut folders: BTreeMap<&str, Held> = BTreeMap::new();
    for path in paths {
        let below = path
            .strip_prefix(above)
            .and_then(|rest| rest.split_once('/'));
        let Some((folder, rest)) = below.filter(|(folder, _)| !folder.starts_with('.')) else {
            continue;
        };
        let held = folders.entry(folder).or_default();
        held.has_code |= rest.ends_with(".ipynb") || rest.ends_with(".py");
        held.has_readme |= !rest.contains('/') && is_named_readme(rest);
    }
    folders
}

/// Bytes with which all names begin: `OC_DS_P7_` numbers the project, what follows its parts.
fn common_start(folders: &[(&str, &Held)]) -> usize {
    let Some(((first, _), others)) = folders.split_first() else {
        return 0;
    };
    let shared = others.iter().map(|(name, _)| {
        let both = first.char_indices().zip(name.chars());
        let parted = both.clone().find(|((_, one), other)| one != other);
        parted.map_or(first.len().min(name.len()), |((at, _), _)| at)
    });
    shared.min().unwrap_or(0)
}

fn is_project(name: &str, held: &Held, start: &str) -> bool {
    let part = |name: &str| {
        let folded = fold(name);
        let mut words = folded
            .split(|letter: char| !letter.is_alphabetic())
            .filter(|word| !word.is_empty() && *word != "p")
            .peekable();
        words.peek()?;
        Some(words.all(|word| ROLES.contains(word)))
    };
    // Of `partie_1` and `partie_2` the number alone is left: then the whole name tells.
    let own = name.strip_prefix(start).unwrap_or(name);
    let says_part = part(own).or_else(|| part(name)).unwrap_or(false);
    let is_numbered = name.bytes().any(|byte| byte.is_ascii_digit());
    !says_part && (is_numbered || held.has_readme)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn projects(paths: &[&str]) -> Vec<String> {
        let found = Projects::of_paths(paths.iter().map(|path| Arc::from(*path)));
        found.0.iter().map(|folder| folder.to_string()).collect()
    }

    #[test]
    fn numbered_folders_with_subjects_are_projects() {
        let found = projects(&[
            "README.md",
            "P4 - Consommation/nb.ipynb",
            "P7 - Modèle de scoring/nb.ipynb",
            "P7 - Modèle de scoring/api/app.py",
        ]);
        assert_eq!(found, ["P4 - Consommation/", "P7 - Modèle de scoring/"]);
        let found = projects(&["Formation/P4/a.ipynb", "Formation/P5/a.ipynb"]);
        assert_eq!(found, ["Formation/P4/", "Formation/P5/"]);
        let found = projects(&["P4/a.ipynb", "P5/a.ipynb", "P6/plan.pdf", "img/a.png"]);
        assert_eq!(found, ["P4/", "P5/", "P6/"]);
        let found = projects(&[
            "olist/README.md",
            "olist/a.ipynb",
            "tags/readme.md",
            "tags/b.py",
        ]);
        assert_eq!(found, ["olist/", "tags/"]);
    }

    #[test]
    fn parts_of_one_project_are_none() {
        assert!(
            projects(&[
                "api/app.py",
                "api/README.md",
                "notebooks/a.ipynb",
                "notebooks/README.md"
            ])
            .is_empty()
        );
        assert!(projects(&["01_exploration/a.ipynb", "02_modelisation/b.ipynb"]).is_empty());
        let parts = [
            "OC_DS_P7_01_modeling/a.ipynb",
            "OC_DS_P7_02_api_dashboard/b.py",
        ];
        assert!(projects(&parts).is_empty());
        assert!(projects(&["P7/a.ipynb", "README.md"]).is_empty());
        assert!(projects(&["partie_1/a.ipynb", "partie_2/b.ipynb"]).is_empty());
        assert!(projects(&["v1/a.ipynb", "v2/b.ipynb"]).is_empty());
        let delivered = [
            "Martin_Ada_1_dashboard_et_API_052023/app.py",
            "Martin_Ada_2_dossier_code_052023/a.ipynb",
        ];
        assert!(projects(&delivered).is_empty());
        let beside = [
            "OC_DS_P7_01_modeling/a.ipynb",
            "OC_DS_P7_02_api/b.py",
            "img/c.png",
        ];
        assert!(projects(&beside).is_empty());
    }

    #[test]
    fn a_path_lies_in_one_project_or_belongs_to_all() {
        let paths = ["P4/a.ipynb", "P5/b.ipynb", "P5/docs/c.pdf", "d.md"];
        let found = Projects::of_paths(paths.iter().map(|path| Arc::from(*path)));
        assert_eq!(found.around("P5/docs/c.pdf"), Some("P5/"));
        assert_eq!(found.around("P4/a.ipynb"), Some("P4/"));
        assert_eq!(found.around("d.md"), None);
        assert_eq!(found.around("A/d.md"), None);
    }
}
