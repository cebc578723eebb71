package programme

import (
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/survival"
)

func say(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }

// overall is time to death.
func overall(rows []Row) history {
	return historyOf(rows, func(r *Row) (float64, int, bool) {
		status := 0
		if r.dead() {
			status = 1
		}
		return float64(r.FollowUpDays), status, true
	})
}

// historyOf gathers the rows for which an endpoint has an answer.
func historyOf(rows []Row, read func(*Row) (time float64, status int, ok bool)) history {
	h := history{rows: make([]*Row, 0, len(rows))}
	h.data.Time, h.data.Status = make([]float64, 0, len(rows)), make([]int, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		time, status, ok := read(r)
		if !r.followed() || !ok {
			h.leftOut++
			continue
		}
		h.data.Time = append(h.data.Time, time)
		h.data.Status = append(h.data.Status, status)
		h.rows = append(h.rows, r)
	}
	return h
}

// The day on which primary graft failure is dated when the row carries none:
// neutrophils never 0.5 × 10⁹/L by day +30 after marrow or peripheral blood, by
// day +42 after cord blood (Sureda 2024, doi 10.1038/s41409-024-02251-0, Table 1).
const (
	failureDay     = 30
	failureDayCord = 42
)

func (r *Row) failure() (at int, failed bool) {
	switch {
	case r.GraftFailureDay > 0:
		return r.GraftFailureDay, true
	case r.Engrafted != "no":
		return 0, false
	}
	at = r.failureLimit()
	return at, r.FollowUpDays >= at && !(r.dead() && r.FollowUpDays == at)
}

// The causes of the first event; the last two are drawn where a row carries one.
const (
	causeFailure  = 1
	causeDeath    = 2
	causeRelapse  = 3
	causeAnother  = 4
	alwaysOfFirst = 2
)

// firstEvent is time to the first of graft failure, relapse and another transplant,
// or to death without any. A row that does not say whether the graft took is left
// out.
func firstEvent(rows []Row) history {
	return historyOf(rows, func(r *Row) (float64, int, bool) {
		at, status := float64(r.FollowUpDays), 0
		if r.dead() {
			status = causeDeath
		}
		for _, e := range []struct{ day, cause int }{{r.NextTransplantDay, causeAnother}, {r.RelapseDay, causeRelapse}} {
			if e.day > 0 && float64(e.day) <= at {
				at, status = float64(e.day), e.cause
			}
		}
		if day, failed := r.failure(); failed && float64(day) <= at {
			at, status = float64(day), causeFailure
		}
		return at, status, r.Engrafted != ""
	})
}

// highest is the highest cause that occurs.
func (h history) highest() int {
	most := 0
	for _, s := range h.data.Status {
		most = max(most, s)
	}
	return most
}

// single makes one event of all causes.
func (h history) single() history {
	status := make([]int, len(h.data.Status))
	for i, s := range h.data.Status {
		status[i] = min(s, 1)
	}
	h.data.Status = status
	return h
}

// engraftment is time to neutrophil engraftment, or to death or another transplant
// before it. A row with engraftment but no day is left out.
func engraftment(rows []Row) history {
	return historyOf(rows, func(r *Row) (float64, int, bool) {
		switch {
		case r.Engrafted == "" || (r.Engrafted == "yes" && r.EngraftmentDay == 0):
			return 0, 0, false
		case r.Engrafted == "yes":
			return float64(r.EngraftmentDay), 1, true
		}
		at, status := r.withoutEvent()
		return at, status, true
	})
}

// withoutEvent is the end of a row that did not have the event of an incidence: 2
// where death or another transplant took its place, 0 where nothing is known yet.
func (r *Row) withoutEvent() (at float64, status int) {
	at, ended := r.ownEnd()
	if ended {
		return at, 2
	}
	return at, 0
}

// severe reports grade II or more.
func (r *Row) severe() bool {
	return r.AcuteGVHD == "II" || r.AcuteGVHD == "III" || r.AcuteGVHD == "IV"
}

// gvhd is time to acute GVHD of grade II to IV, or to death or another transplant
// without it.
func gvhd(rows []Row) history {
	return historyOf(rows, func(r *Row) (float64, int, bool) {
		switch {
		case r.severe():
			return float64(r.AcuteGVHDDay), 1, r.AcuteGVHDDay > 0
		case r.AcuteGVHD == "":
			return 0, 0, false
		}
		at, status := r.withoutEvent()
		return at, status, true
	})
}

// chronicGVHD is time to chronic GVHD of any severity, or to death or another
// transplant without it. A row that says nothing of it is left out.
func chronicGVHD(rows []Row) history {
	return historyOf(rows, func(r *Row) (float64, int, bool) {
		switch {
		case r.chronic():
			return float64(r.ChronicGVHDDay), 1, r.ChronicGVHDDay > 0
		case r.ChronicGVHD == "":
			return 0, 0, false
		}
		at, status := r.withoutEvent()
		return at, status, true
	})
}

// The causes of death as they are drawn, the one that is not known among them.
const (
	diedOfFailure = 1 + iota
	diedOfGVHD
	diedOfInfection
	diedOfToxicity
	diedOfOther
	diedUnknown
)

var drawnDeathCause = map[string]int{"graft-failure": diedOfFailure, "gvhd": diedOfGVHD, "infection": diedOfInfection,
	"organ-toxicity": diedOfToxicity, "microangiopathy": diedOfToxicity, "bleeding": diedOfToxicity, "original-disease": diedOfOther, "second-cancer": diedOfOther, "other": diedOfOther, "": diedUnknown}

// deaths is time to death by its main cause.
func deaths(rows []Row) history {
	return historyOf(rows, func(r *Row) (float64, int, bool) {
		status := 0
		if r.dead() {
			status = drawnDeathCause[r.DeathCause]
		}
		return float64(r.FollowUpDays), status, true
	})
}

// grouped labels the rows of a history.
func (h history) grouped(label func(*Row) string) history {
	h.data.By = make([]string, len(h.rows))
	for i, r := range h.rows {
		h.data.By[i] = label(r)
	}
	return h
}

// subset is the history of the rows with one label.
func (h history) subset(label string) survival.Data {
	return h.data.Subset(func(i int) bool { return h.data.By == nil || h.data.By[i] == label })
}
