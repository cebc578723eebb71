package ward

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// viruses that are followed by load or by detection since Day 0, as the
// laboratory names them.
var viruses = map[string]string{"cmv": "CMV", "ebv": "EBV", "adenovirus": "adenovirus", "adv": "adenovirus", "hhv-6": "HHV-6", "hhv6": "HHV-6", "bk": "BK", "bk virus": "BK"}

// viruses follows each virus in each specimen against the limits that the centre
// has set; without one none is assumed.
func (a *assessor) viruses() {
	var tests []course.VirusTest
	var entries []string
	for _, it := range of[*chart.Infection](a.index) {
		name, followed := viruses[strings.ToLower(strings.TrimSpace(it.Data.Organism))]
		if n := a.dayOf(&it.Entry); !followed || n < 0 {
			continue
		}
		t := course.VirusTest{Virus: name, Day: a.dayOf(&it.Entry), Load: it.Data.Load, Specimen: specimenOf(it.Data), Detected: detected(it.Data)}
		tests, entries = append(tests, t), append(entries, it.ID)
	}
	if len(tests) == 0 {
		return
	}
	if r, err := course.Viruses(tests, a.limits.viruses()); err == nil {
		var centre []evidence.Text
		for _, l := range a.limits {
			if l.Kind == VirusLimit {
				said := l.Said()
				centre = append(centre, text(l.Subject+" "+l.Specimen+", "+said.EN, l.Subject+" "+l.Specimen+"，"+said.ZH))
			}
		}
		a.out.Viruses = r
		a.add("virus-monitoring", Infection, text("Viruses", "病毒监测"), r, entries).Centre = centre
	}
}

// specimens are those that a test of a virus names.
var specimens = []string{"whole blood", "plasma", "serum", "stool", "urine", "nasopharynx", "cerebrospinal fluid"}

// specimenOf is the specimen that the test names; a test that names none is kept
// apart under its own words.
func specimenOf(i *chart.Infection) string {
	said := strings.ToLower(i.Test + " " + i.Site)
	for _, s := range specimens {
		if strings.Contains(said, s) {
			return s
		}
	}
	if i.Site != "" {
		return i.Site
	}
	return "specimen not stated"
}

func detected(i *chart.Infection) course.Finding {
	switch i.Status {
	case "not-detected":
		return course.No
	case "active", "controlled", "colonised":
		return course.Yes
	}
	return course.Unknown
}
