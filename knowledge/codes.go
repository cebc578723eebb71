package knowledge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// LaboratoryItem is something a laboratory measures, with the codes that name it.
type LaboratoryItem struct {
	What string // name in the chart, "neutrophils"
	Name evidence.Text
	// Organism is set where a result is an entry of the kind infection: the name
	// of the organism in the chart.
	Organism string
	// Dimensions are what its unit may measure: a count of neutrophils is never a
	// percentage.
	Dimensions []quantity.Dimension
	Codes      []LaboratoryCode
}

// LaboratoryCode is one LOINC code of an item. Only a code whose status may act
// files a result by itself; another one is shown as a proposal for the centre's
// own mapping.
type LaboratoryCode struct {
	LOINC      string
	Display    string // as read at the source; never compared with what a message shows
	Method     string
	Specimen   string
	Dimensions []quantity.Dimension // narrower than those of the item, where the code says so
	Status     evidence.Status
	Sources    []evidence.Source
}

// LocalUnit is a spelling of a unit that laboratories write and UCUM does not.
type LocalUnit struct {
	Text    string // as written
	Unit    string // in UCUM
	Status  evidence.Status
	Sources []evidence.Source
}

// RefusedUnit is a spelling that has two meanings, with the reason.
type RefusedUnit struct {
	Text   string
	Reason evidence.Text
}

// LaboratoryItems returns the items of the laboratory, ordered by name.
func (b *Base) LaboratoryItems() []LaboratoryItem { return slices.Clone(b.laboratory) }

// LaboratoryItem returns the item with the name of the chart.
func (b *Base) LaboratoryItem(what string) (LaboratoryItem, bool) {
	for _, it := range b.laboratory {
		if it.What == what {
			return it, true
		}
	}
	return LaboratoryItem{}, false
}

// LOINC returns item and code of a LOINC code; false when the base does not hold
// it. The caller looks at the status before it acts.
func (b *Base) LOINC(code string) (LaboratoryItem, LaboratoryCode, bool) {
	at, found := b.loinc[code]
	if !found {
		return LaboratoryItem{}, LaboratoryCode{}, false
	}
	item := b.laboratory[at[0]]
	return item, item.Codes[at[1]], true
}

// LocalUnits returns the spellings of units, ordered by text.
func (b *Base) LocalUnits() []LocalUnit { return slices.Clone(b.localUnits) }

// RefusedUnits returns the spellings that are refused by name, ordered by text.
func (b *Base) RefusedUnits() []RefusedUnit { return slices.Clone(b.refusedUnits) }

type rawLaboratory struct {
	Key   string              `yaml:"key"`
	Items []rawLaboratoryItem `yaml:"items"`
}

type rawLaboratoryItem struct {
	What       string              `yaml:"what"`
	Name       rawText             `yaml:"name"`
	Organism   string              `yaml:"organism"`
	Dimensions []string            `yaml:"dimensions"`
	Codes      []rawLaboratoryCode `yaml:"codes"`
}

type rawLaboratoryCode struct {
	LOINC      string   `yaml:"loinc"`
	Display    string   `yaml:"display"`
	Method     string   `yaml:"method"`
	Specimen   string   `yaml:"specimen"`
	Dimensions []string `yaml:"dimensions"`
	Status     string   `yaml:"status"`
	Sources    []string `yaml:"sources"`
}

type rawUnits struct {
	Key     string           `yaml:"key"`
	Units   []rawLocalUnit   `yaml:"units"`
	Refused []rawRefusedUnit `yaml:"refused"`
}

type rawLocalUnit struct {
	Text    string   `yaml:"text"`
	Unit    string   `yaml:"unit"`
	Status  string   `yaml:"status"`
	Sources []string `yaml:"sources"`
}

type rawRefusedUnit struct {
	Text   string  `yaml:"text"`
	Reason rawText `yaml:"reason"`
}

const (
	laboratoryFile = "code/laboratory.yaml"
	unitsFile      = "code/units.yaml"
)

func (l *loader) addLaboratory(d *document, raw rawLaboratory) {
	for i, it := range raw.Items {
		at := fmt.Sprintf("$.items[%d]", i)
		l.claim(d, at+".what", "laboratory item", it.What)
		l.needText(d, at+".name", it.Name, true)
		item := LaboratoryItem{What: it.What, Name: textOf(it.Name), Organism: it.Organism, Dimensions: l.dimensions(d, at+".dimensions", it.Dimensions)}
		if len(item.Dimensions) == 0 {
			l.add(d.at(at, "what the unit of %s measures is missing", it.What))
		}
		for j, c := range it.Codes {
			item.Codes = append(item.Codes, l.laboratoryCode(d, fmt.Sprintf("%s.codes[%d]", at, j), c, item))
		}
		l.base.laboratory = append(l.base.laboratory, item)
	}
}

