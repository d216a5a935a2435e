-- Version 2: lists in the order of Ticket.DueBy, in milliseconds since 1970. What
-- has no due time has the largest number there is, so that it comes last.

ALTER TABLE tickets ADD COLUMN due INTEGER NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE labels  ADD COLUMN due INTEGER NOT NULL DEFAULT 9223372036854775807;

UPDATE tickets SET due = CAST(round((julianday(json_extract(CAST(row AS TEXT), '$.due.at')) - 2440587.5) * 86400000) AS INTEGER)
	WHERE status IN ('open', 'in_progress', 'waiting') AND json_extract(CAST(row AS TEXT), '$.due.at') IS NOT NULL;
UPDATE labels SET due = (SELECT due FROM tickets WHERE tickets.number = labels.number);

CREATE INDEX tickets_due           ON tickets (status, due, id);
CREATE INDEX tickets_assignee_due  ON tickets (assignee, status, due, id);
CREATE INDEX tickets_requester_due ON tickets (requester, status, due, id);
CREATE INDEX labels_due            ON labels (label, status, due, id);
