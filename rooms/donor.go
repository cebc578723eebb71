package rooms

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// Donor is the donor's own chart: eligibility, consent, collection, and what
// happened to the donor. It is kept apart from the child's.
type Donor struct {
	Person chart.Individual
	Age    evidence.Text
	Head   []Line // weight, blood group: what the header of the donor shows
	Panels []Panel
}

// DonorChart fills the chart of a donor; false when the person is no donor of
// this record.
func DonorChart(p plan.Plan, v chart.View, base *knowledge.Base, id string) (Donor, bool) {
	r := newReader(p, v, base)
	person, ok := v.Individual(id)
	if !ok || person.Relation == "recipient" {
		return Donor{}, false
	}
	d := Donor{Person: person, Panels: r.donorPanels(person)}
	if age, known := person.Age(v); known {
		d.Age = text(age.String(), age.Chinese())
	}
	d.Head = []Line{r.weighed(person.ID), r.bloodGroupLine(person.ID)}
	return d, true
}

// adult is the age in years from which a donor consents for themselves.
const adult = 18

func (r reader) donorPanels(d chart.Individual) []Panel {
	return []Panel{r.donorEligibility(d), r.donorConsent(d), r.donorCollection(d), r.donorAfter(d)}
}

// workUp is the latest work-up of a donor.
func (r reader) workUp(id string) (chart.Item[*chart.DonorWorkUp], bool) {
	return chart.Last(chart.Where(chart.All[*chart.DonorWorkUp](r.view), func(w chart.Item[*chart.DonorWorkUp]) bool { return w.About == id }))
}

func (r reader) weighed(id string) Line {
	label := text("Weight", "体重")
	record := &Record{Kind: "measurement", About: id, Fields: map[string]string{"what": "body-weight"}}
	w, ok := chart.Last(r.view.Measured(id, "body-weight"))
	if !ok {
		return gap("weight", label, record)
	}
	return told("weight", label, r.on(same(w.Data.Value.String()), w.Entry), w.ID, record)
}

func (r reader) bloodGroupLine(id string) Line {
	label := text("Blood group", "血型")
	record := &Record{Kind: "blood-group", About: id}
	g, ok := chart.Last(about[*chart.BloodGroup](r, id))
	if !ok {
		return gap("blood-group", label, record)
	}
	return told("blood-group", label, r.on(groupText(g.Data), g.Entry), g.ID, record)
}

func groupText(g *chart.BloodGroup) evidence.Text {
	sign := map[string]string{"positive": "+", "negative": "−"}[g.RhD]
	return same(g.ABO + sign)
}

// donorEligibility is the medical part, read from the donor's own work-up.
func (r reader) donorEligibility(d chart.Individual) Panel {
	w, found := r.workUp(d.ID)
	record := &Record{Kind: "donor-work-up", About: d.ID}
	data := &chart.DonorWorkUp{}
	if found {
		data = w.Data
	}
	p := Panel{Key: "eligibility", Title: text("Eligibility", "供者合格评估"), Facts: r.practice("donor")}
	say := func(key, en, zh, value string) {
		p.Lines = append(p.Lines, told(key, text(en, zh), same(value), w.ID, record))
	}
	p.Lines = append(p.Lines, r.donorAge(d), r.weighed(d.ID), r.weightRatio(d), r.bloodGroupLine(d.ID), r.donorHaemoglobin(d.ID))
	say("veins", "Veins and line plan", "血管条件与置管计划", data.Veins)
	say("extracorporeal", "Extracorporeal volume", "体外循环量", data.Extracorporeal.String())
	p.Lines = append(p.Lines, r.markers(d, data, w.ID, record))
	cmv := same("")
	if data.CMV != "" {
		cmv = answerWords[data.CMV]
	}
	p.Lines = append(p.Lines, told("cmv", text("CMV IgG", "CMV IgG"), cmv, w.ID, record))
	say("haemoglobinopathy", "Haemoglobin testing", "血红蛋白病筛查", data.Haemoglobinopathy)
	say("live-vaccines", "BCG and live vaccines of the donor", "供者卡介苗及活疫苗", data.LiveVaccines)
	p.Lines = append(p.Lines, r.pregnancy(d, data, w.ID, record), r.familyVariant(d))
	say("team", "Donor's own medical team", "供者医疗组", data.Team)
	p.Lines = append(p.Lines, r.cleared(d, data, w, found, record))
	return p
}

