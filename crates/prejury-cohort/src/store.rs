//! `cohort.sqlite`: every run, every result, once. What is forgotten is overwritten.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use prejury_core::CriterionId;
use prejury_report::cohort::{
    CandidateRun, Counts, CriterionRun, History, Overview, ROW_VERSION, Row, Run,
};
use rusqlite::{Connection, OptionalExtension, params};

/// Version of the tables, in `user_version`.
const VERSION: i64 = 2;

pub type StoreError = rusqlite::Error;

/// Usual reasons why the file cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreTrouble {
    /// Another program, or another run, holds it.
    Busy,
    /// It is no database, or a damaged one.
    NoDatabase,
    /// A newer version of prejury made it.
    Newer,
    /// The file or its folder may not be read or written.
    NotAllowed,
    /// No room is left on the disk.
    Full,
}

impl StoreTrouble {
    /// None for what is not usual.
    pub fn of(error: &StoreError) -> Option<Self> {
        use rusqlite::ErrorCode;
        Some(match error.sqlite_error_code()? {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreTrouble::Busy,
            ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => StoreTrouble::NoDatabase,
            ErrorCode::SchemaChanged => StoreTrouble::Newer,
            ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
                StoreTrouble::NotAllowed
            }
            ErrorCode::DiskFull => StoreTrouble::Full,
            _ => return None,
        })
    }
}

/// Results of earlier runs that need not be made again: the last key of each candidate, and the result.
pub type Known = HashMap<String, (String, i64)>;

pub struct Store {
    connection: Connection,
}

