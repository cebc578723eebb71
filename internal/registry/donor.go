package registry

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/hla"
)

// Donor is one donor of a registry as the index keeps it. Empty fields were not
// given.
type Donor struct {
	ID    string
	Sex   string   // "male" or "female"
	Birth day.Date // 1 July where only the year was given, see YearOnly
	// YearOnly tells that the day and month of birth were not given.
	YearOnly bool
	CMV      string // "positive" or "negative"
	ABO      string // "O", "A", "B" or "AB"
	Rh       string // "positive" or "negative"
	Typing   string // genotype list string as given, loci joined by "^"
}

// Age gives the completed years on a date; false where it is not known. A donor
// of whom only the year of birth is known has the age of those born on 1 July.
func (d Donor) Age(on day.Date) (years int, known bool) {
	age, err := day.AgeOn(d.Birth, on)
	return age.Years(), err == nil
}

// Blood gives the group as "A+", "A" where the Rh factor is not known, "" where
// nothing is.
func (d Donor) Blood() string {
	return d.ABO + map[string]string{"positive": "+", "negative": "−"}[d.Rh]
}

// indexed are the loci that have a column, in the order of their columns.
var indexed = []hla.Locus{hla.A, hla.C, hla.B, hla.DRB1, hla.DQB1, hla.DPB1}

// Loci lists the loci over which the index can be searched; the others are kept
// as written.
func Loci() []hla.Locus { return append([]hla.Locus(nil), indexed...) }

func columnOf(locus hla.Locus) int {
	for i, each := range indexed {
		if each == locus {
			return i
		}
	}
	return -1
}

// facts are what the index keeps of a donor besides the typing, in four bytes:
// days since 1 January 1900 (0 unknown), then sex, CMV, Rh and the mark of a bare
// year by two bits each, then ABO.
type facts [4]byte

var epoch = day.MustDate("1900-01-01")

var (
	sexes  = []string{"", "male", "female"}
	signs  = []string{"", "negative", "positive"}
	groups = []string{"", "O", "A", "B", "AB"}
)

func place(list []string, value string) byte {
	for i, each := range list {
		if each == value {
			return byte(i)
		}
	}
	return 0
}

func (d Donor) facts() facts {
	var out facts
	if d.Birth.Known() {
		n := d.Birth.DaysSince(epoch)
		out[0], out[1] = byte(n), byte(n>>8)
	}
	out[2] = place(sexes, d.Sex) | place(signs, d.CMV)<<2 | place(signs, d.Rh)<<4
	if d.YearOnly {
		out[2] |= 1 << 6
	}
	out[3] = place(groups, d.ABO)
	return out
}

func (f facts) birth() day.Date {
	n := int(f[0]) | int(f[1])<<8
	if n == 0 {
		return day.Date{}
	}
	return epoch.AddDays(n)
}

// read fills in what the facts say.
func (d *Donor) read(f facts) {
	d.Birth, d.YearOnly = f.birth(), f[2]&(1<<6) != 0
	d.Sex, d.CMV, d.Rh = named(sexes, f[2]&3), named(signs, f[2]>>2&3), named(signs, f[2]>>4&3)
	d.ABO = named(groups, f[3])
}

func named(list []string, i byte) string {
	if int(i) < len(list) {
		return list[i]
	}
	return ""
}

// setSex, setBirth, setCMV and setBlood read what registries write.
func (d *Donor) setSex(text string) error {
	switch strings.ToLower(text) {
	case "":
	case "m", "male", "男":
		d.Sex = "male"
	case "f", "female", "女":
		d.Sex = "female"
	default:
		return fmt.Errorf("%q is not a sex; M, F, male or female is understood", clip(text))
	}
	return nil
}

func (d *Donor) setBirth(text string) error {
	if text == "" {
		return nil
	}
	if year, err := strconv.Atoi(text); err == nil && len(text) == 4 {
		date, err := day.NewDate(year, 7, 1)
		if err != nil || date.DaysSince(epoch) >= 1<<16 {
			return fmt.Errorf("%q is not a year of birth", clip(text))
		}
		d.Birth, d.YearOnly = date, true
		return nil
	}
	if len(text) == 8 && strings.Trim(text, "0123456789") == "" { // 19900430
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	date, err := day.ParseDate(text)
	if n := date.DaysSince(epoch); err != nil || n <= 0 || n >= 1<<16 {
		return fmt.Errorf("%q is not a date of birth; write 1990-04-30 or the year alone", clip(text))
	}
	d.Birth, d.YearOnly = date, false
	return nil
}

func (d *Donor) setCMV(text string) error {
	switch strings.ToLower(text) {
	case "", "u", "unknown", "q":
	case "p", "pos", "positive", "+", "阳性":
		d.CMV = "positive"
	case "n", "neg", "negative", "-", "−", "阴性":
		d.CMV = "negative"
	default:
		return fmt.Errorf("%q is not a CMV status; positive, negative or nothing is understood", clip(text))
	}
	return nil
}

func (d *Donor) setBlood(text string) error {
	if text == "" {
		return nil
	}
	upper := strings.ToUpper(text)
	group := strings.TrimRight(strings.SplitN(upper, " ", 2)[0], "+-−")
	if group == "0" {
		group = "O"
	}
	if place(groups, group) == 0 {
		return fmt.Errorf("%q is not a blood group; O, A, B or AB with + or − is understood", clip(text))
	}
	d.ABO = group
	return d.setRh(strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(upper, strings.SplitN(upper, " ", 2)[0]), " ")), upper)
}

// setRh reads the sign behind a blood group.
func (d *Donor) setRh(words, whole string) error {
	switch {
	case strings.HasSuffix(whole, "+") || strings.Contains(words, "POS"):
		d.Rh = "positive"
	case strings.HasSuffix(whole, "-") || strings.HasSuffix(whole, "−") || strings.Contains(words, "NEG"):
		d.Rh = "negative"
	case words != "":
		return fmt.Errorf("%q is not a blood group; O, A, B or AB with + or − is understood", clip(whole))
	}
	return nil
}

// clip shortens a text for a message and hides control characters.
func clip(text string) string {
	const longest = 60
	runes := []rune(text)
	if len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
