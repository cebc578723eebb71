package web

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/cases"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// tableOf cuts one table out of a page.
func tableOf(t *testing.T, body, id string) string {
	t.Helper()
	_, rest, found := strings.Cut(body, `<table id="table-`+id+`">`)
	table, _, closed := strings.Cut(rest, "</table>")
	if !found || !closed {
		t.Fatalf("there is no table %s", id)
	}
	return table
}

// Control: HAZ-35 (a number cannot be checked).
func TestACountOfCasesIsNeverShownAsARate(t *testing.T) {
	d, h := newSite(t)
	for _, language := range i18n.Languages() {
		d.language["token-physician"] = language
		body := pageIn(t, h, authz.Physician, "/evidence/LIG4", language)
		for _, id := range []string{"evidence-counts", "evidence-cases"} {
			if table := tableOf(t, body, id); strings.Contains(table, "%") {
				t.Errorf("%s: the table %s holds a percentage", language, id)
			}
		}
		counts := tableOf(t, body, "evidence-counts")
		if !strings.Contains(counts, "7 "+i18n.For(language).Evidence.Of+" 8") {
			t.Error("the outcome has no denominator of what is known")
		}
	}
}

// Control: HAZ-72 (a wrong row goes on as evidence).
func TestAnAcceptedTableOffersItsCorrectionAndATakingBackSaysWhatItDoes(t *testing.T) {
	d, h := newSite(t)
	for _, language := range i18n.Languages() {
		d.language["token-physician"] = language
		w := i18n.For(language).CaseTable
		accepted := pageIn(t, h, authz.Physician, "/evidence/tables/accepted", language)
		for _, want := range []string{w.ChangeLead, w.TakeBack, `name="replaces" value="accepted"`, `name="why"`, "SYN-1,hsct,LIG4"} {
			if !strings.Contains(accepted, want) {
				t.Errorf("%s: the accepted table lacks %q", language, want)
			}
		}
		back := pageIn(t, h, authz.Physician, "/evidence/tables/back", language)
		for _, want := range []string{w.TakesBack, w.BackLead, "withdrawn by the journal", `href="/evidence/tables/accepted"`} {
			if !strings.Contains(back, want) {
				t.Errorf("%s: the taking back lacks %q", language, want)
			}
		}
		if strings.Contains(back, w.ChangeLead) || strings.Contains(back, w.DecideLead) {
			t.Errorf("%s: a taking back is shown as a table of rows", language)
		}
	}
}

func TestEveryPageOfTheEvidenceStatesThePublicationBias(t *testing.T) {
	d, h := newSite(t)
	for _, language := range i18n.Languages() {
		d.language["token-physician"] = language
		for _, path := range []string{"/evidence", "/evidence/LIG4", "/evidence/FANC", "/evidence/ATM", "/child/" + caseID + "/evidence"} {
			body := pageIn(t, h, authz.Physician, path, language)
			if !strings.Contains(body, i18n.For(language).Evidence.Bias) {
				t.Errorf("%s %s: the bias is not stated", language, path)
			}
		}
	}
}