impl Store {
    /// Opens the file, or makes it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        // What is deleted is overwritten with zeros, here and in the journal, which is emptied when a run is done.
        connection.pragma_update(None, "secure_delete", true)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version > VERSION {
            return Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_SCHEMA),
                Some(format!("made by a newer version of prejury ({version})")),
            ));
        }
        if version == 1 {
            connection.execute_batch(
                "BEGIN; ALTER TABLE row ADD COLUMN waiver TEXT; PRAGMA user_version = 2; COMMIT",
            )?;
        }
        connection.execute_batch(include_str!("store.sql"))?;
        connection.pragma_update(None, "user_version", VERSION)?;
        // An interrupted run is no point in time; what it read is kept and found again.
        connection.execute("DELETE FROM run WHERE done = 0", [])?;
        Ok(Self { connection })
    }

    pub fn known(&self) -> Result<Known, StoreError> {
        let sql = "SELECT candidate, key, id FROM result WHERE key != '' ORDER BY id";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        rows.collect()
    }

    /// Starts a run, which counts once it is finished.
    pub fn begin(&self, day: &str, version: &str) -> Result<i64, StoreError> {
        self.connection.execute(
            "INSERT INTO run (day, version) VALUES (?1, ?2)",
            params![day, version],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Keeps what a candidate's submission gave in this run.
    pub fn add(
        &mut self,
        run: i64,
        candidate: &str,
        key: &str,
        rows: &[Row],
    ) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "INSERT INTO result (candidate, key) VALUES (?1, ?2)",
            params![candidate, key],
        )?;
        let result = transaction.last_insert_rowid();
        {
            let mut insert = transaction.prepare(
                "INSERT INTO row VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
            )?;
            for (number, row) in (0_i64..).zip(rows) {
                insert.execute(params![
                    result,
                    number,
                    row.head,
                    row.competence,
                    row.criterion,
                    row.kind,
                    row.status,
                    row.waived,
                    row.confidence,
                    row.evidence,
                    row.against,
                    row.missing,
                    row.place,
                    row.error,
                    row.waiver,
                ])?;
            }
        }
        transaction.execute(
            "INSERT OR REPLACE INTO run_result VALUES (?1, ?2, ?3)",
            params![run, candidate, result],
        )?;
        transaction.commit()
    }

    /// The same candidates as before gave the same: one transaction for all of them.
    pub fn reuse(&mut self, run: i64, results: &[(String, i64)]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        {
            let sql = "INSERT OR REPLACE INTO run_result VALUES (?1, ?2, ?3)";
            let mut insert = transaction.prepare(sql)?;
            for (candidate, result) in results {
                insert.execute(params![run, candidate, result])?;
            }
        }
        transaction.commit()
    }

    pub fn finish(&self, run: i64) -> Result<(), StoreError> {
        self.connection
            .execute("UPDATE run SET done = 1 WHERE id = ?1", [run])?;
        // Results of interrupted runs that something newer replaced.
        self.connection.execute(
            "DELETE FROM result WHERE id NOT IN (SELECT result FROM run_result)",
            [],
        )?;
        Ok(())
    }

    /// The last finished run.
    pub fn last_run(&self) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT max(id) FROM run WHERE done = 1";
        self.connection.query_row(sql, [], |row| row.get(0))
    }

    /// Whether the run has the candidates and results of the last finished one, and no others.
    pub fn is_like_last(&self, run: i64) -> Result<bool, StoreError> {
        let Some(last) = self.last_run()? else {
            return Ok(false);
        };
        Ok(self.candidates(run)? == self.candidates(last)?)
    }

    /// Candidates of a run in the order of their names.
    pub fn candidates(&self, run: i64) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT candidate, result FROM run_result WHERE run = ?1";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([run], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut candidates: Vec<(String, i64)> = rows.collect::<Result<_, _>>()?;
        candidates.sort_by_cached_key(|(name, _)| (name.to_lowercase(), name.clone()));
        Ok(candidates)
    }

    /// The rows of one result.
    pub fn rows(&self, candidate: &str, result: i64) -> Result<Vec<Row>, StoreError> {
        let sql = "SELECT head, competence, criterion, kind, status, waived, confidence, evidence, against, missing, place, \
                   error, waiver FROM row WHERE result = ?1 ORDER BY number";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([result], |row| {
            Ok(Row {
                schema_version: ROW_VERSION,
                candidate: candidate.to_owned(),
                head: row.get(0)?,
                competence: row.get(1)?,
                criterion: row.get(2)?,
                kind: row.get(3)?,
                status: row.get(4)?,
                waived: row.get(5)?,
                confidence: row.get(6)?,
                evidence: row.get(7)?,
                against: row.get(8)?,
                missing: row.get(9)?,
                place: row.get(10)?,
                error: row.get(11)?,
                waiver: row.get(12)?,
            })
        })?;
        rows.collect()
    }

    /// Runs, and one candidate or criterion through them.
    pub fn history(
        &self,
        candidate: Option<&str>,
        criterion: Option<&CriterionId>,
    ) -> Result<History, StoreError> {
        let sql = "SELECT id, day, version FROM run WHERE done = 1 ORDER BY id";
        let mut statement = self.connection.prepare(sql)?;
        let runs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let runs: Vec<(i64, String, String)> = runs.collect::<Result<_, _>>()?;
        let mut history = History {
            candidate: candidate.map(|name| (name.to_owned(), Vec::new())),
            criterion: criterion.map(|id| (id.clone(), Vec::new())),
            ..History::default()
        };
        let mut before: Option<BTreeMap<CriterionId, String>> = None;
        let last = runs.last().map(|(id, ..)| *id);
        for (id, day, version) in runs {
            let mut overview = Overview::default();
            for (name, result) in self.candidates(id)? {
                let rows = self.rows(&name, result)?;
                if let Some((_, of_candidate)) = &mut history.candidate
                    && candidate == Some(&*name)
                {
                    let now = statuses(&rows);
                    let mut alone = Overview::default();
                    alone.add(&name, None, &rows);
                    let one = alone.candidates.pop().unwrap_or_default();
                    of_candidate.push(CandidateRun {
                        run: id,
                        day: day.clone(),
                        counts: one.total(),
                        changes: before.as_ref().map_or(Vec::new(), |old| changes(old, &now)),
                        error: one.error.clone(),
                    });
                    if one.error.is_none() {
                        before = Some(now);
                    }
                }
                overview.add(&name, None, &rows);
            }
            if let Some((wanted, of_criterion)) = &mut history.criterion {
                of_criterion.push(CriterionRun {
                    run: id,
                    day: day.clone(),
                    counts: overview.criteria.get(wanted).copied().unwrap_or_default(),
                });
            }
            if Some(id) == last {
                let lacking = overview.most_lacking().into_iter();
                history.lacking = lacking.map(|(id, counts)| (id.clone(), counts)).collect();
            }
            let mut counts = Counts::default();
            for one in &overview.candidates {
                counts.add_all(one.total());
            }
            history.runs.push(Run {
                number: id,
                day,
                version,
                candidates: overview.candidates.len(),
                failed: overview.failed(),
                counts,
            });
        }
        Ok(history)
    }

    /// Whether any run knows the candidate.
    pub fn knows(&self, candidate: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM result WHERE candidate = ?1 LIMIT 1";
        let found = self
            .connection
            .query_row(sql, [candidate], |_| Ok(()))
            .optional()?;
        Ok(found.is_some())
    }

    /// Erases a candidate from every run, and the bytes from the file.
    pub fn forget(&self, candidate: &str) -> Result<(), StoreError> {
        self.connection
            .execute("DELETE FROM result WHERE candidate = ?1", [candidate])?;
        self.connection.execute_batch("VACUUM")
    }
}

fn statuses(rows: &[Row]) -> BTreeMap<CriterionId, String> {
    let known = |row: &Row| Some((row.criterion_id()?, row.status.clone()?));
    rows.iter().filter_map(known).collect()
}

