//! Workflows as each service writes them.

use super::*;

fn workflow(path: &str, text: &str) -> Workflow {
    read(&path.into(), text).unwrap()
}

fn runs(workflow: &Workflow) -> Vec<(&str, &str, u32)> {
    workflow
        .live_steps()
        .filter_map(|(job, step)| Some((job.name.as_str(), step.run.as_deref()?.trim(), step.line)))
        .collect()
}

#[test]
fn github_steps_needs_and_switches() {
    let text = "name: CI\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - name: Test\n        run: pytest\n        continue-on-error: true\n      # - run: flake8\n      - run: never\n        if: false\n  deploy:\n    needs: test\n    runs-on: ubuntu-latest\n    if: ${{ false }}\n    steps:\n      - run: deploy\n";
    let read = workflow(".github/workflows/ci.yml", text);
    assert_eq!(read.service, Service::GithubActions);
    assert!(read.is_of_service());
    assert_eq!(runs(&read), [("test", "pytest", 8)]);
    assert!(read.jobs[0].steps[1].may_fail);
    assert!(
        read.comes_after(&read.jobs[1], &read.jobs[0])
            && !read.comes_after(&read.jobs[0], &read.jobs[1])
    );
    assert!(!workflow("docs/ci.yml", text).is_of_service());
}

#[test]
fn gitlab_stages_become_needs() {
    let text = "stages: [test, deploy]\nunit:\n  stage: test\n  script:\n    - pip install -r requirements.txt\n    - pytest\nship:\n  stage: deploy\n  allow_failure: true\n  script: ./deploy.sh\n.hidden:\n  script: x\n";
    let read = workflow(".gitlab-ci.yml", text);
    assert_eq!(runs(&read)[1], ("unit", "pytest", 6));
    assert_eq!(read.jobs.len(), 2);
    assert!(read.comes_after(&read.jobs[1], &read.jobs[0]) && read.jobs[1].may_fail);
}

#[test]
fn azure_stages_and_cloud_build_arguments() {
    let azure = "trigger: [main]\nstages:\n- stage: A\n  jobs:\n  - job: test\n    steps:\n    - script: pytest\n      displayName: Tests\n- stage: B\n  jobs:\n  - deployment: ship\n    strategy:\n      runOnce:\n        deploy:\n          steps:\n          - task: AzureWebApp@1\n";
    let read = workflow("azure-pipelines.yml", azure);
    assert_eq!(runs(&read), [("test", "pytest", 7)]);
    assert!(read.comes_after(&read.jobs[1], &read.jobs[0]));
    let cloud = "steps:\n- name: python:3.11\n  entrypoint: bash\n  args: ['-c', 'pip install pytest && pytest']\n";
    assert_eq!(
        runs(&workflow("cloudbuild.yaml", cloud)),
        [("build", "bash pip install pytest && pytest", 2)]
    );
}

#[test]
fn jenkins_stages_and_shell_texts() {
    let text = "pipeline {\n  stages {\n    stage('Test') {\n      steps {\n        // sh 'never'\n        sh '''\n          pip install x\n          pytest\n        '''\n      }\n    }\n    stage('Deploy') { steps { sh \"./deploy.sh\" } }\n  }\n}\n";
    let read = workflow("Jenkinsfile", text);
    assert_eq!(
        runs(&read),
        [
            ("Test", "pip install x\npytest", 6),
            ("Deploy", "./deploy.sh", 12)
        ]
    );
    assert!(read.comes_after(&read.jobs[1], &read.jobs[0]));
}

#[test]
fn other_yaml_is_no_workflow() {
    for (path, text) in [
        (
            "environment.yml",
            "name: x\ndependencies:\n  - python=3.9\n",
        ),
        ("conf/base/parameters.yml", "steps: 3\n"),
        ("docker-compose.yml", "services:\n  api:\n    build: .\n"),
    ] {
        assert!(read(&path.into(), text).is_none(), "{path}");
    }
}

#[test]
fn a_packed_repository_has_its_root_in_some_folder() {
    let text = "jobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n";
    let files = [
        (".github/workflows/ci.yml", text),
        ("depot/projet/.github/workflows/ci.yml", text),
        ("depot/projet/exemples/ci.yml", text),
    ];
    let packed = crate::analyses::testing::submission(&files);
    let facts = crate::analyses::testing::facts(&packed);
    let found: Vec<(String, bool)> = of(&facts)
        .into_iter()
        .map(|workflow| (workflow.path.to_string(), workflow.in_place))
        .collect();
    assert_eq!(
        found,
        [
            (files[0].0.to_owned(), true),
            (files[1].0.to_owned(), true),
            (files[2].0.to_owned(), false)
        ]
    );
}
