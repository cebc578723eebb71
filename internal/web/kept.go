package web

import (
	"bytes"
	"html"
	"net/http"
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
	mark, name []byte
	pages      *otter.Cache[keptKey, []byte]
}

func newKeptPages() *keptPages {
	return &keptPages{mark: []byte(randomText()), name: []byte(randomText()), pages: otter.Must(&otter.Options[keptKey, []byte]{MaximumWeight: keptBytes,
		Weigher: func(_ keptKey, body []byte) uint32 { return uint32(len(body)) }})}
}

func (k *keptPages) get(key keptKey) ([]byte, bool) {
	packed, ok := k.pages.GetIfPresent(key)
	if !ok {
		return nil, false
	}
	body, err := s2.Decode(nil, packed)
	return body, err == nil
}

func (k *keptPages) set(key keptKey, body []byte) { k.pages.Set(key, s2.Encode(nil, body)) }

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
	body, ok := v.kept.get(key)
	if !ok {
		var err error
		if body, err = v.make(name, build); err != nil {
			return err
		}
		v.kept.set(key, body)
	}
	body = bytes.ReplaceAll(body, v.kept.mark, []byte(v.who.Forgery))
	v.send(bytes.ReplaceAll(body, v.kept.name, []byte(html.EscapeString(v.reader()))))
	return nil
}

// make makes a page with the marks wherever the form secret of the session or the
// name of the reader would stand: while it is made, the marks are these.
func (v *visit) make(name string, build func() (page, error)) ([]byte, error) {
	who := v.who
	v.who.Forgery, v.who.Display, v.who.DisplayZH = string(v.kept.mark), string(v.kept.name), string(v.kept.name)
	defer func() { v.who = who }()
	p, err := build()
	if err != nil {
		return nil, err
	}
	v.complete(&p)
	p.Reader = string(v.kept.name)
	return v.execute(name, p)
}
