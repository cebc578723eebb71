package knowledge

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestEachFaultIsReportedWhereItStands(t *testing.T) {
	rule, tests, paci := "rule/tbi-in-dsb/rule.yaml", "rule/tbi-in-dsb/tests.yaml", "model/busulfan_paci_2012.yaml"
	for _, c := range []struct{ name, file, old, new, at, sentence string }{
		{"an unknown key", rule, "scope: option", "scope: option\nseverity: high", "3:1", `the key "severity" is not known here`},
		{"a repeated key", rule, "scope: option", "scope: option\nscope: child", "3:1", "already defined"},
		{"a missing status", rule, "status: derived\n", "", "1:1", "missing property 'status'"},
		{"a status outside the list", rule, "status: derived", "status: certain", "", `the status is "certain"`},
		{"no source", rule, "sources: [SLA18, DVO10]", "sources: []", "", "at least one source is needed"},
		{"a source that is not in the table", rule, "sources: [SLA18, DVO10]", "sources: [NOBODY99]", "", `the source "NOBODY99" is not in`},
		{"an undeclared variable", rule, "tbi_gy > 0.0", "tbi_gray > 0.0", "5:7", "undeclared reference to 'tbi_gray'"},
		{"a condition that is no condition", rule, "when: (tbi_gy > 0.0 || tli_gy > 0.0) && repair_group == 'dsb'", "when: tbi_gy", "5:7", "not true or false"},
		{"a comprehension", rule, "when: (tbi_gy > 0.0 || tli_gy > 0.0) && repair_group == 'dsb'", "when: '[1, 2].exists(x, x > 1)'", "5:7", "is refused"},
		{"a message that names different variables", rule, "全身照射 {tbi_gy} Gy", "全身照射", "", "the Chinese one"},
		{"a missing Chinese text", rule, "  zh: 从计划中取消照射。\n", "", "", "a Chinese text is missing"},
		{"a stop passed with a reason alone", rule, "overrule: two-person", "overrule: reason", "", "a stop is passed by two people"},
		{"an id that is not its folder", rule, "id: tbi-in-dsb", "id: tbi-in-dbs", "1:5", "the folder is called tbi-in-dsb"},
		{"an anchor", rule, "scope: option", "scope: &a option", "2:8", "anchors, aliases"},
		{"a test that fails", tests, "want: fires", "want: quiet", "2:5", "fails: the rule fires, wanted is quiet"},
		{"a test that names a wrong missing input", tests, "missing: [repair_group]", "missing: [tbi_gy]", "", "missing are [repair_group]"},
		{"a kind of test left out", tests, "kind: missing", "kind: quiet", "", `no test of the kind "missing"`},
		{"a test with an undeclared fact", tests, "tli_gy: 0.0", "tli_gray: 0.0", "", "tli_gray is not a declared variable"},
		{"a limit without a unit", "group/dsb.yaml", "    unit: Gy\n", "", "", "missing property 'unit'"},
		{"a limit that is not a plain number", "group/dsb.yaml", "limit: '40'", "limit: '4e1'", "", `"4e1" is not a plain decimal number`},
		{"a variable without a unit", "rule/variables.yaml", "unit: 'mg/m2'", "values: []", "", "has no unit"},
		{"a regimen with a unit of another basis", "regimen/IEWP-F.yaml", "unit: mg/kg", "unit: mg/m2", "", "does not belong to the basis"},
		{"a calendar item that ends before it starts", "calendar/03-day0.yaml", "from: 0", "from: 3", "", "starts on day 3, after its end"},
		{"a fact id used twice", "calendar/03-day0.yaml", "calendar.day0.abo", "calendar.day0.identity", "", "is already used in"},
		{"a gene of two diseases", "disease/LIG4.yaml", "genes: [LIG4]", "genes: [ATM]", "", "already belongs to"},
		{"a caution of a model without its Chinese", paci, "    zh: (1+eta)可能变为非正值；使用前应按对数正态重新拟合\n", "", "", "a Chinese text is missing"},
		{"a caution of a model in one language", paci, "  - en: (1+eta) can go non-positive; re-fit as log-normal before use\n    zh: (1+eta)可能变为非正值；使用前应按对数正态重新拟合\n", "  - (1+eta) can go non-positive\n", "", "a Chinese text is missing"},
		{"a Chinese gate with another figure", paci, "10000和0", "1000和0", "", "different figures"},
		{"a Chinese sentence that is English", paci, "zh: 血浆浓度；累积AUC", "zh: plasma", "", "no Chinese word"},
		{"a status in words of one language", paci, "  status: secondary\n", "  status: secondary for most\n", "", "a Chinese text is missing"},
		{"a disease of an undescribed group", "disease/LIG4.yaml", "group: dsb", "group: dbs", "", `the group "dbs" is not described`},
	} {
		t.Run(c.name, func(t *testing.T) {
			fsys := shippedPart(t, "rule/tbi-in-dsb/", "group/", "disease/", "regimen/", "calendar/03", "model/busulfan_paci")
			change(t, fsys, c.file, c.old, c.new)
			expect(t, Lint(fsys), c.file, c.at, c.sentence)
		})
	}
}

// expect finds the sentence among the problems, at file:line:column when at is given.
func expect(t *testing.T, problems []Problem, file, at, sentence string) {
	t.Helper()
	for _, p := range problems {
		if strings.Contains(p.Sentence, sentence) {
			if at != "" && !strings.HasPrefix(p.Error(), file+":"+at+": ") {
				t.Errorf("at the wrong place: %s, want %s:%s", p.Error(), file, at)
			}
			return
		}
	}
	t.Errorf("nobody said %q; said was %v", sentence, problems)
}

