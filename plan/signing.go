package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// content is exactly what a signature binds: everything on the order sheet and
// every open stop, caution and gap beside it. The day of viewing, the age of the
// day and the calendar are not in it, so that two people can sign the same plan
// on two days.
type content struct {
	Case, Knowledge string
	Child           [4]string
	DayZero         day.Date
	DosingWeight    Figure
	Surface         Figure
	Chosen          string
	Options         []Option
	Matrix          Matrix
	Ledger          []plannedLine
	Stops           []Note
	Cautions, Gaps  []Note
	Donors          []donorLine
	Derivations     map[string]evidence.Derivation
}

type plannedLine struct {
	Agent            string
	Planned, Ceiling Figure
}

type donorLine struct {
	ID, State, FamilyVariant, Descent string
	Chosen, Backup                    bool
	Count, Of                         int
}

// readSigning computes the hash of what is shown and of the inputs it rests on,
// and compares both with the signatures in the record.
func (m *maker) readSigning() error {
	s := &m.plan.Signing
	hash, err := m.plan.contentHash()
	if err != nil {
		return err
	}
	inputs, entries, err := m.inputsHash()
	if err != nil {
		return err
	}
	s.Hash, s.Inputs = hash, inputs
	s.Blocked = m.blocking()
	if m.chosen == nil {
		s.Blocked = append(s.Blocked, text("no regimen chosen", "尚未选定方案"))
	}
	if m.plan.Child.DayZero.Known() && !m.plan.Child.DayZeroPlanned {
		s.Blocked = append(s.Blocked, text("the graft has been infused: there is no plan left to sign", "移植物已回输：无计划可签"))
	}
	s.Possible = len(s.Blocked) == 0
	for _, it := range chart.All[*chart.Signature](m.v) {
		if !ofPlan(it.Data) {
			continue
		}
		current := it.Data.Inputs == inputs
		s.Signed = append(s.Signed, Signed{Entry: it.ID, Name: it.Data.Name, Role: it.Data.Role, Account: it.Data.Account,
			Meaning: it.Data.Meaning, At: it.Recorded.Time().In(m.v.Location).Format("2006-01-02 15:04"), Hash: it.Data.Hash, Current: current})
		if !current {
			s.Outdated = true
			s.Changed = m.changedSince(entries, it.Entry)
		}
	}
	if m.weightLeftBand() && len(s.Signed) > 0 {
		s.Outdated = true
		s.Changed = append(s.Changed, text("daily weight outside the band", "每日体重超出约定范围"))
	}
	s.Complete = twoSigned(s.Signed) && !s.Outdated
	return nil
}

// ofPlan reports a signature on a plan; one without a hash binds none.
func ofPlan(s *chart.Signature) bool { return s.Of == "plan" && s.Hash != "" }

// weightLeftBand reports the one way in which a daily weight outdates a plan.
func (m *maker) weightLeftBand() bool {
	for _, n := range m.plan.Gaps {
		if n.ID == "weight-outside-band" {
			return true
		}
	}
	return false
}

// twoSigned reports whether a physician and a pharmacist, two different people,
// signed the same hash and both signatures still stand.
func twoSigned(signed []Signed) bool {
	type pair struct{ hash, name string }
	var physicians, pharmacists []pair
	for _, s := range signed {
		if !s.Current {
			continue
		}
		switch s.Role {
		case "physician":
			physicians = append(physicians, pair{s.Hash, s.Name})
		case "pharmacist":
			pharmacists = append(pharmacists, pair{s.Hash, s.Name})
		}
	}
	for _, a := range physicians {
		for _, b := range pharmacists {
			if a.hash == b.hash && a.name != b.name {
				return true
			}
		}
	}
	return false
}

// planSigned reports, before the plan is made, whether a physician and a
// pharmacist have signed one plan on the inputs as they are; it decides whether
// the weight before the plan or the band around the dosing weight applies.
func (m *maker) planSigned() (bool, error) {
	inputs, _, err := m.inputsHash()
	if err != nil {
		return false, err
	}
	var signed []Signed
	for _, it := range chart.All[*chart.Signature](m.v) {
		if ofPlan(it.Data) {
			signed = append(signed, Signed{Name: it.Data.Name, Role: it.Data.Role, Hash: it.Data.Hash, Current: it.Data.Inputs == inputs})
		}
	}
	return twoSigned(signed), nil
}

