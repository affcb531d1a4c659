//! Dashboards that are no Python: files of Power BI and Tableau, applications in R Shiny, pages that draw by JavaScript.

use std::sync::LazyLock;

use prejury_core::{Location, Strength};
use prejury_intake::{FileKind, SourceFile, decode_text};
use regex::Regex;

use super::figures::MIN_SET;
use crate::Facts;
use crate::sink::EvidenceSink;

/// Largest page or script that is read, and how many of them.
const MAX_BYTES: u64 = 256 << 10;
const MAX_FILES: usize = 80;

/// Largest Tableau workbook in plain XML.
const MAX_WORKBOOK_BYTES: u64 = 8 << 20;

/// Files of tools for dashboards, by their extension.
const WORKBOOKS: &[(&str, &str)] = &[
    (".pbit", "Power BI"),
    (".pbix", "Power BI"),
    (".qvf", "Qlik"),
    (".twb", "Tableau"),
    (".twbx", "Tableau"),
];

/// Folders of code that somebody else wrote, or that a build wrote.
const FOREIGN: &[&str] = &[
    "node_modules/",
    "vendor/",
    "/build/",
    "/dist/",
    "/lib/",
    "libs/",
];

/// Words of pages that a tool exported: they show the analysis, and are no application.
const EXPORTS: &[&str] = &[
    "data-mime-type=\"application/vnd",
    "evidently",
    "jp-Notebook",
    "jupyter",
    "nbconvert",
    "pandas-profiling",
    "quarto",
    "sweetviz",
    "ydata",
];

/// Charts that a script or a page draws.
static DRAWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"new Chart\(|Plotly\.(newPlot|react)\(|echarts\.init\(|Highcharts\.(chart|stockChart|mapChart)\(|new ApexCharts\(|new google\.visualization\.\w+Chart\(|vegaEmbed\(|<(LineChart|BarChart|PieChart|AreaChart|ScatterChart|RadarChart|ComposedChart|ReactECharts|ReactApexChart|VictoryChart|ResponsiveLine|ResponsiveBar|ResponsivePie|Plot)[\s/>]",
    )
    .ok()
});

/// Charts that an R Shiny application renders; those of the second group are pictures.
static RENDERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"render(Plotly|Leaflet|Highchart|Echarts4r|Girafe|Dygraph)\(|render(Plot|CachedPlot)\(",
    )
    .ok()
});

/// One chart in a page or script that is no Python.
pub(super) struct Drawn {
    location: Location,
    line: String,
    /// A title, names of axes and a size: two of them are set near it.
    pub(super) is_readable: bool,
}

impl Drawn {
    pub(super) fn emit(&self, signal: &str, sink: &mut EvidenceSink) {
        let location = self.location.clone();
        sink.found(
            signal,
            Strength::Written,
            location,
            self.line.as_str(),
            None,
        );
    }
}

/// Finds what is no Python; gives the charts, whose readability is judged together with the others'.
pub(super) fn find(facts: &Facts<'_>, sink: &mut EvidenceSink) -> Vec<Drawn> {
    let mut charts = Vec::new();
    let submission = facts.submission;
    let mut n_read = 0;
    for file in &submission.files {
        let lower = file.path.to_ascii_lowercase();
        if let Some((_, tool)) = WORKBOOKS.iter().find(|(end, _)| lower.ends_with(end)) {
            workbook(facts, file, tool, sink);
            continue;
        }
        let is_page = file.kind == FileKind::Html;
        if !(is_page || file.kind == FileKind::OtherCode)
            || file.size > MAX_BYTES
            || n_read >= MAX_FILES
            || lower.contains(".min.")
            || FOREIGN.iter().any(|folder| lower.contains(folder))
        {
            continue;
        }
        n_read += 1;
        let Ok(bytes) = submission.read(file) else {
            continue;
        };
        let (text, _) = decode_text(&bytes);
        if lower.ends_with(".r") {
            shiny(file, &text, &mut charts, sink);
        } else if !is_page || is_of_application(&lower, &text) {
            drawn(file, &text, &mut charts, sink);
        }
    }
    charts
}

