package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

const coursePath = founding + "/course"

// page asks for a page and wants it.
func (x *house) page(t *testing.T, role authz.Role, path string) string {
	t.Helper()
	w := x.get(role, path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s as %s: %d", path, role, w.Code)
	}
	return w.Body.String()
}

func TestAScoredFormIsComputedRecordedAndShown(t *testing.T) {
	x := newHouse(t, authz.Nurse, authz.Administrator)
	form := x.page(t, authz.Nurse, coursePath+"/score?as-of=2025-01-22")
	for _, want := range []string{`name="a.body.chest"`, `name="a.grossly_bloody_stool"`, "last measured: 6.9 kg"} {
		if !strings.Contains(form, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	values := []string{"as-of", "2025-01-22", "system", "acute-gvhd", "a.body.chest", "20", "a.body.back", "12", "a.bullae", "no", "a.bilirubin_umol_per_L", "9", "a.nausea", "no", "a.anorexia", "no",
		"a.vomiting_episodes_per_day", "0", "a.lasting_days", "0", "a.weight_kg", "6.9", "a.stool_mL_per_day", "20", "a.severe_pain_or_ileus", "no", "a.grossly_bloody_stool", "no"}
	if w := x.post(authz.Nurse, coursePath+"/score", values...); w.Code != http.StatusSeeOther {
		t.Fatalf("the form answers %d: %s", w.Code, w.Body.String())
	}
	body := x.page(t, authz.Nurse, coursePath+"?as-of=2025-01-22")
	for _, want := range []string{"acute GVHD grade I (MAGIC)", "acute GVHD grade B (IBMTR)", "MAGIC 0 → I"} {
		if !strings.Contains(body, want) {
			t.Errorf("the course does not say %q", want)
		}
	}
	if again := x.page(t, authz.Nurse, coursePath+"/score?as-of=2025-01-22"); !strings.Contains(again, ">20</text>") {
		t.Error("the body map does not show the chest")
	}
	refused := x.post(authz.Nurse, coursePath+"/score", "as-of", "2025-01-22", "system", "acute-gvhd", "a.body.chest", "20", "a.active_erythema_percent_bsa", "30")
	if refused.Code != http.StatusUnprocessableEntity || !strings.Contains(refused.Body.String(), "sum of the regions") || !strings.Contains(refused.Body.String(), `value="30"`) {
		t.Errorf("a surface that differs from its regions answers %d, or loses what was typed", refused.Code)
	}
	if w := x.post(authz.Administrator, coursePath+"/score", values...); w.Code != http.StatusForbidden {
		t.Errorf("an administrator scores: %d", w.Code)
	}
}

func TestAnAlertIsAcknowledgedWithAReasonAndStaysReadable(t *testing.T) {
	x := newHouse(t, authz.Physician)
	path := coursePath + "?as-of=2025-01-22"
	if body := x.page(t, authz.Physician, path); !strings.Contains(body, "fluconazole with ciclosporin") || !strings.Contains(body, `value="interaction.fluconazole.ciclosporin"`) {
		t.Fatal("the interaction does not stand")
	}
	if w := x.post(authz.Physician, coursePath+"/acknowledge", "as-of", "2025-01-22", "alert", "interaction.fluconazole.ciclosporin"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", w.Code)
	}
	if w := x.post(authz.Physician, coursePath+"/acknowledge", "as-of", "2025-01-22", "alert", "interaction.fluconazole.ciclosporin", "reason", "trough on Thursday"); w.Code != http.StatusSeeOther {
		t.Fatalf("acknowledging answers %d", w.Code)
	}
	if body := x.page(t, authz.Physician, path); strings.Contains(body, `value="interaction.fluconazole.ciclosporin"`) || !strings.Contains(body, "trough on Thursday") {
		t.Error("the alert still asks, or its reason is gone")
	}
}

func TestEveryValueOfTheFlowsheetOpensAndSaysItsSource(t *testing.T) {
	x := newHouse(t, authz.Physician)
	body := x.page(t, authz.Physician, coursePath+"?as-of=2025-01-05&days=7")
	numbers := regexp.MustCompile(`<a class="number" href="([^"]+)" title="([^"]*)">`).FindAllStringSubmatch(body, -1)
	if len(numbers) < 15 {
		t.Fatalf("%d values", len(numbers))
	}
	for _, m := range numbers {
		if m[2] == "" {
			t.Errorf("%s names no source", m[1])
		}
	}
	if w := x.get(authz.Physician, strings.ReplaceAll(numbers[0][1], "&amp;", "&")); w.Code != http.StatusOK {
		t.Errorf("%s answers %d", numbers[0][1], w.Code)
	}
	if !strings.Contains(body, `class="corrected"`) {
		t.Error("the corrected platelet count of Day 0 carries no mark")
	}
	if folded := x.page(t, authz.Physician, coursePath+"?as-of=2026-01-20"); !strings.Contains(folded, "Days with values") || !strings.Contains(folded, "D&#43;368") {
		t.Error("days without a value are not folded after a year")
	}
}

func TestTheDischargeGateIsOpenOnTheDayOfTheReport(t *testing.T) {
	x := newHouse(t, authz.Physician)
	if body := x.page(t, authz.Physician, coursePath+"?as-of=2025-02-13"); !strings.Contains(body, "the gate is open") {
		t.Error("the gate is shut on Day +42")
	}
	if w := x.post(authz.Physician, coursePath+"/gate", "as-of", "2025-01-22", "item", "discharge-pain", "state", "done", "result", "no pain"); w.Code != http.StatusSeeOther {
		t.Errorf("signing a line answers %d", w.Code)
	}
	if body := x.page(t, authz.Physician, coursePath+"?as-of=2025-01-22"); !strings.Contains(body, "signed: no pain") || strings.Contains(body, "the gate is open") {
		t.Error("the signed line is not shown, or the gate opened on it alone")
	}
}

func TestTheFollowUpNamesWhatProvesEachItem(t *testing.T) {
	x := newHouse(t, authz.Coordinator)
	path := founding + "/follow-up"
	body := x.page(t, authz.Coordinator, path+"?as-of=2025-04-12")
	for _, want := range []string{"Day-100 data pack", "infection-cmv-250403", "0 / 3", "The family&#39;s calendar"} {
		if !strings.Contains(body, want) {
			t.Errorf("the follow-up lacks %q", want)
		}
	}
	if w := x.post(authz.Coordinator, path+"/done", "as-of", "2025-04-12", "item", "calendar.to100.registry", "state", "done", "result", "sent"); w.Code != http.StatusSeeOther {
		t.Fatalf("recording answers %d", w.Code)
	}
	sheet := x.page(t, authz.Coordinator, coursePath+"/today?as-of=2025-04-12")
	if strings.Contains(sheet, "Day-100 data pack") || !strings.Contains(sheet, "SYN-LIG4-01") || !strings.Contains(sheet, "2024-05-10") {
		t.Error("today's sheet asks for what was done, or lacks an identifier")
	}
}

func TestTheFamilysCalendarSpeaksBothLanguagesAndNamesNobody(t *testing.T) {
	x := newHouse(t, authz.Coordinator)
	page := x.page(t, authz.Coordinator, founding+"/follow-up/calendar?as-of=2025-04-12")
	for _, want := range []string{"门诊复诊", "clinic visit", "发热≥38℃", "no X-ray or CT"} {
		if !strings.Contains(page, want) {
			t.Errorf("the family's calendar lacks %q", want)
		}
	}
	w := x.get(authz.Coordinator, founding+"/follow-up/calendar.ics?as-of=2025-04-12")
	file := strings.ReplaceAll(w.Body.String(), "\r\n ", "")
	if w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.HasPrefix(file, "BEGIN:VCALENDAR\r\n") || strings.Count(file, "BEGIN:VEVENT") < 10 || !strings.Contains(file, "DTSTART;VALUE=DATE:2025") {
		t.Errorf("the file is no calendar: %.200s", file)
	}
	for _, secret := range []string{"LIG4", "lig4", "SYN-", "Founding", "chimerism", "syndrome"} {
		if strings.Contains(file, secret) {
			t.Errorf("the file names %s", secret)
		}
	}
	if again := x.get(authz.Coordinator, founding+"/follow-up/calendar.ics?as-of=2025-04-12").Body.String(); again != w.Body.String() {
		t.Error("the same calendar is written differently")
	}
}

func TestTheCourseIsAccessibleAndFitsInBothLanguages(t *testing.T) {
	source := axe(t)
	x := newHouse(t, authz.Physician)
	for _, language := range i18n.Languages() {
		t.Run(language, func(t *testing.T) {
			walk(t, x.h, source, x.inLanguage(t, authz.Physician, language, coursePath+"?as-of=2025-01-22", coursePath+"/score?as-of=2025-01-22", coursePath+"/today?as-of=2025-01-22", founding+"/follow-up/calendar?as-of=2025-04-12", founding+"/follow-up?as-of=2025-04-12"))
		})
	}
}

// Control: HAZ-02. A limit is set on its page by two people and judges the course
// from then on; a page that was kept before is not shown again.
func TestALimitOfTheCentreIsSetByTwoPeopleAndUsed(t *testing.T) {
	x := newHouse(t, authz.Physician, authz.Pharmacist, authz.Nurse)
	before := x.page(t, authz.Physician, coursePath)
	if !strings.Contains(before, `href="/limits"`) || strings.Contains(before, "threshold of the centre") {
		t.Error("the course does not lead to the limits, or judges without one")
	}
	values := []string{"kind", "platelets", "high", "50 10*9/L", "reason", "synthetic protocol", "password", goodPass}
	if w := x.post(authz.Nurse, "/limits", values...); w.Code != http.StatusForbidden {
		t.Errorf("a nurse sets a limit: %d", w.Code)
	}
	refused := x.post(authz.Physician, "/limits", "kind", "platelets", "high", "50", "reason", "synthetic protocol", "password", goodPass)
	if refused.Code != http.StatusUnprocessableEntity || !strings.Contains(refused.Body.String(), `value="synthetic protocol"`) {
		t.Errorf("a number without unit answers %d, or loses what was typed", refused.Code)
	}
	if w := x.post(authz.Physician, "/limits", values...); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body.String())
	}
	if body := x.page(t, authz.Physician, "/limits"); !strings.Contains(body, "waits for the second name") || strings.Contains(body, "/limits/second") {
		t.Error("the first person is offered the second name")
	}
	if w := x.post(authz.Pharmacist, "/limits/second", "version", "platelets||||1", "password", goodPass); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body.String())
	}
	if body := x.page(t, authz.Nurse, "/limits"); !strings.Contains(body, "in force") || strings.Contains(body, "<form method=\"post\" action=\"/limits") {
		t.Error("a nurse does not read the limit, or is offered to set one")
	}
	if after := x.page(t, authz.Physician, coursePath); !strings.Contains(after, "threshold of the centre") {
		t.Error("the course does not say which limit it used")
	}
}

