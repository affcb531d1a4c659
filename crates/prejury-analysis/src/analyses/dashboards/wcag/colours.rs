//! Colours as they are written, and the contrast between two of them as WCAG 2.1 defines it.

/// Red, green and blue, from 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub(super) [u8; 3]);

/// Contrast that text of usual size must have with its background (WCAG 1.4.3, level AA).
pub(super) const MIN_CONTRAST: f64 = 4.5;
/// Contrast that large text must have; below it no text is legible enough.
pub(super) const MIN_LARGE_CONTRAST: f64 = 3.0;

/// Names of CSS that candidates use.
const NAMES: &[(&str, [u8; 3])] = &[
    ("aqua", [0, 255, 255]),
    ("black", [0, 0, 0]),
    ("blue", [0, 0, 255]),
    ("crimson", [220, 20, 60]),
    ("cyan", [0, 255, 255]),
    ("darkblue", [0, 0, 139]),
    ("darkgray", [169, 169, 169]),
    ("darkgreen", [0, 100, 0]),
    ("darkgrey", [169, 169, 169]),
    ("darkred", [139, 0, 0]),
    ("dodgerblue", [30, 144, 255]),
    ("gold", [255, 215, 0]),
    ("gray", [128, 128, 128]),
    ("green", [0, 128, 0]),
    ("grey", [128, 128, 128]),
    ("lightblue", [173, 216, 230]),
    ("lightgray", [211, 211, 211]),
    ("lightgreen", [144, 238, 144]),
    ("lightgrey", [211, 211, 211]),
    ("lime", [0, 255, 0]),
    ("magenta", [255, 0, 255]),
    ("maroon", [128, 0, 0]),
    ("navy", [0, 0, 128]),
    ("olive", [128, 128, 0]),
    ("orange", [255, 165, 0]),
    ("pink", [255, 192, 203]),
    ("purple", [128, 0, 128]),
    ("red", [255, 0, 0]),
    ("salmon", [250, 128, 114]),
    ("silver", [192, 192, 192]),
    ("skyblue", [135, 206, 235]),
    ("steelblue", [70, 130, 180]),
    ("teal", [0, 128, 128]),
    ("tomato", [255, 99, 71]),
    ("violet", [238, 130, 238]),
    ("white", [255, 255, 255]),
    ("whitesmoke", [245, 245, 245]),
    ("yellow", [255, 255, 0]),
];

impl Colour {
    /// `#fff`, `#1e3a8a`, `rgb(30, 58, 138)`, `white`; none for gradients, variables and what is partly transparent.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text
            .trim()
            .trim_end_matches("!important")
            .trim()
            .to_ascii_lowercase();
        if let Some(digits) = text.strip_prefix('#') {
            return hexadecimal(digits);
        }
        if let Some(inside) = text
            .strip_prefix("rgb(")
            .and_then(|rest| rest.strip_suffix(')'))
        {
            let mut parts = inside.split(',').map(|part| part.trim().parse::<u8>().ok());
            let colour = Self([parts.next()??, parts.next()??, parts.next()??]);
            return parts.next().is_none().then_some(colour);
        }
        let at = NAMES
            .binary_search_by(|(name, _)| (*name).cmp(text.as_str()))
            .ok()?;
        NAMES.get(at).map(|(_, colour)| Self(*colour))
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.040_45 {
                channel / 12.92
            } else {
                ((channel + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// From 1 (the same) to 21 (black on white).
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

fn hexadecimal(digits: &str) -> Option<Colour> {
    let digits: Vec<u8> = digits
        .chars()
        .map(|digit| {
            digit
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect::<Option<_>>()?;
    match digits[..] {
        [red, green, blue] => Some(Colour([red * 17, green * 17, blue * 17])),
        [a, b, c, d, e, f] | [a, b, c, d, e, f, 15, 15] => {
            Some(Colour([a * 16 + b, c * 16 + d, e * 16 + f]))
        }
        _ => None,
    }
}

/// A rule of a style sheet, or the style of one element, that sets both text and background.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair<'t> {
    pub(super) rule: &'t str,
    pub(super) contrast: f64,
}

/// Pairs of text and background in a style sheet or a page; the offset is that of the rule in the text.
pub(super) fn pairs(text: &str) -> Vec<(usize, Pair<'_>)> {
    let mut found = Vec::new();
    let mut start = 0;
    for (end, _) in text
        .match_indices(['{', '}', '>', '\u{0}'])
        .chain([(text.len(), "")])
    {
        let rule = &text[start..end];
        if let Some(contrast) = contrast_of(rule) {
            found.push((
                start,
                Pair {
                    rule: rule.trim(),
                    contrast,
                },
            ));
        }
        start = (end + 1).min(text.len());
    }
    found
}

fn contrast_of(rule: &str) -> Option<f64> {
    if !rule.contains("color") || !rule.contains("background") {
        return None;
    }
    let (mut text, mut background) = (None, None);
    for declaration in rule.split([';', '"', '\'']) {
        let Some((property, value)) = declaration.split_once(':') else {
            continue;
        };
        match property.trim().trim_start_matches("style=").trim() {
            "color" => text = Colour::parse(value),
            "background" | "background-color" => background = Colour::parse(value),
            _ => {}
        }
    }
    Some(text?.contrast(background?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_for_the_search() {
        assert!(NAMES.is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn contrasts_are_those_of_the_norm() {
        let contrast = |one: &str, two: &str| {
            let colours = Colour::parse(one).zip(Colour::parse(two));
            colours.map(|(one, two)| (one.contrast(two) * 100.0).round() / 100.0)
        };
        assert_eq!(contrast("#000", "white"), Some(21.0));
        assert_eq!(contrast("#777777", "#FFFFFF"), Some(4.48));
        assert_eq!(contrast("rgb(0, 0, 255)", "#ffffffff"), Some(8.59));
        assert_eq!(contrast("var(--main)", "#fff"), None);
        assert_eq!(contrast("#ffffff80", "#fff"), None);
        assert_eq!(contrast("#ffé", "#fff"), None);
    }

    #[test]
    fn rules_and_styles_of_elements_give_their_pairs() {
        let text = "<style>.a { color: #777; background-color: #fff; } .b { color: red }</style>\
                    <p style=\"color: black; background: white\">x</p>";
        let contrasts: Vec<f64> = pairs(text)
            .iter()
            .map(|(_, pair)| (pair.contrast * 10.0).round() / 10.0)
            .collect();
        assert_eq!(contrasts, [4.5, 21.0]);
    }
}
