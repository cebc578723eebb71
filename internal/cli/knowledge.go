package cli

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"text/tabwriter"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// kbCommand looks after the knowledge.
type kbCommand struct {
	Lint       kbLint       `cmd:"" help:"Check every item and run the tests of every rule."`
	List       kbList       `cmd:"" help:"List the items with their status."`
	Show       kbShow       `cmd:"" help:"Show one item with its sources."`
	Diff       kbDiff       `cmd:"" help:"Compare two versions of the knowledge."`
	Commission kbCommission `cmd:"" help:"Sign a model or target for the centre, or list how far each is."`
}

// kbLint checks a folder of knowledge, the one shipped with Dayzero by default.
type kbLint struct {
	Dir string `arg:"" optional:"" type:"existingdir" help:"Folder to check (default: the knowledge of this program)."`
}

// Run prints every problem as file:line:column: sentence.
func (c kbLint) Run(s *session) error {
	var files fs.FS = knowledge.EmbeddedFS()
	if c.Dir != "" {
		files = os.DirFS(c.Dir)
	}
	problems := knowledge.Lint(files)
	if len(problems) > 0 {
		var lines []string
		for _, p := range problems {
			lines = append(lines, fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Sentence))
		}
		return refusedInput(lines...)
	}
	s.print("no problem found")
	return nil
}

// item is one line of the list.
type item struct {
	kind, id, text string
	status         evidence.Status
}

// kbKinds are the kinds that can be listed.
var kbKinds = []string{"disease", "regimen", "drug", "rule", "calendar", "checklist", "fact"}

// kbList lists the knowledge.
type kbList struct {
	Kind string `arg:"" optional:"" help:"disease, regimen, drug, rule, calendar, checklist or fact; default: all but the single facts."`
	Lang string `enum:"en,zh" default:"en" help:"en or zh."`
}

// Run prints a table of kind, id, status and text.
func (c kbList) Run(s *session) error {
	if c.Kind != "" && !slices.Contains(kbKinds, c.Kind) {
		return usage("kb list: %q is not one of %v", c.Kind, kbKinds)
	}
	base, err := knowledge.Embedded()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
	for _, it := range items(base, c.Lang) {
		if it.kind == c.Kind || (c.Kind == "" && it.kind != "fact") {
			fmt.Fprintln(table, printable(it.kind+"\t"+it.id+"\t"+string(it.status)+"\t"+it.text))
		}
	}
	return table.Flush()
}

func items(b *knowledge.Base, lang string) []item {
	var all []item
	for _, d := range b.Diseases() {
		all = append(all, item{"disease", d.Key, d.Name.In(lang), d.RadiosensitiveFact.Status})
	}
	for _, r := range b.Regimens() {
		all = append(all, item{"regimen", r.ID, r.Name.In(lang), r.Fact.Status})
	}
	for _, d := range b.Drugs() {
		all = append(all, item{"drug", d.Key, d.Name.In(lang), ""})
	}
	for _, r := range b.Rules("") {
		all = append(all, item{"rule", r.ID, r.Scope + " " + r.Effect + ": " + r.Title.In(lang), r.Status})
	}
	for _, c := range b.Calendar() {
		all = append(all, item{"calendar", c.ID, c.Text.In(lang), c.Status})
	}
	for _, c := range b.Checklist() {
		all = append(all, item{"checklist", c.ID, c.Text.In(lang), c.Fact.Status})
	}
	for _, f := range b.Facts() {
		all = append(all, item{"fact", f.ID, f.Text.In(lang), f.Status})
	}
	return all
}

// kbShow shows one item.
type kbShow struct {
	ID   string `arg:"" help:"Id of the item, as kb list prints it."`
	Lang string `enum:"en,zh" default:"en" help:"en or zh."`
}

// Run prints the item and every fact under it with status and sources.
func (c kbShow) Run(s *session) error {
	base, err := knowledge.Embedded()
	if err != nil {
		return err
	}
	found := false
	for _, it := range items(base, c.Lang) {
		if it.id == c.ID && it.kind != "fact" {
			s.print("%s %s: %s", it.kind, it.id, it.text)
			found = true
		}
	}
	if r, ok := base.Rule(c.ID); ok {
		c.rule(s, r)
	}
	for _, f := range c.facts(base) {
		s.print("%s (%s)", f.Text.In(c.Lang), f.Status.Label(c.Lang))
		s.sources(f.Sources)
		found = true
	}
	if !found {
		return usage("kb show: there is no item %q; dayzero kb list prints the ids", c.ID)
	}
	return nil
}

// facts are those under the id, or those of the disease, drug or regimen it names.
func (c kbShow) facts(base *knowledge.Base) []knowledge.Fact {
	for _, prefix := range []string{"", "disease.", "drug.", "regimen.", "calendar.", "checklist."} {
		if facts := base.FactsUnder(prefix + c.ID); len(facts) > 0 {
			return facts
		}
	}
	return nil
}

func (c kbShow) rule(s *session, r knowledge.Rule) {
	s.print("%s", r.Message.In(c.Lang))
	s.print("%s", r.Action.In(c.Lang))
	s.print("when: %s", r.When)
	s.print("when an input is unknown: %s", r.WhenUnknown)
	s.print("passed by: %s", r.Overrule)
	s.print("status: %s", r.Status.Label(c.Lang))
	s.sources(r.Sources)
}

func (s *session) sources(sources []evidence.Source) {
	for _, source := range sources {
		s.print("  source: %s", source.String())
	}
}
