//! How much of a submission is read, so that a hostile one costs bounded time and memory.

/// Bounds of one `open` and of the reads that follow it. Whatever a bound leaves out is said in an Issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Files listed in a submission.
    pub files: usize,
    /// Folders inside folders.
    pub depth: usize,
    /// Bytes of one file; a larger one is listed and never read.
    pub file_bytes: u64,
    /// Bytes of all listed files of the kinds that are read whole (data, images and models do not count).
    pub total_bytes: u64,
    /// Commits of the history.
    pub commits: usize,
    /// Changed files over the whole history.
    pub changes: usize,
    /// Entries of an archive and of the archives inside it, together.
    pub archive_entries: usize,
    /// Bytes that an archive and the archives inside it may unpack to, together.
    pub archive_bytes: u64,
    /// Unpacked bytes for each packed byte, looked at once an entry has unpacked to `RATIO_FLOOR` bytes.
    pub archive_ratio: u64,
    /// Bytes received while cloning.
    pub download_bytes: u64,
    /// Seconds that a clone may take.
    pub clone_seconds: u64,
}

/// Small entries may pack as well as they like: an empty table of a megabyte is no bomb.
pub(crate) const RATIO_FLOOR: u64 = 16 * 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            files: 50_000,
            depth: 32,
            file_bytes: 256 * MIB,
            total_bytes: 2048 * MIB,
            commits: 20_000,
            changes: 1_000_000,
            archive_entries: 100_000,
            archive_bytes: 4096 * MIB,
            archive_ratio: 200,
            download_bytes: 2048 * MIB,
            clone_seconds: 900,
        }
    }
}
