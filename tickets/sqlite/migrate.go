package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
)

//go:embed schema1.sql
var schema1 string

//go:embed schema2.sql
var schema2 string

// migrations bring a file from version i to i+1.
var migrations = []string{schema1, schema2}

// applicationID marks a file as Beckon's: "Bekn".
const applicationID = 0x42656b6e

// migrate brings the schema up to date, one transaction per version.
func migrate(ctx context.Context, db *sql.DB) error {
	var version, app, tables int
	for pragma, into := range map[string]*int{
		"PRAGMA user_version": &version, "PRAGMA application_id": &app,
		"SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := db.QueryRowContext(ctx, pragma).Scan(into); err != nil {
			return err
		}
	}
	switch {
	case app != applicationID && tables > 0:
		return fmt.Errorf("this is a database, but not Beckon's. Give Beckon a data folder of its own")
	case version > len(migrations):
		return fmt.Errorf("a newer Beckon wrote this file (schema %d; this one knows up to %d). Install that version or a later one, or restore a backup made before the upgrade", version, len(migrations))
	}
	for ; version < len(migrations); version++ {
		if err := migrateOne(ctx, db, version); err != nil {
			return fmt.Errorf("bring the schema from version %d to %d: %w", version, version+1, err)
		}
	}
	return nil
}

func migrateOne(ctx context.Context, db *sql.DB, version int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	script := fmt.Sprintf("%s; PRAGMA application_id = %d; PRAGMA user_version = %d", migrations[version], applicationID, version+1)
	if _, err := tx.ExecContext(ctx, script); err != nil {
		return err
	}
	return tx.Commit()
}
