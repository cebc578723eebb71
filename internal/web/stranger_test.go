package web

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
)

// carrier is a person at a browser: opens pages by their links, fills fields by
// name and submits forms. Every value is synthetic.
type carrier struct {
	t    *testing.T
	ctx  context.Context
	base string
	lang string
}

// fill sets fields of a form and submits it with a button; the browser's own
// checks of the form hold. The page that follows must not be a refusal.
func (c *carrier) fill(form, button string, fields ...string) {
	c.t.Helper()
	pairs := map[string]string{}
	for i := 0; i+1 < len(fields); i += 2 {
		pairs[fields[i]] = fields[i+1]
	}
	values, err := json.Marshal(pairs)
	if err != nil {
		c.t.Fatal(err)
	}
	said := evaluate[string](c.t, c.ctx, fmt.Sprintf(`(() => {
		const form = document.querySelector(%q);
		if (!form) return "there is no form " + %q + " on " + document.title + ": " + document.querySelector("main").innerText.slice(0, 400);
		for (const [name, value] of Object.entries(%s)) {
			const field = form.elements[name];
			if (!field) return "there is no field " + name;
			field.value = value;
			if (field.value !== value) return "the field " + name + " does not take " + value;
		}
		if (!form.checkValidity()) return "not valid: " + [...form.elements].filter(e => !e.checkValidity()).map(e => e.name).join(", ");
		document.documentElement.dataset.left = "yes";
		form.requestSubmit(%s);
		return "";
	})()`, form, form, values, button))
	if said != "" {
		c.t.Fatalf("%s: %s", c.lang, said)
	}
	settle(c.t, c.ctx, `!document.documentElement.dataset.left && document.readyState === "complete"`)
	if refused := evaluate[string](c.t, c.ctx, `(document.querySelector("[role=alert]") || {innerText: ""}).innerText`); refused != "" && !strings.Contains(form, "sign") {
		c.t.Fatalf("%s: %s %v: %s", c.lang, form, fields, refused)
	}
}

// row names the fields of one row of the public form.
func row(group string, n int, pairs ...string) []string {
	var out []string
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, fmt.Sprintf("g.%s.%d.%s", group, n, pairs[i]), pairs[i+1])
	}
	return out
}

