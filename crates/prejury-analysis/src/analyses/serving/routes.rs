//! Routes that return a prediction.
//!
//! # What it looks for
//! Functions that a web framework serves (decorators of Flask, FastAPI, BentoML, Django REST, Azure Functions and others;
//! methods of resource classes; Django views; handlers of serverless platforms) in which a model predicts, through the
//! candidate's other functions too; programs that serve a stored model by themselves (`mlflow models serve`).
//! # Counts as evidence
//! The route. One that renders a page with the prediction is told apart: page and model are one program then.
//! # Does not count
//! Routes of accounts and of static files, routes that return data, pages of Streamlit or Gradio, frameworks that are imported only.
//! # Limits
//! A route whose model is reached through a library of its own is known by its name or path alone, and only when the
//! submission loads a stored model.

use prejury_python::{
    Call, CodeUnit, Definition, DefinitionIdx, DefinitionKind, PythonFacts, Reach, UnitIdx,
};
use smol_str::SmolStr;

use super::addresses::{asks_for_prediction, sends_request};
use super::reach::{CallGraph, Function, definitions, loads_model, predicts};
use super::{Serving, manual};
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

/// A route that returns a prediction.
pub(in crate::analyses) struct Route<'f> {
    pub(in crate::analyses) function: Function,
    pub(super) definition: &'f Definition,
    /// `/predict`, where a literal gives it.
    pub(super) path: Option<SmolStr>,
    /// It renders a page.
    is_page: bool,
    /// Nothing shows a model behind it.
    is_stub: bool,
}

impl Route<'_> {
    /// Path or, without one, the name of the function.
    pub(super) fn subject(&self) -> &str {
        self.path.as_deref().unwrap_or(&self.definition.name)
    }
}

pub(super) fn find(serving: &Serving<'_>, sink: &mut EvidenceSink) {
    for route in &serving.routes {
        let signal = if route.is_stub {
            "api.prediction-stub"
        } else if route.is_page {
            "api.prediction-page"
        } else {
            "api.prediction-route"
        };
        // The framework calls it: whether the candidate's own code does says nothing.
        let strength = serving.strength(Reach::Live, route.definition.place);
        emit_code(
            serving.python,
            sink,
            signal,
            strength,
            route.definition.place,
            route.subject(),
        );
    }
    manual::model_servers(serving.ctx.facts, sink);
}

/// Every route of `python` that returns a prediction.
///
/// The graph of calls is asked for only where there is a framework.
pub(in crate::analyses) fn predicting<'f, 'g>(
    python: &'f PythonFacts,
    graph: impl FnOnce() -> &'g CallGraph<'f>,
) -> Vec<Route<'f>>
where
    'f: 'g,
{
    let has_framework = python.units.iter().any(imports_framework);
    if !has_framework {
        return Vec::new();
    }
    let graph = graph();
    let any_model = python.calls.iter().any(loads_model);
    let resources = resource_paths(python);
    let mut found = Vec::new();
    for (number, unit) in (0..).map(UnitIdx).zip(&python.units) {
        for (index, definition) in definitions(unit) {
            if definition.reach == Reach::Dead {
                continue;
            }
            let Some(path) = served(unit, definition, &resources) else {
                continue;
            };
            let function = (number, index);
            let calls = graph.calls_from(function);
            let by_name = || {
                any_model
                    && (path.as_deref().is_some_and(asks_for_prediction)
                        || asks_for_prediction(&definition.name))
                    && ![path.as_deref(), Some(definition.name.as_str())]
                        .into_iter()
                        .flatten()
                        .any(names_data)
                    && calls.len() > 1
                    && !is_static(path.as_deref())
                    // One that asks another program predicts nothing itself, nor does one that hands out a file.
                    && !calls.iter().any(|call| sends_request(call) || sends_file(call))
            };
            let is_sound = calls.iter().any(|call| predicts(call)) || by_name();
            let is_stub = !is_sound
                && path.as_deref().is_some_and(names_prediction)
                && !calls.iter().any(|call| sends_request(call));
            if !is_sound && !is_stub {
                continue;
            }
            let own: Vec<&Call> = graph.calls_in(function).collect();
            let is_page = own.iter().any(|call| renders(&call.callee, call.method()))
                && !own.iter().any(|call| call.method() == "jsonify");
            found.push(Route {
                function,
                definition,
                path,
                is_page,
                is_stub,
            });
        }
    }
    found
}

/// Whether a path is that of files that are handed out as they are.
fn is_static(path: Option<&str>) -> bool {
    path.is_some_and(|path| path.starts_with("/static") || path.starts_with("/media"))
}

/// Whether a call hands out a file.
fn sends_file(call: &Call) -> bool {
    matches!(
        call.method(),
        "FileResponse" | "StaticFiles" | "send_file" | "send_from_directory"
    )
}

/// Whether a path is that of a prediction, beyond doubt.
fn names_prediction(path: &str) -> bool {
    let path = path.to_lowercase();
    path.contains("predict") || path.contains("prediction") || path.contains("predire")
}

/// Whether a path or a function is named after the data that it gives: `/load_infos/credit`.
fn names_data(text: &str) -> bool {
    let text = text.to_lowercase();
    !names_prediction(&text)
        && text.split(['/', '_', '-']).any(|word| {
            matches!(
                word,
                "data" | "description" | "info" | "infos" | "load" | "stats"
            )
        })
}

/// Modules of web frameworks, sorted.
const FRAMEWORKS: &[&str] = &[
    "aiohttp.web",
    "azure.functions",
    "bentoml",
    "bottle",
    "connexion",
    "django",
    "fastapi",
    "flask",
    "flask_restful",
    "flask_restx",
    "flask_smorest",
    "functions_framework",
    "litestar",
    "litserve",
    "modal",
    "ninja",
    "quart",
    "ray.serve",
    "rest_framework",
    "robyn",
    "sanic",
    "starlette",
    "tornado",
];

