package record

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// Migrate brings the schema up to what this program knows, and refuses a schema
// that a newer program wrote. It returns the version of the schema.
func Migrate(ctx context.Context, dialect goose.Dialect, db *sql.DB, files fs.FS, options ...goose.ProviderOption) (int64, error) {
	options = append(options, goose.WithDisableGlobalRegistry(true))
	provider, err := goose.NewProvider(dialect, db, files, options...)
	if err != nil {
		return 0, fmt.Errorf("schema: %w", err)
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return 0, err
	}
	if current > target {
		return 0, &StorageError{Sentence: fmt.Sprintf("the database was written by a newer Dayzero (schema %d; this program knows schema %d): "+
			"use the newer program, nothing was changed", current, target)}
	}
	if current == target {
		return current, nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return 0, fmt.Errorf("schema: %w", err)
	}
	return target, nil
}