fn workbook(facts: &Facts<'_>, file: &SourceFile, tool: &str, sink: &mut EvidenceSink) {
    let emit = |sink: &mut EvidenceSink, signal: &str, location: Location, name: &str| {
        sink.found(
            signal,
            Strength::Written,
            location,
            name,
            Some(tool.to_owned()),
        );
    };
    emit(
        sink,
        "dashboard.file",
        Location::file(file.path.clone()),
        &file.path,
    );
    if !file.path.to_ascii_lowercase().ends_with(".twb") || file.size > MAX_WORKBOOK_BYTES {
        return;
    }
    let Ok(bytes) = facts.submission.read(file) else {
        return;
    };
    let (text, _) = decode_text(&bytes);
    for (line, number) in text.lines().zip(1..) {
        if let Some(name) = line.trim_start().strip_prefix("<worksheet name=") {
            let location = Location::line(file.path.clone(), number);
            sink.found(
                "dashboard.interactive-chart",
                Strength::Written,
                location,
                name,
                None,
            );
        }
    }
}

/// A page of an application: a template, or a file that a framework serves.
fn is_of_application(path: &str, text: &str) -> bool {
    let is_served = ["templates/", "static/", "public/"]
        .iter()
        .any(|folder| path.contains(folder));
    (is_served || text.contains("{{") && text.contains("}}"))
        && !EXPORTS.iter().any(|word| text.contains(word))
}

/// What guides on a page: headings, parts and help, controls, and the title of the page.
struct Guides {
    headings: Option<Regex>,
    parts: Option<Regex>,
    choices: Option<Regex>,
    titles: Option<Regex>,
}

static OF_PAGES: LazyLock<Guides> = LazyLock::new(|| Guides {
    headings: Regex::new(r"<h[1-4][\s>]").ok(),
    parts: Regex::new(
        r#"role="tab"|nav-link|<nav[\s>]|<Tabs?[\s>]|<details|<label|tooltip|placeholder="#,
    )
    .ok(),
    choices: Regex::new(r"<(?:select|input|Select|Slider|Dropdown)[\s>]").ok(),
    titles: Regex::new(r"<title>[^<{]*[A-Za-z{]").ok(),
});

static OF_SHINY: LazyLock<Guides> = LazyLock::new(|| Guides {
    headings: Regex::new(r"\bh[1-4]\(|titlePanel\(|dashboardHeader\(|box\(title").ok(),
    parts: Regex::new(r"tabPanel\(|navbarMenu\(|menuItem\(|helpText\(|sidebarPanel\(").ok(),
    choices: Regex::new(
        r"(?:select|selectize|slider|numeric|date|text)Input\(|radioButtons\(|checkboxGroupInput\(",
    )
    .ok(),
    titles: Regex::new(r"titlePanel\(|dashboardHeader\(title|page_title").ok(),
});

/// Headings that guide by themselves, and pieces of each kind that are shown.
const MANY_HEADINGS: usize = 3;
const MAX_SHOWN: usize = 4;

fn guides(file: &SourceFile, text: &str, guides: &Guides, sink: &mut EvidenceSink) {
    let lines = |regex: &Option<Regex>| -> Vec<(u32, String)> {
        let found = text.lines().zip(1..).filter(|(line, _)| {
            line.len() < 2_000 && regex.as_ref().is_some_and(|regex| regex.is_match(line))
        });
        found
            .map(|(line, number)| (number, line.trim().to_owned()))
            .take(40)
            .collect()
    };
    let mut emit = |signal: &str, found: &[(u32, String)]| {
        for (number, line) in found.iter().take(MAX_SHOWN) {
            let location = Location::line(file.path.clone(), *number);
            sink.found(signal, Strength::Written, location, line.as_str(), None);
        }
    };
    let (headings, parts) = (lines(&guides.headings), lines(&guides.parts));
    if headings.len() >= MANY_HEADINGS || !headings.is_empty() && !parts.is_empty() {
        emit("dashboard.guided", &parts);
        emit("dashboard.guided", &headings);
    }
    emit("dashboard.choice", &lines(&guides.choices));
    emit("wcag.page-title", &lines(&guides.titles));
}

