package survival

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// vectorFolder holds the reference vectors made with R (survival, cmprsk, mstate);
// its data files carry their own licences and are not part of this repository.
const vectorFolder = "../../shared/vectors/survival"

type vector struct {
	ID       string         `json:"id"`
	Family   string         `json:"family"`
	Rtol     float64        `json:"rtol"`
	Expected map[string]any `json:"expected"`
}

// readVectorFile looks beside the repository first, then in testdata.
func readVectorFile(t *testing.T, folder, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(vectorFolder, folder, name))
	if err != nil {
		b, err = os.ReadFile(filepath.Join("testdata", folder, name))
	}
	if err != nil {
		t.Skip("the reference vectors are not beside this repository: ", name)
	}
	return b
}

// compared collects the vectors that a run of the tests has read.
var compared sync.Map

func loadVector(t *testing.T, id string) vector {
	t.Helper()
	compared.Store(id, true)
	b := readVectorFile(t, "reference", id+".json")
	var v vector
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestMain looks after a whole run whether any vector of the reference was left
// out: none may be, and one that ever has to be is named here with its reason.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	whole := true
	for _, filter := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		whole = whole && flag.Lookup(filter).Value.String() == ""
	}
	files, _ := filepath.Glob(filepath.Join(vectorFolder, "reference", "*.json"))
	for _, name := range files {
		id := strings.TrimSuffix(filepath.Base(name), ".json")
		if _, seen := compared.Load(id); !seen && whole {
			fmt.Printf("no test compares the reference vector %s\n", id)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// frame is a data file as columns of text.
type frame struct {
	t    *testing.T
	cols map[string][]string
	n    int
}

func loadFrame(t *testing.T, name string) frame {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(readVectorFile(t, "data", name+".csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := frame{t, map[string][]string{}, len(all) - 1}
	for j, h := range all[0] {
		for _, r := range all[1:] {
			out.cols[h] = append(out.cols[h], r[j])
		}
	}
	return out
}

func (f frame) text(name string) []string {
	c, ok := f.cols[name]
	if !ok {
		f.t.Fatalf("no column %s", name)
	}
	return c
}

func (f frame) num(name string) []float64 {
	out := make([]float64, f.n)
	for i, s := range f.text(name) {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			x = math.NaN()
		}
		out[i] = x
	}
	return out
}

func (f frame) ints(name string) []int { return toInts(f.num(name)) }

func toInts(x []float64) []int {
	out := make([]int, len(x))
	for i, v := range x {
		out[i] = int(v)
	}
	return out
}

func (f frame) where(keep func(i int) bool) frame {
	out := frame{f.t, map[string][]string{}, 0}
	for i := 0; i < f.n; i++ {
		if keep(i) {
			out.n++
			for k, c := range f.cols {
				out.cols[k] = append(out.cols[k], c[i])
			}
		}
	}
	return out
}

func (f frame) data(time, status, by string) Data {
	d := Data{Time: f.num(time), Status: f.ints(status)}
	if by != "" {
		d.By = f.text(by)
	}
	return d
}

func (f frame) covs(names ...string) []Covariate {
	var out []Covariate
	for _, n := range names {
		out = append(out, Covariate{Name: n, Values: f.num(n)})
	}
	return out
}

// near compares a result with the reference as the vectors' README says.
func near(a, b, rtol float64) bool {
	if math.IsNaN(a) || math.IsNaN(b) {
		return math.IsNaN(a) && math.IsNaN(b)
	}
	if math.IsInf(b, 0) {
		return a == b
	}
	return math.Abs(a-b) <= rtol*math.Abs(b)+1e-12
}

// compare walks the expected value; null and "NaN" stand for NaN, a single value
// for a list of one.
func compare(t *testing.T, path string, got, want any, rtol float64) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s: no such part in the result", path)
			return
		}
		for k, v := range w {
			if _, has := g[k]; !has {
				t.Errorf("%s.%s: not compared", path, k)
				continue
			}
			if g[k] != skip {
				compare(t, path+"."+k, g[k], v, rtol)
			}
		}
	case []any:
		compareList(t, path, reflect.ValueOf(got), w, rtol)
	default:
		compareLeaf(t, path, reflect.ValueOf(got), want, rtol)
	}
}

// skip marks a part of the reference that has no counterpart here; each use says why.
var skip any = struct{ skipped bool }{true}

func compareList(t *testing.T, path string, g reflect.Value, w []any, rtol float64) {
	t.Helper()
	if g.Kind() != reflect.Slice || g.Len() != len(w) {
		t.Errorf("%s: got %.80s, want %d values", path, fmt.Sprint(g), len(w))
		return
	}
	bad := 0
	for i := range w {
		before := t.Failed()
		compare(t, fmt.Sprintf("%s[%d]", path, i), g.Index(i).Interface(), w[i], rtol)
		if !before && t.Failed() {
			bad++
		}
		if t.Failed() && bad > 3 {
			return
		}
	}
}

func compareLeaf(t *testing.T, path string, g reflect.Value, want any, rtol float64) {
	t.Helper()
	if g.Kind() == reflect.Slice && g.Len() == 1 {
		g = g.Index(0)
	}
	var x float64
	switch {
	case !g.IsValid():
		t.Errorf("%s: missing", path)
		return
	case g.CanFloat():
		x = g.Float()
	case g.CanInt():
		x = float64(g.Int())
	case g.Kind() == reflect.String:
		if g.String() != fmt.Sprint(want) {
			t.Errorf("%s: got %q, want %v", path, g.String(), want)
		}
		return
	default:
		t.Errorf("%s: got %v, want %v", path, g, want)
		return
	}
	y := math.NaN()
	switch w := want.(type) {
	case float64:
		y = w
	case string:
		y, _ = strconv.ParseFloat(w, 64)
	}
	if strings.HasSuffix(path, ".p") && y > 0 && y < 1e-12 {
		x, y = math.Log(x), math.Log(y)
	}
	if !near(x, y, rtol) {
		t.Errorf("%s: got %.17g, want %.17g (relative difference %.3g)", path, x, y, math.Abs(x-y)/math.Abs(y))
	}
}

type obj = map[string]any

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
