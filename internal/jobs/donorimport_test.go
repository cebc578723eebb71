package jobs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/registry"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// importingServer is a server as far as its long work goes: store, door and
// queue over one data folder.
func importingServer(t *testing.T, data string) *Queue {
	t.Helper()
	store, err := sqlite.Open(context.Background(), data)
	if err != nil {
		t.Fatal(err)
	}
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	door, err := app.New(app.Options{Store: store, Knowledge: base, Clock: day.Fixed(time.Date(2026, 2, 1, 4, 0, 0, 0, time.UTC))})
	if err != nil {
		t.Fatal(err)
	}
	door.UseFolder(data)
	q, err := OpenFolder(context.Background(), data, Options{Works: door.Works(), Lease: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return q
}

// Hazard: donors lost or doubled when the server is killed while it imports.
func TestAServerKilledAtRandomGoesOnWithItsImport(t *testing.T) {
	if data := os.Getenv("DAYZERO_IMPORTING_SERVER"); data != "" {
		if err := importingServer(t, data).Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute) // until it is killed
		return
	}
	const count = 220_000 // two steps of the import, and a rest
	data := t.TempDir()
	var rows strings.Builder
	rows.WriteString("id,typing\n")
	for i := range count {
		fmt.Fprintf(&rows, "D%06d,A*%02d:AB+A*02:01^B*%02d:01+B*08:01\n", i, i%30+1, i%50+1)
	}
	rows.WriteString("BAD,A*banana\n")
	if err := os.MkdirAll(filepath.Join(data, "incoming"), 0o750); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"registry.csv": rows.String(), "codes.txt": "AB\t01/02\n"} {
		if err := os.WriteFile(filepath.Join(data, "incoming", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	asked := importingServer(t, data)
	id, err := asked.Ask(t.Context(), "donors.import", "anna", app.DonorImport{File: "registry.csv", Codes: "codes.txt"})
	if err != nil {
		t.Fatal(err)
	}
	end(t, asked)
	random := rand.New(rand.NewPCG(3, 4))
	var seen int64 // rows that have reached the disk
	for round := range 3 {
		server := exec.Command(os.Args[0], "-test.run=^TestAServerKilledAtRandomGoesOnWithItsImport$")
		server.Env = append(os.Environ(), "DAYZERO_IMPORTING_SERVER="+data)
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(250+random.IntN(200)) * time.Millisecond)
		for range 2_000 { // the later kills fall between two steps
			now, err := registry.Imports(filepath.Join(data, "registry"))
			if round == 0 || err == nil && len(now) == 1 && now[0].Rows > seen {
				break
			}
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(random.IntN(40)) * time.Millisecond)
		if err := server.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = server.Wait()
		if now, err := registry.Imports(filepath.Join(data, "registry")); err == nil && len(now) == 1 {
			seen = now[0].Rows
		}
		t.Logf("kill %d: %d of %d rows are on disk", round+1, seen, count+1)
	}
	last := importingServer(t, data)
	if err := last.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	await(t, last, id, app.JobDone)
	end(t, last)
	imports, err := registry.Imports(filepath.Join(data, "registry"))
	if err != nil || len(imports) != 1 || imports[0].Rows != count+1 || imports[0].Added != count || imports[0].Rejected != 1 || imports[0].Same != 0 || !imports[0].Complete {
		t.Errorf("%+v %v", imports, err)
	}
	if findings, err := registry.Check(filepath.Join(data, "registry")); err != nil || len(findings) > 0 {
		t.Errorf("%v %v", findings, err)
	}
	r, err := registry.Open(filepath.Join(data, "registry"), hla.NamesOnly(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Size() != count {
		t.Errorf("%d donors", r.Size())
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}