/// Whether a name is one of a framework, or of a package that holds one (`aiohttp.web`).
fn is_of_framework(name: &str) -> bool {
    // Most imports begin as none of them does.
    let first = str::as_bytes(name).first_chunk::<3>();
    let mut frameworks = FRAMEWORKS.iter();
    if !frameworks.any(|framework| framework.as_bytes().first_chunk() == first) {
        return false;
    }
    let is_one = |name: &str| FRAMEWORKS.binary_search(&name).is_ok();
    let ends = name.match_indices('.').map(|(at, _)| at);
    ends.take(2).any(|at| is_one(&name[..at])) || is_one(name)
}

pub(super) fn imports_framework(unit: &CodeUnit) -> bool {
    unit.imports
        .iter()
        .any(|import| is_of_framework(&import.name) || import.name.starts_with("azureml"))
        || unit.definitions.iter().any(is_handler)
}

/// Last names of decorators that make a function a route.
const ROUTING: &[&str] = &[
    "api",
    "api_route",
    "api_view",
    "endpoint",
    "get",
    "http",
    "patch",
    "post",
    "put",
    "route",
    "web_endpoint",
    "websocket",
];

/// Whether a framework serves a definition, and under which path.
fn served(
    unit: &CodeUnit,
    definition: &Definition,
    resources: &[(SmolStr, SmolStr)],
) -> Option<Option<SmolStr>> {
    if definition.kind != DefinitionKind::Function {
        return None;
    }
    for (name, path) in &definition.decorators {
        let last = name.rsplit('.').next().unwrap_or(name);
        if !ROUTING.contains(&last) {
            continue;
        }
        let is_path = path.as_deref().is_some_and(|path| path.starts_with('/'));
        if is_of_framework(name) || is_path {
            return Some(path.clone());
        }
    }
    if let Some((class, method)) = definition.name.rsplit_once('.') {
        let class = unit
            .definitions
            .iter()
            .find(|other| other.kind == DefinitionKind::Class && other.name == class)?;
        return is_resource(class, method).then(|| {
            let known = resources.iter().find(|(name, _)| *name == class.name);
            known.map(|(_, path)| path.clone())
        });
    }
    let is_view = definition
        .parameters
        .first()
        .is_some_and(|first| first == "request")
        && unit.imports.iter().any(|import| {
            import.name.starts_with("django") || import.name.starts_with("rest_framework")
        });
    (is_view || is_handler(definition) || is_azure_ml_entry(unit, definition)).then_some(None)
}

/// A method of a class that stands for an address, or of a server's class.
fn is_resource(class: &Definition, method: &str) -> bool {
    let base = |names: &[&str]| {
        class.bases.iter().any(|base| {
            let last = base.rsplit('.').next().unwrap_or(base);
            names.contains(&last)
        })
    };
    match method {
        "get" | "post" | "put" | "create" => base(&[
            "APIView",
            "GenericAPIView",
            "HTTPEndpoint",
            "MethodView",
            "RequestHandler",
            "Resource",
            "View",
            "ViewSet",
        ]),
        "predict" => {
            base(&["LitAPI"]) || class.bases.iter().any(|base| base.starts_with("kserve."))
        }
        _ => false,
    }
}

/// Entry points of serverless platforms.
fn is_handler(definition: &Definition) -> bool {
    matches!(definition.name.as_str(), "lambda_handler" | "handler")
        && definition.parameters == ["event", "context"]
}

/// `run(raw_data)` beside `init()`, which Azure ML calls; `main(req)` of an Azure function.
fn is_azure_ml_entry(unit: &CodeUnit, definition: &Definition) -> bool {
    match definition.name.as_str() {
        "run" => {
            definition.parameters.len() == 1
                && unit.definitions.iter().any(|other| other.name == "init")
        }
        "main" => {
            definition
                .parameters
                .first()
                .is_some_and(|first| first == "req")
                && unit
                    .imports
                    .iter()
                    .any(|import| import.name.starts_with("azure.functions"))
        }
        _ => false,
    }
}

/// Paths of resource classes and views: `api.add_resource(Predict, "/predict")`.
fn resource_paths(python: &PythonFacts) -> Vec<(SmolStr, SmolStr)> {
    let registers = |call: &&Call| {
        matches!(
            call.method(),
            "add_resource" | "add_url_rule" | "add_api_route" | "path" | "re_path"
        )
    };
    let mut found = Vec::new();
    for call in python.calls.iter().filter(registers) {
        let path = call.args.iter().find_map(|arg| arg.value.as_str());
        let Some(path) = path else { continue };
        for name in call.args.iter().flat_map(|arg| &arg.value.types) {
            if let Some((_, name)) = name
                .strip_prefix("local:")
                .and_then(|name| name.rsplit_once(':'))
            {
                found.push((SmolStr::new(name), SmolStr::new(path)));
            }
        }
    }
    found
}

/// Whether a call renders a page.
pub(super) fn renders(callee: &str, method: &str) -> bool {
    matches!(
        callee,
        "flask.render_template"
            | "flask.render_template_string"
            | "django.shortcuts.render"
            | "quart.render_template"
    ) || matches!(method, "TemplateResponse" | "HTMLResponse")
}

/// Whether one of the routes is this function.
pub(super) fn is_route(routes: &[Route<'_>], function: (UnitIdx, DefinitionIdx)) -> bool {
    routes.iter().any(|route| route.function == function)
}