func together(lists ...[]string) []string {
	var out []string
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

const goOn = `form.querySelector("button.primary")`

// asks is what the family does: nobody has told them more than the pages do.
func (c *carrier) asks() (link string) {
	today := strangerNow.Format("2006-01-02")
	open(c.t, c.ctx, c.base+"/open-a-case?lang="+c.lang)
	c.fill(`form[action="/open-a-case"]`, "")
	c.fill("#request-form", goOn, together(row("asker", 0, "from", "family", "language", c.lang, "interpreter", "no"), row("child", 0, "name", "Synthetic 患儿", "sex", "male", "birth", "2025-07-10"),
		row("guardian", 0, "name", "Synthetic 母亲", "relation", "mother", "decides", "yes", "phone", "+86 21 0000 0001"), row("question", 0, "question", "Can he be transplanted? 他能移植吗？"))...)
	c.fill("#request-form", goOn, together(row("disease", 0, "gene", "LIG4", "name", "LIG4 syndrome", "certainty", "confirmed", "phenotype", "T-B-NK+"), row("growth", 0, "date", strangerNow.AddDate(0, 0, -4).Format("2006-01-02"), "weight", "6.8", "length", "64"))...)
	for _, rows := range [][]string{relatives, genes, typings} { // a table grows by its button
		c.fill("#request-form", `form.querySelector('button[name="next"][value=""]')`, rows...)
	}
	c.fill("#request-form", goOn, moreTypings...)
	c.fill("#request-form", goOn, together(row("infected", 0, "any", "no"), row("viruses", 0, "date", today, "virus", "CMV", "result", "not-detected"), row("bcg", 0, "given", "no"),
		row("live", 0, "any", "no"), row("radiated", 0, "any", "no"), row("transfused", 0, "any", "no"), row("allergic", 0, "any", "no"), row("medicated", 0, "any", "no"))...)
	c.fill("#request-form", goOn) // documents: none
	c.fill("#request-form", goOn, row("consent", 0, "by", "Synthetic 母亲", "contact", "yes", "data-sharing", "yes", "research", "no")...)
	return evaluate[string](c.t, c.ctx, "location.pathname")
}

const (
	paternal = "c.2440C>T"
	maternal = "c.1904del"
)

func variant(n int, person, hgvs, zygosity, origin string) []string {
	out := row("variants", n, "person", person, "gene", "LIG4", "hgvs", hgvs, "zygosity", zygosity)
	if origin != "" {
		out = append(out, row("variants", n, "origin", origin)...)
	}
	return out
}

func typing(n int, person, sample, a, b, c, drb1, dqb1 string) []string {
	return row("hla", n, "person", person, "sample", sample, "A", a, "B", b, "C", c, "DRB1", drb1, "DQB1", dqb1)
}

// A table shows two rows more than it holds, so the rows come two by two; the
// third relative comes with the genes.
var (
	relatives = together(row("relatives", 0, "relation", "mother", "birth", "1992-09-08", "donor", "no"), row("relatives", 1, "relation", "father", "birth", "1990-02-17", "donor", "yes"),
		variant(0, "child", paternal, "heterozygous", "paternal"), variant(1, "child", maternal, "heterozygous", "maternal"),
		typing(0, "child", "first", "02:07, 11:01", "46:01, 40:01", "01:02, 07:02", "09:01, 15:01", "03:03, 06:02"), typing(1, "child", "second", "02:07, 11:01", "46:01, 40:01", "01:02, 07:02", "09:01, 15:01", "03:03, 06:02"))
	genes = together(row("relatives", 2, "relation", "sister", "birth", "2018-03-14", "donor", "yes", "parous", "no"),
		variant(2, "father", paternal, "heterozygous", ""), variant(3, "father", maternal, "absent", ""),
		typing(2, "father", "first", "02:07, 24:02", "46:01, 13:01", "01:02, 03:04", "09:01, 12:02", "03:03, 03:01"), typing(3, "mother", "first", "11:01, 33:03", "40:01, 58:01", "07:02, 03:02", "15:01, 03:01", "06:02, 02:01"))
	typings = together(variant(4, "mother", paternal, "absent", ""), variant(5, "mother", maternal, "heterozygous", ""),
		typing(4, "sibling-1", "first", "02:07, 11:01", "46:01, 40:01", "01:02, 07:02", "09:01, 15:01", "03:03, 06:02"), typing(5, "sibling-1", "second", "02:07, 11:01", "46:01, 40:01", "01:02, 07:02", "09:01, 15:01", "03:03, 06:02"))
	moreTypings = together(variant(6, "sibling-1", paternal, "absent", ""), variant(7, "sibling-1", maternal, "absent", ""),
		row("blood", 0, "person", "child", "abo", "A", "rhd", "positive"), row("blood", 1, "person", "sibling-1", "abo", "A", "rhd", "positive"))
)

// signs in and out by the forms of the pages.
func (c *carrier) as(role authz.Role) {
	open(c.t, c.ctx, c.base+"/sign-in?lang="+c.lang)
	if evaluate[bool](c.t, c.ctx, `!!document.querySelector('form[action="/sign-out"]')`) {
		c.fill(`form[action="/sign-out"]`, "")
	}
	c.fill(`form[action="/sign-in"]`, "", "name", string(role), "password", goodPass)
}

// next follows the line of the path that waits next.
func (c *carrier) next(title string) {
	c.t.Helper()
	c.follow(fmt.Sprintf(`[...document.querySelectorAll(".path-open a")].find(a => a.textContent === %q)`, title))
}

// follow goes where a link leads that an expression finds.
func (c *carrier) follow(link string) {
	c.t.Helper()
	if said := evaluate[string](c.t, c.ctx, `(() => { const a = `+link+`; if (!a) return document.querySelector("main").innerText.slice(0, 700); document.documentElement.dataset.left = "yes"; a.click(); return ""; })()`); said != "" {
		c.t.Fatalf("%s: no link %s on: %s", c.lang, link, said)
	}
	settle(c.t, c.ctx, `!document.documentElement.dataset.left && document.readyState === "complete"`)
}

// back returns to the path of the child.
func (c *carrier) back() { c.follow(`document.querySelector('.beside-journey a[href*="/path"]')`) }

// takesUp is what the physician does at the desk and in the chart.
func (c *carrier) takesUp(link string) {
	w := i18n.For(c.lang)
	c.as(authz.Physician)
	c.follow(`document.querySelector('nav a[href="/consult"]')`)
	c.follow(`document.querySelector('tbody th a[href^="/consult/"]')`)
	c.fill(`form[action$="/reply"]`, "", "text", "Synthetic answer 答复", "nextTest", "HLA")
	c.fill("#accept", "")
	c.next(w.Path.Weight)
	c.fill(`form[method="post"][action$="/entries"]`, "", "f.value", "6.8 kg")
	c.back()
	c.next(w.Path.Renal)
	c.fill(`form[method="post"][action$="/entries"]`, "", "f.value", "18 umol/L")
	for _, d := range []struct{ what, field, value string }{{"donor", "f.choice", "sibling-1"}, {"backup-donor", "f.choice", "father"}, {"indication", "f.choice", "transplant"},
		{"transplant-date", "f.date", strangerNow.AddDate(0, 0, 14).Format("2006-01-02")}, {"graft-source", "f.choice", "bone-marrow"}} {
		c.back()
		c.next(i18n.Term(c.lang, d.what))
		c.fill("#decide-form", "", d.field, d.value)
	}
	c.back()
	c.next(w.Path.Cleared)
	c.fill(`form[method="post"][action$="/entries"]`, "", "f.cleared", "yes", "f.clearedBy", "Donor physician (synthetic)", "f.advocate", "Advocate (synthetic)", "f.consent", "yes")
	c.back()
	c.next(w.Path.Protocol)
	c.fill("#protocol-form", "", "name", "SYN-F1", "title.en", "Synthetic protocol", "title.zh", "模拟方案", "base", "IEWP-F",
		"drugs.0.drug", "fludarabine", "drugs.0.perKg", "1", "drugs.0.perM2", "30", "drugs.0.days", "-6 to -2", "drugs.0.route", "IV", "drugs.0.minutes", "30", "drugs.0.round", "0.1",
		"drugs.1.drug", "cyclophosphamide", "drugs.1.perKg", "5", "drugs.1.days", "-5 to -2", "drugs.1.route", "IV", "drugs.1.minutes", "60", "drugs.1.round", "1")
	c.fill("form.commission", "", "password", goodPass)
	for _, d := range [][]string{{"regimen", "f.choice", "SYN-F1"}, {"dosing-weight", "f.weight", "6.8 kg", "f.band", "5 %"}, {"dosing-basis", "f.choice", "per-kg"},
		{"serotherapy", "f.choice", "none"}, {"gvhd-prophylaxis", "f.choice", "ciclosporin from Day -1"}} {
		c.back()
		c.next(i18n.Term(c.lang, d[0]))
		c.fill("#decide-form", "", d[1:]...)
	}
	c.back()
}

// agrees is what the pharmacist does: second names, then the plan.
func (c *carrier) agrees(path, number string) {
	w := i18n.For(c.lang)
	c.as(authz.Pharmacist)
	open(c.t, c.ctx, c.base+path)
	c.next(w.Path.Commission)
	c.fill("form.commission", "", "password", goodPass)
	for _, what := range []string{"dosing-weight", "dosing-basis"} {
		c.back()
		c.next(i18n.Term(c.lang, what))
		c.fill(`form[action$="/sign"]`, "", "password", goodPass)
	}
	c.back()
	c.signsPlan(authz.Pharmacist, number)
}

func (c *carrier) signsPlan(role authz.Role, number string) {
	c.next(i18n.For(c.lang).Path.Signature + i18n.For(c.lang).Site.Colon + i18n.Term(c.lang, string(role)))
	c.fill(`form[action$="/plan/sign"]`, "", "identifier", number, "password", goodPass)
	settle(c.t, c.ctx, `location.search.includes("done=signed")`)
}

// strangerNow is the clock of the story; the demonstration rules do not hold in it.
var strangerNow = time.Date(2026, 2, 1, 4, 0, 0, 0, time.UTC)

func strangersHouse(t *testing.T) *house {
	t.Helper()
	store, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	base, err := sharedBase()
	if err != nil {
		t.Fatal(err)
	}
	centre, err := demo.Centre()
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(app.Options{Store: store, Knowledge: base, Clock: day.Fixed(strangerNow), Centre: centre})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []authz.Role{authz.Physician, authz.Pharmacist} {
		if err := a.AddAccount(t.Context(), app.Account{Name: string(role), Display: "Test " + string(role), Role: string(role), Scope: []string{"*"}}, goodPass); err != nil {
			t.Fatal(err)
		}
	}
	h, err := New(Options{App: a, Sheets: printed{}, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	return &house{app: a, h: h}
}

// withoutScript serves the pages and keeps the one script back, as for a reader
// whose browser runs none: no page carries a script of its own.
func withoutScript(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".js") {
			http.NotFound(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// In English with the script of the pages, in Chinese without it: every step of
// the way works either way.
func TestAStrangerCarriesANewChildFromTheFormToASignedPlan(t *testing.T) {
	for _, lang := range i18n.Languages() {
		t.Run(lang, func(t *testing.T) {
			x := strangersHouse(t)
			pages := x.h
			if lang == i18n.Chinese {
				pages = withoutScript(pages)
			}
			ctx, base := browser(t, pages)
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil {
				t.Fatal(err)
			}
			c := &carrier{t, ctx, base, lang}
			link := c.asks()
			if scripted := evaluate[bool](t, ctx, `document.documentElement.classList.contains("scripted")`); scripted != (lang == i18n.English) {
				t.Fatalf("the script of the pages ran: %v", scripted)
			}
			c.takesUp(link)
			path := evaluate[string](t, ctx, "location.pathname")
			number := evaluate[string](t, ctx, `document.querySelector(".facts dd b").innerText`)
			c.agrees(path, number)
			c.as(authz.Physician)
			open(t, ctx, base+path)
			c.signsPlan(authz.Physician, number)
			open(t, ctx, base+path)
			if whole := evaluate[bool](t, ctx, fmt.Sprintf(`document.querySelector("main .done").innerText.includes(%q) && !document.querySelector(".path-open")`, i18n.For(lang).Plan.Complete)); !whole {
				t.Errorf("the plan is not signed: %s", evaluate[string](t, ctx, `document.querySelector("main").innerText`))
			}
			open(t, ctx, base+link)
			if body := evaluate[string](t, ctx, `document.querySelector("main").innerText`); !strings.Contains(body, "Synthetic answer 答复") {
				t.Errorf("the family does not see its answer: %s", body)
			}
			ids := strings.Split(path, "/")
			x.signedByTwo(t, ids[2])
		})
	}
}

// signedByTwo looks into the record itself: two names under one hash.
func (x *house) signedByTwo(t *testing.T, id string) {
	t.Helper()
	_, p, err := x.app.SignIn(t.Context(), string(authz.Physician), goodPass, i18n.English)
	if err != nil {
		t.Fatal(err)
	}
	made, v, err := x.app.Plan(t.Context(), p, id, app.AsOf{})
	if err != nil || !made.Signing.Complete || len(made.Signing.Signed) != 2 {
		t.Errorf("signing %+v, %v", made.Signing, err)
	}
	if n := len(chart.All[*chart.Variant](v)); n != 8 {
		t.Errorf("%d variants came over from the form", n)
	}
}
