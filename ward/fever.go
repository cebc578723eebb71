package ward

import (
	"strconv"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// feverFrom in °C: "fever ≥ 38 °C → hospital at once" of the discharge teaching
// (course/calendar.md section 3), and the fever of ASTCT 2019.
const feverFrom = 38.0

// FeverEpisode is a fever and the time to the first antibiotic after it. How
// long it may take is the centre's rule and is not assumed.
type FeverEpisode struct {
	Fever      *chart.Entry
	Value      string
	Antibiotic *chart.Entry // nil while none is recorded
	Drug       string
	Wait       time.Duration // to the antibiotic; to the moment of the view while there is none
	Running    string        // antimicrobial that already ran when the fever came, "" of none
}

// Minutes gives the wait in whole minutes.
func (f FeverEpisode) Minutes() int { return int(f.Wait.Minutes()) }

// feverGap parts two episodes: a fever within 48 hours of the one before belongs
// to it (the discharge gate asks for 24 to 48 hours without fever; derived).
const feverGap = 48 * time.Hour

// Fevers lists the episodes, oldest first.
func Fevers(v chart.View) []FeverEpisode { return newIndex(v).fevers() }

// fevers finds the episodes once for an index: alerts and rounds ask for them.
func (x *index) fevers() []FeverEpisode {
	if !x.feversFound {
		x.feverList, x.feversFound = x.findFevers(), true
	}
	return x.feverList
}

func (x *index) findFevers() []FeverEpisode {
	var out []FeverEpisode
	var last *chart.Entry
	for _, o := range x.measured["temperature"] {
		if !febrile(o) {
			continue
		}
		if last == nil || between(last, o.Entry) > feverGap {
			out = append(out, x.episode(o))
		}
		last = o.Entry
	}
	return out
}

// febrile reads a temperature; one below in its own unit is passed over without
// a conversion.
func febrile(o Observation) bool {
	if o.Value.Unit() == "Cel" && o.Value.Float() < feverFrom {
		return false
	}
	t, err := o.Value.Temperature()
	return err == nil && t.Celsius() >= feverFrom
}

func (x *index) episode(o Observation) FeverEpisode {
	f := FeverEpisode{Fever: o.Entry, Value: o.Value.String(), Wait: x.view.Moment.Clinical.Sub(o.Entry.Effective.Time())}
	for _, it := range of[*chart.MedicationAdministration](x) {
		if it.Data.Category != "antimicrobial" || it.Effective.Time().Before(o.Entry.Effective.Time()) {
			continue
		}
		given := it.Entry
		f.Antibiotic, f.Drug, f.Wait = &given, it.Data.Drug, between(o.Entry, &given)
		break
	}
	return f
}

// fever: a fever of the last day without an antibiotic recorded after it. It
// interrupts once: the identity is the first fever of the episode.
func (w *watcher) fever() {
	list := w.fevers()
	if len(list) == 0 {
		return
	}
	f := list[len(list)-1]
	if f.Antibiotic != nil || f.Wait > 24*time.Hour {
		return
	}
	minutes := strconv.Itoa(f.Minutes())
	w.out = append(w.out, Alert{ID: "fever." + f.Fever.ID, Interrupts: true, System: Infection, Day: w.dayOf(f.Fever),
		Why:        text("fever "+f.Value+", no antimicrobial given since: "+minutes+" min", "发热"+f.Value+"，其后尚无抗感染药物给药记录："+minutes+"分钟"),
		Changed:    text("first temperature of 38 °C or more of this episode", "本次发热首次≥38℃"),
		Definition: text("fever to first antimicrobial", "发热至首剂抗感染药物时间"), Status: evidence.Derived,
		Sources: []evidence.Source{{ID: "doi:10.1007/978-3-031-44080-9_28", Text: "EBMT Handbook, 8th edition, 2024, chapter 28", Locator: "Table 28.1"}},
		Check:   text("cultures from each lumen; was a dose given and not recorded?", "各管腔血培养；是否已给药未记录？"),
		Team:    []evidence.Text{text("how many minutes are allowed is the centre's rule", "允许时限由本中心规定")}, Entries: []string{f.Fever.ID}})
}