func TestHostileFilesAreRefusedBeforeTheyAreParsed(t *testing.T) {
	bomb := "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
	for _, c := range []struct{ name, content, sentence string }{
		{"an alias bomb", bomb, "anchors, aliases"},
		{"brackets without end", strings.Repeat("[", 5000), "nested too deeply"},
		{"dashes without end", strings.Repeat("- ", 5000) + "x", "too many lists"},
		{"an indentation without end", "a:\n" + strings.Repeat(" ", 5000) + "b: c", "indented too deeply"},
		{"a file too large", "a: " + strings.Repeat("x", maxFileBytes), "at most"},
		{"two documents", "a: b\n---\nc: d\n", "2 documents"},
		{"no document", "", "empty"},
		{"broken YAML", "a: [b\nc: 'd", "cannot be read"},
		{"a tag", "key: !!binary aGVsbG8=\n", "tags are not accepted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fsys := shippedPart(t)
			fsys["evidence/hostile.yaml"] = &fstest.MapFile{Data: []byte(c.content)}
			expect(t, Lint(fsys), "evidence/hostile.yaml", "", c.sentence)
		})
	}
}

func TestAFileAtAnUnknownPlaceIsRefused(t *testing.T) {
	for file, sentence := range map[string]string{
		"rule/loose.yaml":                "nothing in Dayzero reads a file at this place",
		"models/busulfan.yaml":           "nothing in Dayzero reads a file at this place",
		"drug/notes.txt":                 "only .yaml and .md files",
		"rule/without-a-rule/tests.yaml": "no rule.yaml lies beside these tests",
	} {
		fsys := shippedPart(t)
		fsys[file] = &fstest.MapFile{Data: []byte("tests: []\n")}
		expect(t, Lint(fsys), file, "", sentence)
	}
}

func TestARuleWithoutTestsIsRefused(t *testing.T) {
	fsys := shippedPart(t, "rule/bcg-given/")
	delete(fsys, "rule/bcg-given/tests.yaml")
	expect(t, Lint(fsys), "rule/bcg-given/rule.yaml", "", "no tests.yaml lies beside this rule")
}

func TestEveryProblemIsCollected(t *testing.T) {
	fsys := shippedCopy(t)
	change(t, fsys, "rule/tbi-in-dsb/rule.yaml", "status: derived", "status: unsure")
	change(t, fsys, "group/dsb.yaml", "limit: '40'", "limit: forty")
	change(t, fsys, "regimen/IEWP-F.yaml", "max: '40'", "max: ''")
	_, err := Load(fsys)
	if err == nil {
		t.Fatal("loaded")
	}
	for _, file := range []string{"rule/tbi-in-dsb/rule.yaml:", "group/dsb.yaml:", "regimen/IEWP-F.yaml:"} {
		if !strings.Contains(err.Error(), file) {
			t.Errorf("the error does not name %s: %v", file, err)
		}
	}
}

func TestEveryTestBesideARuleCanFail(t *testing.T) {
	b := shippedBase(t)
	fsys := shippedPart(t, "rule/")
	for _, r := range b.Rules("") {
		// A condition that is turned round must not survive the tests beside it.
		file := "rule/" + r.ID + "/rule.yaml"
		lines := strings.Split(string(fsys[file].Data), "\n")
		for i, line := range lines {
			if strings.HasPrefix(line, "when: ") {
				lines[i] = "when: " + quoteYAML("!("+r.When+")")
			}
		}
		fsys[file] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n"))}
	}
	failing := map[string]int{}
	for _, p := range Lint(fsys) {
		if strings.Contains(p.Sentence, " fails: the rule ") {
			failing[p.File]++
		}
	}
	for _, r := range b.Rules("") {
		if failing["rule/"+r.ID+"/tests.yaml"] < 2 {
			t.Errorf("%s: turned round, only %d of its tests fail", r.ID, failing["rule/"+r.ID+"/tests.yaml"])
		}
	}
}

func quoteYAML(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func FuzzDocument(f *testing.F) {
	for _, seed := range []string{"a: b", "- - - x", "a: &b [*b]", "? [a, b]\n: c", "a: |\n  b\n", "{a: [1, {b: c}]}", "\ufeffkey: x", "key: \"\\x", "a:\n\tb", "%YAML 1.2\n---\na: 1", "a: 'b", "<<: *x"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, problems := readDocument(fstest.MapFS{"disease/X.yaml": {Data: raw}}, "disease/X.yaml")
		if d == nil {
			if len(problems) == 0 {
				t.Fatal("refused without a problem")
			}
			return
		}
		var into rawDisease
		d.decode(&into)
		d.at("$.sections[0].facts[1].status", "anywhere")
	})
}

func FuzzCondition(f *testing.F) {
	b := shippedBase(f)
	for _, r := range b.Rules("") {
		f.Add(r.When)
	}
	f.Add("((((((((")
	f.Add("gene.matches('(a+)+$')")
	f.Fuzz(func(t *testing.T, condition string) {
		prg, err := compileCondition(b.env, condition)
		if err != nil {
			return
		}
		vars, err := b.activation(Facts{"gene": "LIG4"})
		if err != nil {
			t.Fatal(err)
		}
		_, _, _ = run(prg, vars)
	})
}
