package record

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

const (
	allChains = `SELECT name FROM chain UNION SELECT chain FROM event UNION SELECT id FROM case_header UNION SELECT patient FROM entry`
	chainRow  = `SELECT sequence, hash, sealed FROM chain WHERE name = $1`
)

// Check verifies the files of the engine, every chain, every entry and header
// against the digest of the event that wrote it, every account against its last
// event, and every daily root. It looks at one moment of the database.
func (s *Store) Check(ctx context.Context) ([]app.Finding, error) {
	var findings []app.Finding
	err := s.engine.Snapshot(ctx, func(ctx context.Context, tx Tx) error {
		found, err := s.checkAll(ctx, tx)
		findings = found
		return err
	})
	if err == nil {
		return findings, nil
	}
	if sentence, damaged := s.engine.Explain(err); damaged {
		return append(findings, app.Finding{Where: "database", Sentence: sentence + "; the check ended here"}), nil
	}
	return nil, s.shape(err)
}

func (s *Store) checkAll(ctx context.Context, tx Tx) ([]app.Finding, error) {
	findings, err := s.engine.Inspect(ctx, tx)
	if err != nil {
		return findings, err
	}
	records, err := checkRecords(ctx, tx)
	return append(findings, records...), err
}

// checkRecords verifies what the rows say, whatever the engine.
func checkRecords(ctx context.Context, tx Tx) ([]app.Finding, error) {
	k := &checker{roots: map[string][]sealedHead{}, rows: map[string]claimed{}, consults: map[string]claimed{}, evidence: map[string]claimed{}}
	if err := k.checkRoots(ctx, tx); err != nil {
		return k.findings, err
	}
	chains, err := texts(ctx, tx, allChains)
	if err != nil {
		return k.findings, err
	}
	for chain := range k.roots {
		chains = append(chains, chain)
	}
	sort.Strings(chains)
	for _, chain := range slices.Compact(chains) {
		if err := k.checkChain(ctx, tx, chain); err != nil {
			return k.findings, err
		}
	}
	if err := k.checkRows(ctx, tx, "account", audit.AccountReference, allAccounts); err != nil {
		return k.findings, err
	}
	if err := k.checkRows(ctx, tx, "commissioning", audit.CommissioningReference, allCommissionings); err != nil {
		return k.findings, err
	}
	if err := k.checkRows(ctx, tx, "centre limit", audit.LimitReference, allLimits); err != nil {
		return k.findings, err
	}
	if err := k.checkFeed(ctx, tx); err != nil {
		return k.findings, err
	}
	if err := k.checkConsults(ctx, tx); err != nil {
		return k.findings, err
	}
	return k.findings, k.checkEvidence(ctx, tx)
}

// checker gathers findings on its way through the rows.
type checker struct {
	findings []app.Finding
	roots    map[string][]sealedHead // by chain, oldest first
	rows     map[string]claimed      // accounts, commissionings and limits, by reference: the last event that wrote it
	consults map[string]claimed
	evidence map[string]claimed
}

// sealedHead is an end of a chain that a daily root covers.
type sealedHead struct {
	audit.Head
	day string
}

// claimed is what an event says it wrote.
type claimed struct {
	sequence int64
	digest   string
}

func (k *checker) find(where, format string, args ...any) {
	k.findings = append(k.findings, app.Finding{Where: where, Sentence: fmt.Sprintf(format, args...)})
}

func (k *checker) checkRoots(ctx context.Context, tx Tx) error {
	roots, err := rootsOf(ctx, tx, allRoots)
	previous := root{}
	for _, r := range roots {
		where := fmt.Sprintf("daily root %d of %s", r.Number, r.Day)
		switch {
		case r.Number != previous.Number+1:
			k.find(where, "it stands where root %d belongs: a daily root is missing", previous.Number+1)
		case r.Previous != previous.Root:
			k.find(where, "it does not follow from the root before it")
		case r.Root != r.sum():
			k.find(where, "it was changed after it was sealed")
		}
		for _, h := range r.Heads {
			k.roots[h.Chain] = append(k.roots[h.Chain], sealedHead{h, r.Day})
		}
		previous = r
	}
	return err
}

// holding is what the rows of one case hold, by the references events use.
type holding struct {
	bodies map[string][]byte
	wrote  map[string]int64 // sequence of the event that claims it
}

func (k *checker) checkChain(ctx context.Context, tx Tx, chain string) error {
	held, err := k.holdingOf(ctx, tx, chain)
	if err != nil {
		return err
	}
	var walk audit.Walk
	sealed := k.roots[chain]
	after := beforeFirst
	for {
		events, err := eventsOf(ctx, tx, selectWalk, chain, after)
		if err != nil {
			return err
		}
		for _, e := range events {
			where := fmt.Sprintf("chain %s, event %d", chain, e.Sequence)
			if b := walk.Next(e); b != nil {
				k.find(where, "%s", b.Sentence)
			}
			for len(sealed) > 0 && sealed[0].Sequence <= e.Sequence {
				if sealed[0].Sequence < e.Sequence || sealed[0].Hash != e.Hash {
					k.find(where, "it is not the event that the daily root of %s covers", sealed[0].day)
				}
				sealed = sealed[1:]
			}
			k.checkClaims(where, e, held)
			after = e.Sequence
		}
		if len(events) == 0 {
			break
		}
	}
	for _, h := range sealed {
		k.find("chain "+chain, "it ends at event %d, but the daily root of %s covers event %d", walk.Sequence, h.day, h.Sequence)
	}
	k.checkUnclaimed(held)
	return k.checkHead(ctx, tx, chain, walk)
}

