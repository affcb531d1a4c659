//! Lists of all forms, read as a submission holds them.

use std::collections::BTreeSet;

use super::lists::find;
use super::*;
use crate::analyses::testing;

fn names(path: &str, text: &str) -> Vec<String> {
    let submission = testing::submission(&[(path, text)]);
    let lists = find(&testing::facts(&submission), &[]);
    let entries = lists.iter().flat_map(|list| &list.entries);
    entries
        .map(|entry| {
            format!(
                "{}{}",
                entry.name,
                entry
                    .version
                    .as_deref()
                    .map(|version| format!(" {version}"))
                    .unwrap_or_default()
            )
        })
        .collect()
}

#[test]
fn forms_of_lists() {
    assert_eq!(
        names(
            "requirements.txt",
            "pandas==2.0\n# numpy\n-r base.txt\nshap\n"
        ),
        ["pandas ==2.0", "shap"]
    );
    assert_eq!(
        names(
            "env/p5.yaml",
            "name: x\nchannels:\n  - defaults\ndependencies:\n  - python=3.9\n  - numpy=1.2\n  - pip:\n    - shap==0.4\nprefix: /x\n"
        ),
        ["numpy =1.2", "shap ==0.4"]
    );
    assert_eq!(
        names(
            "pyproject.toml",
            "[project]\ndependencies = [\"flask>=2\", \"shap\"]\n"
        ),
        ["flask >=2", "shap"]
    );
    assert_eq!(
        names(
            "pyproject.toml",
            "[tool.poetry.dependencies]\npython = \"^3.9\"\nflask = \"^2\"\n"
        ),
        ["flask ^2"]
    );
    assert_eq!(names("Pipfile", "[packages]\npandas = \"*\"\n"), ["pandas"]);
    assert_eq!(
        names(
            "setup.py",
            "setup(name='x', install_requires=['a1>=1',\n  'b2'])\n"
        ),
        ["a1 >=1", "b2"]
    );
    assert_eq!(
        names(
            "poetry.lock",
            "[[package]]\nname = \"numpy\"\nversion = \"1.2\"\n"
        ),
        ["numpy 1.2"]
    );
    assert_eq!(
        names(
            "Pipfile.lock",
            "{\"default\": {\"numpy\": {\"version\": \"==1.2\"}}}"
        ),
        ["numpy ==1.2"]
    );
    assert_eq!(
        names(
            "bentofile.yaml",
            "service: x\npython:\n  packages:\n    - pandas==2\n"
        ),
        ["pandas ==2"]
    );
}

#[test]
fn lists_under_other_names_are_known_by_content() {
    assert_eq!(
        names("liste_librairies.txt", "pandas==2\nnumpy==1\nshap==1\n").len(),
        3
    );
    assert_eq!(
        names(
            "conda_export.txt",
            "# packages in environment\n@EXPLICIT\npandas=1.2=py\nnumpy=1.2=py\nshap=1=0\n"
        )
        .len(),
        3
    );
    assert!(names("packages.txt", "libgl1\nlibsm6\nffmpeg\n").is_empty());
    assert!(
        names(
            "notes.txt",
            "pandas est utilisé\nnumpy\nshap\nEt encore une phrase.\nUne autre phrase.\n"
        )
        .is_empty()
    );
    assert!(
        names(
            "docker-compose.yml",
            "name: x\nservices:\n  api:\n    build: .\n"
        )
        .is_empty()
    );
}

fn signals(list: &str, imports: &str) -> BTreeSet<(String, String)> {
    let files = [("requirements.txt", list), ("a.py", imports)];
    testing::find_in(&ANALYSIS, &files)
        .into_iter()
        .map(|evidence| {
            (
                evidence.signal.to_string(),
                evidence.subject.unwrap_or_default(),
            )
        })
        .collect()
}

fn set<const N: usize>(pairs: [(&str, &str); N]) -> BTreeSet<(String, String)> {
    pairs
        .into_iter()
        .map(|(signal, subject)| (signal.to_owned(), subject.to_owned()))
        .collect()
}

#[test]
fn versions_and_coverage_decide() {
    let imports = "import pandas\nimport sklearn\nimport os\nimport a\n";
    assert_eq!(
        signals("pandas==2\nscikit-learn==1\n", imports),
        set([("dependencies.pinned", "pandas==2")])
    );
    assert_eq!(
        signals("pandas\nscikit-learn\n", imports),
        set([("dependencies.unpinned", "pandas")])
    );
    assert_eq!(
        signals("pandas==2\n", imports),
        set([("dependencies.incomplete", "scikit-learn")])
    );
    assert_eq!(
        signals("pandas\n", imports),
        set([
            ("dependencies.incomplete", "scikit-learn"),
            ("dependencies.unpinned", "pandas")
        ])
    );
    assert_eq!(
        signals("", imports),
        set([("dependencies.none", "pandas, scikit-learn")])
    );
}

#[test]
fn installs_in_passing_count_when_they_say_versions() {
    let notebook = |install: &str| {
        format!(
            r#"{{"cells":[{{"cell_type":"code","source":["{install}\n","import pandas, numpy, shap, lime, nltk"],"outputs":[],
            "execution_count":1,"metadata":{{}}}}],"metadata":{{}},"nbformat":4,"nbformat_minor":5}}"#
        )
    };
    let signals =
        |install: &str| testing::signals_in(&ANALYSIS, &[("a.ipynb", &notebook(install))]);
    assert_eq!(
        signals("!pip install pandas shap lime"),
        ["dependencies.none"]
    );
    assert_eq!(
        signals("%pip install -q lime==0.2"),
        ["dependencies.listed-in-notebook"]
    );
    assert_eq!(signals("!pip install lime"), ["dependencies.none"]);
    assert_eq!(signals("# !pip install pandas shap"), ["dependencies.none"]);
}

#[test]
fn lists_written_by_windows_shells_are_read() {
    let text = "pandas==2.0\r\nscikit-learn==1.4\r\n";
    let bytes: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let code = b"import pandas\nimport sklearn\n".to_vec();
    let files = vec![
        ("requirements.txt".to_owned(), bytes),
        ("a.py".to_owned(), code),
    ];
    let submission = prejury_intake::Submission::in_memory("projet", files);
    let found = testing::find(&ANALYSIS, &submission);
    assert_eq!(found[0].signal.as_ref(), "dependencies.pinned");
}

#[test]
fn the_list_that_covers_most_imports_comes_first() {
    let files = [
        ("requirements/dev.txt", "jupyterlab==4.0\n"),
        (
            "requirements/requirements.txt",
            "numpy==1.2\npandas==2.0\nshap==0.4\n",
        ),
        (
            "main.py",
            "import numpy as np\nimport pandas as pd\nimport shap\n\nprint(np.pi, pd.NA, shap)\n",
        ),
    ];
    let found = testing::find_in(&ANALYSIS, &files);
    let first = found
        .iter()
        .find(|evidence| &*evidence.signal == "dependencies.pinned");
    assert_eq!(
        &*first.unwrap().location.path,
        "requirements/requirements.txt"
    );
}
