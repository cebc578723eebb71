package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// Attachment is a file as it was sent.
type Attachment struct {
	Kind, Name string
	Body       []byte
}

// documentKinds are the closed kinds of attachment.
var documentKinds = []string{"summary", "genetic-report", "laboratory", "growth", "imaging", "photo", "other"}

// DocumentKinds lists the kinds of attachment.
func DocumentKinds() []string { return slices.Clone(documentKinds) }

// AttachDocument keeps a file with a consult. What it is, is read from its first
// bytes, never from its name.
func (a *App) AttachDocument(ctx context.Context, v Visitor, token string, f Attachment) (consult.Consult, error) {
	if !a.rates.take(attachRate, v.Client, a.clock.Now()) {
		return consult.Consult{}, ErrTooOften
	}
	c, p, err := a.byLink(ctx, token)
	if err != nil {
		return c, err
	}
	if c.State != consult.Draft && c.State != consult.Sent {
		return c, refused("the request is closed or taken up already; telephone the centre to add to it", "该申请已关闭或已被受理；如需补充，请致电中心")
	}
	d, err := a.document(c, f)
	if err != nil {
		return c, err
	}
	c.Documents = append(slices.Clone(c.Documents), d)
	a.touch(&c)
	return c, a.store.AttachDocument(ctx, c, d.ID, f.Body, a.event(p, string(authz.SendConsult), "", "done", "consult "+c.Number+" document "+d.ID+" attached"))
}

func (a *App) document(c consult.Consult, f Attachment) (consult.Document, error) {
	media := mediaOf(f.Body)
	total := len(f.Body)
	for _, d := range c.Documents {
		total += d.Bytes
	}
	switch {
	case len(f.Body) == 0:
		return consult.Document{}, refused("the file is empty", "文件是空的")
	case len(f.Body) > MostDocumentBytes:
		return consult.Document{}, refused("the file is larger than %d MiB", "文件超过 %d MiB", MostDocumentBytes>>20)
	case media == "text/plain" && isMarkup(f.Body):
		return consult.Document{}, refused("the file holds a web page or markup, not plain text: send it as PDF or as a picture", "文件内容是网页或标记文本，不是纯文本：请以PDF或图片发送")
	case media == "":
		return consult.Document{}, refused("only PDF, JPEG, PNG and plain text are taken", "只接受 PDF、JPEG、PNG 和纯文本文件")
	case len(c.Documents) >= MostDocuments || total > mostConsultBytes:
		return consult.Document{}, refused("a request holds at most %d documents and %d MiB", "每份申请最多 %d 个文件，总计 %d MiB", MostDocuments, mostConsultBytes>>20)
	}
	if !slices.Contains(documentKinds, f.Kind) {
		f.Kind = "other"
	}
	id, err := a.token(6)
	if err != nil {
		return consult.Document{}, err
	}
	sum := sha256.Sum256(f.Body)
	return consult.Document{ID: id, Kind: f.Kind, Name: named(f, media, id), Media: media, Bytes: len(f.Body), SHA256: hex.EncodeToString(sum[:]),
		At: a.clock.Now().UTC().Truncate(time.Microsecond)}, nil
}

// mediaOf reads the type from the first bytes; "" for every other type. Text has
// no control characters but line ends and tabs.
func mediaOf(body []byte) string {
	switch {
	case bytes.HasPrefix(body, []byte("%PDF-")):
		return "application/pdf"
	case bytes.HasPrefix(body, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case utf8.Valid(body) && !bytes.ContainsFunc(body, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }):
		return "text/plain"
	}
	return ""
}

// markup begins what a browser would run or draw when a kept file is opened.
var markup = [][]byte{[]byte("<!doctype"), []byte("<html"), []byte("<head"), []byte("<body"), []byte("<script"), []byte("<svg"), []byte("<iframe"), []byte("<object"), []byte("<embed"), []byte("<img"), []byte("<meta"), []byte("<?xml")}

// isMarkup reports whether text holds what a browser would take for a page, wherever it begins.
func isMarkup(body []byte) bool {
	lower := bytes.ToLower(body)
	return slices.ContainsFunc(markup, func(tag []byte) bool { return bytes.Contains(lower, tag) })
}

// endings are the ends of file names that a desk opens as what the file is.
var endings = map[string][]string{"application/pdf": {".pdf"}, "image/jpeg": {".jpg", ".jpeg"}, "image/png": {".png"}, "text/plain": {".txt", ".csv"}}

// named gives the file a name that ends as its type does: a text sent as
// letter.html is kept as letter.html.txt.
func named(f Attachment, media, id string) string {
	name := fileName(f.Name, id)
	lower := strings.ToLower(name)
	if slices.ContainsFunc(endings[media], func(end string) bool { return strings.HasSuffix(lower, end) }) {
		return name
	}
	return name + endings[media][0]
}

// fileName keeps a name that no file system, header or page can be hurt by.
func fileName(name, id string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`<>:"|?*;%`, r) || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.Trim(name, ". ")
	if runes := []rune(name); len(runes) > 80 {
		name = string(runes[len(runes)-80:])
	}
	if name == "" {
		return id
	}
	return name
}
