package app_test

import (
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/store/storetest"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/quantity"
)

func TestAnEntryOfAnotherServerIsSeenAtTheNextLook(t *testing.T) {
	h := open(t, false)
	h.load(t, "one")
	h.account(t, authz.Physician)
	physician := h.as(t, authz.Physician)
	_, before, err := h.Plan(t.Context(), physician, "one", app.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	entry := storetest.Note("of-another-server", 0)
	entry.Effective, entry.Recorded = moment("2024-12-19T08:00"), moment("2024-12-19T08:00")
	if err := h.store.Append(t.Context(), "one", -1, []chart.Entry{entry}, storetest.Draft("entry.write", "one")); err != nil {
		t.Fatal(err)
	}
	_, after, err := h.Plan(t.Context(), physician, "one", app.AsOf{})
	if err != nil || after.Size != before.Size+1 {
		t.Errorf("%d entries, then %d, %v", before.Size, after.Size, err)
	}
}

func TestAPlanOfNowIsMadeAnewBeforeTheHourCanChangeIt(t *testing.T) {
	weight, err := quantity.ParseValue("7.4 kg")
	if err != nil {
		t.Fatal(err)
	}
	measured := &chart.Measurement{What: "body-weight", Value: weight}
	note := &chart.Note{Text: "seen"}
	for name, c := range map[string]struct {
		at    string // in Shanghai
		entry chart.Payload
		of    string
		after time.Duration
		anew  bool
		then  string // the same once more
	}{
		"nothing of the last day":                              {"2024-12-20T10:00", note, "2024-12-10T08:00", 9 * time.Minute, false, ""},
		"nothing of the last day, after ten minutes":           {"2024-12-20T10:00", note, "2024-12-10T08:00", 11 * time.Minute, true, ""},
		"an entry of the last day":                             {"2024-12-20T10:00", note, "2024-12-19T11:00", time.Minute, true, ""},
		"an entry of the last day, the same minute":            {"2024-12-20T10:00", note, "2024-12-19T11:00", 59 * time.Second, false, ""},
		"an entry of tomorrow":                                 {"2024-12-20T10:00", note, "2024-12-21T09:00", time.Minute, true, ""},
		"before the full hour of a weight":                     {"2024-12-20T10:00", measured, "2024-12-17T08:04", 3 * time.Minute, false, ""},
		"at the full hour of a weight":                         {"2024-12-20T10:00", measured, "2024-12-17T08:04", 4 * time.Minute, true, ""},
		"at the full hour of a weight that another came after": {"2024-12-20T10:00", measured, "2024-12-17T08:04", 4 * time.Minute, false, "2024-12-18T08:30"},
		"after midnight":                                       {"2024-12-20T23:57", note, "2024-12-10T08:00", 4 * time.Minute, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, false)
			h.clock.now = moment(c.at).Time()
			small := smallCase("one")
			entry := chart.Entry{ID: "one-more", Patient: "one", Effective: moment(c.of), Recorded: moment(c.of), Author: "desk", Source: "synthetic", Synthetic: true, Payload: c.entry}
			small.Entries = append(small.Entries, entry)
			if c.then != "" {
				entry.ID, entry.Effective, entry.Recorded = "after-it", moment(c.then), moment(c.then)
				small.Entries = append(small.Entries, entry)
			}
			if err := h.SystemImport(t.Context(), small); err != nil {
				t.Fatal(err)
			}
			h.account(t, authz.Physician)
			physician := h.as(t, authz.Physician)
			_, before, err := h.Plan(t.Context(), physician, "one", app.AsOf{})
			if err != nil {
				t.Fatal(err)
			}
			h.clock.move(c.after)
			_, after, err := h.Plan(t.Context(), physician, "one", app.AsOf{})
			if err != nil || after.Moment.Clinical.After(before.Moment.Clinical) != c.anew {
				t.Errorf("%v, then %v, %v", before.Moment, after.Moment, err)
			}
		})
	}
}

// What the models answered holds over entries that they are not asked about, and
// no longer than what they were asked.
func TestTheModelsAreAskedAgainOnlyWhereTheQuestionChanged(t *testing.T) {
	h := founding(t, beforeConditioning)
	h.account(t, authz.Physician)
	physician := h.as(t, authz.Physician)
	wish := plan.ExposureWish{Drug: "fludarabine"}
	ask := func() plan.DrugExposure {
		t.Helper()
		e, err := h.Exposure(t.Context(), physician, foundingID, app.AsOf{}, wish)
		if err != nil || e.Decision == nil {
			t.Fatal(e.Unknown, err)
		}
		return e
	}
	enter := func(kind string, fields map[string]string) {
		t.Helper()
		if _, err := h.Record(t.Context(), physician, foundingID, app.EntryRequest{Kind: kind, About: "child", Effective: "2024-12-20T09:30", Fields: fields}); err != nil {
			t.Fatal(err)
		}
	}
	first := ask()
	enter("note", map[string]string{"text": "seen"})
	if second := ask(); second.Decision != first.Decision {
		t.Error("a note made the models compute again")
	}
	enter("measurement", map[string]string{"what": "length", "value": "66 cm"})
	third := ask()
	if third.Decision == first.Decision || third.Case.Covariates["HT"] == first.Case.Covariates["HT"] {
		t.Error("the answer of the old length was given for a new one")
	}
	if err := h.sign(t, authz.Physician, "model", "fludarabine_langenhorst_2019"); err != nil {
		t.Fatal(err)
	}
	if ask().Decision == third.Decision {
		t.Error("the answer from before a signature of commissioning was given after it")
	}
}
