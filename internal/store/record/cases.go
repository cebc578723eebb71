package record

import (
	"context"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

const (
	insertHeader  = `INSERT INTO case_header (id, body) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	selectHeader  = `SELECT body FROM case_header WHERE id = $1`
	selectCaseIDs = `SELECT id FROM case_header ORDER BY id`
	insertEntry   = `INSERT INTO entry (id, patient, supersedes, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
	selectEntries = `SELECT id, supersedes, body FROM entry WHERE patient = $1`
	countEntries  = `SELECT count(*) FROM entry WHERE patient = $1`
	selectEntry   = `SELECT count(*) FROM entry WHERE id = $1 AND patient = $2`
	selectCase    = `SELECT count(*) FROM case_header WHERE id = $1`
)

// CreateCase writes header, entries and event in one transaction.
func (s *Store) CreateCase(ctx context.Context, c chart.Case, event audit.Draft) error {
	body, err := headerBody(c)
	if err != nil {
		return err
	}
	lines, err := linesOf(c.ID, c.Entries)
	if err != nil {
		return err
	}
	if event, err = claim(event, c.ID, body, lines); err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		n, err := changed(ctx, tx, insertHeader, c.ID, body)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("case %q: %w", c.ID, app.ErrExists)
		}
		if err := insertLines(ctx, tx, c.ID, lines); err != nil {
			return err
		}
		return s.seal(ctx, tx, event)
	})
}

// Append adds entries to a case, with the event, in one transaction.
func (s *Store) Append(ctx context.Context, patient string, expect int, entries []chart.Entry, event audit.Draft) error {
	if !keepable(patient) {
		return missing("case", patient)
	}
	lines, err := linesOf(patient, entries)
	if err != nil {
		return err
	}
	if event, err = claim(event, patient, nil, lines); err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		head, found, err := s.caseHead(ctx, tx, patient)
		if err != nil {
			return err
		}
		if !found {
			return missing("case", patient)
		}
		if err := expected(ctx, tx, patient, expect); err != nil {
			return err
		}
		if err := insertLines(ctx, tx, patient, lines); err != nil {
			return err
		}
		return extend(ctx, tx, head, event)
	})
}

// expected refuses when the case holds another number of entries.
func expected(ctx context.Context, tx Tx, patient string, expect int) error {
	if expect < 0 {
		return nil
	}
	var n int
	if _, err := one(ctx, tx, []any{&n}, countEntries, patient); err != nil {
		return err
	}
	if n != expect {
		return fmt.Errorf("case %q holds %d entries, not %d: %w", patient, n, expect, app.ErrConflict)
	}
	return nil
}

// insertLines writes stored entries in order of id, so that two writers never
// wait for each other in a circle.
func insertLines(ctx context.Context, tx Tx, patient string, lines []line) error {
	own := make(map[string]bool, len(lines))
	for _, l := range lines {
		own[l.id] = true
	}
	sorted := append([]line(nil), lines...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].id < sorted[j].id })
	for _, l := range sorted {
		if l.supersedes != "" && !own[l.supersedes] {
			var n int
			if _, err := one(ctx, tx, []any{&n}, selectEntry, l.supersedes, patient); err != nil {
				return err
			}
			if n == 0 {
				return fmt.Errorf("entry %q: %w", l.id, missing("superseded entry", l.supersedes))
			}
		}
		n, err := changed(ctx, tx, insertEntry, l.id, patient, l.supersedes, l.body)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("entry %q: %w", l.id, app.ErrExists)
		}
	}
	return nil
}

