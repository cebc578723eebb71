package web

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

var updateReplay = flag.Bool("update", false, "write the golden files of the replay anew")

// moments are eight days of the founding case, from the first question to one year.
var moments = []string{"2024-10-03", "2024-10-21", "2024-12-12", "2024-12-18", "2024-12-20", "2025-01-02", "2025-02-13", "2026-01-20"}

// moveScrubber sets the slider to a day, as a person's hand would, and sends it.
const moveScrubber = `(range => {
	const from = range.form.elements.from.value;
	range.value = String(Math.round((Date.parse(%q) - Date.parse(from)) / 86400000));
	range.dispatchEvent(new Event("input", {bubbles: true}));
	range.form.requestSubmit();
	return 1;
})(document.getElementById("as-of-range"))`

// readHeadlines opens every room of the journey and beside it (the path and the
// published cases are lists without a state of their own) with the session and the day of
// the page and gives its headline.
const readHeadlines = `Promise.all([...document.querySelectorAll(".journey a, .beside-journey a")].map(async a => {
	const page = new DOMParser().parseFromString(await (await fetch(a.href)).text(), "text/html");
	const headline = page.getElementById("headline");
	return a.pathname.split("/").pop() + ": " + (headline ? headline.lastChild.textContent.trim() : "NO HEADLINE");
})).then(lines => lines.filter(l => !/^(path|evidence): /.test(l)))`

// The journey is replayed by the scrubber alone: at each of eight moments every
// room says what stood in the record then.
func TestTheFoundingCaseReplaysByMovingTheScrubber(t *testing.T) {
	ctx, base := browser(t, newHouse(t, authz.Physician).h)
	signIn(t, ctx, base, authz.Physician, "en")
	for _, language := range i18n.Languages() {
		speak(t, ctx, base, language)
		open(t, ctx, base+founding)
		var out strings.Builder
		for _, moment := range moments {
			evaluate[json.RawMessage](t, ctx, fmt.Sprintf(moveScrubber, moment))
			settle(t, ctx, fmt.Sprintf(`location.search === "?as-of=%s" && document.readyState === "complete"`, moment))
			fmt.Fprintf(&out, "%s\n", moment)
			for _, line := range evaluate[[]string](t, ctx, readHeadlines) {
				fmt.Fprintf(&out, "  %s\n", line)
			}
		}
		golden := filepath.Join("testdata", "replay-"+language+".txt")
		if *updateReplay {
			if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got := out.String(); got != string(want) {
			t.Errorf("%s: the replay differs (go test ./internal/web -run Replay -update writes it anew)\n%s", language, differing(string(want), got))
		}
	}
}

// differing lists the lines that differ, wanted and found.
func differing(want, got string) string {
	var out strings.Builder
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		var w, g string
		if i < len(a) {
			w = a[i]
		}
		if i < len(b) {
			g = b[i]
		}
		if w != g {
			fmt.Fprintf(&out, "- %s\n+ %s\n", w, g)
		}
	}
	return out.String()
}

func TestTheTourLeadsThroughSixStopsAndExistsInADemonstrationOnly(t *testing.T) {
	house := newHouse(t, authz.Physician)
	first := house.get("", "/sign-in?lang=en").Body.String()
	list := house.get(authz.Physician, "/tour").Body.String()
	all := stops()
	if len(all) != 6 {
		t.Fatalf("%d stops", len(all))
	}
	for _, s := range all {
		if !strings.Contains(first, s.Title.EN) || !strings.Contains(list, strings.ReplaceAll(s.Path, "&", "&amp;")) {
			t.Errorf("stop %d stands neither on the first page nor on the list", s.Number)
		}
		w := house.get(authz.Physician, s.Path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `class="tour-bar"`) || !strings.Contains(w.Body.String(), template.HTMLEscapeString(s.See.EN)) {
			t.Errorf("stop %d: %d, or it does not say what to look at", s.Number, w.Code)
		}
		if s.Number < len(all) && !strings.Contains(w.Body.String(), strings.ReplaceAll(all[s.Number].Path, "&", "&amp;")) {
			t.Errorf("stop %d does not lead on", s.Number)
		}
	}
	for _, wrong := range []string{"0", "7", "x", "-1"} {
		if strings.Contains(house.get(authz.Physician, founding+"/plan?as-of=2024-12-20&tour="+wrong).Body.String(), "tour-bar") {
			t.Errorf("tour=%s shows a stop", wrong)
		}
	}
}

// The pictures of the documentation are the stops of the tour:
// DAYZERO_PICTURES=docs/pictures go test ./internal/web -run Pictures
func TestPicturesOfTheTour(t *testing.T) {
	folder := os.Getenv("DAYZERO_PICTURES")
	if folder == "" {
		t.Skip("pictures are taken only when DAYZERO_PICTURES names a folder")
	}
	ctx, base := browser(t, newHouse(t, authz.Physician).h)
	signIn(t, ctx, base, authz.Physician, "en")
	for _, s := range stops() {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(1180, 860)); err != nil {
			t.Fatal(err)
		}
		open(t, ctx, base+s.Path)
		shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join("..", "..", folder, fmt.Sprintf("tour-%d-%s.png", s.Number, s.Room))
		if err := os.WriteFile(name, smallPNG(t, shot), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// smallPNG keeps the 256 most frequent colours; the others become the nearest.
func smallPNG(t *testing.T, data []byte) []byte {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[color.RGBA]int{}
	box := img.Bounds()
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(img.At(x, y)).(color.RGBA) }
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			counts[at(x, y)]++
		}
	}
	colours := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		colours = append(colours, c)
	}
	sort.Slice(colours, func(i, j int) bool { return counts[colours[i]] > counts[colours[j]] })
	palette := make(color.Palette, 0, 256)
	for _, c := range colours[:min(256, len(colours))] {
		palette = append(palette, c)
	}
	index := map[color.RGBA]uint8{}
	small := image.NewPaletted(box, palette)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			c := at(x, y)
			i, known := index[c]
			if !known {
				i = uint8(palette.Index(c))
				index[c] = i
			}
			small.SetColorIndex(x, y, i)
		}
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, small); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
