// Package plot draws the figures of Dayzero as SVG: the family tree, the trends
// over transplant days and the bars of the cumulative exposure ledger.
//
// Promises: the same input gives the same bytes on a screen, on paper and in a
// report; every figure has a title and a description, and every trend a table
// twin; there is no style attribute and no script, so a strict content security
// policy holds; nothing is told by colour alone; any text, however odd, gives
// well-formed XML; no coordinate is ever NaN or infinite. Not promised:
// computation. The package draws what it is given.
package plot

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The colours, one accent and one for the donor; each pairing keeps a contrast
// of at least 4.5 to 1 for its text and differs in lightness when printed grey.
const (
	ink       = "#1d2430"
	muted     = "#566171"
	rule      = "#dfe4ea"
	paper     = "#ffffff"
	teal      = "#0b6b68"
	tealLight = "#8cc4c2"
	purple    = "#74399a"
	purpleLow = "#cfb0e4"
	red       = "#b3261e"
	redLight  = "#f6cfcb"
	amber     = "#8a5300"
	green     = "#dff1e3"
)

// canvas collects the markup of one figure.
type canvas struct{ out strings.Builder }

// attr is one attribute; the value is escaped when written.
type attr struct{ name, value string }

func at(name, value string) attr { return attr{name, value} }

func num(name string, value float64) attr { return attr{name, coordinate(value)} }

// coordinate writes a finite number with at most two decimals; anything that is
// not finite becomes 0, so that a figure stays readable whatever it is given.
func coordinate(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "0"
	}
	rounded := math.Round(v*100) / 100
	if rounded == 0 {
		return "0"
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

func (c *canvas) open(tag string, attrs ...attr) {
	c.out.WriteString("<" + tag)
	for _, a := range attrs {
		c.out.WriteString(" " + a.name + "=\"" + clean(a.value) + "\"")
	}
	c.out.WriteString(">")
}

func (c *canvas) close(tag string) { c.out.WriteString("</" + tag + ">\n") }

func (c *canvas) empty(tag string, attrs ...attr) {
	c.open(tag, attrs...)
	c.close(tag)
}

func (c *canvas) element(tag, content string, attrs ...attr) {
	c.open(tag, attrs...)
	c.out.WriteString(clean(content))
	c.close(tag)
}

func (c *canvas) line(x1, y1, x2, y2 float64, attrs ...attr) {
	c.empty("line", append([]attr{num("x1", x1), num("y1", y1), num("x2", x2), num("y2", y2)}, attrs...)...)
}

func (c *canvas) rect(x, y, width, height float64, attrs ...attr) {
	c.empty("rect", append([]attr{num("x", x), num("y", y),
		num("width", math.Max(0, width)), num("height", math.Max(0, height))}, attrs...)...)
}

func (c *canvas) text(x, y float64, content string, attrs ...attr) {
	c.element("text", content, append([]attr{num("x", x), num("y", y)}, attrs...)...)
}

// frame is what every figure starts with.
type frame struct {
	id, class, lang    string
	title, description string
	width, height      float64
	linked             bool // the figure holds links, so the picture is a group inside
}

// begin opens the svg element with title and description. A figure without
// links is one image; one with links keeps the links beside the image, because
// what lies inside an image cannot be reached by assistive technology.
func (c *canvas) begin(f frame) {
	named := []attr{at("role", "img"), at("aria-labelledby", f.id+"-title"), at("aria-describedby", f.id+"-desc")}
	attrs := []attr{at("xmlns", "http://www.w3.org/2000/svg"), at("class", "figure "+f.class), at("lang", htmlLanguage(f.lang)),
		at("viewBox", "0 0 "+coordinate(f.width)+" "+coordinate(f.height)), num("width", f.width), num("height", f.height)}
	if !f.linked {
		attrs = append(attrs, named...)
	}
	c.open("svg", attrs...)
	c.out.WriteString("\n")
	c.element("title", f.title, at("id", f.id+"-title"))
	c.element("desc", f.description, at("id", f.id+"-desc"))
	if f.linked {
		c.open("g", named...)
		c.out.WriteString("\n")
	}
}

// clean escapes text for XML and drops what XML 1.0 cannot hold (section 2.2,
// production Char); broken UTF-8 becomes the replacement character.
func clean(s string) string {
	var out strings.Builder
	for _, r := range strings.ToValidUTF8(s, string(utf8.RuneError)) {
		switch {
		case r == '&':
			out.WriteString("&amp;")
		case r == '<':
			out.WriteString("&lt;")
		case r == '>':
			out.WriteString("&gt;")
		case r == '"':
			out.WriteString("&#34;")
		case r == '\'':
			out.WriteString("&#39;")
		case r == '\t' || r == '\n' || r == '\r':
			out.WriteByte(' ')
		case r < 0x20 || r == 0x7f || r == 0xfffe || r == 0xffff:
			out.WriteRune(utf8.RuneError)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// identifier makes an id of letters, digits and hyphens.
func identifier(wanted, fallback string) string {
	id := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '-'
	}, wanted)
	if strings.Trim(id, "-") == "" {
		return fallback
	}
	if id[0] < 'A' { // an id does not start with a digit or a hyphen
		return "f" + id
	}
	return id
}

// local keeps links inside the site: a path, a query or a fragment; anything
// else gives no link.
func local(href string) string {
	inside := strings.HasPrefix(href, "/") || strings.HasPrefix(href, "?") || strings.HasPrefix(href, "#")
	if !inside || strings.HasPrefix(href, "//") || strings.HasPrefix(href, "/\\") {
		return ""
	}
	return href
}
