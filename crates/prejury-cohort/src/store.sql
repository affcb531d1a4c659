CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    version TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0
);
-- What one state of one submission gave; runs that found it unchanged share it.
CREATE TABLE IF NOT EXISTS result (
    id INTEGER PRIMARY KEY,
    candidate TEXT NOT NULL,
    -- Empty when it must be read anew whatever happens.
    key TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS result_of ON result (candidate, key);
CREATE TABLE IF NOT EXISTS run_result (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    candidate TEXT NOT NULL,
    result INTEGER NOT NULL REFERENCES result (id) ON DELETE CASCADE,
    PRIMARY KEY (run, candidate)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS row (
    result INTEGER NOT NULL REFERENCES result (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    head TEXT,
    competence TEXT,
    criterion TEXT,
    kind TEXT,
    status TEXT,
    waived INTEGER NOT NULL,
    confidence REAL,
    evidence INTEGER NOT NULL,
    against INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    place TEXT,
    error TEXT,
    waiver TEXT,
    PRIMARY KEY (result, number)
) WITHOUT ROWID;
