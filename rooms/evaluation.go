package rooms

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// Evaluation is the work-up before transplant: the checklist with its gate, the
// radiation ledger, and the risk scores as far as they were read.
type Evaluation struct {
	Gate      plan.Gate // opens Day 0, not the signature, which has a gate of its own
	JudgedOn  day.Date  // today, or Day 0 once the graft was infused
	Items     []Item
	Radiation []Exposure
	Scores    Panel
	Facts     []knowledge.Section // statements of the checklist that are no task
}

// Item is one row of the checklist.
type Item struct {
	knowledge.ChecklistItem
	// State is done, abnormal, pending, waived, not-applicable, expired or missing.
	State      string
	Result     evidence.Text
	Date       day.Date
	ValidUntil day.Date // unknown when the entry gives no validity
	ExpiresBy  bool     // valid now, and no longer on the planned Day 0
	Owner      string
	Entries    []string
	Recorded   bool // answered from the record itself: no assessment is needed
	Record     *Record
}

// Waits reports whether Day 0 waits for the item.
func (i Item) Waits() bool {
	return i.BlocksDay0 && !slices.Contains([]string{"done", "abnormal", "waived", "not-applicable"}, i.State)
}

// Exposure is one ionising examination of the ledger, with what passed its gate.
type Exposure struct {
	plan.Exposure
	Reason, Alternative, Approver, ReviewedBy string
	Emergency                                 bool
}

// taskSections hold tasks; the other sections hold statements, except the two
// rows that ask for a record.
var taskSections = []string{"gate-zero", "work-up", "timing"}

var taskItems = []string{"checklist.bcg-record", "checklist.donor-record"}

// otherNames are names of items in earlier case files.
var otherNames = map[string]string{"bcg-work-up": "bcg-record"}

// Evaluate fills the room of the evaluation.
func Evaluate(p plan.Plan, v chart.View, base *knowledge.Base) Evaluation {
	r := newReader(p, v, base)
	e := Evaluation{JudgedOn: p.AsOf}
	if zero, ok := r.infused(); ok {
		e.JudgedOn = zero
	}
	assessed := r.assessments()
	if base != nil {
		for _, row := range base.Checklist() {
			if slices.Contains(taskSections, row.Section) || slices.Contains(taskItems, row.ID) {
				e.Items = append(e.Items, r.item(row, assessed, e.JudgedOn))
			} else {
				e.Facts = addFact(e.Facts, row)
			}
		}
	}
	e.Radiation, e.Scores = r.radiation(), r.scores(assessed)
	e.Gate = r.evaluationGate(e)
	return e
}

func addFact(sections []knowledge.Section, row knowledge.ChecklistItem) []knowledge.Section {
	fact := row.Fact
	fact.Text = row.Text
	if len(sections) == 0 || sections[len(sections)-1].Key != row.Section {
		sections = append(sections, knowledge.Section{Key: row.Section, Title: sectionTitles[row.Section]})
	}
	last := &sections[len(sections)-1]
	last.Facts = append(last.Facts, fact)
	return sections
}

var sectionTitles = map[string]evidence.Text{
	"bcg": {EN: "BCG: what was read", ZH: "卡介苗：已核对的资料"}, "donor": {EN: "Child donors: what was read", ZH: "儿童供者：已核对的资料"},
}

// assessments gives the latest assessment of each item about the child.
func (r reader) assessments() map[string]chart.Item[*chart.Assessment] {
	latest := map[string]chart.Item[*chart.Assessment]{}
	for _, a := range about[*chart.Assessment](r, r.child.ID) {
		name := a.Data.Item
		if other, ok := otherNames[name]; ok {
			name = other
		}
		latest["checklist."+name] = a
	}
	return latest
}

// item joins a row with its assessment or with what the record itself answers.
// A row that the record answers is never ticked by hand; it may be waived.
func (r reader) item(row knowledge.ChecklistItem, assessed map[string]chart.Item[*chart.Assessment], on day.Date) Item {
	name := strings.TrimPrefix(row.ID, "checklist.")
	i := Item{ChecklistItem: row, State: "missing", Record: &Record{Kind: "assessment", Fields: map[string]string{"item": name}}}
	a, found := assessed[row.ID]
	if answer, ok := answers[name]; ok {
		i.Recorded = true
		i.State, i.Result, i.Entries = answer(r)
		if found && a.Data.State == "waived" {
			i.fill(r, a, on)
		}
		return i
	}
	if found {
		i.fill(r, a, on)
	} else if name == "pregnancy-test" && r.child.Sex == "male" {
		i.State, i.Result, i.Entries = "not-applicable", text("male", "男性"), []string{r.child.ID}
	}
	return i
}

// fill reads an assessment. A waiver without its reason is no waiver.
func (i *Item) fill(r reader, a chart.Item[*chart.Assessment], on day.Date) {
	i.State, i.Result, i.Owner, i.Entries = a.Data.State, said(a.Data.Result), a.Data.Owner, []string{a.ID}
	i.Date = r.view.DateOf(a.Entry)
	if i.State == "waived" && a.Data.Result == "" {
		i.State, i.Result = "missing", text("waived without a written reason", "豁免未写明理由")
	}
	if a.Data.ValidDays <= 0 {
		return
	}
	i.ValidUntil = i.Date.AddDays(a.Data.ValidDays)
	zero, planned, ok := r.view.DayZero()
	switch {
	case i.ValidUntil.Before(on):
		i.State = "expired"
	case ok && planned && i.ValidUntil.Before(zero):
		i.ExpiresBy = true
	}
}

