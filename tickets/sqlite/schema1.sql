-- Version 1. Each list the desk shows has an index (what it is of, status,
-- order, id), walked once per status and merged. rank is 0 for high priority,
-- so that the order of a queue (high first, then oldest) is ascending. Foreign
-- keys are checked at the commit: checking them at each statement would make
-- each set a savepoint, at which the full-text index is written out.

CREATE TABLE tickets (
	number     INTEGER PRIMARY KEY AUTOINCREMENT,
	id         TEXT    NOT NULL UNIQUE,
	intake_key TEXT    UNIQUE,
	status     TEXT    NOT NULL,
	priority   TEXT    NOT NULL,
	rank       INTEGER NOT NULL,
	assignee   TEXT,
	requester  TEXT    NOT NULL,
	category   TEXT    NOT NULL,
	platform   TEXT    NOT NULL,
	moving     INTEGER NOT NULL,
	created    INTEGER NOT NULL, -- times are milliseconds since 1970 in UTC
	updated    INTEGER NOT NULL,
	resolved   INTEGER,
	row        BLOB    NOT NULL, -- JSON of the ticket as lists show it
	log        BLOB              -- JSON of comments, history and notices
) STRICT;

CREATE INDEX tickets_created           ON tickets (status, created, id);
CREATE INDEX tickets_updated           ON tickets (status, updated, id);
CREATE INDEX tickets_queue             ON tickets (status, rank, created, id);
CREATE INDEX tickets_assignee_created  ON tickets (assignee, status, created, id);
CREATE INDEX tickets_assignee_updated  ON tickets (assignee, status, updated, id);
CREATE INDEX tickets_assignee_queue    ON tickets (assignee, status, rank, created, id);
CREATE INDEX tickets_requester_created ON tickets (requester, status, created, id);
CREATE INDEX tickets_requester_updated ON tickets (requester, status, updated, id);
CREATE INDEX tickets_requester_queue   ON tickets (requester, status, rank, created, id);
CREATE INDEX tickets_moving            ON tickets (updated, id) WHERE moving = 1;
CREATE INDEX tickets_resolved          ON tickets (resolved) WHERE resolved IS NOT NULL;
CREATE INDEX tickets_load              ON tickets (status, assignee);

-- What a ticket can have several of, and its category: "skill:VPN", "tag:x",
-- "category:y". The ticket's own columns are repeated for the lists' sake.
CREATE TABLE labels (
	label   TEXT    NOT NULL,
	number  INTEGER NOT NULL REFERENCES tickets DEFERRABLE INITIALLY DEFERRED,
	status  TEXT    NOT NULL,
	rank    INTEGER NOT NULL,
	created INTEGER NOT NULL,
	updated INTEGER NOT NULL,
	id      TEXT    NOT NULL,
	PRIMARY KEY (number, label)
) STRICT, WITHOUT ROWID;

CREATE INDEX labels_created ON labels (label, status, created, id);
CREATE INDEX labels_updated ON labels (label, status, updated, id);
CREATE INDEX labels_queue   ON labels (label, status, rank, created, id);

CREATE TABLE threads (
	thread TEXT    PRIMARY KEY,
	number INTEGER NOT NULL REFERENCES tickets DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE INDEX threads_number ON threads (number);

-- The terms of each ticket, folded and parted by spaces before they come here;
-- the tokenizer only splits. rowid is the ticket's number.
CREATE VIRTUAL TABLE words USING fts5 (
	terms, content = '', contentless_delete = 1, detail = none,
	tokenize = "ascii tokenchars '+#'"
);

CREATE TABLE users (
	number INTEGER PRIMARY KEY AUTOINCREMENT,
	id     TEXT    NOT NULL UNIQUE,
	email  TEXT    UNIQUE,
	name   TEXT    NOT NULL, -- folded
	role   TEXT    NOT NULL,
	active INTEGER NOT NULL,
	doc    BLOB    NOT NULL
) STRICT;

CREATE INDEX users_name ON users (name, id);
CREATE INDEX users_role ON users (role, name, id);

CREATE TABLE identities (
	identity TEXT    PRIMARY KEY,
	number   INTEGER NOT NULL REFERENCES users DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE INDEX identities_number ON identities (number);

CREATE TABLE user_skills (
	skill  TEXT    NOT NULL,
	number INTEGER NOT NULL REFERENCES users DEFERRABLE INITIALLY DEFERRED,
	PRIMARY KEY (skill, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX user_skills_number ON user_skills (number);

CREATE VIRTUAL TABLE user_words USING fts5 (
	terms, content = '', contentless_delete = 1, detail = none,
	tokenize = "ascii tokenchars '+#'"
);

CREATE TABLE events (
	seq     INTEGER PRIMARY KEY AUTOINCREMENT,
	id      TEXT    NOT NULL UNIQUE,
	parked  INTEGER NOT NULL,
	next_at INTEGER NOT NULL, -- 0 when due at once
	doc     BLOB    NOT NULL
) STRICT;

CREATE INDEX events_pending ON events (parked, seq, next_at);

CREATE TABLE documents (
	name TEXT PRIMARY KEY,
	body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