var answerWords = map[string]evidence.Text{
	"positive": {EN: "positive", ZH: "阳性"}, "negative": {EN: "negative", ZH: "阴性"}, "unknown": {EN: "unknown", ZH: "不详"},
	"pending": {EN: "pending", ZH: "待回报"}, "not-applicable": {EN: "not applicable", ZH: "不适用"},
}

func (r reader) donorAge(d chart.Individual) Line {
	label := text("Age", "年龄")
	age, ok := d.Age(r.view)
	if !ok {
		return gap("age", label, nil)
	}
	return told("age", label, text(age.String(), age.Chinese()), d.ID, nil)
}

// weightRatio is donor over recipient, from the latest weighing of each.
func (r reader) weightRatio(d chart.Individual) Line {
	label := text("Weight, donor to recipient", "供受者体重比")
	donor, ok := chart.Last(r.view.Measured(d.ID, "body-weight"))
	child, found := chart.Last(r.view.Measured(r.child.ID, "body-weight"))
	if !ok || !found || donor.Data.Value.Censored() || child.Data.Value.Censored() {
		return gap("weight-ratio", label, nil)
	}
	kg, errDonor := donor.Data.Value.In("kg")
	mine, errChild := child.Data.Value.In("kg")
	if errDonor != nil || errChild != nil || mine <= 0 {
		return gap("weight-ratio", label, nil)
	}
	value := decimal(kg/mine, 2)
	return Line{Key: "weight-ratio", Label: label, Value: same(value), State: Done, Entries: []string{donor.ID, child.ID},
		Work: &evidence.Derivation{Label: label, Value: value, Formula: "donor weight / recipient weight", FormulaZH: "供者体重 ÷ 受者体重", Status: evidence.Derived, Steps: []evidence.Derivation{
			r.measuredStep(donor.Entry, text("donor weight", "供者体重"), donor.Data.Value.Text(), donor.Data.Value.Unit()),
			r.measuredStep(child.Entry, text("recipient weight", "受者体重"), child.Data.Value.Text(), child.Data.Value.Unit())}},
		Fact: r.fact("checklist.donor-weight")}
}

func (r reader) donorHaemoglobin(id string) Line {
	label := text("Haemoglobin", "血红蛋白")
	record := &Record{Kind: "measurement", About: id, Fields: map[string]string{"what": "haemoglobin"}}
	h, ok := chart.Last(r.view.Measured(id, "haemoglobin"))
	if !ok {
		return gap("haemoglobin", label, record)
	}
	return told("haemoglobin", label, r.on(same(h.Data.Value.String()), h.Entry), h.ID, record)
}

// markers says how old the infection markers are on the first day of collection.
// The 30 days expected by centres are unsure and so neither clear nor close.
func (r reader) markers(d chart.Individual, data *chart.DonorWorkUp, entry string, record *Record) Line {
	label := text("Infection markers", "传染病标志物")
	if data.Markers == "" || !data.MarkersOn.Known() {
		return gap("markers", label, record)
	}
	value, state := answerWords[data.Markers], Done
	value = text(value.EN+", "+data.MarkersOn.String(), value.ZH+"，"+data.MarkersOn.String())
	switch data.Markers {
	case "pending":
		state = Gap
	case "positive":
		state = Caution
	}
	line := Line{Key: "markers", Label: label, Value: value, State: state, Entries: []string{entry}, Record: record, Fact: r.fact("practice.donor.markers")}
	if first, ok := r.firstCollection(d.ID); ok {
		days := strconv.Itoa(first.DaysSince(data.MarkersOn))
		line.Value = text(value.EN+": "+days+" days before the collection", value.ZH+"：采集前"+days+"天")
		line.Work = &evidence.Derivation{Label: text("days from markers to collection", "标志物至采集的天数"), Value: days, Unit: "d", Formula: first.String() + " − " + data.MarkersOn.String(), Status: evidence.Derived}
	}
	return line
}

// firstCollection is the first day cells were, or are planned to be, collected.
func (r reader) firstCollection(id string) (day.Date, bool) {
	if c := about[*chart.Collection](r, id); len(c) > 0 {
		return r.view.DateOf(c[0].Entry), true
	}
	if w, ok := r.workUp(id); ok && len(w.Data.CollectionOn) > 0 {
		return w.Data.CollectionOn[0], true
	}
	return day.Date{}, false
}

