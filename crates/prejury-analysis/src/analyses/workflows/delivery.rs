//! What a step does for delivery: it puts a program into production, pushes an image, builds, or tests.

use super::Step;

/// What a step does, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// Puts a program onto this platform.
    Deploys(&'static str),
    /// Pushes an image to a registry, and starts nothing.
    PushesImage,
    Builds,
    Tests,
}

/// Words of actions, orbs and tasks that deploy, with their platform.
const ACTIONS: &[(&str, &str)] = &[
    ("akhileshns/heroku-deploy", "Heroku"),
    ("ansible-playbook", "Ansible"),
    ("appleboy/scp-action", "SSH"),
    ("appleboy/ssh-action", "SSH"),
    ("aws-actions/amazon-ecs-deploy", "AWS"),
    ("aws-actions/aws-cloudformation", "AWS"),
    ("aws-actions/aws-lambda-deploy", "AWS"),
    ("awsapprunner", "AWS"),
    ("azure/aci-deploy", "Azure"),
    ("azure/appservice", "Azure"),
    ("azure/container-apps-deploy", "Azure"),
    ("azure/functions-action", "Azure"),
    ("azure/k8s-deploy", "Azure"),
    ("azure/static-web-apps-deploy", "Azure"),
    ("azure/webapps-container-deploy", "Azure"),
    ("azure/webapps-deploy", "Azure"),
    ("azurecontainerapps@", "Azure"),
    ("azurefunctionapp", "Azure"),
    ("azurermwebappdeployment@", "Azure"),
    ("azurewebapp@", "Azure"),
    ("azurewebappcontainer@", "Azure"),
    ("beanstalk-deploy", "AWS"),
    ("digitalocean/app_action", "DigitalOcean"),
    ("dpl/", "cloud"),
    ("easingthemes/ssh-deploy", "SSH"),
    ("google-github-actions/deploy-appengine", "Google Cloud"),
    (
        "google-github-actions/deploy-cloud-functions",
        "Google Cloud",
    ),
    ("google-github-actions/deploy-cloudrun", "Google Cloud"),
    ("google-github-actions/deploy-gke", "Google Cloud"),
    ("heroku-deploy", "Heroku"),
    ("heroku/deploy", "Heroku"),
    ("huggingface-space", "Hugging Face"),
    ("huggingface-sync", "Hugging Face"),
    ("hf-space", "Hugging Face"),
    ("koyeb", "Koyeb"),
    ("railway-deploy", "Railway"),
    ("railwayapp", "Railway"),
    ("render-action", "Render"),
    ("render-deploy", "Render"),
    ("scaleway/", "Scaleway"),
    ("superfly/flyctl-actions/deploy", "Fly.io"),
    ("vercel-action", "Vercel"),
];

/// Actions of the list above that publish pages or only prepare, whatever their name.
const NO_DEPLOYMENT: &[&str] = &["pages", "setup-", "login", "/configure-"];

