package ward

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
)

// Flowsheet is a window of days with a row for each kind of value, in the order
// of the systems.
type Flowsheet struct {
	Days   []day.Transplant
	Dates  []day.Date
	Groups []FlowGroup
}

// FlowGroup is the rows of one system.
type FlowGroup struct {
	System System
	Rows   []FlowRow
}

// FlowRow is one kind of value in one unit, specimen and method; what differs in
// one of them has a row of its own.
type FlowRow struct {
	What   string // name of the measurement, drug, organism or product
	Kind   chart.Kind
	Unit   string
	Detail string // lineage, specimen and method, as recorded
	Cells  [][]FlowCell
}

// FlowCell is one value of one day.
type FlowCell struct {
	Text      string // as recorded, with its comparator
	Entry     string
	Source    string
	Synthetic bool
	Censored  bool
	Corrected bool // stands in place of an earlier value
	Withdrawn bool
	Span      bool // a medicine that runs on this day
}

// MakeFlowsheet lays out the entries of the days from..to. Without a Day 0 it is
// empty: there is no day to put a value under.
func MakeFlowsheet(v chart.View, from, to day.Transplant) Flowsheet {
	return makeFlowsheet(newIndex(v), from, to)
}

func makeFlowsheet(x *index, from, to day.Transplant) Flowsheet {
	var f Flowsheet
	if !x.zero.Known() || to < from || to-from > 400 {
		return f
	}
	for d := from; d <= to; d++ {
		f.Days, f.Dates = append(f.Days, d), append(f.Dates, d.On(x.zero))
	}
	s := &flow{index: x, from: from, to: to, rows: map[System]map[rowKey]*FlowRow{}}
	s.measurements()
	s.infections()
	s.transfusions()
	s.grades()
	s.medicinesOfWindow()
	s.withdrawals()
	for _, system := range Systems() {
		if rows := s.sorted(system); len(rows) > 0 {
			f.Groups = append(f.Groups, FlowGroup{system, rows})
		}
	}
	return f
}

type rowKey struct {
	kind               chart.Kind
	what, unit, detail string
}

type flow struct {
	*index
	from, to day.Transplant
	rows     map[System]map[rowKey]*FlowRow
}

// put adds a cell; days outside the window are passed over.
func (s *flow) put(system System, key rowKey, on day.Transplant, cell FlowCell) {
	if on < s.from || on > s.to {
		return
	}
	rows := s.rows[system]
	if rows == nil {
		rows = map[rowKey]*FlowRow{}
		s.rows[system] = rows
	}
	row := rows[key]
	if row == nil {
		row = &FlowRow{What: key.what, Kind: key.kind, Unit: key.unit, Detail: key.detail, Cells: make([][]FlowCell, s.to-s.from+1)}
		rows[key] = row
	}
	at := on - s.from
	row.Cells[at] = append(row.Cells[at], cell)
}

func (s *flow) cell(e *chart.Entry, text string, censored bool) FlowCell {
	return FlowCell{Text: text, Entry: e.ID, Source: e.Source, Synthetic: e.Synthetic, Censored: censored, Corrected: len(s.view.Corrected(e.ID)) > 0}
}

func (s *flow) measurements() {
	for what, list := range s.measured {
		for _, o := range since(list, s.from) {
			key := rowKey{"measurement", what, o.Value.Unit(), strings.Join(filledOf(o.Lineage, o.Specimen, methodShown(o)), ", ")}
			s.put(systemFor(what), key, o.Day, s.cell(o.Entry, o.Value.Comparator()+o.Value.Text(), o.Value.Censored()))
		}
	}
}

// methodShown is the method where it parts rows: that of chimerism. A manual and
// an automated count of the same day stand in the same row.
func methodShown(o Observation) string {
	if o.What == "chimerism" {
		return o.Method
	}
	return ""
}

