package web

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/jobs"
	"github.com/dayzero-hsct/dayzero/internal/registry"
)

func (d *testDoor) Nomenclature() (*hla.Release, error) { return hla.NamesOnly(), nil }

func (d *testDoor) Donors(_ context.Context, p app.Principal) (app.DonorIndex, error) {
	return app.DonorIndex{Release: hla.NamesOnly(), Incoming: []string{"registry.csv"}, Imports: []registry.Import{{Source: "old.csv", Rows: 3, Rejected: 1}}}, d.decide(p, authz.ReadKnowledge, "")
}

func (d *testDoor) SearchDonors(_ context.Context, p app.Principal, q app.DonorQuery) (registry.Result, error) {
	return registry.Result{Release: hla.NamesOnly(), Loci: q.Loci}, d.decide(p, authz.SearchDonors, q.Child)
}

func (d *testDoor) Codes() (*hla.Codes, error) { return nil, nil }

func (d *testDoor) RejectedRows(_ context.Context, p app.Principal, _ string) ([]byte, error) {
	return []byte("2\tX\trejected\tsynthetic\n"), d.decide(p, authz.ImportDonors, "")
}

func (d *testDoor) AskDonorImport(_ context.Context, p app.Principal, in app.DonorImport) (int64, error) {
	return 2, d.written(d.decide(p, authz.ImportDonors, ""), "import "+in.File)
}

func TestADonorTableIsSortedByWhatIsAskedAndKeepsItsRanks(t *testing.T) {
	x := newHouse(t, authz.Physician)
	byRank := x.get(authz.Physician, founding+"/donor/compare").Body.String()
	byHvG := x.get(authz.Physician, founding+"/donor/compare?sort=match&as-of=2024-12-20").Body.String()
	if !strings.Contains(byRank, `aria-sort="ascending"`) || !strings.Contains(byHvG, "Sorted by") || !strings.Contains(byHvG, "as-of=2024-12-20&amp;sort=gvh") {
		t.Error("the table does not say how it is sorted, or loses its day")
	}
	if strings.Index(byRank, "sister") > strings.Index(byRank, "Father") {
		t.Error("the sister does not stand first")
	}
}

func TestAPageThatReadsATypingSaysWhatItDidNotUnderstand(t *testing.T) {
	x := newHouse(t, authz.Laboratory)
	w := x.post(authz.Laboratory, "/typing", "typing", "A*02:07+A*11:01^B*banana")
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "Not understood") || !strings.Contains(body, "banana") {
		t.Errorf("%d %s", w.Code, body)
	}
	w = x.post(authz.Laboratory, "/typing", "typing", "A*02:07+A*11:01")
	if body := w.Body.String(); !strings.Contains(body, "A*02:07") || !strings.Contains(body, "Every name was understood") {
		t.Errorf("%s", body)
	}
}

// From the file to the page: a registry is imported as a job and searched for the
// child.
func TestARegistryIsImportedAndSearchedForAChild(t *testing.T) {
	x := newHouse(t, authz.Coordinator, authz.Nurse, authz.Pharmacist)
	data := t.TempDir()
	x.app.UseFolder(data)
	queue, err := jobs.OpenFolder(t.Context(), data, jobs.Options{Works: x.app.Works()})
	if err != nil {
		t.Fatal(err)
	}
	if err := queue.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = queue.Close(context.Background()) })
	x.app.UseJobs(queue)
	if err := os.MkdirAll(filepath.Join(data, "incoming"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "incoming", "codes.txt"), []byte("\"LAST UPDATED: 07/11/20\"\nCODE\tSUBTYPE\n\nAB\t01/02\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows := "id,sex,birth_date,cmv,abo,typing\nNEAR,female,1999-01-01,positive,A+,A*02:07+A*11:01^C*01:02+C*07:02^B*46:01+B*40:01^DRB1*09:01+DRB1*15:01^DQB1*03:03+DQB1*06:02\nFAR,,,,,A*01:01+A*03:01^B*08:01+B*07:02^DRB1*03:01+DRB1*04:01\nBAD,,,,,A*banana\nCODED,,,,,A*02:AB+A*11:01^B*46:01+B*40:01\n"
	if err := os.WriteFile(filepath.Join(data, "incoming", "registry.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	if w := x.post(authz.Nurse, "/donors/import", "file", "registry.csv"); w.Code != http.StatusForbidden {
		t.Errorf("a nurse imports: %d", w.Code)
	}
	if w := x.post(authz.Coordinator, "/donors/import", "file", "../jobs.db"); w.Code == http.StatusSeeOther {
		t.Error("a way out of the folder is taken for a file")
	}
	if w := x.post(authz.Coordinator, "/donors/import", "file", "registry.csv", "codes", "../jobs.db"); w.Code == http.StatusSeeOther {
		t.Error("a way out of the folder is taken for a code list")
	}
	if w := x.post(authz.Coordinator, "/donors/import", "file", "registry.csv", "codes", "codes.txt"); w.Code != http.StatusSeeOther {
		t.Fatalf("the import is not asked for: %d %s", w.Code, w.Body)
	}
	body := ""
	for range 400 {
		if body = x.get(authz.Coordinator, "/donors").Body.String(); strings.Contains(body, "rejected-1.tsv") {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	if !strings.Contains(body, "registry.csv") || !strings.Contains(body, "rejected-1.tsv") {
		t.Fatalf("the registry does not tell of its import: %s", body)
	}
	report := x.get(authz.Coordinator, "/donors/rejected/rejected-1.tsv")
	if rows := report.Body.String(); !strings.Contains(rows, "4\tBAD\trejected\t") || strings.Contains(rows, "CODED\trejected") {
		t.Errorf("the report of rejected rows: %d %s", report.Code, rows)
	}
	for name, path := range map[string]string{"no such report": "rejected-9.tsv", "a file that is no report": "donors.manifest", "a way out": "..%2Fjobs.db"} {
		if w := x.get(authz.Coordinator, "/donors/rejected/"+path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := x.get(authz.Nurse, "/donors/rejected/rejected-1.tsv"); w.Code != http.StatusForbidden {
		t.Errorf("a nurse reads the report: %d", w.Code)
	}
	found := x.get(authz.Coordinator, founding+"/donor/search?max=0").Body.String()
	if !strings.Contains(found, "NEAR") || strings.Contains(found, "FAR") || !strings.Contains(found, "10 / 10") {
		t.Errorf("the search: %s", found)
	}
	if none := x.get(authz.Coordinator, founding+"/donor/search?max=0&max-age=10").Body.String(); strings.Contains(none, "NEAR") {
		t.Error("the filter on age lets everybody through")
	}
	if w := x.get(authz.Coordinator, founding+"/donor/search?max-age=old"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an age that is none: %d", w.Code)
	}
	if w := x.get(authz.Pharmacist, founding+"/donor/search"); w.Code != http.StatusForbidden {
		t.Errorf("a pharmacist searches: %d", w.Code)
	}
	if w := x.get(authz.Coordinator, "/child/nobody/donor/search"); w.Code != http.StatusNotFound {
		t.Errorf("a child that is not there: %d", w.Code)
	}
}