/// Beginnings of commands that deploy, with their platform. A word of a command may be anything where `*` stands.
const COMMANDS: &[(&str, &str)] = &[
    ("ansible-playbook", "Ansible"),
    ("aws apprunner", "AWS"),
    ("aws cloudformation deploy", "AWS"),
    ("aws deploy", "AWS"),
    ("aws ecs update-service", "AWS"),
    ("aws elasticbeanstalk update-environment", "AWS"),
    ("aws lambda update-function-code", "AWS"),
    ("aws sagemaker create-endpoint", "AWS"),
    ("az container create", "Azure"),
    ("az container restart", "Azure"),
    ("az containerapp", "Azure"),
    ("az functionapp", "Azure"),
    ("az ml online-deployment", "Azure"),
    ("az webapp", "Azure"),
    ("bentoml deploy", "BentoCloud"),
    ("cdk deploy", "AWS"),
    ("chalice deploy", "AWS"),
    ("clever deploy", "Clever Cloud"),
    ("databricks bundle deploy", "Databricks"),
    ("doctl apps", "DigitalOcean"),
    ("dokku", "Dokku"),
    ("eb deploy", "AWS"),
    ("flyctl deploy", "Fly.io"),
    ("fly deploy", "Fly.io"),
    ("func azure functionapp publish", "Azure"),
    ("gcloud app deploy", "Google Cloud"),
    ("gcloud functions deploy", "Google Cloud"),
    ("gcloud run deploy", "Google Cloud"),
    ("gcloud run services", "Google Cloud"),
    ("helm install", "Kubernetes"),
    ("helm upgrade", "Kubernetes"),
    ("heroku container:release", "Heroku"),
    ("koyeb", "Koyeb"),
    ("kubectl apply", "Kubernetes"),
    ("kubectl rollout", "Kubernetes"),
    ("kubectl set image", "Kubernetes"),
    ("pa_reload_webapp", "PythonAnywhere"),
    ("railway up", "Railway"),
    ("rsync", "SSH"),
    ("sam deploy", "AWS"),
    ("scalingo", "Scalingo"),
    ("scp", "SSH"),
    ("serverless deploy", "AWS"),
    ("sls deploy", "AWS"),
    ("ssh", "SSH"),
    ("terraform apply", "Terraform"),
    ("vercel deploy", "Vercel"),
    ("vercel --prod", "Vercel"),
    ("zappa deploy", "AWS"),
    ("zappa update", "AWS"),
];

/// Words of the remote that a push goes to, with their platform.
const REMOTES: &[(&str, &str)] = &[
    ("azure", "Azure"),
    ("clever", "Clever Cloud"),
    ("dokku", "Dokku"),
    ("heroku", "Heroku"),
    ("hf", "Hugging Face"),
    ("huggingface", "Hugging Face"),
    ("scalingo", "Scalingo"),
    ("space", "Hugging Face"),
];

/// Commands that only tell or look something up, whatever else they name (`which pytest`).
pub(crate) const LOOKING: &[&str] = &[
    "cat", "command", "echo", "grep", "ls", "printf", "type", "where", "whereis", "which",
];

/// What `step` does.
pub(crate) fn delivery(step: &Step) -> Option<Delivery> {
    let uses = step.uses.as_deref().unwrap_or_default().to_lowercase();
    let platform = ACTIONS
        .iter()
        .find(|(word, _)| uses.contains(word))
        .filter(|_| !NO_DEPLOYMENT.iter().any(|word| uses.contains(word)));
    if let Some((_, platform)) = platform {
        return Some(Delivery::Deploys(platform));
    }
    if uses.contains("docker/build-push-action") || uses.starts_with("docker@") {
        let pushes = step.inputs.iter().any(|(name, value)| {
            let value = value.trim();
            name == "push" && value != "false" || name == "command" && value.contains("ush")
        });
        return Some(if pushes {
            Delivery::PushesImage
        } else {
            Delivery::Builds
        });
    }
    let joined = joined_lines(step.run.as_deref().unwrap_or_default());
    let lines: Vec<&str> = joined
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let found = lines.iter().filter_map(|line| delivery_of_line(line));
    found
        .chain(pushed_copy(&lines))
        .min_by_key(|delivery| rank(*delivery))
}

/// Repositories of platforms that start what is pushed to them.
const STARTING: &[(&str, &str)] = &[
    ("git.heroku.com", "Heroku"),
    ("huggingface.co/spaces", "Hugging Face"),
];

/// A platform's repository that is cloned, filled and pushed back: the push itself does not name it.
fn pushed_copy(lines: &[&str]) -> Option<Delivery> {
    let cloned = lines.iter().find(|line| line.starts_with("git clone"))?;
    let (_, platform) = STARTING.iter().find(|(host, _)| cloned.contains(host))?;
    lines
        .iter()
        .any(|line| line.starts_with("git push"))
        .then_some(Delivery::Deploys(platform))
}

fn rank(delivery: Delivery) -> u8 {
    match delivery {
        Delivery::Deploys(_) => 0,
        Delivery::PushesImage => 1,
        Delivery::Builds => 2,
        Delivery::Tests => 3,
    }
}

/// A command continued over several lines as one.
fn joined_lines(text: &str) -> String {
    text.replace("\\\n", " ").replace("\\\r\n", " ")
}

