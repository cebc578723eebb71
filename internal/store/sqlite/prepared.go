package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// prepared runs statements that it prepares once and keeps. The statements of
// this program are few and fixed.
type prepared struct {
	with interface {
		PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	}
	mu         sync.RWMutex
	statements map[string]*sql.Stmt
}

func newPrepared(with interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}) *prepared {
	return &prepared{with: with, statements: map[string]*sql.Stmt{}}
}

func (p *prepared) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.RLock()
	kept := p.statements[query]
	p.mu.RUnlock()
	if kept != nil {
		return kept, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if kept := p.statements[query]; kept != nil {
		return kept, nil
	}
	fresh, err := p.with.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.statements[query] = fresh
	return fresh, nil
}

// ExecContext runs a statement without rows.
func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryContext runs a statement with rows.
func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *prepared) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, s := range p.statements {
		errs = append(errs, s.Close())
	}
	p.statements = map[string]*sql.Stmt{}
	return errors.Join(errs...)
}