// A value is withdrawn by a person with a reason: it leaves the course, stays
// readable beneath, and nobody withdraws what they could not write.
func TestAValueIsWithdrawnWithAReasonAndNothingIsDeleted(t *testing.T) {
	x := newHouse(t, authz.Laboratory, authz.Nurse, authz.Physician)
	const entry = "neutrophils-250111"
	if !strings.Contains(x.page(t, authz.Laboratory, founding+"/entry/"+entry), `value="withdrawal"`) {
		t.Fatal("the page of a value does not offer to withdraw it")
	}
	form := []string{"kind", "withdrawal", "supersedes", entry, "f.what", "neutrophils", "f.why", "wrong-patient"}
	if w := x.post(authz.Laboratory, founding+"/entries", form...); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", w.Code)
	}
	if w := x.post(authz.Laboratory, founding+"/entries", append(form, "reason", "tube of another child")...); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body.String())
	}
	if body := x.page(t, authz.Laboratory, founding+"/entry/"+entry); !strings.Contains(body, "0.05") || strings.Contains(body, `value="withdrawal"`) {
		t.Error("the withdrawn value is not readable, or can be withdrawn twice")
	}
	if w := x.post(authz.Nurse, founding+"/entries", "kind", "withdrawal", "supersedes", "drug-level-x", "f.why", "entered-in-error", "reason", "none"); w.Code == http.StatusSeeOther {
		t.Error("an entry that does not exist was withdrawn")
	}
	if w := x.post(authz.Physician, founding+"/entries", "kind", "withdrawal", "supersedes", "child", "f.why", "entered-in-error", "reason", "no"); w.Code == http.StatusSeeOther {
		t.Error("the child itself was withdrawn")
	}
}