/// What one shell line does; of several commands on it, the most telling.
pub(crate) fn delivery_of_line(line: &str) -> Option<Delivery> {
    let parts = line.split("&&").flat_map(|part| part.split([';', '|']));
    parts
        .filter_map(command)
        .min_by_key(|delivery| rank(*delivery))
}

fn command(part: &str) -> Option<Delivery> {
    let lower = part.trim().to_lowercase();
    let words: Vec<&str> = lower
        .split_whitespace()
        .map(|word| word.trim_matches(['"', '\'', '(', ')', '!']))
        .skip_while(|word| {
            matches!(*word, "sudo" | "if" | "then" | "run:" | "-" | "") || is_setting(word)
        })
        .collect();
    let (first, rest) = words.split_first()?;
    if LOOKING.contains(first) {
        return None;
    }
    let starts = |command: &str| {
        let mut wanted = command.split(' ');
        wanted.next() == Some(first.rsplit('/').next().unwrap_or(first))
            && wanted.eq(rest.iter().copied().take(command.matches(' ').count()))
    };
    if let Some((_, platform)) = COMMANDS.iter().find(|(command, _)| starts(command)) {
        // Reading logs or settings of what runs there deploys nothing.
        let reads = rest.iter().any(|word| {
            matches!(
                *word,
                "logs" | "show" | "list" | "log" | "--version" | "delete" | "status"
            )
        });
        // A copy that stays on the machine is no deployment.
        let stays =
            matches!(*first, "rsync" | "scp") && !rest.iter().any(|word| word.contains(':'));
        return (!reads && !stays).then_some(Delivery::Deploys(platform));
    }
    match *first {
        "git" if rest.contains(&"push") => pushed(rest),
        "curl" | "wget" | "http" => hook(&lower),
        "docker" | "podman" | "buildah" => image(rest),
        "docker-compose" => rest.contains(&"build").then_some(Delivery::Builds),
        "huggingface-cli" | "hf" => (rest.contains(&"upload") && lower.contains("space"))
            .then_some(Delivery::Deploys("Hugging Face")),
        "heroku" => rest
            .first()
            .is_some_and(|word| word.starts_with("container:push"))
            .then_some(Delivery::PushesImage),
        _ if verifies(&words) => Some(Delivery::Tests),
        "npm" | "yarn" | "pnpm" if rest.contains(&"build") => Some(Delivery::Builds),
        "make" if rest.iter().any(|word| word.contains("build")) => Some(Delivery::Builds),
        "poetry" | "uv" if rest.first() == Some(&"build") => Some(Delivery::Builds),
        "bentoml" if matches!(rest.first(), Some(&"build" | &"containerize")) => {
            Some(Delivery::Builds)
        }
        "mlflow" if rest.contains(&"build-docker") => Some(Delivery::Builds),
        "gcloud" if lower.contains("builds submit") => Some(Delivery::Builds),
        "az" if lower.contains("acr build") => Some(Delivery::PushesImage),
        "python" | "python3" if lower.contains("-m build") || lower.contains("setup.py") => {
            Some(Delivery::Builds)
        }
        _ => None,
    }
}