// evaluationGate opens when Day 0 waits for nothing of the checklist, and the
// inputs of the plan and the imaging gate are open.
func (r reader) evaluationGate(e Evaluation) plan.Gate {
	g := plan.Gate{ID: "evaluation-day-0", Title: text("Evaluation complete for Day 0", "移植前评估已满足回输条件")}
	for _, i := range e.Items {
		if !i.Waits() {
			continue
		}
		missing := i.Text
		if i.State == "expired" {
			missing = text(i.Text.EN+": expired "+i.ValidUntil.String(), i.Text.In("zh")+"：已于"+i.ValidUntil.String()+"过期")
		}
		g.Missing = append(g.Missing, missing)
	}
	for _, other := range r.plan.Gates {
		if other.ID == "imaging" || (other.ID == "evaluation" && !r.isInfused()) {
			g.Missing = append(g.Missing, other.Missing...)
		}
	}
	g.Open = len(g.Missing) == 0
	return g
}

func (r reader) isInfused() bool {
	_, ok := r.infused()
	return ok
}

// radiation is the ledger of ionising examinations with what passed each gate.
func (r reader) radiation() []Exposure {
	var out []Exposure
	for _, x := range r.plan.Imaging {
		row := Exposure{Exposure: x}
		for _, it := range chart.OfTheChild[*chart.Imaging](r.view) {
			if it.ID == x.Entry {
				d := it.Data
				row.Reason, row.Alternative, row.Approver, row.ReviewedBy, row.Emergency = d.Reason, d.Alternative, d.Approver, d.ReviewedBy, d.Emergency.True()
			}
		}
		out = append(out, row)
	}
	return out
}

// scores shows recorded scores and the published figures. Of the comorbidity
// indices only single items were read, so no sum is computed here.
func (r reader) scores(assessed map[string]chart.Item[*chart.Assessment]) Panel {
	p := Panel{Key: "scores", Title: text("Risk scores, as far as read", "危险评分（限已核对内容）"),
		Note: text("The items of the comorbidity indices were not all read: Dayzero computes no sum. A score is recorded by the person who scored it.",
			"合并症指数的条目未全部核对：本系统不计算总分。评分由评分者录入。")}
	for _, s := range []struct{ system, row string }{{"HCT-CI", "risk-score"}, {"HCT-CI youth non-malignant", "risk-score-youth"}, {"Lansky", "lansky"}} {
		label := scoreNames[s.system]
		record := &Record{Kind: "score", Fields: map[string]string{"system": s.system}}
		line := gap("score-"+s.row, label, record)
		for _, it := range about[*chart.Score](r, r.child.ID) {
			if it.Data.System == s.system && it.Data.Result != "" {
				line = told("score-"+s.row, label, r.on(said(it.Data.Result), it.Entry), it.ID, record)
			}
		}
		if a, ok := assessed["checklist."+s.row]; ok && line.State == Gap {
			line = Line{Key: line.Key, Label: label, Value: r.on(text("no score entry; the assessment says: "+a.Data.Result, "无评分记录；评估项目注明："+said(a.Data.Result).ZH), a.Entry),
				State: Gap, Entries: []string{a.ID}, Record: record}
			if a.Data.State == "not-applicable" {
				line.State = ""
				line.Value = r.on(text("not applicable: "+a.Data.Result, "不适用："+said(a.Data.Result).ZH), a.Entry)
			}
		}
		line.Fact = r.fact("checklist." + s.row)
		p.Lines = append(p.Lines, line)
	}
	return p
}

// scoreNames are the scores of the work-up as they are read.
var scoreNames = map[string]evidence.Text{"HCT-CI": {EN: "HCT-CI", ZH: "造血干细胞移植合并症指数（HCT-CI）"},
	"HCT-CI youth non-malignant": {EN: "HCT-CI youth, non-malignant", ZH: "合并症指数，青少年非恶性病版（HCT-CI youth）"}, "Lansky": {EN: "Lansky", ZH: "Lansky评分"}}

// Headline says in one sentence how the evaluation stands.
func (e Evaluation) Headline() evidence.Text {
	waits, of := 0, 0
	for _, i := range e.Items {
		if i.BlocksDay0 {
			of++
		}
		if i.Waits() {
			waits++
		}
	}
	if e.Gate.Open {
		return text("Gate open: Day 0 waits for nothing of the work-up", "评估已放行：无待完成的必需项目")
	}
	if waits == 0 {
		return text("Gate closed: "+strconv.Itoa(len(e.Gate.Missing))+" open beside the checklist", "评估未放行：清单之外尚有"+strconv.Itoa(len(e.Gate.Missing))+"项未完成")
	}
	c := count(waits, of)
	return text("Gate closed: "+c.EN+" rows that Day 0 waits for are open", "评估未放行：必需项目"+c.ZH+"未完成")
}
