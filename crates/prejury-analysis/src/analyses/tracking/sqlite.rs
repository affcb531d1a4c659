//! The tables of an experiment store, read from the bytes of its SQLite file.
//!
//! The file is hostile until proved otherwise: it is opened from memory and read-only, views, triggers and functions of its
//! schema are switched off, texts and statements are bounded, and a statement that takes too many steps is stopped.
//! Whatever is broken counts as nothing.

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, MAIN_DB};

/// Steps of SQLite's machine between two looks at the clock, and how many of those looks one file is granted.
const STEPS: i32 = 10_000;
const MAX_LOOKS: u32 = 2_000;

/// Longest text that is kept.
const MAX_TEXT: usize = 200;

/// What a store holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Store {
    pub(super) runs: i64,
    pub(super) metrics: i64,
    pub(super) params: i64,
    /// Registered or logged models, and versions of registered ones.
    pub(super) models: i64,
    pub(super) versions: i64,
    pub(super) an_experiment: Option<String>,
    pub(super) a_model: Option<String>,
}

/// Reads a database. What cannot be read is left empty.
pub(super) fn read(bytes: Vec<u8>) -> Store {
    open(bytes)
        .map(|database| tables(&database))
        .unwrap_or_default()
}

fn open(mut bytes: Vec<u8>) -> Option<Connection> {
    if !bytes.starts_with(b"SQLite format 3\0") || bytes.len() < 512 {
        return None;
    }
    // A database in memory has no write-ahead log beside it; the two bytes say that one is expected.
    bytes[18] = 1;
    bytes[19] = 1;
    let mut database = Connection::open_in_memory().ok()?;
    let off = [
        DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW,
        DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER,
        DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA,
    ];
    for option in off {
        database.set_db_config(option, false).ok()?;
    }
    database
        .set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)
        .ok()?;
    database
        .set_limit(Limit::SQLITE_LIMIT_LENGTH, 16 << 20)
        .ok()?;
    database.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0).ok()?;
    let mut looks = 0;
    database
        .progress_handler(
            STEPS,
            Some(move || {
                looks += 1;
                looks > MAX_LOOKS
            }),
        )
        .ok()?;
    let length = bytes.len();
    database
        .deserialize_read_exact(MAIN_DB, bytes.as_slice(), length, true)
        .ok()?;
    Some(database)
}

fn tables(database: &Connection) -> Store {
    let count = |table: &str| {
        let statement = format!("SELECT count(*) FROM {table}");
        database
            .query_row(&statement, [], |row| row.get::<_, i64>(0))
            .unwrap_or_default()
    };
    let name = |statement: &str| {
        let text: Option<String> = database.query_row(statement, [], |row| row.get(0)).ok();
        text.map(|mut text| {
            text.truncate(text.floor_char_boundary(MAX_TEXT));
            text
        })
    };
    let registered = count("registered_models");
    Store {
        runs: count("runs") + count("trials"),
        metrics: count("metrics") + count("trial_values"),
        params: count("params") + count("trial_params"),
        models: registered + count("logged_models"),
        versions: count("model_versions"),
        an_experiment: name("SELECT name FROM experiments ORDER BY experiment_id DESC LIMIT 1")
            .or_else(|| name("SELECT study_name FROM studies LIMIT 1")),
        a_model: name("SELECT name FROM registered_models ORDER BY name LIMIT 1"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a database made by `statements`.
    pub(crate) fn database(statements: &str) -> Vec<u8> {
        let mut made = Connection::open_in_memory().unwrap();
        made.execute_batch(statements).unwrap();
        made.serialize(MAIN_DB).unwrap().to_vec()
    }

    const STORE: &str = "CREATE TABLE experiments (experiment_id INTEGER, name TEXT);
        INSERT INTO experiments VALUES (0, 'Default'), (1, 'scoring');
        CREATE TABLE runs (run_uuid TEXT); INSERT INTO runs VALUES ('a'), ('b');
        CREATE TABLE metrics (key TEXT, value REAL); INSERT INTO metrics VALUES ('auc', 0.7);
        CREATE TABLE registered_models (name TEXT); INSERT INTO registered_models VALUES ('credit');
        CREATE TABLE model_versions (name TEXT, version INTEGER); INSERT INTO model_versions VALUES ('credit', 1);";

    #[test]
    fn runs_metrics_and_models_are_counted() {
        let store = read(database(STORE));
        assert_eq!(
            (store.runs, store.metrics, store.models, store.versions),
            (2, 1, 1, 1)
        );
        assert_eq!(store.an_experiment.as_deref(), Some("scoring"));
        assert_eq!(store.a_model.as_deref(), Some("credit"));
    }

    #[test]
    fn a_database_in_write_ahead_mode_is_read() {
        let mut bytes = database(STORE);
        bytes[18] = 2;
        bytes[19] = 2;
        assert_eq!(read(bytes).runs, 2);
    }

    #[test]
    fn hostile_files_yield_nothing_and_end_soon() {
        assert_eq!(read(Vec::new()), Store::default());
        assert_eq!(read(b"SQLite format 3\0".repeat(100)), Store::default());
        let view = "CREATE VIEW runs AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;";
        assert_eq!(read(database(view)).runs, 0);
        let good = database(STORE);
        for at in (100..good.len()).step_by(97) {
            let mut broken = good.clone();
            broken[at..]
                .iter_mut()
                .take(40)
                .for_each(|byte| *byte ^= 0xa5);
            read(broken);
        }
        read(good[..good.len() / 2].to_vec());
    }
}
