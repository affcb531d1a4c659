//! What a statement may be, by the literals in it, found in one pass: a regular expression is only asked where one of
//! its literals stands.

use std::sync::LazyLock;

use crate::analyses::literals::Literals;

/// Themes of the literals of one statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Hints(u32);

macro_rules! hints {
    ($($name:ident = $number:literal [$($literal:literal),* $(,)?];)*) => {
        $(pub(super) const $name: Hints = Hints(1 << $number);)*
        #[cfg(test)]
        const NUMBERS: &[usize] = &[$($number),*];
        const LITERALS: &[&[&str]] = &[$(&[$($literal),*]),*];
    };
}

// In lower case: case is ignored. The number of each is its place.
hints! {
    NULLS = 0 ["isna", "isnull", "notna", "notnull", "pd.notn", "isnan", "lambda", "count()"];
    QUARTILES = 1 ["iq", "q1", "q2", "q3", "q7", "q_", "*q", "* q", "(q", "quart", "sigma", "std", "inter", "coef"];
    SCORES = 2 ["score", "abs("];
    SENTINEL = 3 ["365243"];
    BOUNDS = 4 ["<", ">", "==", ".between(", ".gt(", ".lt(", ".ge(", ".le("];
    COUNTS = 5 [".sum()", ".shape", "len(", "value_counts(", ".count()", ".size"];
    QUANTILES = 6 ["quantile(", "percentile("];
    DROPS = 7 [".drop("];
    NAN = 8 ["np.nan", "numpy.nan", "none", "pd.na", "365243"];
    CAPS = 9 [".clip(", "winsorize(", "where(", ".loc["];
    ROWS = 10 [".isin(", "~", "!=", "mask", "inlier", "outlier", "query", "==", "<", ">", ".between(", ".gt(", ".lt(", ".ge(", ".le("];
    TYPES = 11 ["dtype", "'object'", "\"object\"", "'category'", "\"category\""];
    CATEGORIES = 12 [
        "cat", "quali", "discret", "obj", "nominal", "ordinal", "non", "binary", "binaire", "ohe", "one", "str",
    ];
    CODES = 13 [".codes", "categorical(", "factorize("];
    GROUPS = 14 ["groupby(", "pivot"];
    ROW_WRITES = 15 [".loc["];
    ASSIGNS = 16 [".assign(", ".insert(", ".withcolumn(", ".with_columns(", ".eval("];
    DATES = 17 [".dt.", "now()", "timedelta", "dateofweek"];
    RETYPES = 18 [".rename(", ".astype("];
    // Powers and logistic curves flatten, too.
    LOGARITHMS = 19 ["log", "sqrt", "cbrt", "arcsinh", "boxcox", "yeojohnson", "**", "power(", "exp("];
    STANDARDS = 20 [".mean()", ".min()", "zscore"];
    UNIQUES = 21 ["is_unique", "nunique"];
    SAME = 22 [
        ".equals(", ".t.", "duplicated", "drop_duplicates", "variance_inflation", "dropcorrelated",
        "dropduplicate", "smartcorrelated",
    ];
    CORRELATIONS = 23 ["corr", "upper", "tri"];
    EQUALITIES = 24 ["==", "!="];
    SECRETS = 25 ["key", "app", "secret", "token", "authorization", "password", "bearer"];
    SHARES = 26 ["<", ">", "thresh", "nunique", "selectkbest", "rfe"];
    OUTLIERS = 27 [
        "outlier", "aberrant", "anomal", "atypi", "iqr", "inlier", "score", "lower", "upper", "born", "extreme",
        "lim", "seuil", "whisker",
    ];
    LISTS = 28 ["col", "feat", "var", "keep", "garde", "select", "useful", "utile", "[[", ".loc[:"];
    JOINS = 29 ["merge(", "join(", "concat("];
    SETS_ASIDE = 30 ["dropna(", ".notna()", ".notnull()", ".isna(", ".isnull("];
    BRACKETS = 31 ["["];
}

impl Hints {
    pub(super) fn of(code: &str) -> Self {
        Self(MATCHER.themes_in(code))
    }

    /// Whether one of the literals of `themes` stands in the statement.
    pub(super) fn any(self, themes: &[Self]) -> bool {
        themes.iter().any(|theme| self.0 & theme.0 != 0)
    }
}

static MATCHER: LazyLock<Literals> = LazyLock::new(|| Literals::new(LITERALS.iter().copied()));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_theme_is_its_place() {
        assert!(NUMBERS.iter().copied().eq(0..LITERALS.len()));
        assert!(MATCHER.is_built());
    }

    #[test]
    fn literals_are_seen_in_any_case_and_overlap() {
        let hints = Hints::of("OUTLIERS = df[df.iqr > 3]");
        assert!(hints.any(&[OUTLIERS]) && hints.any(&[QUARTILES]) && hints.any(&[BOUNDS]));
        assert!(!hints.any(&[SAME, NULLS, SECRETS]));
    }
}
