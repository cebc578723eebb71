package consult

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// Identity is what two records are compared by. Every part may be empty.
type Identity struct {
	Key        string   `json:"key"` // number of a consult or id of a chart
	Names      []string `json:"names,omitempty"`
	Sex        string   `json:"sex,omitempty"`
	Birth      string   `json:"birth,omitempty"` // 2024-05-31
	Identifier string   `json:"identifier,omitempty"`
	Guardians  []string `json:"guardians,omitempty"`
	Contacts   []string `json:"contacts,omitempty"` // telephone numbers as digits, e-mail addresses
	Variants   []string `json:"variants,omitempty"` // GENE c.change
}

// The kinds of likeness.
const (
	SameChild = "same-child"
	Sibling   = "sibling"
)

// Likeness says that two records may concern the same child or brothers and
// sisters, with the reasons. It is a hint for a person; nothing merges by it.
type Likeness struct {
	Key     string
	Kind    string
	Reasons []evidence.Text
}

// IdentityOf reads the identity of a consult.
func IdentityOf(c Consult) Identity {
	a := c.Answers
	id := Identity{Key: c.Number, Sex: a.One("child", "sex"), Birth: a.One("child", "birth"), Identifier: a.One("child", "identifier")}
	id.Names = plainNames(a.One("child", "name"))
	id.Guardians = plainNames(a.One("guardian", "name"))
	id.Contacts = contactsIn(a.One("guardian", "phone") + " " + a.One("guardian", "mail"))
	for _, r := range a.Rows("variants") {
		if r["person"] == "child" && r["zygosity"] != "absent" {
			id.Variants = append(id.Variants, strings.ToUpper(r["gene"])+" "+changeOf(r["hgvs"]))
		}
	}
	return id.sorted()
}

// IdentityOfChart reads the identity of a chart as it stands.
func IdentityOfChart(v chart.View) Identity {
	id := Identity{Key: v.Case.ID}
	if r, ok := v.Recipient(); ok {
		id.Sex, id.Identifier = r.Sex, r.Identifier
		id.Names = plainNames(r.Label.EN, r.Label.ZH)
		if r.Birth.Known() {
			id.Birth = r.Birth.String()
		}
		for _, it := range chart.All[*chart.Variant](v) {
			if v.Concerns(it.Entry, r.ID) && it.Data.Zygosity != "absent" {
				id.Variants = append(id.Variants, strings.ToUpper(it.Data.Gene)+" "+changeOf(it.Data.HGVS))
			}
		}
	}
	for _, it := range chart.All[*chart.Consult](v) {
		name, contact, _ := strings.Cut(it.Data.Guardian, "·")
		id.Guardians = append(id.Guardians, plainNames(name)...)
		id.Contacts = append(id.Contacts, contactsIn(contact)...)
	}
	return id.sorted()
}

func (id Identity) sorted() Identity {
	for _, list := range []*[]string{&id.Names, &id.Guardians, &id.Contacts, &id.Variants} {
		sort.Strings(*list)
		*list = slices.Compact(*list)
	}
	return id
}

// plainNames brings names to the form in which they are compared: letters only,
// lower case, words in order of the alphabet, so that family and given name may
// stand either way round.
func plainNames(names ...string) []string {
	var out []string
	for _, n := range names {
		words := strings.FieldsFunc(strings.ToLower(n), func(r rune) bool { return !unicode.IsLetter(r) })
		sort.Strings(words)
		if plain := strings.Join(words, " "); plain != "" {
			out = append(out, plain)
		}
	}
	return out
}

// contactsIn finds telephone numbers (as their last nine digits, so that a
// country code does not hide a match) and e-mail addresses.
func contactsIn(text string) []string {
	var out []string
	digits := ""
	flush := func() {
		if len(digits) >= 7 {
			out = append(out, digits[max(0, len(digits)-9):])
		}
		digits = ""
	}
	for _, word := range strings.Fields(text) {
		if strings.Contains(word, "@") {
			flush()
			out = append(out, strings.ToLower(strings.Trim(word, ".,;")))
			continue
		}
		for _, r := range word {
			if r >= '0' && r <= '9' {
				digits += string(r)
			}
		}
	}
	flush()
	return out
}

// Compare holds two records beside each other; ok is false when nothing speaks
// for the same child or for brothers and sisters.
func Compare(a, b Identity) (Likeness, bool) {
	l := Likeness{Key: b.Key}
	say := func(en, zh string) { l.Reasons = append(l.Reasons, text(en, zh)) }
	name, contact, guardian := shared(a.Names, b.Names), shared(a.Contacts, b.Contacts), shared(a.Guardians, b.Guardians)
	birth := a.Birth != "" && a.Birth == b.Birth
	otherBirth := a.Birth != "" && b.Birth != "" && a.Birth != b.Birth
	otherSex := known(a.Sex) && known(b.Sex) && a.Sex != b.Sex
	number := a.Identifier != "" && a.Identifier == b.Identifier
	variants := len(a.Variants) > 0 && slices.Equal(a.Variants, b.Variants)
	for _, r := range []struct {
		holds  bool
		en, zh string
	}{{number, "same record number", "病历号相同"}, {name, "same name", "姓名相同"}, {birth, "same date of birth", "出生日期相同"}, {contact, "same telephone or e-mail", "电话或邮箱相同"},
		{guardian, "same guardian", "监护人相同"}, {variants, "same genetic changes", "基因变异相同"}, {otherBirth, "another date of birth", "出生日期不同"}, {otherSex, "another sex", "性别不同"}} {
		if r.holds {
			say(r.en, r.zh)
		}
	}
	switch {
	case number, name && birth, birth && !otherSex && (contact || guardian || variants), name && !otherBirth && !otherSex && (contact || guardian || variants):
		l.Kind = SameChild
	case contact, guardian && (variants || otherBirth || otherSex), variants && (name || guardian):
		l.Kind = Sibling
	default:
		return Likeness{}, false
	}
	return l, true
}

func known(sex string) bool { return sex == "male" || sex == "female" }

func shared(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}
