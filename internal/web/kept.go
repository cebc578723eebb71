package web

import (
	"bytes"
	"net/http"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/dayzero-hsct/dayzero/day"
)

// keptKey names a finished page about a child. A page is a pure function of the
// record as of a moment, of who reads it and in which language; the record only
// grows, so its size names its content. The right to read and the audit event
// come before the page is looked for.
type keptKey struct {
	address, lang, account, role string
	patient                      string
	beside                       string // release and codes, where the page rests on them
	size                         int
	clinical, recorded           time.Time
	limits                       string   // of the centre, by version, where the page reads them
	today                        day.Date // the scrubber ends at the present day
}

// keptBytes bounds the finished pages that are kept.
const keptBytes = 64 << 20

// keptPages holds finished pages with a mark in place of the form secret, which
// belongs to one session.
type keptPages struct {
	mark  []byte
	pages *otter.Cache[keptKey, []byte]
}

func newKeptPages() *keptPages {
	return &keptPages{mark: []byte(randomText()), pages: otter.Must(&otter.Options[keptKey, []byte]{MaximumWeight: keptBytes,
		Weigher: func(_ keptKey, body []byte) uint32 { return uint32(len(body)) }})}
}

// renderChild writes a page about a child, made by build, or the same page as it
// was made before. A page that answers a form is always made anew.
func (v *visit) renderChild(c *child, name string, build func() page) error {
	if v.r.Method != http.MethodGet || v.alert != nil || v.status != 0 || v.r.URL.Query().Has("done") || !v.known {
		return v.render(name, build())
	}
	m := c.View.Moment
	key := keptKey{address: v.r.URL.RequestURI(), lang: v.lang, account: v.who.Account + "\n" + v.who.Name(v.lang), role: string(v.who.Role), patient: c.ID,
		beside: v.beside, size: c.View.Size, clinical: m.Clinical, recorded: m.Recorded, limits: limitsMark(c.Limits), today: day.DateOf(v.door.Now(), c.View.Location)}
	body, ok := v.kept.pages.GetIfPresent(key)
	if !ok {
		var err error
		if body, err = v.make(name, build); err != nil {
			return err
		}
		v.kept.pages.Set(key, body)
	}
	v.send(bytes.ReplaceAll(body, v.kept.mark, []byte(v.who.Forgery)))
	return nil
}

// make makes a page with the mark wherever the form secret of the session would
// stand: while it is made, the mark is the secret.
func (v *visit) make(name string, build func() page) ([]byte, error) {
	secret := v.who.Forgery
	v.who.Forgery = string(v.kept.mark)
	defer func() { v.who.Forgery = secret }()
	p := build()
	v.complete(&p)
	return v.execute(name, p)
}