func (l *loader) laboratoryCode(d *document, at string, c rawLaboratoryCode, item LaboratoryItem) LaboratoryCode {
	if !loincForm(c.LOINC) {
		l.add(d.at(at+".loinc", "%q is not a LOINC code: its check digit does not fit", c.LOINC))
	}
	if first, twice := l.seen["loinc "+c.LOINC]; twice {
		l.add(d.at(at+".loinc", "the code %s already names %s", c.LOINC, first))
	}
	l.seen["loinc "+c.LOINC] = item.What
	code := LaboratoryCode{c.LOINC, c.Display, c.Method, c.Specimen, l.dimensions(d, at+".dimensions", c.Dimensions),
		l.status(d, at+".status", c.Status), l.resolve(d, at+".sources", c.Sources)}
	if len(code.Dimensions) == 0 {
		code.Dimensions = item.Dimensions
	}
	for _, dimension := range code.Dimensions {
		if !slices.Contains(item.Dimensions, dimension) {
			l.add(d.at(at+".dimensions", "%s is not measured as %s", item.What, dimension))
		}
	}
	return code
}

// dimensions reads a list of what units measure.
func (l *loader) dimensions(d *document, at string, names []string) []quantity.Dimension {
	known := map[quantity.Dimension]bool{}
	for _, dimension := range quantity.Dimensions() {
		known[dimension] = true
	}
	var out []quantity.Dimension
	for _, name := range names {
		if !known[quantity.Dimension(name)] {
			l.add(d.at(at, "%q is nothing a unit measures", name))
		}
		out = append(out, quantity.Dimension(name))
	}
	return out
}

// loincForm holds a code to its form: digits, a hyphen and a check digit by the
// Luhn formula (LOINC Users' Guide, appendix on check digits; the codes of the
// shared table all pass).
func loincForm(code string) bool {
	digits, check, found := strings.Cut(code, "-")
	if !found || len(check) != 1 || digits == "" || len(digits) > 7 || strings.Trim(digits+check, "0123456789") != "" {
		return false
	}
	sum := 0
	for i := range len(digits) {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return (10-sum%10)%10 == int(check[0]-'0')
}

func (l *loader) addUnits(d *document, raw rawUnits) {
	seen := map[string]bool{}
	claim := func(at, text string) {
		if text == "" || seen[text] {
			l.add(d.at(at, "the spelling %q is missing or occurs twice", text))
		}
		seen[text] = true
	}
	for i, u := range raw.Units {
		at := fmt.Sprintf("$.units[%d]", i)
		claim(at+".text", u.Text)
		if _, err := quantity.ParseValue("1 " + u.Unit); err != nil {
			l.add(d.at(at+".unit", "%q is not in the table of units", u.Unit))
		}
		l.base.localUnits = append(l.base.localUnits, LocalUnit{u.Text, u.Unit, l.status(d, at+".status", u.Status), l.resolve(d, at+".sources", u.Sources)})
	}
	for i, u := range raw.Refused {
		at := fmt.Sprintf("$.refused[%d]", i)
		claim(at+".text", u.Text)
		l.needText(d, at+".reason", u.Reason, true)
		l.base.refusedUnits = append(l.base.refusedUnits, RefusedUnit{u.Text, textOf(u.Reason)})
	}
}

// sortCodes orders the tables and makes the index of codes.
func (l *loader) sortCodes() {
	b := l.base
	slices.SortFunc(b.laboratory, func(x, y LaboratoryItem) int { return cmp.Compare(x.What, y.What) })
	slices.SortFunc(b.localUnits, func(x, y LocalUnit) int { return cmp.Compare(x.Text, y.Text) })
	slices.SortFunc(b.refusedUnits, func(x, y RefusedUnit) int { return cmp.Compare(x.Text, y.Text) })
	b.loinc = map[string][2]int{}
	for i, item := range b.laboratory {
		for j, code := range item.Codes {
			b.loinc[code.LOINC] = [2]int{i, j}
		}
	}
}
