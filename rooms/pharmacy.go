package rooms

import (
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/ward"
)

// Pharmacy is the pharmacist's worksheet of one day.
type Pharmacy struct {
	Medicines    []Medicine
	Interactions []Interaction
	Doses        []PreparedDose
	Panels       []Panel // reconciliation, release, rows of the plan, levels
	Uncommitted  bool    // the chosen option is not commissioned: nothing is prepared from it
}

// Medicine is an order that runs on the day.
type Medicine struct {
	Drug, Category, Dose, Route, From, To, Entry string
}

// Interaction is a pair of medicines with what was read of it.
type Interaction struct {
	First, Second string
	Fact          knowledge.Fact
}

// PreparedDose is one planned dose with its preparation, release and
// administration. Planned is empty where no dose may be shown.
type PreparedDose struct {
	Drug               evidence.Text
	Day                day.Transplant
	Date               day.Date
	Planned            plan.Figure
	Prepared, Handling Line // dose made; diluent, volume, lot, extravasation
	Release, Given     Line
	Today              bool
	Differs            bool // what was made or given is not what was planned
}

// PharmacyRoom fills the worksheet as of the day of the plan.
func PharmacyRoom(p plan.Plan, v chart.View, base *knowledge.Base) Pharmacy {
	r := newReader(p, v, base)
	room := Pharmacy{Medicines: r.running()}
	chosen, ok := r.chosenOption()
	if ok {
		room.Uncommitted = !chosen.Commissioned
		if chosen.Commissioned {
			room.Doses = r.preparedDoses(chosen)
		}
	}
	room.Interactions = r.interactions(room.Medicines, chosen)
	room.Panels = []Panel{r.reconciliation(), r.release(), r.orderRows(chosen, ok), r.fluid(room.Doses), r.levels()}
	return room
}

func (r reader) chosenOption() (plan.Option, bool) {
	for _, o := range r.plan.Options {
		if o.Chosen {
			return o, true
		}
	}
	return plan.Option{}, false
}

// running lists the medicines that run today, each as its latest order has it.
func (r reader) running() []Medicine {
	var out []Medicine
	for _, m := range ward.Medicines(r.view) {
		if !m.Running(r.plan.AsOf) || len(m.Orders) == 0 {
			continue
		}
		last := m.Orders[len(m.Orders)-1]
		out = append(out, Medicine{Drug: m.Drug, Category: m.Category, Dose: last.Dose, Route: last.Route, Entry: last.Entry, From: m.From.String(), To: last.To.String()})
	}
	return out
}

// azoles are looked at beside cyclophosphamide and busulfan, as every centre is
// expected to (practice.md, unsure: shown, not judged).
var azoles = []string{"fluconazole", "itraconazole", "voriconazole", "posaconazole", "isavuconazole", "ketoconazole"}

// calcineurins are the drugs whose last level stands on the worksheet.
var calcineurins = []string{"ciclosporin", "tacrolimus"}

// interactions screens what runs, and before Day 0 what is planned, pair by pair.
func (r reader) interactions(running []Medicine, chosen plan.Option) []Interaction {
	var drugs []string
	for _, m := range running {
		drugs = append(drugs, m.Drug)
	}
	if !r.isInfused() {
		for _, d := range chosen.Drugs {
			if !slices.Contains(drugs, d.Drug) {
				drugs = append(drugs, d.Drug)
			}
		}
	}
	var out []Interaction
	for _, i := range ward.Interactions(r.view) {
		out = append(out, Interaction{i.First, i.Second, knowledge.Fact{Text: i.Text, Status: i.Status, Sources: i.Sources}})
	}
	for i, a := range drugs {
		for _, b := range drugs[i+1:] {
			out = append(out, r.pair(a, b)...)
		}
	}
	return out
}