// contentHash is the SHA-256, in hex, of exactly what a signature binds.
func (p Plan) contentHash() (string, error) {
	c := content{Case: p.Case, Knowledge: p.KnowledgeVersion, DayZero: p.Child.DayZero, DosingWeight: p.Child.DosingWeight,
		Child:   [4]string{p.Child.ID, p.Child.Label.EN, p.Child.Identifier, p.Child.Birth.String()},
		Surface: p.Child.Surface, Chosen: p.Chosen, Options: withoutGiven(p.Options), Matrix: matrixWithoutGiven(p.Matrix),
		Stops: p.Stops, Cautions: p.Cautions, Gaps: p.Gaps, Derivations: map[string]evidence.Derivation{}}
	for _, r := range p.Ledger {
		c.Ledger = append(c.Ledger, plannedLine{r.Agent, r.Planned, r.Ceiling})
	}
	for _, d := range p.Donors {
		c.Donors = append(c.Donors, donorLine{d.ID, d.State, d.FamilyVariant, d.Descent, d.Chosen, d.Backup, d.Match.Count, d.Match.Of})
	}
	for _, o := range p.Options {
		if o.Chosen {
			for _, d := range o.Drugs {
				for _, a := range d.Administrations {
					c.Derivations[a.Derivation] = p.Derivations[a.Derivation]
				}
			}
		}
	}
	return sum(c)
}

func sum(v any) (string, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("hash: %w", err)
	}
	h := sha256.Sum256(body)
	return hex.EncodeToString(h[:]), nil
}

func withoutGiven(options []Option) []Option {
	out := make([]Option, len(options))
	for i, o := range options {
		drugs := make([]OptionDrug, len(o.Drugs))
		for j, d := range o.Drugs {
			as := make([]Administration, len(d.Administrations))
			for k, a := range d.Administrations {
				a.Given = Figure{}
				as[k] = a
			}
			d.Administrations = as
			drugs[j] = d
		}
		o.Drugs = drugs
		out[i] = o
	}
	return out
}

func matrixWithoutGiven(x Matrix) Matrix {
	rows := make([]MatrixRow, 0, len(x.Rows))
	for _, r := range x.Rows {
		if r.Key == "graft" {
			continue // the collected dose is known only after the plan was signed
		}
		cells := make([]MatrixCell, len(r.Cells))
		for i, c := range r.Cells {
			c.Given = ""
			cells[i] = c
		}
		r.Cells = cells
		rows = append(rows, r)
	}
	x.Rows = rows
	return x
}

// input is one entry that a plan rests on.
type input struct {
	entry chart.Entry
	ID    string
	Body  json.RawMessage
}

// inputsHash is the SHA-256 over every entry the plan rests on, up to Day 0, and
// the knowledge version. A daily weight is not among them: the signed dosing
// weight stands inside its band (practice.md, correction 3).
func (m *maker) inputsHash() (string, []input, error) {
	var inputs []input
	for _, e := range m.v.Case.Entries {
		if !restsOn(e.Payload) {
			continue
		}
		if zero := m.plan.Child.DayZero; zero.Known() && m.v.DateOf(e).After(zero) {
			continue
		}
		body, err := json.Marshal(e)
		if err != nil {
			return "", nil, fmt.Errorf("inputs: %w", err)
		}
		inputs = append(inputs, input{entry: e, ID: e.ID, Body: body})
	}
	hash, err := sum([]any{m.plan.KnowledgeVersion, inputs})
	return hash, inputs, err
}

// restsOn names the kinds of entry whose change outdates a signed plan.
func restsOn(p chart.Payload) bool {
	switch d := p.(type) {
	case *chart.Person, *chart.FamilyMember, *chart.Diagnosis, *chart.Finding, *chart.Variant, *chart.HLATyping,
		*chart.DonorAntibody, *chart.DonorWorkUp, *chart.CentreProtocol, *chart.Irradiation, *chart.BloodGroup, *chart.Allergy, *chart.Infection:
		return true
	case *chart.Measurement:
		switch d.What {
		case "length", "height", "creatinine", "cystatin-c", "gfr":
			return true
		}
	case *chart.MedicationOrder:
		return d.Category == "conditioning" || d.Category == "serotherapy" || genotoxic(agentOf(d.Drug))
	case *chart.Decision:
		switch d.What {
		case "overrule", "answer-caution", "other", "bcg-plan", "indication":
			return false
		}
		return true
	case *chart.Signature:
		return d.Of == "donor-variant"
	}
	return false
}

// changedSince names the inputs recorded or withdrawn after a signature.
func (m *maker) changedSince(inputs []input, signature chart.Entry) []evidence.Text {
	var changed []evidence.Text
	signedAt := signature.Recorded.Time()
	for _, in := range inputs {
		if in.entry.Recorded.Time().After(signedAt) {
			kind := entryName(in.entry.Payload)
			changed = append(changed, text(kind.EN+" ("+in.ID+")", kind.In("zh")+"（"+in.ID+"）"))
		}
	}
	for _, w := range chart.All[*chart.Withdrawal](m.v) {
		if !w.Recorded.Time().After(signedAt) {
			continue
		}
		for _, old := range m.v.Corrected(w.ID) {
			if restsOn(old.Payload) {
				kind := entryName(old.Payload)
				changed = append(changed, text("withdrawn: "+kind.EN+" ("+old.ID+")", "已撤回："+kind.In("zh")+"（"+old.ID+"）"))
			}
		}
	}
	if len(changed) == 0 {
		changed = append(changed, text("an input or the knowledge version", "某项依据或知识库版本"))
	}
	return changed
}
