package plan

import (
	"math"
	"strconv"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Limits below which the dosing basis must be chosen and signed: 10 kg or 12
// months (knowledge/clinical/practice.md, correction 1).
const (
	infantKilograms = 10
	infantMonths    = 12
)

// readDosingBasis reads per kg or per m2 as signed by two people. A child whose
// weight or age is not known counts as an infant: the safe side.
func (m *maker) readDosingBasis() {
	weight := m.dosing.weight
	if !weight.Known() {
		weight = m.dosing.latest
	}
	old := m.plan.Child.AgeKnown && m.plan.Child.AgeMonths >= infantMonths
	heavy := weight.Known() && weight.Kilograms() >= infantKilograms
	m.dosing.infant = !(old && heavy)
	d, ok := m.v.Decided("dosing-basis")
	signed := ok && m.signedByTwo(d) && (d.Data.Choice == "per-kg" || d.Data.Choice == "per-m2")
	m.set("dosing_basis_signed", signed)
	if signed {
		m.dosing.basis = d.Data.Choice
	}
}

// chosenProtocol returns the centre protocol the team decided on.
func (m *maker) chosenProtocol() (chart.Item[*chart.CentreProtocol], bool) {
	d, ok := m.v.Decided("regimen")
	if ok {
		for _, p := range m.protocols {
			if p.Data.Name == d.Data.Choice {
				return p, true
			}
		}
	}
	return chart.Item[*chart.CentreProtocol]{}, false
}

// guidelineOption lists a regimen as its source prints it, with the course
// totals for this child in reference mode. It never reaches an order.
func (m *maker) guidelineOption(r knowledge.Regimen) optionDraft {
	o := optionDraft{Option: Option{Regimen: r.ID, Base: r.ID, Name: r.Name, Sources: r.Fact.Sources, Status: r.Fact.Status}}
	o.totals.present = map[string]bool{}
	for _, d := range r.Drugs {
		o.Drugs = append(o.Drugs, m.guidelineDrug(r, d))
		highest, err := strconv.ParseFloat(d.Max, 64)
		switch {
		case d.Drug == "cyclophosphamide" && d.Basis == "per-kg" && err == nil:
			o.totals.cyclophosphamide.add(highest, publishedStep(r, d))
		case d.Drug == "fludarabine" && d.Basis == "per-m2" && err == nil:
			o.totals.fludarabine.add(highest, publishedStep(r, d))
		case d.Drug == "cyclophosphamide":
			o.totals.cyclophosphamide.unknown = true
		case d.Drug == "fludarabine":
			o.totals.fludarabine.unknown = true
		default:
			o.totals.present[d.Drug] = true
		}
	}
	return o
}

func publishedStep(r knowledge.Regimen, d knowledge.RegimenDrug) evidence.Derivation {
	return evidence.Derivation{Label: text(r.ID+", "+d.Drug+", course total", r.ID+"，"+words(d.Drug).In("zh")+"，疗程总剂量"),
		Value: spread(d.Min, d.Max), Unit: d.Unit, Status: r.Fact.Status, Sources: r.Fact.Sources}
}

func spread(low, high string) string {
	if low == high {
		return low
	}
	return low + "–" + high
}

// guidelineDrug gives the published course range and what it means in
// milligrams for this child, where that may be computed.
func (m *maker) guidelineDrug(r knowledge.Regimen, d knowledge.RegimenDrug) OptionDrug {
	out := OptionDrug{Drug: d.Drug, Name: words(d.Drug), Basis: d.Basis, Published: spread(d.Min, d.Max) + " " + d.Unit}
	out.Derivation = m.derive("published/"+r.ID+"/"+d.Drug, publishedStep(r, d))
	factor, step, why := m.factor(d.Basis, d.Unit)
	if !why.Empty() {
		out.Gap = why
		return out
	}
	low, err := strconv.ParseFloat(d.Min, 64)
	high, err2 := strconv.ParseFloat(d.Max, 64)
	if err != nil || err2 != nil {
		out.Gap = text("the published figure is not a number", "文献数值不是数字")
		return out
	}
	key := m.derive("course/"+r.ID+"/"+d.Drug, evidence.Derivation{
		Label: text(d.Drug+", course total for this child, reference only", words(d.Drug).In("zh")+"，本患儿疗程总剂量，仅供参考"),
		Value: spread(decimal(low*factor, 2), decimal(high*factor, 2)), Unit: "mg",
		Formula: "published course total × " + step.Value + " " + step.Unit, FormulaZH: "已发表疗程总量 × " + step.Value + " " + step.Unit, Status: evidence.Derived,
		Note:  text("reference only, not for orders", "仅供参考，不得用于医嘱"),
		Steps: []evidence.Derivation{publishedStep(r, d), step},
	})
	out.PerCourse = figure(low*factor, 2, "mg", key)
	if high != low {
		out.PerCourseMax = figure(high*factor, 2, "mg", key)
	}
	return out
}

// factor returns what a published dose is multiplied with to give milligrams for
// this child, or the reason why no amount is shown.
func (m *maker) factor(basis, unit string) (float64, evidence.Derivation, evidence.Text) {
	none := evidence.Derivation{}
	scale := 1.0
	if unit == "g/m2" {
		scale = 1000
	}
	switch {
	case basis == "auc":
		return 0, none, text("the guideline gives an exposure target, not a dose", "指南给出的是暴露量目标，而非剂量")
	case !m.dosing.weight.Known():
		return 0, none, text("no signed dosing weight", "给药体重尚未签名")
	case basis == "per-kg":
		return scale * m.dosing.weight.Kilograms(), m.plan.Derivations["dosing-weight"], evidence.Text{}
	case m.dosing.infant && m.dosing.basis == "":
		return 0, none, text("under 10 kg or 12 months: the dosing basis is not signed", "体重<10 kg或<12月龄：给药基准未签名")
	case m.dosing.infant && m.dosing.basis == "per-kg":
		return 0, none, text("signed basis is per kg; the guideline gives this drug per m2 only", "已签名按kg给药；指南对该药仅给出按m²剂量")
	case !m.dosing.surface.Known():
		return 0, none, text("no body surface: length or formula missing", "无体表面积：缺少身长或公式")
	}
	return scale * m.dosing.surface.SquareMetres(), m.plan.Derivations["surface"], evidence.Text{}
}

// protocolOption computes the doses of the centre's own protocol.
func (m *maker) protocolOption(p chart.Item[*chart.CentreProtocol]) optionDraft {
	d := p.Data
	o := optionDraft{Option: Option{Regimen: d.Name, Base: d.Base, Name: d.Title, Centre: true, Commissioned: commissioned(d),
		Status: evidence.Read, Sources: []evidence.Source{{ID: p.ID, Text: "centre protocol " + d.Name + ", chart entry " + p.ID}}}}
	o.totals.present = map[string]bool{}
	for _, drug := range d.Drugs {
		out, perKg, perM2 := m.protocolDrug(d, drug)
		o.Drugs = append(o.Drugs, out)
		m.addToTotals(&o.totals, drug.Drug, perKg, perM2)
		if n, ok := m.againstBase(d, drug.Drug, perKg, perM2); ok {
			o.Reasons = append(o.Reasons, n)
		}
	}
	return o
}

// courseTolerance is how far an unrounded course total may lie from the
// published one before it is said, in per cent: the noise of a decimal, not a
// clinical margin.
const courseTolerance = 0.1

// againstBase compares the unrounded course total of one drug with the total of
// the guideline regimen the protocol is based on (practice.md, correction 2). A
// total below is said; a total above is a caution where it is chosen.
func (m *maker) againstBase(p *chart.CentreProtocol, drug string, perKg, perM2 Figure) (Note, bool) {
	r, ok := m.base.Regimen(p.Base)
	if !ok {
		return Note{}, false
	}
	for _, d := range r.Drugs {
		total := perM2
		if d.Basis == "per-kg" {
			total = perKg
		}
		low, err := strconv.ParseFloat(d.Min, 64)
		high, err2 := strconv.ParseFloat(d.Max, 64)
		if d.Drug != drug || d.Unit == "g/m2" || d.Basis == "auc" || !total.Known || err != nil || err2 != nil {
			continue
		}
		n := Note{Kind: "note", Subject: p.Name, Status: evidence.Derived, Sources: r.Fact.Sources}
		published := spread(d.Min, d.Max) + " " + d.Unit
		switch {
		case total.Value < low*(1-courseTolerance/100):
			n.ID, n.Title = "course-total-below-base", text("Course total below the published one", "疗程总剂量低于文献值")
		case total.Value > high*(1+courseTolerance/100):
			n.ID, n.Kind, n.Overrule, n.Title = "course-total-above-base", "caution", "reason", text("Course total above the published one", "疗程总剂量高于文献值")
		default:
			return Note{}, false
		}
		n.Message = text(drug+": "+total.String()+" unrounded, "+r.ID+" gives "+published+" over the course.",
			words(drug).In("zh")+"：未取整 "+total.String()+"，"+r.ID+" 疗程总剂量为 "+published+"。")
		return n, true
	}
	return Note{}, false
}

// commissioned reports whether a pharmacist and a physician, two different
// people, have commissioned the protocol.
func commissioned(p *chart.CentreProtocol) bool {
	pharmacist, physician := "", ""
	for _, c := range p.Commissioned {
		switch c.Role {
		case "pharmacist":
			pharmacist = c.Name
		case "physician":
			physician = c.Name
		}
	}
	return pharmacist != "" && physician != "" && pharmacist != physician
}

func (m *maker) addToTotals(t *totals, drug string, perKg, perM2 Figure) {
	switch drug {
	case "cyclophosphamide":
		addFigure(&t.cyclophosphamide, perKg, m.plan.Derivations[perKg.Derivation])
	case "fludarabine":
		addFigure(&t.fludarabine, perM2, m.plan.Derivations[perM2.Derivation])
	default:
		t.present[drug] = true
	}
}

func addFigure(a *amount, f Figure, step evidence.Derivation) {
	if !f.Known {
		a.unknown = true
		return
	}
	a.add(f.Value, step)
}

// protocolDrug computes each administration and the course totals in mg, mg/kg
// and mg/m2. Without a commissioned protocol the amounts are reference only.
func (m *maker) protocolDrug(p *chart.CentreProtocol, d chart.ProtocolDrug) (out OptionDrug, perKg, perM2 Figure) {
	out = OptionDrug{Drug: d.Drug, Name: words(d.Drug), Published: publishedOf(d)}
	out.Basis, out.Gap = m.basisOf(p, d)
	n := len(d.Days)
	if out.Basis == "" {
		perKg, perM2 = m.totalsWithoutAmounts(p, d, n)
		return out, perKg, perM2
	}
	exact, step, why := m.exactDose(p, d, out.Basis)
	if !why.Empty() {
		out.Gap = why
		perKg, perM2 = m.totalsWithoutAmounts(p, d, n)
		return out, perKg, perM2
	}
	total := 0.0
	for _, dayNumber := range d.Days {
		a := m.administration(p, d, out.Basis, dayNumber, exact, step)
		total += a.Dose.Value
		out.Administrations = append(out.Administrations, a)
	}
	out.PerDay = m.perDay(out.Administrations)
	out.PerCourse, perKg, perM2 = m.courseTotals(p, d, exact, n, total, step)
	out.Derivation = out.PerCourse.Derivation
	return out, perKg, perM2
}

func publishedOf(d chart.ProtocolDrug) string {
	s := ""
	if d.PerM2.Known() {
		s = decimal(d.PerM2.Milligrams(), 4) + " mg/m2"
	}
	if d.PerKg.Known() {
		if s != "" {
			s += " / "
		}
		s += decimal(d.PerKg.Milligrams(), 4) + " mg/kg"
	}
	return s + " × " + strconv.Itoa(len(d.Days))
}

// basisOf decides between per kg and per m2. Where a protocol carries both, the
// signed basis decides; above the infant limits the basis of the guideline
// regimen stands unless another is signed.
func (m *maker) basisOf(p *chart.CentreProtocol, d chart.ProtocolDrug) (string, evidence.Text) {
	kg, m2 := d.PerKg.Known(), d.PerM2.Known()
	switch {
	case !kg && !m2:
		return "", text("the protocol carries no dose", "方案未写明剂量")
	case kg && !m2:
		return "per-kg", evidence.Text{}
	case m.dosing.infant && m.dosing.basis == "":
		return "", m.bothBases(d)
	case m.dosing.infant && m.dosing.basis == "per-kg" && !kg:
		return "", text("signed basis is per kg; the protocol gives this drug per m2 only", "已签名按kg给药；方案对该药仅给出按m²剂量")
	case m2 && !kg:
		return "per-m2", evidence.Text{}
	case m.dosing.basis != "":
		return m.dosing.basis, evidence.Text{}
	}
	if basis := m.guidelineBasis(p.Base, d.Drug); basis != "" {
		return basis, evidence.Text{}
	}
	return "", text("the protocol carries both bases and its base regimen gives none for this drug: choose and sign one", "方案同时写有两种给药基准，而基础方案未给出该药的基准：须选择并签名")
}

// guidelineBasis is the basis a guideline regimen gives for a drug, empty when it
// gives none.
func (m *maker) guidelineBasis(regimen, drug string) string {
	if r, ok := m.base.Regimen(regimen); ok {
		for _, d := range r.Drugs {
			if d.Drug == drug && (d.Basis == "per-kg" || d.Basis == "per-m2") {
				return d.Basis
			}
		}
	}
	return ""
}

// bothBases shows the two candidates side by side while the basis is not signed
// (practice.md, correction 1). They are shown in words and reach no order.
func (m *maker) bothBases(d chart.ProtocolDrug) evidence.Text {
	en := "under 10 kg or 12 months: choose and sign the basis"
	zh := "体重<10 kg或<12月龄：须选择给药基准并签名"
	if m.dosing.weight.Known() && m.dosing.surface.Known() && d.PerKg.Known() && d.PerM2.Known() {
		kg := decimal(d.PerKg.Milligrams()*m.dosing.weight.Kilograms(), 2)
		m2 := decimal(d.PerM2.Milligrams()*m.dosing.surface.SquareMetres(), 2)
		en += "; per m2 would give " + m2 + " mg, per kg " + kg + " mg each time"
		zh += "；按m²每次" + m2 + " mg，按kg每次" + kg + " mg"
	}
	return text(en, zh)
}

// exactDose is one administration, unrounded, in milligrams.
func (m *maker) exactDose(p *chart.CentreProtocol, d chart.ProtocolDrug, basis string) (quantity.Mass, evidence.Derivation, evidence.Text) {
	if !m.dosing.weight.Known() {
		return quantity.Mass{}, evidence.Derivation{}, text("no signed dosing weight", "给药体重尚未签名")
	}
	if basis == "per-kg" {
		dose, err := quantity.ForWeight(d.PerKg, m.dosing.weight)
		if err != nil {
			return quantity.Mass{}, evidence.Derivation{}, text("the dose cannot be computed: "+err.Error(), "剂量无法计算")
		}
		return quantity.MassOf(dose), m.plan.Derivations["dosing-weight"], evidence.Text{}
	}
	if !m.dosing.surface.Known() {
		return quantity.Mass{}, evidence.Derivation{}, text("no body surface: length or formula missing", "无体表面积：缺少身长或公式")
	}
	dose, err := quantity.ForSurface(d.PerM2, m.dosing.surface)
	if err != nil {
		return quantity.Mass{}, evidence.Derivation{}, text("the dose cannot be computed: "+err.Error(), "剂量无法计算")
	}
	return quantity.MassOf(dose), m.plan.Derivations["surface"], evidence.Text{}
}

// administration is one dose on one day with its rounding and deviation.
func (m *maker) administration(p *chart.CentreProtocol, d chart.ProtocolDrug, basis string, dayNumber int, exact quantity.Mass, step evidence.Derivation) Administration {
	a := Administration{Day: day.Transplant(dayNumber)}
	if zero := m.plan.Child.DayZero; zero.Known() {
		a.Date = zero.AddDays(dayNumber)
	}
	rounded := exact
	rule := text("no rounding rule of the centre: shown as computed", "本中心无取整规则：按计算值显示")
	if d.Round.Known() && d.Round.Milligrams() > 0 {
		rounded = exact.RoundTo(d.Round)
		rule = text("rounded to "+decimal(d.Round.Milligrams(), 4)+" mg, rule of the centre", "取整至"+decimal(d.Round.Milligrams(), 4)+" mg（本中心规则）")
	}
	per := perBasisOf(d, basis)
	key := "dose/" + p.Name + "/" + d.Drug + "/" + strconv.Itoa(dayNumber)
	m.derive(key, evidence.Derivation{
		Label: text(d.Drug+", one administration on "+a.Day.String(), words(d.Drug).In("zh")+"，"+a.Day.Chinese()+"单次剂量"),
		Value: decimal(rounded.Milligrams(), 4), Unit: "mg", Formula: per.String() + " × " + step.Value + " " + step.Unit,
		Status: evidence.Derived, Note: rule,
		Sources: []evidence.Source{{ID: p.Name, Text: "centre protocol " + p.Name + " on the base of " + p.Base}},
		Steps: []evidence.Derivation{
			{Label: text("dose of the protocol", "方案剂量"), Value: per.Text, Unit: per.Unit, Status: evidence.Read},
			step,
			{Label: text("unrounded", "未取整"), Value: decimal(exact.Milligrams(), 6), Unit: "mg", Status: evidence.Derived},
		},
	})
	a.Exact = figure(exact.Milligrams(), 6, "mg", key)
	a.Dose = figure(rounded.Milligrams(), 4, "mg", key)
	a.Deviation = figure(100*(rounded.Milligrams()-exact.Milligrams())/exact.Milligrams(), 2, "%", key)
	a.PerBasis = per
	a.PerBasis.Derivation, a.Derivation = key, key
	a.Given = m.givenOn(d.Drug, a.Date)
	return a
}

func perBasisOf(d chart.ProtocolDrug, basis string) Figure {
	if basis == "per-kg" {
		return figure(d.PerKg.Milligrams(), 4, "mg/kg", "")
	}
	return figure(d.PerM2.Milligrams(), 4, "mg/m2", "")
}

// perDay is the sum of one day; only where every day has the same sum.
func (m *maker) perDay(as []Administration) Figure {
	sums := map[day.Transplant]float64{}
	for _, a := range as {
		sums[a.Day] += a.Dose.Value
	}
	first, key := 0.0, ""
	for i, a := range as {
		if i == 0 {
			first, key = sums[a.Day], a.Derivation
		} else if math.Abs(sums[a.Day]-first) > 1e-9 {
			return Figure{Unit: "mg"}
		}
	}
	return figure(first, 4, "mg", key)
}

// courseTotals gives the course in mg as prepared, and per kg and per m2 from
// the unrounded dose: the ceiling is checked on unrounded values.
func (m *maker) courseTotals(p *chart.CentreProtocol, d chart.ProtocolDrug, exact quantity.Mass, n int, total float64, step evidence.Derivation) (course, perKg, perM2 Figure) {
	unrounded := exact.Milligrams() * float64(n)
	base := "course/" + p.Name + "/" + d.Drug
	key := m.derive(base, evidence.Derivation{
		Label: text(d.Drug+", course total as prepared", words(d.Drug).In("zh")+"，疗程总剂量（按配制剂量）"), Value: decimal(total, 4), Unit: "mg",
		Formula: "sum of " + strconv.Itoa(n) + " administrations; unrounded " + decimal(unrounded, 4) + " mg", FormulaZH: strconv.Itoa(n) + "次给药之和；未取整 " + decimal(unrounded, 4) + " mg", Status: evidence.Derived,
		Steps: []evidence.Derivation{step},
	})
	course = figure(total, 4, "mg", key)
	perKg = m.normalised(base+"/per-kg", d.Drug, unrounded, m.dosing.weight.Kilograms(), "mg/kg", m.plan.Derivations["dosing-weight"])
	if m.dosing.surface.Known() {
		perM2 = m.normalised(base+"/per-m2", d.Drug, unrounded, m.dosing.surface.SquareMetres(), "mg/m2", m.plan.Derivations["surface"])
	}
	return course, perKg, perM2
}

func (m *maker) normalised(key, drug string, milligrams, by float64, unit string, step evidence.Derivation) Figure {
	// nine decimals of a milligram are kept: noise of the division must not
	// cross a ceiling that the dose itself meets exactly.
	value := math.Round(milligrams/by*1e9) / 1e9
	return figure(value, 2, unit, m.derive(key, evidence.Derivation{
		Label: text(drug+", course total, unrounded", words(drug).In("zh")+"，疗程总剂量（未取整）"), Value: decimal(value, 4), Unit: unit,
		Formula: decimal(milligrams, 4) + " mg ÷ " + step.Value + " " + step.Unit, Status: evidence.Derived, Steps: []evidence.Derivation{step}}))
}

// totalsWithoutAmounts gives what the ceilings can be checked against even while
// no amount may be shown: a dose per kg times its days is a course per kg.
func (m *maker) totalsWithoutAmounts(p *chart.CentreProtocol, d chart.ProtocolDrug, n int) (perKg, perM2 Figure) {
	base := "course/" + p.Name + "/" + d.Drug
	if d.PerKg.Known() {
		perKg = m.normalised(base+"/per-kg", d.Drug, d.PerKg.Milligrams()*float64(n), 1, "mg/kg", evidence.Derivation{Value: "1"})
	}
	if d.PerM2.Known() {
		perM2 = m.normalised(base+"/per-m2", d.Drug, d.PerM2.Milligrams()*float64(n), 1, "mg/m2", evidence.Derivation{Value: "1"})
	}
	return perKg, perM2
}

// givenOn sums what was recorded as given of a drug on a day.
func (m *maker) givenOn(drug string, date day.Date) Figure {
	total, key := 0.0, ""
	for _, it := range chart.OfTheChild[*chart.MedicationAdministration](m.v) {
		if agentOf(it.Data.Drug) == drug && date.Known() && m.v.DateOf(it.Entry).Equal(date) && it.Data.Dose.Known() {
			total += it.Data.Dose.Milligrams()
			key = m.derive("entry/"+it.ID, m.entryDerivation(it.Entry, drug, decimal(it.Data.Dose.Milligrams(), 4), "mg"))
		}
	}
	if key == "" {
		return Figure{Unit: "mg"}
	}
	return figure(total, 4, "mg", key)
}