/// Criteria whose status changed, with both.
fn changes(
    before: &BTreeMap<CriterionId, String>,
    now: &BTreeMap<CriterionId, String>,
) -> Vec<(CriterionId, String, String)> {
    let changed = |(id, new): (&CriterionId, &String)| {
        let old = before.get(id)?;
        (old != new).then(|| (id.clone(), old.clone(), new.clone()))
    };
    now.iter().filter_map(changed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_report::cohort::failed;

    fn row(candidate: &str, status: &str) -> Row {
        Row {
            competence: Some("C1.3.1".into()),
            criterion: Some("C1.3.1-CE2".into()),
            status: Some(status.into()),
            confidence: Some(0.7),
            error: None,
            ..failed(candidate, "")
        }
    }

    fn run(store: &mut Store, day: &str, results: &[(&str, &str)]) -> i64 {
        let id = store.begin(day, "1").unwrap();
        for (candidate, status) in results {
            store
                .add(id, candidate, status, &[row(candidate, status)])
                .unwrap();
        }
        store.finish(id).unwrap();
        id
    }

    #[test]
    fn a_file_of_an_earlier_version_is_read_and_gets_what_it_lacks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.sqlite");
        let tables = include_str!("store.sql").replace("    waiver TEXT,\n", "");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(&tables).unwrap();
        let old = "INSERT INTO run VALUES (1, '2026-01-01', '0.1.0', 1); INSERT INTO result VALUES (1, 'a', 'k');
             INSERT INTO run_result VALUES (1, 'a', 1);
             INSERT INTO row VALUES (1, 0, NULL, 'C1.3.1', 'C1.3.1-CE2', 'auto', 'absent', 1, 0.7, 0, 0, 1, NULL, NULL);
             PRAGMA user_version = 1;";
        connection.execute_batch(old).unwrap();
        drop(connection);
        for day in ["2026-02-01", "2026-03-01"] {
            let mut store = Store::open(&path).unwrap();
            let rows = store.rows("a", 1).unwrap();
            assert_eq!((rows[0].waived, &rows[0].waiver), (true, &None));
            let waived = Row {
                waived: true,
                waiver: Some("equivalence".to_owned()),
                ..row("b", "absent")
            };
            let id = store.begin(day, "1").unwrap();
            let rows = std::slice::from_ref(&waived);
            store.add(id, "b", day, rows).unwrap();
            store.finish(id).unwrap();
            let (_, result) = store.candidates(id).unwrap()[0].clone();
            assert_eq!(store.rows("b", result).unwrap(), [waived]);
        }
    }

    #[test]
    fn every_run_is_kept_and_progress_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("c.sqlite")).unwrap();
        run(
            &mut store,
            "2026-01-01",
            &[("a", "absent"), ("b", "absent")],
        );
        let last = run(
            &mut store,
            "2026-02-01",
            &[("a", "present"), ("b", "absent")],
        );
        assert_eq!(store.last_run().unwrap(), Some(last));
        let id: CriterionId = "C1.3.1-CE2".parse().unwrap();
        let history = store.history(Some("a"), Some(&id)).unwrap();
        assert_eq!(history.runs.len(), 2);
        let (_, of_a) = history.candidate.unwrap();
        assert_eq!(
            of_a[1].changes,
            [(id.clone(), "absent".into(), "present".into())]
        );
        let (_, of_criterion) = history.criterion.unwrap();
        assert_eq!(
            (of_criterion[0].counts.absent, of_criterion[1].counts.absent),
            (2, 1)
        );
        assert_eq!(history.lacking.len(), 1);
        assert_eq!(store.known().unwrap()["a"].0, "present");
        let rows = store.rows("a", store.known().unwrap()["a"].1).unwrap();
        assert_eq!(rows, [row("a", "present")]);
    }

    #[test]
    fn an_interrupted_run_is_no_run_and_what_it_read_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.sqlite");
        let mut store = Store::open(&path).unwrap();
        let id = store.begin("2026-01-01", "1").unwrap();
        store.add(id, "a", "key", &[row("a", "absent")]).unwrap();
        drop(store);
        let mut store = Store::open(&path).unwrap();
        assert_eq!(store.last_run().unwrap(), None);
        let (key, result) = store.known().unwrap()["a"].clone();
        assert_eq!(key, "key");
        let id = store.begin("2026-01-02", "1").unwrap();
        store.reuse(id, &[("a".to_owned(), result)]).unwrap();
        store.finish(id).unwrap();
        assert_eq!(store.candidates(id).unwrap(), [("a".to_owned(), result)]);
    }

    #[test]
    fn nothing_of_a_forgotten_candidate_stays_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.sqlite");
        let mut store = Store::open(&path).unwrap();
        run(
            &mut store,
            "2026-01-01",
            &[("Zenobia", "absent"), ("b", "absent")],
        );
        assert!(store.knows("Zenobia").unwrap());
        store.forget("Zenobia").unwrap();
        assert!(!store.knows("Zenobia").unwrap());
        drop(store);
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(7).any(|window| window == b"Zenobia"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