func (r reader) pregnancy(d chart.Individual, data *chart.DonorWorkUp, entry string, record *Record) Line {
	label := text("Pregnancy test", "妊娠试验")
	if d.Sex == "male" {
		return Line{Key: "pregnancy", Label: label, Value: text("not applicable: male", "不适用：男性"), Entries: []string{d.ID}}
	}
	line := told("pregnancy", label, answerWords[data.PregnancyTest], entry, record)
	if data.PregnancyTest == "positive" {
		line.State = Stop
	}
	return line
}

// familyVariant repeats what the plan says of the donor: it is judged there.
func (r reader) familyVariant(d chart.Individual) Line {
	label := text("Variants of the family", "家系变异")
	for _, candidate := range r.plan.Donors {
		if candidate.ID != d.ID {
			continue
		}
		line := Line{Key: "family-variant", Label: label, Value: candidate.FamilyText, State: Done}
		for _, it := range about[*chart.Variant](r, d.ID) {
			line.Entries = append(line.Entries, it.ID)
		}
		for _, n := range candidate.Reasons {
			if n.Open() && (n.Kind == Stop || n.Kind == Gap) && strings.HasPrefix(n.ID, "donor-") {
				line.State = n.Kind
				line.Value = text(n.Title.EN, n.Title.In("zh"))
				break
			}
		}
		return line
	}
	return Line{Key: "family-variant", Label: label, Value: text("not considered as a donor", "未列为候选供者"), State: Gap}
}

func (r reader) cleared(d chart.Individual, data *chart.DonorWorkUp, w chart.Item[*chart.DonorWorkUp], found bool, record *Record) Line {
	label := text("Final clearance", "最终合格判定")
	switch {
	case !found:
		return gap("cleared", label, record)
	case data.Cleared.True():
		return told("cleared", label, r.on(text("cleared by "+named(data.ClearedBy, "nobody named"), "判定人："+named(data.ClearedBy, "未署名")), w.Entry), w.ID, record)
	case data.Cleared == chart.No:
		return Line{Key: "cleared", Label: label, Value: r.on(text("not cleared", "判定不合格"), w.Entry), State: Stop, Entries: []string{w.ID}, Record: record}
	}
	return Line{Key: "cleared", Label: label, Value: r.on(text("not decided", "尚未判定"), w.Entry), State: Gap, Entries: []string{w.ID}, Record: record}
}

func named(name, nobody string) string {
	if name == "" {
		return nobody
	}
	return name
}

// donorConsent is consent, assent and advocate; a minor does not consent alone.
func (r reader) donorConsent(d chart.Individual) Panel {
	p := Panel{Key: "consent", Title: text("Consent and advocate", "知情同意与权益代表"),
		Facts: r.facts("handbook.graft-084", "handbook.graft-085", "handbook.graft-086", "checklist.donor-ethics", "checklist.donor-under-18")}
	record := &Record{Kind: "consent", About: d.ID, Fields: map[string]string{"purpose": "donation"}}
	label := text("Consent to the donation", "捐献知情同意")
	c, ok := r.consent(d.ID, "donation")
	switch {
	case !ok:
		p.Lines = append(p.Lines, gap("consent", label, record))
	case c.Data.Status == "given":
		p.Lines = append(p.Lines, told("consent", label, r.on(text("given by "+named(c.Data.GivenBy, "–"), "同意人："+said(named(c.Data.GivenBy, "–")).ZH), c.Entry), c.ID, record))
	default:
		p.Lines = append(p.Lines, Line{Key: "consent", Label: label, Value: r.on(consentWords[c.Data.Status], c.Entry), State: Stop, Entries: []string{c.ID}, Record: record})
	}
	age, known := d.Age(r.view)
	if known && age.Years() >= adult {
		return p
	}
	p.Note = text("The donor is a minor, or the age is not known: assent and an advocate are asked for.", "供者为未成年人或年龄不详：须本人同意并指定权益代表。")
	assent := evidence.Text{}
	if ok && c.Data.Assent == chart.Yes {
		assent = r.on(text("given", "已同意"), c.Entry)
	}
	p.Lines = append(p.Lines, told("assent", text("The child donor's own assent", "儿童供者本人同意"), assent, c.ID, record))
	advocate, entry := "", ""
	if w, found := r.workUp(d.ID); found {
		advocate, entry = w.Data.Advocate, w.ID
	}
	p.Lines = append(p.Lines, told("advocate", text("Advocate", "权益代表"), same(advocate), entry, &Record{Kind: "donor-work-up", About: d.ID}))
	return p
}

var consentWords = map[string]evidence.Text{"withdrawn": {EN: "withdrawn", ZH: "已撤回"}, "refused": {EN: "refused", ZH: "已拒绝"}}
