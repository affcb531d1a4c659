//! Pages in both templates, written by hand after nbconvert's.

use super::*;

fn read_page(body: &str) -> Option<(RawUnit, Vec<Issue>)> {
    read(
        Arc::from("n.html"),
        &format!("<html><head><style>.x > .y {{}}</style></head><body>{body}</body></html>"),
    )
}

fn cell(unit: &RawUnit, number: usize) -> (CellKind, &str, Option<u64>, &[Output]) {
    let cell = &unit.cells[number];
    (cell.kind, &cell.source, cell.execution_count, &cell.outputs)
}

fn lab(cells: &[(&str, &str, &str)]) -> String {
    cells
        .iter()
        .map(|(number, source, outputs)| {
            format!(
                "<div class=\"jp-Cell jp-CodeCell jp-Notebook-cell   \"><div class=\"jp-Cell-inputWrapper\"><div class=\"jp-InputArea jp-Cell-inputArea\">\
                 <div class=\"jp-InputPrompt jp-InputArea-prompt\">In&nbsp;[{number}]:</div><div class=\"CodeMirror cm-s-jupyter\">\
                 <div class=\" highlight hl-ipython3\"><pre><span></span>{source}\n</pre></div></div></div></div>\
                 <div class=\"jp-Cell-outputWrapper\"><div class=\"jp-OutputArea jp-Cell-outputArea\">{outputs}</div></div></div>"
            )
        })
        .collect()
}

fn shown(mime: &str, inside: &str) -> String {
    format!(
        "<div class=\"jp-OutputArea-child\"><div class=\"jp-OutputPrompt\">Out[1]:</div><div class=\"jp-RenderedText jp-OutputArea-output\" data-mime-type=\"{mime}\">{inside}</div></div>"
    )
}

#[test]
fn the_template_of_jupyterlab() {
    let outputs = shown("text/plain", "<pre>&#39;a&#39;\n</pre>")
        + &shown("image/png", "<img src=\"data:image/png;base64,AAAA\">")
        + &shown(
            "text/html",
            "<div><table><tr><th>n</th><td>3</td></tr></table></div>",
        );
    let text = "<div class=\"jp-Cell-inputWrapper\"><div class=\"jp-InputPrompt\"></div><div class=\"jp-RenderedHTMLCommon jp-RenderedMarkdown jp-MarkdownOutput \"><h1>Titre</h1></div></div>";
    let (unit, issues) = read_page(&(text.to_owned()
        + &lab(&[
            (
                "3",
                "<span class=\"n\">x</span> <span class=\"o\">=</span> <span class=\"mi\">1</span>\nx &lt; 2",
                &outputs,
            ),
            (" ", "y", ""),
        ])))
    .unwrap();
    assert!(issues.is_empty(), "{issues:?}");
    assert_eq!(
        cell(&unit, 0),
        (CellKind::Markdown, "# Titre", None, &[][..])
    );
    let expected = [
        Output::Text("'a'".into()),
        Output::Image,
        Output::Html("n\t3".into()),
    ];
    assert_eq!(
        cell(&unit, 1),
        (CellKind::Code, "x = 1\nx < 2", Some(3), &expected[..])
    );
    assert_eq!(cell(&unit, 2), (CellKind::Code, "y", None, &[][..]));
    assert_eq!(
        [unit.cells[1].run, unit.cells[2].run],
        [Run::Ran, Run::NotRun]
    );
}

#[test]
fn the_classic_template() {
    let page = "<div class=\"cell border-box-sizing text_cell rendered\"><div class=\"prompt input_prompt\"></div><div class=\"inner_cell\">\
        <div class=\"text_cell_render border-box-sizing rendered_html\"><p>Un texte</p></div></div></div>\
        <div class=\"cell border-box-sizing code_cell rendered\"><div class=\"input\"><div class=\"prompt input_prompt\">In&nbsp;[4]:</div><div class=\"inner_cell\">\
        <div class=\"input_area\"><div class=\" highlight hl-ipython3\"><pre><span></span>df</pre></div></div></div></div>\
        <div class=\"output_wrapper\"><div class=\"output\"><div class=\"output_area\"><div class=\"prompt\"></div>\
        <div class=\"output_subarea output_text output_error\"><pre>Traceback\nNameError: df</pre></div></div>\
        <div class=\"output_area\"><div class=\"output_html rendered_html output_subarea\"><div><script>Plotly.newPlot()</script></div></div></div></div></div></div>";
    let (unit, _) = read_page(page).unwrap();
    assert_eq!(
        cell(&unit, 0),
        (CellKind::Markdown, "Un texte", None, &[][..])
    );
    let expected = [Output::Error("NameError: df".into()), Output::Interactive];
    assert_eq!(
        cell(&unit, 1),
        (CellKind::Code, "df", Some(4), &expected[..])
    );
    assert_eq!(unit.cells[1].run, Run::Failed);
}

#[test]
fn pages_that_are_no_notebook_are_left() {
    assert!(read_page("<p>Un rapport</p><pre>x = 1</pre>").is_none());
    assert!(read_page("<div class=\"jp-InputArea\"></div>").is_none());
    let only_text =
        "<div class=\"jp-InputArea\"><div class=\"jp-RenderedMarkdown\"><p>Note</p></div></div>";
    assert!(read_page(only_text).is_none());
}

#[test]
fn other_kernels_are_said() {
    let page = lab(&[("1", "x &lt;- 1", "")]).replace("hl-ipython3", "hl-r");
    let (unit, issues) = read_page(&page).unwrap();
    assert_eq!(issues[0].code, "notebook.unknown-kernel");
    assert_eq!(unit.python, [None]);
}

#[test]
fn outputs_that_are_not_closed_end_with_their_cell() {
    let broken = shown("text/html", "<div><div><table><tr><td>1</td></tr></table>");
    let (unit, _) = read_page(&lab(&[("1", "a", &broken), ("2", "b", "")])).unwrap();
    assert_eq!(unit.cells.len(), 2);
    assert_eq!(&*unit.cells[1].source, "b");
}

#[test]
fn a_hostile_page_ends() {
    for piece in [
        "<div class=\"highlight\">",
        "<div class=\"jp-OutputArea-output\"",
        "<script>",
        "<!--",
        "</div>",
        "<div class=\"jp-RenderedMarkdown\"><ul><li>",
    ] {
        let page = lab(&[("1", "a", "")]) + &piece.repeat(50_000);
        assert!(read_page(&page).is_some(), "{piece}");
    }
}
