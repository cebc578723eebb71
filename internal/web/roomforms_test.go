package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// A gap of a room leads to the form that closes it, and the form back to the
// room, where the gap is gone.
func TestARoomTakesInWhatItsGapAsksFor(t *testing.T) {
	house := newHouse(t, authz.Physician)
	const asOf = "as-of=2024-12-20"
	page := house.get(authz.Physician, founding+"/evaluation?"+asOf).Body.String()
	link := founding + "/evaluation?as-of=2024-12-20&amp;f.item=timing-freeze&amp;record=assessment#record"
	if !strings.Contains(page, `href="`+link+`"`) {
		t.Fatal("the open row has no link to its form")
	}
	form := house.get(authz.Physician, strings.ReplaceAll(strings.TrimSuffix(link, "#record"), "&amp;", "&")).Body.String()
	if !strings.Contains(form, `name="f.item" value="timing-freeze"`) || !strings.Contains(form, `name="room" value="evaluation"`) {
		t.Fatal("the form does not know its row or its room")
	}
	w := house.post(authz.Physician, founding+"/entries", "as-of", "2024-12-20", "room", "evaluation", "kind", "assessment", "about", "child",
		"f.item", "timing-freeze", "f.state", "done", "f.result", "DNA and serum frozen")
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != founding+"/evaluation?as-of=2024-12-20&done=recorded" {
		t.Fatalf("%d %s", w.Code, to)
	}
	if after := house.get(authz.Physician, founding+"/evaluation?"+asOf).Body.String(); !strings.Contains(after, "DNA and serum frozen") {
		t.Error("the room does not show what it took in")
	}
}

func TestARefusedFormShowsItsRoomAgain(t *testing.T) {
	house := newHouse(t, authz.Physician)
	for name, c := range map[string]struct{ room, kind, field, value, says string }{
		"evaluation":         {"evaluation", "assessment", "f.item", "heart", "<b>state</b>: is required and missing"},
		"the donor's chart":  {"donor/sister", "collection", "f.cd34", "many", `aria-invalid="true" aria-describedby="f-cd34-problem"`},
		"people on one line": {"meeting", "meeting", "f.present", "Physician A", "is not written as role: name"},
	} {
		fields := []string{"as-of", "2024-12-20", "room", c.room, "kind", c.kind, c.field, c.value}
		if c.kind == "meeting" {
			fields = append(fields, "f.question", "which")
		}
		w := house.post(authz.Physician, founding+"/entries", fields...)
		body := w.Body.String()
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, c.says) || !strings.Contains(body, `name="room" value="`+c.room+`"`) {
			t.Errorf("%s: %d", name, w.Code)
		}
		if !strings.Contains(body, c.value) {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
}

func TestListsAndPeopleAreTypedOneALine(t *testing.T) {
	house := newHouse(t, authz.Physician)
	w := house.post(authz.Physician, founding+"/entries", "as-of", "2024-12-20", "room", "meeting", "kind", "meeting", "f.question", "Which line?",
		"f.options", "tunnelled\n\nport", "f.present", "physician: Dr A (synthetic)\nnurse: Nurse B (synthetic)")
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	body := house.get(authz.Physician, founding+"/meeting?as-of=2024-12-20").Body.String()
	for _, want := range []string{"<li>tunnelled</li><li>port</li>", "Dr A (synthetic) · physician", "Nurse B (synthetic) · nurse"} {
		if !strings.Contains(body, want) {
			t.Errorf("the meeting does not show %q", want)
		}
	}
}

// A form is offered to those who may write it and to nobody else; the address
// of a form gives no right.
// A relative and a typing have parts that one field does not hold: a label in
// two languages, and the names of alleles by locus.
func TestARelativeAndATypingAreRecordedAndCorrectedInTheBrowser(t *testing.T) {
	x := newHouse(t, authz.Physician)
	form := x.page(t, authz.Physician, founding+"/entries?kind=family-member")
	for _, name := range []string{"f.label.en", "f.label.zh", "f.relation"} {
		if !strings.Contains(form, `name="`+name+`"`) {
			t.Errorf("the form of a relative lacks %s", name)
		}
	}
	w := x.post(authz.Physician, founding+"/entries", "kind", "family-member", "f.relation", "cousin", "f.label.en", "Cousin (synthetic)", "f.label.zh", "表姐（模拟）", "f.sex", "female", "f.potentialDonor", "yes")
	if w.Code != http.StatusSeeOther {
		t.Fatalf("the relative is refused: %d %s", w.Code, alertOf(w))
	}
	cousin := regexp.MustCompile(`/entry/([^?]+)`).FindStringSubmatch(w.Header().Get("Location"))[1]
	typing := []string{"kind", "hla-typing", "about", cousin, "f.alleles.A", "02:07, 11:01", "f.alleles.DRB1", "09:01，15:01"}
	if w = x.post(authz.Physician, founding+"/entries", append(typing, "f.alleles.B", "46:01, 40:01, 13:01")...); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `value="46:01, 40:01, 13:01"`) {
		t.Errorf("three names at one locus: %d, or what was typed is lost", w.Code)
	}
	if w = x.post(authz.Physician, founding+"/entries", typing...); w.Code != http.StatusSeeOther {
		t.Fatalf("the typing is refused: %d %s", w.Code, alertOf(w))
	}
	entry, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	if body := x.page(t, authz.Physician, entry); !strings.Contains(body, `name="f.alleles.A" value="02:07, 11:01"`) {
		t.Error("the typing cannot be corrected with what it says")
	}
	if body := x.page(t, authz.Physician, founding+"/donor"); !strings.Contains(body, "Cousin (synthetic)") {
		t.Error("the relative does not stand among the family")
	}
}

func TestAFormIsOfferedOnlyToThoseWhoMayWriteIt(t *testing.T) {
	house := newHouse(t, authz.Nurse, authz.Pharmacist, authz.DataManager)
	ask := founding + "/pharmacy?as-of=2024-12-27&" + url.Values{"record": {"preparation"}, "f.drug": {"fludarabine"}}.Encode()
	for role, want := range map[authz.Role]bool{authz.Pharmacist: true, authz.Nurse: false, authz.DataManager: false} {
		if got := strings.Contains(house.get(role, ask).Body.String(), `name="f.diluent"`); got != want {
			t.Errorf("%s is offered the form: %v", role, got)
		}
	}
	w := house.post(authz.Nurse, founding+"/entries", "as-of", "2024-12-27", "room", "pharmacy", "kind", "preparation", "f.drug", "fludarabine", "f.for", "2024-12-27", "f.dose", "6.8 mg")
	if w.Code != http.StatusForbidden {
		t.Errorf("a nurse records a preparation: %d", w.Code)
	}
}

// The laboratory reads the chart and no plan: its room lists what is recorded
// and computes nothing.
func TestARoomWithoutThePlanComputesNothing(t *testing.T) {
	house := newHouse(t, authz.Laboratory)
	for _, room := range []string{"disease", "evaluation", "meeting", "pharmacy", "day-0", "trace", "donor/sister"} {
		w := house.get(authz.Laboratory, founding+"/"+room+"?as-of=2025-01-03")
		body := w.Body.String()
		if w.Code != http.StatusOK || strings.Contains(body, `class="gates"`) || strings.Contains(body, `id="headline"`) || strings.Contains(body, `class="derivation"`) {
			t.Errorf("%s: %d, or it shows what the plan holds", room, w.Code)
		}
	}
}