// Case returns header and all entries in chart.Sort order.
func (s *Store) Case(ctx context.Context, id string) (chart.Case, error) {
	var body []byte
	if !keepable(id) {
		return chart.Case{}, missing("case", id)
	}
	found, err := one(ctx, s.engine.Read(), []any{&body}, selectHeader, id)
	if err != nil {
		return chart.Case{}, s.shape(err)
	}
	if !found {
		return chart.Case{}, missing("case", id)
	}
	c, err := readHeader(body)
	if err != nil {
		return chart.Case{}, &StorageError{fmt.Sprintf("case %s: the stored header cannot be read", id), err}
	}
	zone, err := c.Centre.Location()
	if err != nil {
		zone = nil
	}
	lines, err := caseLines(ctx, s.engine.Read(), id)
	if err != nil {
		return chart.Case{}, s.shape(err)
	}
	if c.Entries, err = entriesOf(lines, zone); err != nil {
		return chart.Case{}, err
	}
	return c, nil
}

// caseLines reads the stored entries of one case.
func caseLines(ctx context.Context, tx Tx, patient string) (lines []line, err error) {
	err = each(ctx, tx, func(scan func(...any) error) error {
		l := line{patient: patient}
		if err := scan(&l.id, &l.supersedes, &l.body); err != nil {
			return err
		}
		lines = append(lines, l)
		return nil
	}, selectEntries, patient)
	return lines, err
}

// entriesOf reads stored entries and sorts them.
func entriesOf(lines []line, zone *time.Location) ([]chart.Entry, error) {
	entries := make([]chart.Entry, 0, len(lines))
	for _, l := range lines {
		e, err := l.entry(zone)
		if err != nil {
			return nil, &StorageError{fmt.Sprintf("case %s: the stored entry %s cannot be read", l.patient, l.id), err}
		}
		entries = append(entries, e)
	}
	chart.Sort(entries)
	return entries, nil
}

// CaseIDs returns every case id, sorted.
func (s *Store) CaseIDs(ctx context.Context) ([]string, error) {
	ids, err := texts(ctx, s.engine.Read(), selectCaseIDs)
	return ids, s.shape(err)
}

// texts reads a column of texts.
func texts(ctx context.Context, tx Tx, query string, args ...any) (column []string, err error) {
	err = each(ctx, tx, func(scan func(...any) error) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		column = append(column, text)
		return nil
	}, query, args...)
	return column, err
}

// headersAtOnce is how many headers one statement asks for.
const headersAtOnce = 256

// Cases returns the headers of the given ids, sorted by id. Ids that do not
// exist are left out; an id given twice comes once.
func (s *Store) Cases(ctx context.Context, ids []string) ([]chart.Case, error) {
	wanted := map[string]bool{}
	for _, id := range ids {
		if keepable(id) {
			wanted[id] = true
		}
	}
	sorted := make([]string, 0, len(wanted))
	for id := range wanted {
		sorted = append(sorted, id)
	}
	sort.Strings(sorted)
	var cases []chart.Case
	for len(sorted) > 0 {
		n := min(len(sorted), headersAtOnce)
		some, err := s.headers(ctx, sorted[:n])
		if err != nil {
			return nil, s.shape(err)
		}
		cases, sorted = append(cases, some...), sorted[n:]
	}
	return cases, nil
}

// headers reads the headers of at least one id. The list is filled up with its
// last id to a power of two, so that few statements need to be prepared.
func (s *Store) headers(ctx context.Context, ids []string) (cases []chart.Case, err error) {
	var args []any
	var marks []string
	for size := 1; len(args) < len(ids) || len(args) < size; {
		if len(args) == size {
			size *= 2
		}
		args = append(args, ids[min(len(args), len(ids)-1)])
		marks = append(marks, "$"+strconv.Itoa(len(args)))
	}
	query := `SELECT body FROM case_header WHERE id IN (` + strings.Join(marks, ", ") + `) ORDER BY id`
	err = each(ctx, s.engine.Read(), func(scan func(...any) error) error {
		var body []byte
		if err := scan(&body); err != nil {
			return err
		}
		c, err := readHeader(body)
		cases = append(cases, c)
		return err
	}, query, args...)
	return cases, err
}