func TestTheThreeStatesLookDifferentBySignAndWord(t *testing.T) {
	_, h := newSite(t)
	table := tableOf(t, pageIn(t, h, authz.Physician, "/evidence/LIG4", "en"), "evidence-cases")
	for _, want := range []string{`class="not-reported"><span aria-hidden="true">○</span> not reported`, `class="not-read"><span aria-hidden="true">◇</span> not read`, "umbilical cord blood"} {
		if !strings.Contains(table, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestEveryProportionOfACohortHasAnIntervalOrTheReasonWhyNot(t *testing.T) {
	_, h := newSite(t)
	for path, want := range map[string][]string{
		"/evidence/LIG4": {"53/77", "57.8 – 78.1 %", "computed here (Wilson)"},
		"/evidence":      {"78.5 % (5 y)", "74.9 – 82.4 %", "interval of the source"},
		"/evidence/ATM":  {"25 %", "no interval: the counts were not read"},
		"/evidence/NBN":  {"42.7 % (20 y, with cancer)", "no interval: the counts were not read"},
	} {
		body := pageIn(t, h, authz.Physician, path, "en")
		figures := tableOf(t, body, "evidence-figures")
		for _, text := range want {
			if !strings.Contains(figures, text) {
				t.Errorf("%s: %q is missing", path, text)
			}
		}
		if numbers, bare := walkNumbers(t, body); len(bare) > 0 {
			t.Errorf("%s: of %d numbers these do not open: %v", path, numbers, bare)
		}
	}
}

func TestEveryDiseaseHasAPageAndItsLinksLeadSomewhere(t *testing.T) {
	d, h := newSite(t)
	href, seen := regexp.MustCompile(`href="(/[^"]*)"`), map[string]bool{}
	for _, disease := range d.base.Diseases() {
		body := pageIn(t, h, authz.Physician, evidencePath(disease.Key), "en")
		for _, m := range href.FindAllStringSubmatch(body, -1) {
			if seen[m[1]] || strings.HasPrefix(m[1], "/evidence/") {
				continue
			}
			seen[m[1]] = true
			if w := get(h, authz.Physician, m[1]); w.Code >= 400 {
				t.Errorf("%s leads to %s: %d", disease.Key, m[1], w.Code)
			}
		}
	}
	if w := get(h, authz.Physician, "/evidence/no-such"); w.Code != http.StatusNotFound {
		t.Errorf("an unknown disease answers %d", w.Code)
	}
}

func TestTheSchemaIsServedAsItIs(t *testing.T) {
	_, h := newSite(t)
	want, err := cases.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if w := get(h, authz.Physician, "/evidence/cases.schema.json"); strings.TrimSpace(w.Body.String()) != string(want) || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		t.Errorf("%d %s", w.Code, w.Header())
	}
}

func TestAPastDayShowsNoLaterPublicationAndTheChildIsNotItsOwnLikeness(t *testing.T) {
	x := newHouse(t, authz.Physician)
	past := tableOf(t, x.get(authz.Physician, founding+"/evidence?as-of=2024-12-20").Body.String(), "like-published")
	for _, later := range []string{"FUD25-1", "HEM25-1"} {
		if strings.Contains(past, later) {
			t.Errorf("%s was published later and shows through", later)
		}
	}
	body := x.get(authz.Physician, founding+"/evidence").Body.String()
	now := tableOf(t, body, "like-published")
	if strings.Contains(now, "FUD25-1") || !strings.Contains(body, i18n.For(i18n.English).Evidence.SameChild) {
		t.Error("the report of this very child is ranked, or not named")
	}
	if first, second := strings.Index(now, "GRU07-1"), strings.Index(now, "SLG20-1"); first < 0 || second < first {
		t.Error("a case whose gene was not read stands before one with the same gene")
	}
}

// Control: HAZ-28 (access beyond the role): other charts are opened on request
// only, through the door, within the scope of the reader, each with its event.
func TestTheCentresChartsAreOpenedOnRequestWithinTheScope(t *testing.T) {
	x := newHouse(t, authz.Physician)
	ctx := context.Background()
	all, err := demo.Cases()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range all {
		if ids = append(ids, c.ID); c.ID != "lig4-shanghai" {
			if err := x.app.SystemImport(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := x.app.AddAccount(ctx, app.Account{Name: "wide", Display: "Test wide", Role: string(authz.Physician), Scope: ids, Demo: true}, goodPass); err != nil {
		t.Fatal(err)
	}
	asked := founding + "/evidence?as-of=2026-11-20&charts=own"
	if body := x.get(authz.Physician, asked).Body.String(); strings.Contains(body, "artemis") {
		t.Error("a chart outside the scope shows")
	}
	token, _, err := x.app.SignIn(ctx, "wide", goodPass, i18n.English)
	if err != nil {
		t.Fatal(err)
	}
	x.tokens[authz.Physician] = token
	if body := x.get(authz.Physician, founding+"/evidence?as-of=2026-11-20").Body.String(); strings.Contains(body, "artemis") {
		t.Error("charts are opened without being asked for")
	}
	body := x.get(authz.Physician, asked).Body.String()
	own := tableOf(t, body, "like-own")
	if !strings.Contains(own, `/child/artemis/evidence?as-of=2026-11-20`) || !strings.Contains(own, i18n.For(i18n.English).Site.SyntheticShort) {
		t.Error("the chart within the scope is not compared, or not marked as synthetic")
	}
	if published := tableOf(t, body, "like-published"); strings.Contains(published, "artemis") {
		t.Error("a chart stands among the published cases")
	}
}

func TestATableIsCheckedAndNothingOfItIsKept(t *testing.T) {
	d, h := newSite(t)
	table := get(h, authz.Physician, "/evidence/cases.csv")
	if !strings.HasPrefix(table.Header().Get("Content-Type"), "text/csv") || !strings.Contains(table.Body.String(), "GRU07-1") {
		t.Fatalf("%d %s", table.Code, table.Header())
	}
	good := post(h, authz.Physician, "/evidence/check", signed("table", table.Body.String()))
	if w := i18n.For(i18n.English).Evidence; good.Code != http.StatusOK || !strings.Contains(good.Body.String(), w.CheckGood) || !strings.Contains(good.Body.String(), w.NotAccepted) {
		t.Errorf("the published rows do not keep their own schema: %d %s", good.Code, alertOf(good))
	}
	bad := post(h, authz.Physician, "/evidence/check", signed("table", "case_id,<script>alert\n"))
	if !strings.Contains(bad.Body.String(), "1:9") || strings.Contains(bad.Body.String(), "<script>alert") {
		t.Errorf("%s", alertOf(bad))
	}
	if len(d.writes) > 0 {
		t.Errorf("a check wrote %v", d.writes)
	}
}

func TestEveryColumnOfATableOfCasesIsExplainedInChinese(t *testing.T) {
	for _, c := range cases.Columns() {
		if said, english := i18n.ColumnMeaning(i18n.Chinese, c.Name, c.Description); english {
			t.Errorf("the column %s has no Chinese words: %q", c.Name, said)
		}
	}
}

// The evidence room of a child is kept, but not past a table that two people
// accepted meanwhile.
func TestAnAcceptedTableShowsInTheEvidenceRoomAtTheNextLook(t *testing.T) {
	x := newHouse(t, authz.Physician, authz.Geneticist)
	ctx := context.Background()
	who := func(role authz.Role) app.Principal {
		p, err := x.app.Authenticate(ctx, x.tokens[role])
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	shown := func() bool {
		return strings.Contains(x.get(authz.Physician, founding+"/evidence").Body.String(), "SYN-KEPT-1")
	}
	for range 2 { // the second look finds the page kept
		if shown() {
			t.Fatal("a case that nobody proposed shows")
		}
	}
	id, err := x.app.ProposeCases(ctx, who(authz.Physician), app.CasesProposal{Table: "case_id,row_type,disease,n,year,source,doi_pmid_url,evidence_read,status\nSYN-KEPT-1,hsct,LIG4,1,2020,synthetic source,synthetic,abstract,read\n"})
	if err != nil {
		t.Fatal(err)
	}
	if shown() {
		t.Error("a table shows that nobody accepted")
	}
	if err := x.app.DecideCases(ctx, who(authz.Geneticist), app.CasesVerdict{Table: id, Accept: true, Password: goodPass}); err != nil {
		t.Fatal(err)
	}
	if !shown() {
		t.Error("the accepted case does not show")
	}
}