fn drawn(file: &SourceFile, text: &str, charts: &mut Vec<Drawn>, sink: &mut EvidenceSink) {
    let may_draw = [
        "Chart",
        "Plot",
        "echarts",
        "vegaEmbed",
        "Victory",
        "Responsive",
    ];
    let Some(regex) = DRAWN
        .as_ref()
        .filter(|_| may_draw.iter().any(|word| text.contains(word)))
    else {
        return;
    };
    if regex.is_match(text) {
        guides(file, text, &OF_PAGES, sink);
    }
    let lines: Vec<&str> = text.lines().collect();
    let is_chart = |line: &&str| !line.trim_start().starts_with("//") && regex.is_match(line);
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| is_chart(line)) {
        let chart = Drawn::at(file, &lines, at, |line| regex.is_match(line));
        for signal in ["dashboard.chart", "dashboard.interactive-chart"] {
            chart.emit(signal, sink);
        }
        charts.push(chart);
    }
}

/// Charts of an R Shiny application. Those that a picture shows are drawn again when an input changes.
fn shiny(file: &SourceFile, text: &str, charts: &mut Vec<Drawn>, sink: &mut EvidenceSink) {
    let is_application = ["shinyApp(", "shinyServer(", "renderPlot", "library(shiny)"];
    let Some(regex) = RENDERED
        .as_ref()
        .filter(|_| is_application.iter().any(|word| text.contains(word)))
    else {
        return;
    };
    guides(file, text, &OF_SHINY, sink);
    let has_input = text.contains("input$");
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let found = regex
            .captures(line)
            .filter(|_| !line.trim_start().starts_with('#'));
        let Some(found) = found else {
            continue;
        };
        let chart = Drawn::at(file, &lines, at, |line| regex.is_match(line));
        chart.emit("dashboard.chart", sink);
        if found.get(1).is_some() || has_input {
            chart.emit("dashboard.interactive-chart", sink);
        }
        charts.push(chart);
    }
}

/// Lines after the beginning of a chart that belong to it at most.
const MAX_LINES: usize = 40;

/// What makes a chart readable: a title, names of its axes, a size.
static SETTINGS: LazyLock<[Option<Regex>; 3]> = LazyLock::new(|| {
    [
        r#"(?i)\btitle|ggtitle|<h[1-4]|main\s*="#,
        r#"(?i)[xy]_?axis|scales|\blabs\(|[xy]lab|axisLabel|\blabels?\b"#,
        r#"(?i)\b(?:height|width|font_?size|aspectRatio)\b|base_size"#,
    ]
    .map(|pattern| Regex::new(pattern).ok())
});

impl Drawn {
    /// The chart that begins at line `at`, up to the next one.
    fn at(file: &SourceFile, lines: &[&str], at: usize, begins: impl Fn(&str) -> bool) -> Self {
        let own = lines[at + 1..]
            .iter()
            .take(MAX_LINES)
            .take_while(|line| !begins(line));
        let own: Vec<&str> = [lines[at]].into_iter().chain(own.copied()).collect();
        let is_set = |setting: &&Option<Regex>| {
            setting
                .as_ref()
                .is_some_and(|regex| own.iter().any(|line| regex.is_match(line)))
        };
        Self {
            location: Location::line(file.path.clone(), u32::try_from(at + 1).unwrap_or(u32::MAX)),
            line: lines[at].trim().to_owned(),
            is_readable: SETTINGS.iter().filter(is_set).count() >= MIN_SET,
        }
    }
}
