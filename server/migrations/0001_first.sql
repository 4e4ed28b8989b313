-- Everything the server keeps but the bytes of evidence. Times are unix seconds, hashes lower-case hex.

-- One row for each submission, described by the version that counts now. Narrow on purpose: the list reads all of it.
-- What belongs to it has its number as key. Numbers rise, so that the rows of commits that come together lie together,
-- and a commit writes few pages.
CREATE TABLE submissions (
    number       INTEGER NOT NULL PRIMARY KEY,
    id           TEXT    NOT NULL,
    -- The first 64 bits of the SHA-256 of the id, by which alone an id or a reference is found: the one index in no order.
    hash         INTEGER NOT NULL UNIQUE,
    capability   BLOB    NOT NULL,
    -- Written from the first 40 bits of the hash, so that it is unique if it is among those that share them.
    reference    TEXT    NOT NULL,
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
CREATE INDEX submissions_by_time ON submissions (received_at);

-- Every manifest that was ever acknowledged, byte for byte. The long columns come last: the others are read without them.
-- It keeps its rowid, without which all but the beginning of a manifest would lie on further pages.
CREATE TABLE versions (
    submission  INTEGER NOT NULL REFERENCES submissions (number),
    version     INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('incomplete', 'complete', 'expired')),
    warnings    INTEGER NOT NULL,
    -- Once for each submission: the writer looks before it adds one.
    sha256      TEXT    NOT NULL,
    -- How it came to arrive when it did, as JSON: what the device says of its attempts, and the stamp of the server.
    arrival     TEXT,
    receipt     TEXT    NOT NULL,
    manifest    TEXT    NOT NULL,
    PRIMARY KEY (submission, version)
);
CREATE INDEX versions_waiting ON versions (submission) WHERE state = 'incomplete';

-- Evidence, once for each submission however many versions name it.
CREATE TABLE files (
    submission INTEGER NOT NULL REFERENCES submissions (number),
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
    submission INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    sha256     TEXT    NOT NULL,
    PRIMARY KEY (submission, version, sha256),
    FOREIGN KEY (submission, version) REFERENCES versions (submission, version),
    FOREIGN KEY (submission, sha256) REFERENCES files (submission, sha256)
) WITHOUT ROWID;

-- Uploads under way. The offset is what is surely on the disk; the staging file may hold more.
CREATE TABLE uploads (
    id         TEXT    NOT NULL PRIMARY KEY,
    submission INTEGER NOT NULL,
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
