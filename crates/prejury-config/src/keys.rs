//! The keys of a configuration, in one place for the reader, its suggestions and the published schema.

pub(crate) const TOP: [&str; 10] = [
    "profile",
    "competences",
    "blocs",
    "language",
    "exclude",
    "fail-on",
    "rules",
    "limits",
    "signpost",
    "waiver",
];

pub(crate) const LIMITS: [&str; 5] = ["files", "file-mb", "total-mb", "commits", "depth"];

pub(crate) const SIGNPOST: [&str; 7] =
    ["criterion", "path", "cell", "line", "page", "slide", "note"];

pub(crate) const WAIVER: [&str; 4] = ["criterion", "reason", "by", "until"];
