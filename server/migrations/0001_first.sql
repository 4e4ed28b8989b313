-- Everything the server keeps but the bytes of evidence. Times are unix seconds, hashes lower-case hex.

-- One row for each submission, described by the version that counts now. Narrow on purpose: the list reads all of it.
CREATE TABLE submissions (
    id           TEXT    NOT NULL PRIMARY KEY,
    capability   BLOB    NOT NULL,
    reference    TEXT    NOT NULL UNIQUE,
    call         TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    received_at  INTEGER NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('incomplete', 'complete', 'expired')),
    school       TEXT    NOT NULL,
    town         TEXT    NOT NULL,
    country      TEXT    NOT NULL,
    code         TEXT    NOT NULL,
    late         INTEGER NOT NULL,
    warnings     INTEGER NOT NULL,
    files        INTEGER NOT NULL,
    files_stored INTEGER NOT NULL,
    -- Name, town, code and reference, folded: what the words of a search are looked for in.
    search       TEXT    NOT NULL
);
CREATE INDEX submissions_by_time ON submissions (received_at, id);
CREATE INDEX submissions_waiting ON submissions (call) WHERE state = 'incomplete';

-- Every manifest that was ever acknowledged, byte for byte.
CREATE TABLE versions (
    submission  TEXT    NOT NULL REFERENCES submissions (id),
    version     INTEGER NOT NULL,
    sha256      TEXT    NOT NULL,
    manifest    TEXT    NOT NULL,
    receipt     TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('incomplete', 'complete', 'expired')),
    warnings    INTEGER NOT NULL,
    PRIMARY KEY (submission, version),
    UNIQUE (submission, sha256)
);

-- Evidence, once for each submission however many versions name it.
CREATE TABLE files (
    submission TEXT    NOT NULL REFERENCES submissions (id),
    sha256     TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    media_type TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('wanted', 'stored', 'refused')),
    -- JSON of the defect of a refused file.
    defect     TEXT,
    stored_at  INTEGER,
    PRIMARY KEY (submission, sha256)
) WITHOUT ROWID;

CREATE TABLE version_files (
    submission TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    sha256     TEXT    NOT NULL,
    PRIMARY KEY (submission, version, sha256),
    FOREIGN KEY (submission, version) REFERENCES versions (submission, version),
    FOREIGN KEY (submission, sha256) REFERENCES files (submission, sha256)
) WITHOUT ROWID;

-- Uploads under way. The offset is what is surely on the disk; the staging file may hold more.
CREATE TABLE uploads (
    id         TEXT    NOT NULL PRIMARY KEY,
    submission TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    offset     INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (submission, sha256),
    FOREIGN KEY (submission, sha256) REFERENCES files (submission, sha256)
) WITHOUT ROWID;

CREATE TABLE administrators (
    id         INTEGER NOT NULL PRIMARY KEY,
    email      TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    -- PHC text of Argon2id.
    password   TEXT    NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE sessions (
    -- SHA-256 of the token; the token itself is only in the browser.
    token         BLOB    NOT NULL PRIMARY KEY,
    administrator INTEGER NOT NULL REFERENCES administrators (id),
    created_at    INTEGER NOT NULL,
    seen_at       INTEGER NOT NULL
) WITHOUT ROWID;

-- Each row's hash covers the row and the hash before it, so that no row can be changed or taken out unseen.
CREATE TABLE audit (
    id      INTEGER NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    -- `administrator:<id>`, `applicant`, `server` or `command line`.
    actor   TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    hash    TEXT    NOT NULL
);
