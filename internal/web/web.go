// Package web serves the pages of Dayzero: server-rendered HTML, real addresses
// and forms, in English and Simplified Chinese.
//
// Promises: every page works without JavaScript; the content security policy is
// default-src 'self' without exceptions, so no page carries an inline style or
// script; every form carries the secret of its session; every number on a page
// of a child opens to its derivation or to the entry that recorded it; a record
// that a person may not see answers exactly like one that does not exist. The
// package reaches data through the Door only and computes nothing itself.
package web

import (
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/registry"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/ward"
)

// Door is what the pages need of the application. *app.App keeps it; every
// method checks rights and leaves an audit event itself.
type Door interface {
	FeedDoor

	SignIn(ctx context.Context, name, password, language string) (token string, p app.Principal, err error)
	SignOut(ctx context.Context, token string) error
	Authenticate(ctx context.Context, token string) (app.Principal, error)
	SetLanguage(ctx context.Context, token, language string) error
	Board(ctx context.Context, p app.Principal, at app.AsOf) (app.Board, error)
	Plan(ctx context.Context, p app.Principal, patient string, at app.AsOf) (plan.Plan, chart.View, error)
	Chart(ctx context.Context, p app.Principal, patient string, at app.AsOf) (chart.View, error)
	SignPlan(ctx context.Context, p app.Principal, patient string, r app.SignRequest) error
	SignEntry(ctx context.Context, p app.Principal, patient, entry, meaning, password string, at app.AsOf) error
	SignDonorVariant(ctx context.Context, p app.Principal, patient, donor, meaning, password string) error
	Overrule(ctx context.Context, p app.Principal, patient string, r app.OverruleRequest) error
	Answer(ctx context.Context, p app.Principal, patient string, r app.OverruleRequest) error
	Record(ctx context.Context, p app.Principal, patient string, r app.EntryRequest) (string, error)
	AskExposure(ctx context.Context, p app.Principal, patient string, at app.AsOf, wish plan.ExposureWish) (signatures int, predict func() (plan.DrugExposure, error), err error)
	RecordLevel(ctx context.Context, p app.Principal, patient string, r app.LevelRequest) (string, error)
	OrderExposure(ctx context.Context, p app.Principal, patient string, r app.ExposureOrder) (string, error)
	CommissionItems(ctx context.Context, p app.Principal) ([]app.CommissionItem, error)
	Commission(ctx context.Context, p app.Principal, r app.CommissionRequest) error
	CentreLimits(ctx context.Context, p app.Principal) ([]app.LimitRecord, error)
	LimitsAt(ctx context.Context, p app.Principal, at time.Time) (ward.Limits, error)
	SetLimit(ctx context.Context, p app.Principal, r app.LimitRequest) error
	ConfirmLimit(ctx context.Context, p app.Principal, id, password string) error
	Calibration(ctx context.Context, p app.Principal) (app.Calibration, error)
	Audit(ctx context.Context, p app.Principal, chain string, limit int) ([]audit.Event, error)
	Cohort(ctx context.Context, p app.Principal) (app.Cohort, error)
	EvidenceTables(ctx context.Context, p app.Principal) ([]app.EvidenceTable, error)
	EvidenceRows(ctx context.Context, p app.Principal) ([]app.EvidenceRow, error)
	ProposeCases(ctx context.Context, p app.Principal, c app.CasesProposal) (string, error)
	DecideCases(ctx context.Context, p app.Principal, v app.CasesVerdict) error
	AskCohort(ctx context.Context, p app.Principal) (int64, error)
	Job(ctx context.Context, p app.Principal, id int64) (app.Job, error)
	Jobs(ctx context.Context, p app.Principal) ([]app.Job, error)
	StopJob(ctx context.Context, p app.Principal, id int64) error
	AskRebuild(ctx context.Context, p app.Principal) (int64, error)
	JobName(kind string) evidence.Text
	Nomenclature() (*hla.Release, error)
	Codes() (*hla.Codes, error)
	ReadTypings(ctx context.Context, p app.Principal, patient string, body []byte) (app.TypingReport, error)
	FileTypings(ctx context.Context, p app.Principal, patient string, body []byte, owners []app.SampleOwner) ([]string, error)
	ReadTyped(ctx context.Context, p app.Principal, patient string, typed app.TypedTyping) (app.TypingReport, error)
	FileTyped(ctx context.Context, p app.Principal, patient string, typed app.TypedTyping, owner app.SampleOwner) (string, error)
	RejectedRows(ctx context.Context, p app.Principal, report string) ([]byte, error)
	Donors(ctx context.Context, p app.Principal) (app.DonorIndex, error)
	SearchDonors(ctx context.Context, p app.Principal, q app.DonorQuery) (registry.Result, error)
	AskDonorImport(ctx context.Context, p app.Principal, in app.DonorImport) (int64, error)
	Knowledge() *knowledge.Base
	ConsultDoor
	WriteProtocol(ctx context.Context, p app.Principal, patient string, r app.ProtocolRequest) (string, error)
	CommissionProtocol(ctx context.Context, p app.Principal, patient, entry, password string, at app.AsOf) error
	Demo() bool
	Now() time.Time
	DemoAccounts() []app.Account
}

