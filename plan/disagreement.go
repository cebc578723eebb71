package plan

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/genetics"
	"github.com/dayzero-hsct/dayzero/hla"
)

// disagreement is two standing entries that say different things of one fact.
// Which of them is right is for people to say: the wrong one is corrected or
// withdrawn. Until then the fact counts as missing, although the latest entry is
// shown.
type disagreement struct {
	id      string
	what    evidence.Text
	a, b    evidence.Text // what the two entries say
	entries [2]chart.Entry
}

func (m *maker) disagreementNote(d disagreement, subject, blocks string) Note {
	first, second := d.entries[0], d.entries[1]
	return Note{ID: d.id, Kind: "gap", Subject: subject, Status: evidence.Derived, Blocks: blocks, Entries: []string{first.ID, second.ID},
		Title: text(d.what.EN+" recorded twice, differently", d.what.ZH+"：两条记录不一致"),
		Message: text(first.ID+" ("+m.moment(first)+") says "+d.a.EN+", "+second.ID+" ("+m.moment(second)+") says "+d.b.EN+"; both stand.",
			first.ID+"（"+m.moment(first)+"）为"+d.a.ZH+"，"+second.ID+"（"+m.moment(second)+"）为"+d.b.ZH+"，两条均有效。"),
		Action:  text("Find out which is right; correct or withdraw the other with the reason.", "核实后更正或撤回错误的一条，并写明理由。"),
		Sources: []evidence.Source{{ID: "product.rule-1", Text: "Dayzero rule 1: a missing input is a gap; no default is put in its place"}}}
}

// childDisagreements files what the entries about the child and its parents, who
// prove the phase of the variants, contradict each other in.
func (m *maker) childDisagreements() error {
	if m.recipient == "" {
		return nil
	}
	if stands, ok := m.v.Diagnosis(); ok {
		if other, disputed := m.v.Contradicted(); disputed {
			m.file(m.disagreementNote(disagreement{"diagnosis-disagrees", text("The diagnosis", "诊断"), saidOf(stands.Data), saidOf(other.Data),
				[2]chart.Entry{stands.Entry, other.Entry}}, m.recipient, "signature"))
		}
	}
	for _, person := range []string{m.recipient, m.variants.father, m.variants.mother} {
		for _, d := range m.disagreements(person) {
			m.file(m.disagreementNote(d, person, "signature"))
		}
	}
	return nil
}

func saidOf(d *chart.Diagnosis) evidence.Text { return said(d.Gene, d.Certainty) }

// said joins a name that needs no translation and a word of a closed list.
func said(name, word string) evidence.Text {
	zh := map[string]string{"confirmed": "确诊", "suspected": "疑诊", "excluded": "排除",
		"heterozygous": "杂合", "homozygous": "纯合", "hemizygous": "半合子", "absent": "未检出该变异"}[word]
	return text(strings.TrimSpace(name+" "+word), strings.TrimSpace(name+" "+zh))
}

// donorDisagreements are those of a candidate; they hold the donor's sign-off.
func (m *maker) donorDisagreements(d *Donor) {
	for _, found := range m.disagreements(d.ID) {
		d.Reasons = append(d.Reasons, m.disagreementNote(found, d.ID, "donor"))
		if d.State == "eligible" {
			d.State = "blocked"
		}
	}
}

// disagreements compares what stands about one person: blood group, typing and
// results for one variant. After the graft the blood of the child is the donor's:
// what was found then is not compared.
func (m *maker) disagreements(person string) []disagreement {
	if person == "" {
		return nil
	}
	var out []disagreement
	if d, found := m.groupsDisagree(person); found {
		out = append(out, d)
	}
	if d, found := m.typingsDisagree(person); found {
		out = append(out, d)
	}
	return append(out, m.variantsDisagree(person)...)
}

// ownBlood reports whether an entry shows the person's own blood.
func (m *maker) ownBlood(e chart.Entry, person string) bool {
	infusions := chart.All[*chart.Infusion](m.v)
	return person != m.recipient || len(infusions) == 0 || e.Effective.Compare(infusions[0].Effective) < 0
}

func (m *maker) groupsDisagree(person string) (disagreement, bool) {
	var before *chart.Item[*chart.BloodGroup]
	for _, it := range chart.All[*chart.BloodGroup](m.v) {
		if !m.v.Concerns(it.Entry, person) || !m.ownBlood(it.Entry, person) {
			continue
		}
		if before != nil && (before.Data.ABO != it.Data.ABO || before.Data.RhD != it.Data.RhD) {
			return disagreement{"blood-group-disagrees", text("Blood group", "血型"), said(groupText(before.Data), ""), said(groupText(it.Data), ""),
				[2]chart.Entry{before.Entry, it.Entry}}, true
		}
		before = &it
	}
	return disagreement{}, false
}

// typingsDisagree compares the samples of one person at two fields, at the loci
// that both were typed at; open alternatives disagree only where none of them can
// be what the other says.
func (m *maker) typingsDisagree(person string) (disagreement, bool) {
	items := chart.Where(m.typingsOf(person), func(t chart.Item[*chart.HLATyping]) bool { return m.ownBlood(t.Entry, person) })
	for i, later := range items {
		b, readable := readTyping(later.Data)
		for _, earlier := range items[:i] {
			a, ok := readTyping(earlier.Data)
			if !ok || !readable {
				continue
			}
			for _, l := range hla.Compare(a, b, hla.Loci()).Loci {
				if l.Possible.Count.Most < 2 {
					name := string(l.Locus)
					return disagreement{"typing-disagrees", text("HLA typing", "HLA分型"), said(allelesText(name, earlier.Data), ""), said(allelesText(name, later.Data), ""),
						[2]chart.Entry{earlier.Entry, later.Entry}}, true
				}
			}
		}
	}
	return disagreement{}, false
}

func allelesText(locus string, t *chart.HLATyping) string {
	return "HLA-" + locus + " " + strings.Join(t.Alleles[locus], ", ")
}

// variantsDisagree compares the results for one variant of one gene.
func (m *maker) variantsDisagree(person string) []disagreement {
	var out []disagreement
	latest := map[string]chart.Item[*chart.Variant]{}
	for _, it := range chart.All[*chart.Variant](m.v) {
		name, err := genetics.ParseHGVS(it.Data.HGVS)
		if !m.v.Concerns(it.Entry, person) || err != nil {
			continue
		}
		key := strings.ToUpper(it.Data.Gene) + " " + name.String()
		if before, twice := latest[key]; twice && before.Data.Zygosity != it.Data.Zygosity {
			out = append(out, disagreement{"variant-result-disagrees", text("A variant result", "变异检测结果"), said(key, before.Data.Zygosity), said(key, it.Data.Zygosity),
				[2]chart.Entry{before.Entry, it.Entry}})
		}
		latest[key] = it
	}
	return out
}
