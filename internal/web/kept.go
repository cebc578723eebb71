package web

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"sync"
	"time"

	"github.com/klauspost/compress/s2"
	"github.com/maypok86/otter/v2"

	"github.com/dayzero-hsct/dayzero/day"
)

// keptKey names a finished page about a child. A page is a pure function of the
// record as of a moment, of the role that reads it and in which language; the
// record only grows, so its size names its content. The right to read and the
// audit event come before the page is looked for.
type keptKey struct {
	address, lang, role string
	account             string // of a reader whose scope is not all children; else empty
	patient             string
	size                int
	beside              string // names the state of what the page reads beside the record
	clinical, recorded  time.Time
	limits              string   // of the centre, by version, where the page reads them
	today               day.Date // the scrubber ends at the present day
}

// keptBytes bounds the finished pages that are kept, each about a fifth of its
// size: with S2 that costs less than 0.1 ms a page.
const keptBytes = 128 << 20

// keptPages holds finished pages with marks in place of what belongs to one
// session: the form secret, and the name of the reader.
type keptPages struct {
	mark  []byte // "f" behind it stands for the secret, "n" for the name
	pages *otter.Cache[keptKey, []byte]
}

func newKeptPages() *keptPages {
	return &keptPages{mark: []byte(randomText()), pages: otter.Must(&otter.Options[keptKey, []byte]{MaximumWeight: keptBytes,
		Weigher: func(_ keptKey, body []byte) uint32 { return uint32(len(body)) }})}
}

// renderChild writes a page about a child, made by build, or the same page as it
// was made before. A page that answers a form is always made anew.
func (v *visit) renderChild(c *child, name string, build func() page) error {
	return v.renderAsked(c, name, func() (page, error) { return build(), nil })
}

// renderAsked is renderChild for a page whose making may fail.
func (v *visit) renderAsked(c *child, name string, build func() (page, error)) error {
	if v.r.Method != http.MethodGet || v.alert != nil || v.status != 0 || v.r.URL.Query().Has("done") || !v.known {
		p, err := build()
		if err != nil {
			return err
		}
		return v.render(name, p)
	}
	m := c.View.Moment
	key := keptKey{address: v.r.URL.RequestURI(), lang: v.lang, role: string(v.who.Role), patient: c.ID, beside: v.beside,
		size: c.View.Size, clinical: m.Clinical, recorded: m.Recorded, limits: limitsMark(c.Limits), today: day.DateOf(v.door.Now(), c.View.Location)}
	if !v.who.Scope.All() {
		key.account = v.who.Account
	}
	packed, ok := v.kept.pages.GetIfPresent(key)
	if !ok {
		body, err := v.make(name, build)
		if err != nil {
			return err
		}
		packed = s2.Encode(nil, body)
		v.kept.pages.Set(key, packed)
	}
	return v.sendKept(packed)
}

// sendKept unpacks a page and puts in what belongs to this session.
func (v *visit) sendKept(packed []byte) error {
	body, out := room.Get().(*bytes.Buffer), room.Get().(*bytes.Buffer)
	defer func() { room.Put(body); room.Put(out) }()
	size, err := s2.DecodedLen(packed)
	if err != nil {
		return fmt.Errorf("web: a kept page: %w", err)
	}
	body.Reset()
	body.Grow(size)
	page, err := s2.Decode(body.AvailableBuffer()[:size], packed)
	if err != nil {
		return fmt.Errorf("web: a kept page: %w", err)
	}
	out.Reset()
	secret, name := []byte(v.who.Forgery), []byte(html.EscapeString(v.reader()))
	for {
		at := bytes.Index(page, v.kept.mark)
		if at < 0 || at+len(v.kept.mark) >= len(page) {
			out.Write(page)
			break
		}
		out.Write(page[:at])
		if page[at+len(v.kept.mark)] == 'f' {
			out.Write(secret)
		} else {
			out.Write(name)
		}
		page = page[at+len(v.kept.mark)+1:]
	}
	v.send(out.Bytes())
	return nil
}

// room holds the memory in which pages are put together.
var room = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// make makes a page with the marks wherever the form secret of the session or the
// name of the reader would stand: while it is made, the marks are these.
func (v *visit) make(template string, build func() (page, error)) ([]byte, error) {
	who := v.who
	name := string(v.kept.mark) + "n"
	v.who.Forgery, v.who.Display, v.who.DisplayZH = string(v.kept.mark)+"f", name, name
	defer func() { v.who = who }()
	p, err := build()
	if err != nil {
		return nil, err
	}
	v.complete(&p)
	p.Reader = name
	return v.execute(template, p)
}