var _ Door = (*app.App)(nil)

// Sheets prints the order sheet; internal/sheet keeps it and cmd/dayzero joins
// the two.
type Sheets interface {
	// OrderSheet gives the body of the A4 order sheet. printedAt is the moment of
	// printing as text in the centre's time zone.
	OrderSheet(p plan.Plan, language, printedAt string) template.HTML
	// CSS gives the stylesheet of the sheets.
	CSS() string
}

// Options are what the pages are made of.
type Options struct {
	App    Door
	Sheets Sheets
	Secure bool // the session cookie is sent over TLS only
	// Log takes errors that the reader is not told about; nil drops them. A line
	// names the address pattern, never the record.
	Log *slog.Logger
}

// site is one running set of pages.
type site struct {
	door    Door
	sheets  Sheets
	secure  bool
	log     *slog.Logger
	pages   map[string]map[string]*template.Template // language, page
	kept    *keptPages
	mux     *http.ServeMux
	reports reportRate
}

// New returns the pages as one handler. It fails when an option is missing or a
// template does not parse.
func New(o Options) (http.Handler, error) {
	if o.App == nil {
		return nil, errors.New("web: the application is missing")
	}
	if o.Sheets == nil {
		return nil, errors.New("web: the printed sheets are missing")
	}
	pages, err := parsedPages()
	if err != nil {
		return nil, err
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &site{door: o.App, sheets: o.Sheets, secure: o.Secure, log: log, pages: pages, kept: newKeptPages()}
	return s.handler(), nil
}

// answerWithin bounds the work behind one page.
const answerWithin = 30 * time.Second

// tookTooLong is the page of an answer that did not come in time. Nobody knows any
// more in which language it was asked for, so it speaks both.
const tookTooLong = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Dayzero</title><link rel="stylesheet" href="/static/app.css"></head>
<body><main><div class="narrow panel"><h1>The answer took too long</h1>
<p>Nothing is known to be written. Before you send a form again, look whether the record holds it.</p>
<div lang="zh-Hans"><h2>处理超时</h2><p>无法确认是否已写入。再次提交前，请先查看记录中是否已有该内容。</p></div>
<p><a href="/">First page · <span lang="zh-Hans">返回首页</span></a></p></div></main></body></html>
`

func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	s.mux = mux
	for _, r := range routes() {
		mux.Handle(r.Pattern, s.serve(r))
	}
	mux.Handle("/", s.serve(route{Pattern: "/", Public: true, Do: func(*visit) error { return app.ErrNotFound }}))
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.serve(route{Pattern: "another site", Public: true, Machine: true, Do: func(*visit) error { return errForged }}))
	return s.headers(limit(http.TimeoutHandler(guard.Handler(mux), answerWithin, tookTooLong)))
}