/// `KEY=value` before a command.
fn is_setting(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// A push to the remote of a platform; one to the project's own repository is none.
fn pushed(rest: &[&str]) -> Option<Delivery> {
    let remote = rest
        .iter()
        .skip_while(|word| **word != "push")
        .skip(1)
        .find(|word| !word.starts_with('-'))?;
    let platform = REMOTES.iter().find(|(word, _)| {
        remote == word
            || remote.starts_with(&format!("{word}-"))
            || (remote.contains("://") && word.len() > 4 && remote.contains(word))
    })?;
    Some(Delivery::Deploys(platform.1))
}

/// A call of the address that starts a deployment.
fn hook(line: &str) -> Option<Delivery> {
    if line.contains("render") {
        return Some(Delivery::Deploys("Render"));
    }
    if line.contains("pythonanywhere") {
        return Some(Delivery::Deploys("PythonAnywhere"));
    }
    let calls_hook = ["deploy", "hook", "kudu", "/redeploy"]
        .iter()
        .any(|word| line.contains(word));
    // Chat services are told of a run by a hook as well.
    let tells = ["slack", "discord", "teams"]
        .iter()
        .any(|word| line.contains(word));
    (calls_hook && !tells).then_some(Delivery::Deploys("webhook"))
}

fn image(rest: &[&str]) -> Option<Delivery> {
    if rest.contains(&"push") || rest.contains(&"--push") {
        return Some(Delivery::PushesImage);
    }
    rest.contains(&"build").then_some(Delivery::Builds)
}

/// Whether the words of a command run tests or check the code.
fn verifies(words: &[&str]) -> bool {
    if words
        .iter()
        .any(|word| matches!(*word, "install" | "add" | "--version"))
    {
        return false;
    }
    words.iter().any(|word| {
        let name = word.rsplit('/').next().unwrap_or(word);
        matches!(
            name,
            "pytest"
                | "py.test"
                | "unittest"
                | "nosetests"
                | "tox"
                | "nox"
                | "flake8"
                | "pylint"
                | "ruff"
                | "mypy"
                | "black"
        ) || (name.starts_with("test") && name.ends_with(".py"))
    }) || (words.contains(&"manage.py") && words.contains(&"test"))
        || matches!(
            words,
            ["make", "test" | "tests" | "lint" | "check", ..] | ["npm", "test", ..]
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<Delivery> {
        delivery(&Step {
            run: Some(line.to_owned()),
            live: true,
            ..Step::default()
        })
    }

    fn action(uses: &str, inputs: &[(&str, &str)]) -> Option<Delivery> {
        delivery(&Step {
            uses: Some(uses.to_owned()),
            inputs: inputs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            live: true,
            ..Step::default()
        })
    }

    #[test]
    fn commands_that_deploy_name_their_platform() {
        for (line, platform) in [
            ("git push hf main --force", "Hugging Face"),
            (
                "git push https://me:$T@huggingface.co/spaces/me/api main",
                "Hugging Face",
            ),
            ("git push -f heroku HEAD:main", "Heroku"),
            (
                "curl -X POST ${{ secrets.RENDER_DEPLOY_HOOK_URL }}",
                "Render",
            ),
            ("curl -fsSL \"$DEPLOY_HOOK\"", "webhook"),
            ("az container create \\\n  --name x", "Azure"),
            (
                "sudo docker login && gcloud run deploy api --image x",
                "Google Cloud",
            ),
            ("ssh user@host 'docker compose up -d'", "SSH"),
            ("TOKEN=x flyctl deploy --remote-only", "Fly.io"),
        ] {
            assert_eq!(of(line), Some(Delivery::Deploys(platform)), "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_deployment_is_none() {
        for line in [
            "git push origin main",
            "echo 'git push heroku main'",
            "# az webapp up",
            "az container logs --name x",
            "curl -fsS http://localhost:8080",
            "curl -X POST $SLACK_WEBHOOK",
            "docker run -d -p 80:80 api",
            "rsync -av ../ .",
            "pip install -r requirements.txt",
            "which pytest  # debug",
            "pip list | grep pytest",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
        assert_eq!(action("actions/deploy-pages@v4", &[]), None);
        assert_eq!(
            action("superfly/flyctl-actions/setup-flyctl@master", &[]),
            None
        );
    }

    #[test]
    fn pushes_builds_and_tests_are_told_apart() {
        assert_eq!(
            action("docker/build-push-action@v5", &[("push", "true")]),
            Some(Delivery::PushesImage)
        );
        assert_eq!(
            action("docker/build-push-action@v5", &[("push", "false")]),
            Some(Delivery::Builds)
        );
        assert_eq!(
            action("azure/webapps-deploy@v3", &[]),
            Some(Delivery::Deploys("Azure"))
        );
        assert_eq!(
            of("docker build -t a .\ndocker push a"),
            Some(Delivery::PushesImage)
        );
        assert_eq!(of("docker build -t a ."), Some(Delivery::Builds));
        assert_eq!(of("PYTHONPATH=. pytest"), Some(Delivery::Tests));
        assert_eq!(of("pip install pytest"), None);
    }
}
