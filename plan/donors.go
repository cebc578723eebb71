package plan

import (
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// judgeDonors compares every candidate with the child, applies the donor rules
// and ranks. Ranking sorts; it never chooses.
func (m *maker) judgeDonors() error {
	decided, _ := m.v.Decided("donor")
	backup, _ := m.v.Decided("backup-donor")
	for _, p := range m.v.People() {
		if !p.Donor || p.Relation == "recipient" {
			continue
		}
		d := Donor{ID: p.ID, Label: p.Label, Relation: p.Relation, Sex: p.Sex, Birth: p.Birth, BloodGroup: m.bloodGroup(p.ID)}
		d.Chosen = decided.Data != nil && decided.Data.Choice == p.ID
		d.Backup = backup.Data != nil && backup.Data.Choice == p.ID
		if age, ok := p.Age(m.v); ok {
			d.Age = text(age.String(), age.Chinese())
		}
		m.compareHLA(&d, p)
		m.descentOf(&d, p)
		m.familyVariantOf(&d, p)
		m.donorLines(&d, p)
		if err := m.donorReasons(&d, p); err != nil {
			return err
		}
		if d.Chosen {
			m.plan.Child.DonorGroup = d.BloodGroup
		}
		m.plan.Donors = append(m.plan.Donors, d)
	}
	m.rankDonors()
	m.fileChosenDonor()
	return nil
}

// donorReasons evaluates the donor rules and sets the state.
func (m *maker) donorReasons(d *Donor, p chart.Individual) error {
	outcomes, err := m.base.Evaluate("donor", m.donorFacts(d, p))
	if err != nil {
		return err
	}
	d.State = "eligible"
	if n, open := openTyping(*d); open {
		d.Reasons, d.State = append(d.Reasons, n), "blocked"
	}
	for _, o := range outcomes {
		n, ok := m.note(o, d.ID)
		if !ok {
			continue
		}
		n.Blocks = ""
		if n.Kind == "stop" || n.Kind == "gap" {
			n.Blocks = "donor"
		}
		d.Reasons = append(d.Reasons, n)
		switch {
		case o.Rule.Effect == "exclude" && o.Result == knowledge.Fires:
			d.State = "excluded"
		case (n.Kind == "stop" || n.Kind == "gap") && n.Open() && d.State != "excluded":
			d.State = "blocked"
		}
	}
	m.donorDisagreements(d)
	sortReasons(d.Reasons)
	d.Eligible = d.State == "eligible"
	return nil
}

func (m *maker) donorFacts(d *Donor, p chart.Individual) knowledge.Facts {
	f := m.copyFacts()
	f["donor_related"] = p.Related
	switch d.FamilyVariant {
	case "clear", "carrier", "affected":
		f["donor_variants_tested"], f["donor_variant_status"] = true, d.FamilyVariant
	case "not-tested", "incomplete":
		f["donor_variants_tested"] = false
	}
	f["carrier_signed"] = m.carrierSigned(p.ID)
	if p.Sex == "male" || p.Sex == "female" {
		f["donor_sex"] = p.Sex
	}
	if age, ok := p.Age(m.v); ok {
		f["donor_age_years"] = int64(age.Years())
		f["donor_minor"] = age.Years() < adultYears
	}
	setAnswer(f, "donor_parous", p.Parous)
	if _, known := f["donor_parous"]; !known && p.Sex == "male" {
		f["donor_parous"] = false
	}
	f["hla_known"] = d.Match.Typed()
	f["donor_confirmatory_typing"] = m.confirmed(p.ID)
	m.workUpFacts(f, p.ID)
	m.figures(d, p, f)
	return f
}

// adultYears: under-18s need an advocate and assent (EBMT Handbook 2024, ch. 17
// and 33; evaluation.md section D names under-18s).
const adultYears = 18

func (m *maker) workUpFacts(f knowledge.Facts, donor string) {
	w, ok := m.workUp(donor)
	f["donor_advocate"] = ok && w.Data.Advocate != ""
	if ok {
		setAnswer(f, "donor_consent", w.Data.Consent)
	} else {
		f["donor_consent"] = false
	}
}

func (m *maker) workUp(donor string) (chart.Item[*chart.DonorWorkUp], bool) {
	return chart.Last(chart.Where(chart.All[*chart.DonorWorkUp](m.v), func(w chart.Item[*chart.DonorWorkUp]) bool {
		return w.About == donor
	}))
}

// chosenDonorCleared reports whether the chosen donor was cleared by the donor's
// own physician.
func (m *maker) chosenDonorCleared() bool {
	d, ok := m.v.Decided("donor")
	if !ok {
		return false
	}
	w, found := m.workUp(d.Data.Choice)
	return found && w.Data.Cleared.True()
}

// carrierSigned reports whether a geneticist signed the variant result of the
// donor (knowledge README, rule 6), after the last result was recorded.
func (m *maker) carrierSigned(donor string) bool {
	var lastResult chart.Entry
	for _, v := range chart.All[*chart.Variant](m.v) {
		if v.About == donor {
			lastResult = v.Entry
		}
	}
	for _, s := range chart.All[*chart.Signature](m.v) {
		if s.Data.Of == "donor-variant" && s.Data.Role == "geneticist" && (s.Data.Ref == donor || s.Data.Ref == lastResult.ID) &&
			!s.Recorded.Time().Before(lastResult.Recorded.Time()) {
			return true
		}
	}
	return false
}

func (m *maker) typingsOf(person string) []chart.Item[*chart.HLATyping] {
	return chart.Where(chart.All[*chart.HLATyping](m.v), func(t chart.Item[*chart.HLATyping]) bool { return m.v.Concerns(t.Entry, person) })
}

// confirmed reports a second, independent sample; whether it says the same is
// asked by typingsDisagree.
func (m *maker) confirmed(person string) bool {
	for _, t := range m.typingsOf(person) {
		if t.Data.Confirmatory.True() {
			return true
		}
	}
	return false
}

// typing builds the HLA typing of a person; a typing that cannot be read is not
// known.
func (m *maker) typing(person string) (hla.Typing, bool) { return latestTyping(m.typingsOf(person)) }

// latestTyping is the latest entry. Where that leaves a locus open which an earlier
// one settled, and can be just that, the settled names stand: a second sample typed
// at lower resolution does not undo the first.
func latestTyping(all []chart.Item[*chart.HLATyping]) (hla.Typing, bool) {
	var out hla.Typing
	for i, it := range slices.Backward(all) {
		t, readable := readTyping(it.Data)
		switch {
		case i == len(all)-1 && !readable:
			return hla.Typing{}, false
		case i == len(all)-1:
			if out = t; settled(t) {
				return out, true
			}
		case readable:
			out = out.SettledBy(t)
		}
	}
	return out, len(all) > 0
}

// settled tells whether two fields settle every typed locus.
func settled(t hla.Typing) bool {
	return !slices.ContainsFunc(t.Loci(), func(l hla.Locus) bool { _, open := t.Open(l); return open })
}

// readTyping reads the loci of an entry as the laboratory wrote them; false where
// they cannot be read or there are none.
func readTyping(entry *chart.HLATyping) (hla.Typing, bool) {
	var loci []hla.Report
	for _, locus := range hla.Loci() {
		if copies := entry.Alleles[string(locus)]; len(copies) > 0 {
			loci = append(loci, hla.Report{Locus: string(locus), Copies: copies})
		}
	}
	t, err := hla.ReportedTyping(loci...)
	return t, err == nil && !t.Untyped()
}

// compareHLA compares at two fields: out of twelve where both were typed at
// DPB1, out of ten otherwise.
func (m *maker) compareHLA(d *Donor, p chart.Individual) {
	child, ok1 := m.typing(m.recipient)
	donor, ok2 := m.typing(p.ID)
	d.Match.Basis = text("HLA not typed", "未行HLA分型")
	if !ok1 || !ok2 {
		return
	}
	loci := hla.LociOf10()
	_, dp1 := child.At("DPB1")
	_, dp2 := donor.At("DPB1")
	if dp1 && dp2 {
		loci = hla.LociOf12()
	}
	r := hla.Compare(child, donor, loci)
	d.Match = Match{Known: r.Complete, Of: r.Of, Count: r.Count, GvH: r.GvH, HvG: r.HvG, Possible: r.Possible, Basis: basisOfMatch}
	for _, l := range r.Loci {
		d.Match.Loci = append(d.Match.Loci, LocusMatch{Locus: string(l.Locus), Patient: child.Written(l.Locus), Donor: donor.Written(l.Locus), Known: l.Known,
			Count: l.Count, GvH: l.GvH, HvG: l.HvG, Open: l.Open, Possible: l.Possible, Text: text(l.Sentence("en"), l.Sentence("zh"))})
	}
}

// basisOfMatch: a plan never depends on which release a centre has loaded.
var basisOfMatch = text("compared at two-field names; no release takes part in the plan", "按两段式名称比较；计划不依赖命名数据库版本")

// donorLines are the facts beside HLA.
func (m *maker) donorLines(d *Donor, p chart.Individual) {
	add := func(key, en, zh string, value evidence.Text, entries ...string) {
		d.Facts = append(d.Facts, Line{Key: key, Label: text(en, zh), Text: value, Entries: entries})
	}
	group := m.plan.Child.BloodGroup
	if group != "" && d.BloodGroup != "" {
		add("abo", "ABO", "ABO血型", aboText(group, d.BloodGroup))
	} else {
		add("abo", "ABO", "ABO血型", text("not recorded for both", "双方未均记录"))
	}
	add("sex", "Sex", "性别", text(p.Sex+" to "+m.sex, sexZH[p.Sex]+"→"+sexZH[m.sex]))
	if w, ok := chart.Last(m.v.Measured(p.ID, "body-weight")); ok {
		f := m.measured(w)
		add("weight", "Weight", "体重", text(f.String()+", "+m.moment(w.Entry), f.String()+"，"+m.moment(w.Entry)), w.ID)
	} else {
		add("weight", "Weight", "体重", text("not recorded", "未记录"))
	}
	if line, ok := m.harvestLine(p); ok {
		d.Facts = append(d.Facts, line)
	}
	m.workUpLines(d, p.ID, add)
	m.antibodyLine(p.ID, add)
	if m.confirmed(p.ID) {
		add("confirmed", "Second sample", "复核分型", text("confirmed", "已复核"))
	} else {
		add("confirmed", "Second sample", "复核分型", text("not confirmed", "未复核"))
	}
}

// antibodyLine names result, target, MFI and date of the test that stands.
func (m *maker) antibodyLine(donor string, add func(key, en, zh string, value evidence.Text, entries ...string)) {
	said, entries := text("not recorded", "未记录"), []string{}
	if a, found := m.antibody(donor); found {
		said = text(a.Data.Result, antibodyZH[a.Data.Result])
		if a.Data.Target != "" {
			said = text(said.EN+" ("+a.Data.Target+")", said.ZH+"（"+Said(a.Data.Target).ZH+"）")
		}
		if a.Data.MFI != "" {
			said = text(said.EN+", MFI "+a.Data.MFI, said.ZH+"，MFI "+a.Data.MFI)
		}
		said = text(said.EN+", "+m.moment(a.Entry), said.ZH+"，"+m.moment(a.Entry))
		entries = []string{a.ID}
	}
	add("dsa", "Donor-specific antibody", "供者特异性抗体", said, entries...)
}

var sexZH = map[string]string{"male": "男", "female": "女", "unknown": "不详", "": "不详"}

var antibodyZH = map[string]string{"negative": "阴性", "positive": "阳性", "not-done": "未做"}

func (m *maker) workUpLines(d *Donor, donor string, add func(key, en, zh string, value evidence.Text, entries ...string)) {
	w, ok := m.workUp(donor)
	if !ok {
		add("clearance", "Donor clearance", "供者合格判定", text("not recorded", "未记录"))
		return
	}
	cleared := text("not cleared", "未判定合格")
	if w.Data.Cleared.True() {
		cleared = text("cleared by "+w.Data.ClearedBy+", "+m.moment(w.Entry), w.Data.ClearedBy+" 判定合格，"+m.moment(w.Entry))
	}
	add("clearance", "Donor clearance", "供者合格判定", cleared, w.ID)
	advocate := text("none named", "未指定")
	if w.Data.Advocate != "" {
		advocate = text(w.Data.Advocate, w.Data.Advocate)
	}
	add("advocate", "Advocate of a minor donor", "未成年供者权益代表", advocate, w.ID)
	if w.Data.CMV != "" {
		add("cmv", "CMV IgG", "CMV IgG", text(w.Data.CMV, map[string]string{"positive": "阳性", "negative": "阴性", "unknown": "不详"}[w.Data.CMV]), w.ID)
	}
	markers := text("not recorded", "未记录")
	if w.Data.Markers != "" {
		markers = text(w.Data.Markers, map[string]string{"negative": "阴性", "positive": "阳性", "pending": "待回报"}[w.Data.Markers])
		if w.Data.MarkersOn.Known() {
			markers = text(markers.EN+", "+w.Data.MarkersOn.String(), markers.ZH+"，"+w.Data.MarkersOn.String())
		}
	}
	add("markers", "Infection markers", "传染病标志物", markers, w.ID)
}

// aboText names the class of an ABO difference by the antigens each side has.
func aboText(recipient, donor string) evidence.Text {
	class := map[string]evidence.Text{"identical": text("identical", "相合"), "bidirectional": text("bidirectional mismatch", "主次侧均不合"),
		"major": text("major mismatch", "主侧不合"), "minor": text("minor mismatch", "次侧不合")}[aboClass(recipient, donor)]
	return text(donor+" to "+recipient+", "+class.EN, donor+"→"+recipient+"，"+class.ZH)
}

// aboClass is identical, major, minor or bidirectional.
func aboClass(recipient, donor string) string {
	r, d := recipient[:len(recipient)-signLength(recipient)], donor[:len(donor)-signLength(donor)]
	major := lacks(r, d) // donor antigens that the recipient lacks
	minor := lacks(d, r)
	switch {
	case major && minor:
		return "bidirectional"
	case major:
		return "major"
	case minor:
		return "minor"
	}
	return "identical"
}

func signLength(group string) int {
	if len(group) > 3 && group[len(group)-3:] == "−" {
		return 3
	}
	return 1
}

// lacks reports whether b carries an ABO antigen that a lacks.
func lacks(a, b string) bool {
	for _, antigen := range []byte("AB") {
		if has(b, antigen) && !has(a, antigen) {
			return true
		}
	}
	return false
}

func has(group string, antigen byte) bool {
	for i := 0; i < len(group); i++ {
		if group[i] == antigen {
			return true
		}
	}
	return false
}

// fileChosenDonor files what speaks about the donor the team decided on; other
// candidates keep their reasons to themselves.
func (m *maker) fileChosenDonor() {
	for _, d := range m.plan.Donors {
		if !d.Chosen {
			continue
		}
		for _, n := range d.Reasons {
			if n.Kind == "stop" || n.Kind == "caution" || n.Kind == "gap" {
				if n.Kind != "caution" {
					n.Blocks = "signature"
				}
				m.file(n)
			}
		}
	}
}
