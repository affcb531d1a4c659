//! Names in a tree drawing (`├── src/  # code`), fenced or not.

/// Whether the text draws branches.
pub(super) fn has_branches(text: &str) -> bool {
    text.contains("├") || text.contains("└") || text.contains("|--") || text.contains("+--")
}

/// Names that stand on the branches, or on the lines of a drawing made by indentation alone.
pub(super) fn drawn_names(text: &str) -> Vec<&str> {
    // Markdown without a fence folds the lines of a drawing into one: the branches part it again.
    let lines: Vec<&str> = if text.contains('\n') {
        text.lines().collect()
    } else {
        text.split(['├', '└']).collect()
    };
    lines.into_iter().filter_map(name_of_line).collect()
}

fn name_of_line(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|character: char| {
        character.is_whitespace() || "│├└─┬|+`-*•".contains(character)
    });
    // Emoji before a name are decoration.
    let rest = rest.trim_start_matches(|character: char| {
        !character.is_alphanumeric() && !"./_".contains(character)
    });
    let end = [
        "  ", " #", " <-", " ←", " : ", " -", " –", " —", " //", "\t", " (", " →",
    ]
    .iter()
    .filter_map(|mark| rest.find(mark))
    .min();
    let name = rest[..end.unwrap_or(rest.len())]
        .trim()
        .trim_end_matches(':')
        .trim();
    let is_command = [
        "pip ",
        "python ",
        "git ",
        "cd ",
        "docker ",
        "conda ",
        "streamlit ",
        "uvicorn ",
        "source ",
    ]
    .iter()
    .any(|word| rest.starts_with(word));
    (!name.is_empty() && name.len() <= 120 && !is_command).then_some(name)
}