func filledOf(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

func (s *flow) infections() {
	for _, it := range of[*chart.Infection](s.index) {
		text := it.Data.Load.String()
		unit := it.Data.Load.Unit()
		if !it.Data.Load.Known() {
			text, unit = it.Data.Status, ""
		} else {
			text = strings.TrimSpace(strings.TrimSuffix(text, unit))
		}
		key := rowKey{"infection", it.Data.Organism, unit, specimenOf(it.Data)}
		s.put(Infection, key, s.dayOf(&it.Entry), s.cell(&it.Entry, text, false))
	}
}

func (s *flow) transfusions() {
	for _, it := range of[*chart.Transfusion](s.index) {
		text := "●"
		if it.Data.Volume.Known() {
			text = it.Data.Volume.String()
		}
		s.put(Blood, rowKey{kind: "transfusion", what: it.Data.Product}, s.dayOf(&it.Entry), s.cell(&it.Entry, text, false))
	}
}

// grades shows the result of each scored form on its day.
func (s *flow) grades() {
	for _, it := range of[*chart.Score](s.index) {
		system := Other
		what := it.Data.System
		if strings.EqualFold(what, "MAGIC") {
			what = AcuteGVHDForm
		}
		if f, ok := FormOf(what); ok {
			system = f.Area
		}
		n := s.dayOf(&it.Entry)
		if n < s.from || n > s.to {
			continue
		}
		text := it.Data.Result
		if scored, ok := readScore(it); ok && len(scored.Results) > 0 {
			text = shortResult(scored)
		}
		s.put(system, rowKey{kind: "score", what: what}, n, s.cell(&it.Entry, text, false))
	}
}

// shortResult is what fits a cell: the grade of acute GVHD, or the answer of the
// first endpoint.
func shortResult(s Scored) string {
	if g := gradesOf(s); len(g.Grades) > 0 {
		grade := g.Grades[0]
		if grade.AtLeast() {
			return "≥ " + grade.Low
		}
		return grade.Low
	}
	return s.Results[0].Grounds().Derivation.Value
}

// medicinesOfWindow draws each medicine over the days on which it runs, up to
// today.
func (s *flow) medicinesOfWindow() {
	for _, m := range s.medicines() {
		for d := s.from; d <= min(s.to, s.today); d++ {
			date := d.On(s.zero)
			if !m.Running(date) {
				continue
			}
			cell := FlowCell{Span: true, Entry: m.Entries[0]}
			for _, o := range m.Orders {
				if o.From == date {
					cell.Text, cell.Entry = o.Dose, o.Entry
				}
			}
			if m.Stopped && m.To == date {
				cell.Text = "■"
			}
			s.put(Drugs, rowKey{kind: "medication-order", what: m.Drug, detail: m.Category}, d, cell)
		}
	}
}

// sorted gives the rows of a system: measurements in the order of the table of
// the ward, then by name.
func (s *flow) sorted(system System) []FlowRow {
	var out []FlowRow
	for _, row := range s.rows[system] {
		out = append(out, *row)
	}
	slices.SortFunc(out, func(a, b FlowRow) int {
		return cmp.Or(cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(rowOrder[a.What], rowOrder[b.What]), strings.Compare(a.What, b.What),
			strings.Compare(a.Detail, b.Detail), strings.Compare(a.Unit, b.Unit))
	})
	return out
}

func rank(k chart.Kind) int {
	return slices.Index([]chart.Kind{"measurement", "score", "infection", "transfusion", "medication-order"}, k)
}

// rowOrder is the usual order of the ward; what is not listed comes first by
// name among its kind and is found there.
var rowOrder = map[string]int{"temperature": 1, "heart-rate": 2, "systolic-pressure": 3, "diastolic-pressure": 4, "oxygen-saturation": 5, "respiratory-rate": 6,
	"body-weight": 1, "fluid-in": 2, "fluid-out": 3, "fluid-balance": 4, "urine-output": 5, "stool-volume": 6,
	"white-cells": 1, "neutrophils": 2, "haemoglobin": 3, "platelets": 4, "lymphocytes": 5, "bilirubin": 1, "alt": 2, "ast": 3, "creatinine": 1, "urea": 2, "magnesium": 3}

// Filled folds the days on which nothing but running medicines is recorded and
// keeps at most so many of the newest others.
func (f Flowsheet) Filled(most int) Flowsheet {
	var keep []int
	for i := len(f.Days) - 1; i >= 0 && len(keep) < most; i-- {
		if f.anyOn(i) {
			keep = append(keep, i)
		}
	}
	slices.Reverse(keep)
	out := Flowsheet{}
	for _, i := range keep {
		out.Days, out.Dates = append(out.Days, f.Days[i]), append(out.Dates, f.Dates[i])
	}
	for _, g := range f.Groups {
		group := FlowGroup{System: g.System}
		for _, r := range g.Rows {
			row, any := r, false
			row.Cells = make([][]FlowCell, 0, len(keep))
			for _, i := range keep {
				row.Cells = append(row.Cells, r.Cells[i])
				any = any || len(r.Cells[i]) > 0
			}
			if any {
				group.Rows = append(group.Rows, row)
			}
		}
		if len(group.Rows) > 0 {
			out.Groups = append(out.Groups, group)
		}
	}
	return out
}

// anyOn reports whether a value other than a running medicine stands on a day.
func (f Flowsheet) anyOn(i int) bool {
	for _, g := range f.Groups {
		for _, r := range g.Rows {
			for _, c := range r.Cells[i] {
				if !c.Span {
					return true
				}
			}
		}
	}
	return false
}

// withdrawals show that a result was taken back, in the row where it stood.
func (s *flow) withdrawals() {
	for _, it := range of[*chart.Withdrawal](s.index) {
		for _, old := range s.view.Corrected(it.ID) {
			m, ok := old.Payload.(*chart.Measurement)
			if !ok {
				continue
			}
			o := Observation{Measurement: m}
			key := rowKey{"measurement", m.What, m.Value.Unit(), strings.Join(filledOf(m.Lineage, m.Specimen, methodShown(o)), ", ")}
			s.put(systemFor(m.What), key, s.dayOf(&it.Entry), FlowCell{Text: "✕", Entry: it.ID, Source: it.Source, Synthetic: it.Synthetic, Withdrawn: true, Corrected: true})
			break
		}
	}
}