func (r reader) pair(a, b string) []Interaction {
	var out []Interaction
	for _, ends := range [][2]string{{a, b}, {b, a}} {
		if r.base == nil {
			break
		}
		if drug, ok := r.base.Drug(ends[0]); ok {
			for _, f := range drug.Interactions {
				if strings.HasSuffix(f.ID, "."+ends[1]) || strings.Contains(f.Text.EN, ends[1]) {
					out = append(out, Interaction{ends[0], ends[1], f})
				}
			}
		}
		if f := r.fact("practice.order.azole"); f != nil && slices.Contains(azoles, ends[0]) && (ends[1] == "cyclophosphamide" || ends[1] == "busulfan") {
			out = append(out, Interaction{ends[0], ends[1], *f})
		}
	}
	return out
}

// preparedDoses joins each planned administration with what was made and given.
func (r reader) preparedDoses(o plan.Option) []PreparedDose {
	var out []PreparedDose
	for _, drug := range o.Drugs {
		for _, a := range drug.Administrations {
			d := PreparedDose{Drug: drug.Name, Day: a.Day, Date: a.Date, Planned: a.Dose, Today: a.Date.Equal(r.plan.AsOf)}
			r.prepared(&d, drug.Drug)
			r.given(&d, drug.Drug)
			d.Release = r.releaseOf(a.Date)
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b PreparedDose) int { return a.Date.Compare(b.Date) })
	return out
}

func (r reader) prepared(d *PreparedDose, drug string) {
	record := &Record{Kind: "preparation", Fields: map[string]string{"drug": drug, "for": d.Date.String()}}
	d.Prepared, d.Handling = gap("prepared", evidence.Text{}, record), gap("handling", evidence.Text{}, nil)
	for _, it := range about[*chart.Preparation](r, r.child.ID) {
		if it.Data.Drug != drug || !it.Data.For.Equal(d.Date) {
			continue
		}
		p := it.Data
		d.Prepared = Line{Value: joined(p.Dose.String(), p.PreparedBy, p.CheckedBy), State: Done, Entries: []string{it.ID}}
		if p.CheckedBy == "" || p.CheckedBy == p.PreparedBy {
			d.Prepared.State = Gap
			d.Prepared.Value = text(d.Prepared.Value.EN+" · second check missing", d.Prepared.Value.ZH+" · 缺第二人核对")
		}
		d.Handling = told("handling", evidence.Text{}, joined(p.Diluent, p.Volume.String(), p.Lot, p.Extravasation), it.ID, nil)
		d.Differs = d.Differs || differs(d.Planned, p.Dose.Milligrams())
	}
}

func (r reader) given(d *PreparedDose, drug string) {
	d.Given = gap("given", evidence.Text{}, &Record{Kind: "medication-administration", Fields: map[string]string{"drug": drug, "category": "conditioning"}})
	if r.plan.AsOf.Before(d.Date) {
		d.Given = Line{Value: text("ahead", "未到")}
	}
	for _, it := range about[*chart.MedicationAdministration](r, r.child.ID) {
		if it.Data.Drug != drug || !r.view.DateOf(it.Entry).Equal(d.Date) {
			continue
		}
		d.Given = Line{Value: joined(it.Data.Dose.String(), it.Data.GivenBy, it.Data.CheckedBy), State: Done, Entries: []string{it.ID}}
		if it.Data.CheckedBy == "" || it.Data.CheckedBy == it.Data.GivenBy {
			d.Given.State = Gap
			d.Given.Value = text(d.Given.Value.EN+" · second check missing", d.Given.Value.ZH+" · 缺第二人核对")
		}
		d.Differs = d.Differs || differs(d.Planned, it.Data.Dose.Milligrams())
	}
}

// differs compares a recorded amount in mg with the planned one.
func differs(planned plan.Figure, milligrams float64) bool {
	const rounding = 1e-9 // both are decimal numbers held as floats
	return planned.Known && (milligrams-planned.Value > rounding || planned.Value-milligrams > rounding)
}
