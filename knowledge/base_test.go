package knowledge

import "testing"

func TestTheShippedKnowledgeLoads(t *testing.T) {
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	t.Log(b.VersionShort(), len(b.Facts()), len(b.Diseases()), len(b.Rules("")))
}

func TestTheShippedKnowledgeHasNoProblem(t *testing.T) {
	for _, p := range Lint(EmbeddedFS()) {
		t.Error(p.Error())
	}
}
