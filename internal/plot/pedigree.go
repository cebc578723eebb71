package plot

import (
	"html/template"
	"math"
	"slices"
	"strings"
)

// PedigreeInput is one family.
type PedigreeInput struct {
	ID      string // id of the figure within its page; "pedigree" when empty
	Lang    string // en or zh
	Members []PedigreeMember
}

// PedigreeMember is one person. Relation is as seen from the proband: father,
// mother, recipient, sister, brother, half-sister, half-brother; everyone else
// is drawn beside the family without a line of descent. Status is affected,
// carrier, clear, not-tested or incomplete. Haplotypes are letters by descent
// (a, b paternal, c, d maternal); empty means not proven.
type PedigreeMember struct {
	ID         string
	Relation   string
	Label      string
	Sex        string // male, female; anything else is drawn as unknown
	Status     string
	Born       string // YYYY-MM-DD; the children are ordered by it when all have one
	Proband    bool
	Donor      bool
	Haplotypes []string
	Variants   []string
}

// Measures of the drawing, in user units.
const (
	column    = 172.0 // width of one person
	symbol    = 44.0  // side of a square, diameter of a circle
	barWidth  = 26.0
	barHeight = 64.0
	rowTop    = 34.0 // from the top of a row to the top of its symbols
	lineStep  = 15.0
	textWidth = 25 // display columns of a label line
)

// person is a member with its place and its lines of text.
type person struct {
	PedigreeMember
	x, top   float64
	label    []string
	small    []string
	recorded bool
	half     bool
}

// Pedigree draws the family as geneticists do: squares and circles, filled when
// affected, a centre dot for a carrier, "?" when not tested, an arrow at the
// proband; haplotype bars carry their letters. Parents stand above, children
// below; a parent who is not recorded is drawn dashed.
func Pedigree(p PedigreeInput) template.HTML {
	f := family(p)
	var c canvas
	c.begin(frame{id: identifier(p.ID, "pedigree"), class: "pedigree", lang: p.Lang, title: word("family", p.Lang),
		description: describeFamily(p), width: f.width, height: f.height})
	f.lines(&c)
	for _, m := range f.all() {
		m.draw(&c, p.Lang)
	}
	if len(f.further) > 0 {
		c.text(12, f.further[0].top-4, word("further", p.Lang), at("font-size", "12"), at("fill", muted))
	}
	if len(f.all()) == 0 {
		c.text(f.width/2, f.height/2, word("nobody", p.Lang), at("text-anchor", "middle"), at("font-size", "13"), at("fill", muted))
	}
	c.close("svg")
	return template.HTML(c.out.String())
}

// tree is a family laid out.
type tree struct {
	parents, children, further []*person
	width, height              float64
}

func (t *tree) all() []*person { return slices.Concat(t.parents, t.children, t.further) }

// family sorts the members into rows and gives each a place.
func family(p PedigreeInput) *tree {
	t := &tree{}
	var father, mother *person
	for _, m := range p.Members {
		one := newPerson(m, p.Lang)
		switch {
		case m.Relation == "father" && father == nil:
			father = one
		case m.Relation == "mother" && mother == nil:
			mother = one
		case isChild(m):
			one.half = strings.HasPrefix(m.Relation, "half-")
			t.children = append(t.children, one)
		default:
			t.further = append(t.further, one)
		}
	}
	if father != nil || mother != nil {
		t.parents = []*person{orMissing(father, "father", "male", p.Lang), orMissing(mother, "mother", "female", p.Lang)}
	}
	byBirth(t.children)
	t.place()
	return t
}

func isChild(m PedigreeMember) bool {
	switch m.Relation {
	case "recipient", "sister", "brother", "half-sister", "half-brother":
		return true
	}
	return m.Proband
}

// byBirth orders children by date of birth when every one has a date; a child
// without a date has no place among the others, so then the given order stays.
func byBirth(children []*person) {
	for _, c := range children {
		if c.Born == "" {
			return
		}
	}
	slices.SortStableFunc(children, func(a, b *person) int { return strings.Compare(a.Born, b.Born) })
}

func newPerson(m PedigreeMember, lang string) *person {
	one := &person{PedigreeMember: m, recorded: true, label: wrap(m.Label, textWidth-2, 2)}
	one.small = wrap(statusWord(m.Status, lang), textWidth, 2)
	for _, v := range m.Variants {
		one.small = append(one.small, wrap(v, textWidth+2, 2)...)
	}
	if len(one.small) > 6 {
		one.small = append(one.small[:5], "…")
	}
	return one
}

func statusWord(status, lang string) string {
	if _, known := words[status]; !known {
		status = "status"
	}
	return word(status, lang)
}

func orMissing(one *person, relation, sex, lang string) *person {
	if one != nil {
		return one
	}
	return &person{PedigreeMember: PedigreeMember{Relation: relation, Sex: sex},
		label: []string{word(relation, lang)}, small: []string{word("not-recorded", lang)}}
}

// place centres each row and stacks the rows.
func (t *tree) place() {
	widest := max(len(t.parents), len(t.children), len(t.further), 1)
	t.width = math.Max(2.6, float64(widest)) * column
	y := 0.0
	for _, row := range [][]*person{t.parents, t.children, t.further} {
		if len(row) == 0 {
			continue
		}
		spread := column
		if len(row) == 2 {
			spread = column * 1.3
		}
		left := t.width/2 - spread*float64(len(row)-1)/2
		depth := 0.0
		for i, m := range row {
			m.x, m.top = left+spread*float64(i), y+rowTop
			depth = math.Max(depth, m.depth())
		}
		y += rowTop + depth + 22
	}
	t.height = math.Max(y, 60)
}

// depth is the height of symbol, bars and text.
func (p *person) depth() float64 {
	d := symbol + 12
	if len(p.Haplotypes) > 0 {
		d += barHeight + 6
	}
	return d + lineStep*float64(len(p.label)+len(p.small))
}

// lines draws marriage, descent and sibship.
func (t *tree) lines(c *canvas) {
	pen := []attr{at("stroke", ink), at("stroke-width", "2")}
	if len(t.parents) == 2 {
		y := t.parents[0].top + symbol/2
		c.line(t.parents[0].x+symbol/2, y, t.parents[1].x-symbol/2, y, pen...)
	}
	if len(t.children) == 0 {
		return
	}
	bar := t.children[0].top - 18
	first, last := t.children[0].x, t.children[len(t.children)-1].x
	if len(t.parents) == 2 {
		middle := (t.parents[0].x + t.parents[1].x) / 2
		c.line(middle, t.parents[0].top+symbol/2, middle, bar, pen...)
		first, last = math.Min(first, middle), math.Max(last, middle)
	}
	if len(t.children) > 1 || len(t.parents) == 2 {
		c.line(first, bar, last, bar, pen...)
	}
	for _, child := range t.children {
		if len(t.children) == 1 && len(t.parents) == 0 {
			continue
		}
		drop := pen
		if child.half {
			drop = append(slices.Clone(pen), at("stroke-dasharray", "3 3"))
		}
		c.line(child.x, bar, child.x, child.top, drop...)
	}
}