// holdingOf reads header and entries of a case and compares the columns with
// the stored bodies.
func (k *checker) holdingOf(ctx context.Context, tx Tx, patient string) (holding, error) {
	held := holding{map[string][]byte{}, map[string]int64{}}
	var body []byte
	found, err := one(ctx, tx, []any{&body}, selectHeader, patient)
	if err != nil {
		return held, err
	}
	if found {
		held.bodies[audit.CaseReference(patient)] = body
		if c, err := readHeader(body); err != nil || c.ID != patient {
			k.find("case "+patient, "the stored header cannot be read as the header of this case")
		}
	}
	lines, err := caseLines(ctx, tx, patient)
	for _, l := range lines {
		held.bodies[l.id] = l.body
		e, broken := l.entry(nil)
		switch {
		case broken != nil:
			k.find("entry "+l.id, "it cannot be read")
		case e.ID != l.id || e.Patient != patient || e.Supersedes != l.supersedes:
			k.find("entry "+l.id, "its row and its content name different ids")
		case !found:
			k.find("entry "+l.id, "it belongs to case %s, which does not exist", patient)
		}
	}
	return held, err
}

// checkClaims compares what an event says it wrote with what is there.
func (k *checker) checkClaims(where string, e audit.Event, held holding) {
	var bodies [][]byte
	complete := true
	for _, ref := range e.Entries {
		if strings.HasPrefix(ref, audit.AccountReference("")) || strings.HasPrefix(ref, audit.CommissioningReference("")) || strings.HasPrefix(ref, audit.LimitReference("")) {
			k.rows[ref] = claimed{e.Sequence, e.Digest}
			complete = false
			continue
		}
		if strings.HasPrefix(ref, audit.ConsultReference("")) {
			k.consults[ref] = claimed{e.Sequence, e.Digest}
			complete = false
			continue
		}
		if strings.HasPrefix(ref, audit.EvidenceReference("")) {
			k.evidence[ref] = claimed{e.Sequence, e.Digest}
			complete = false
			continue
		}
		body, there := held.bodies[ref]
		if !there {
			k.find(where, "%s, which this event wrote, is missing", described(ref))
			complete = false
			continue
		}
		if by, twice := held.wrote[ref]; twice {
			k.find(where, "%s is claimed by event %d already", described(ref), by)
		}
		held.wrote[ref] = e.Sequence
		bodies = append(bodies, body)
	}
	if !complete || len(e.Entries) == 0 || audit.DigestOf(bodies...) == e.Digest {
		return
	}
	names := make([]string, len(e.Entries))
	for i, ref := range e.Entries {
		names[i] = described(ref)
	}
	k.find(where, "what it wrote was changed afterwards: %s", someOf(names))
}

// described names a reference in words.
func described(ref string) string {
	if id, isCase := strings.CutPrefix(ref, audit.CaseReference("")); isCase {
		return "the header of case " + id
	}
	return "entry " + ref
}

// someOf lists at most eight names.
func someOf(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	if len(names) > 8 {
		names = append(names[:8:8], fmt.Sprintf("%d more", len(names)-8))
	}
	return "one or more of " + strings.Join(names, ", ")
}

func (k *checker) checkUnclaimed(held holding) {
	var orphans []string
	for ref := range held.bodies {
		if _, known := held.wrote[ref]; !known {
			orphans = append(orphans, ref)
		}
	}
	sort.Strings(orphans)
	for _, ref := range orphans {
		k.find(described(ref), "it is in the record, but no event wrote it")
	}
}

// checkHead compares the kept end of a chain with its last event.
func (k *checker) checkHead(ctx context.Context, tx Tx, chain string, walk audit.Walk) error {
	var sequence, sealed, covered int64
	var hash string
	found, err := one(ctx, tx, []any{&sequence, &hash, &sealed}, chainRow, chain)
	if err != nil {
		return err
	}
	if heads := k.roots[chain]; len(heads) > 0 {
		covered = heads[len(heads)-1].Sequence
	}
	switch {
	case !found:
		k.find("chain "+chain, "its end is not kept any more")
	case sequence != walk.Sequence || hash != walk.Hash:
		k.find("chain "+chain, "its last event is %d, but its kept end is event %d: events are missing or were added", walk.Sequence, sequence)
	case sealed != covered:
		k.find("chain "+chain, "it is marked as sealed up to event %d, but the daily roots cover event %d", sealed, covered)
	}
	return nil
}

// checkRows compares each row of the installation with the last event that wrote
// it; the query gives name and body.
func (k *checker) checkRows(ctx context.Context, tx Tx, what string, reference func(string) string, query string) error {
	err := each(ctx, tx, func(scan func(...any) error) error {
		var name string
		var body []byte
		if err := scan(&name, &body); err != nil {
			return err
		}
		last, known := k.rows[reference(name)]
		delete(k.rows, reference(name))
		switch {
		case !known:
			k.find(what+" "+name, "it is there, but no event wrote it")
		case last.digest != audit.DigestOf(body):
			k.find(what+" "+name, "it differs from what event %d of the installation wrote", last.sequence)
		}
		return nil
	}, query)
	var lost []string
	for ref := range k.rows {
		if strings.HasPrefix(ref, reference("")) {
			lost = append(lost, ref)
		}
	}
	sort.Strings(lost)
	for _, ref := range lost {
		k.find(what+" "+strings.TrimPrefix(ref, reference("")), "it is missing, but event %d of the installation wrote it", k.rows[ref].sequence)
	}
	return err
}

// errUnsound is a record in which the check found something; it wraps
// app.ErrUnsound.
func errUnsound(findings []app.Finding) error {
	return fmt.Errorf("%w: %s: %s", app.ErrUnsound, findings[0].Where, findings[0].Sentence)
}

var _ app.Store = (*Store)(nil)