func TestAHandoverIsSignedByTheOneWhoGivesAndTheOneWhoTakes(t *testing.T) {
	x := newHouse(t, authz.Nurse, authz.Physician)
	if w := x.post(authz.Physician, coursePath+"/handover/taken"); w.Code == http.StatusSeeOther {
		t.Error("a handover that nobody gave was taken over")
	}
	if w := x.post(authz.Nurse, coursePath+"/handover", "note", "watch the balance tonight"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body.String())
	}
	if w := x.post(authz.Nurse, coursePath+"/handover", "note", " "); w.Code == http.StatusSeeOther {
		t.Error("a handover without a word was taken")
	}
	body := x.page(t, authz.Nurse, coursePath)
	if !strings.Contains(body, "watch the balance tonight") || !strings.Contains(body, "not taken over yet") || strings.Contains(body, "/course/handover/taken") {
		t.Error("the giver does not see the handover, or is offered to take it")
	}
	entry := regexp.MustCompile(`name="handover" value="([^"]+)"`).FindStringSubmatch(x.page(t, authz.Physician, coursePath))
	if entry == nil {
		t.Fatal("another person is not offered to take over")
	}
	if w := x.post(authz.Nurse, coursePath+"/handover/taken", "handover", entry[1]); w.Code == http.StatusSeeOther {
		t.Error("the giver took over")
	}
	if w := x.post(authz.Physician, coursePath+"/handover/taken", "handover", entry[1]); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body.String())
	}
	for _, page := range []string{coursePath, coursePath + "/today"} {
		if body := x.page(t, authz.Nurse, page); !strings.Contains(body, "taken over by") {
			t.Errorf("%s does not say who took over", page)
		}
	}
}

func TestALinkToAnEntrySaysWhatItOpensInTheLanguageOfThePage(t *testing.T) {
	x := newHouse(t, authz.Physician)
	for language, wants := range map[string][]string{
		"en": {">fluconazole 2025-01-17</a>", "fluconazole with ciclosporin", ">D&#43;15<", "event-free survival, non-malignant disease"},
		"zh": {">氟康唑 2025-01-17</a>", "氟康唑与环孢素", ">&#43;15 d<", "非恶性病无事件生存"},
	} {
		x.post(authz.Physician, "/language", "language", language, "next", "/board")
		body := x.page(t, authz.Physician, coursePath+"?as-of=2025-01-21")
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s: the course room does not say %q", language, want)
			}
		}
		if strings.Contains(body, ">order-fluconazole<") {
			t.Errorf("%s: a link shows an identifier", language)
		}
	}
}
