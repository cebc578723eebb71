package web

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// A browser that keeps a page from doing what the policy forbids tells the server
// so. A report means a fault of a page or an attempt on it; it is put into the log
// of the server, without the address of a record, the link of a family or anything
// else that the page held.

const (
	policyReports  = "/policy-report"
	maxReport      = 16 << 10 // bytes
	reportsAMinute = 30       // of all readers together; more are counted and dropped
)

func policyRoutes() []route {
	return []route{{Pattern: "POST " + policyReports, Public: true, Machine: true, NoAudit: "a browser's report about a page, without a record; the log keeps it", Do: takePolicyReport}}
}

// policyReport is what is kept of a report.
type policyReport struct {
	Directive string // of the policy
	Blocked   string // kind or host of what was kept out
	Page      string // pattern of the address, never the address
}

// takePolicyReport puts the reports of a browser into the log. It says nothing to
// who sent them, whatever they sent.
func takePolicyReport(v *visit) error {
	body, err := io.ReadAll(io.LimitReader(v.r.Body, maxReport+1))
	if err == nil && len(body) <= maxReport {
		for _, r := range v.policyReports(body) {
			if taken, dropped := v.reports.take(v.door.Now()); taken {
				v.log.Warn("a page was kept from something by the content security policy", "directive", r.Directive, "blocked", r.Blocked, "page", r.Page, "dropped before", dropped)
			}
		}
	}
	v.w.WriteHeader(http.StatusNoContent)
	return nil
}

// policyReports reads both forms that browsers send; what is no report is nothing.
func (s *site) policyReports(body []byte) []policyReport {
	var old struct {
		Report struct {
			Document  string `json:"document-uri"`
			Effective string `json:"effective-directive"`
			Violated  string `json:"violated-directive"`
			Blocked   string `json:"blocked-uri"`
		} `json:"csp-report"`
	}
	if json.Unmarshal(body, &old) == nil {
		directive := old.Report.Effective
		if directive == "" {
			directive = old.Report.Violated
		}
		if directive == "" {
			return nil
		}
		return []policyReport{{directiveOf(directive), blockedOf(old.Report.Blocked), s.patternOf(old.Report.Document)}}
	}
	var many []struct {
		Type string `json:"type"`
		Body struct {
			Document  string `json:"documentURL"`
			Effective string `json:"effectiveDirective"`
			Blocked   string `json:"blockedURL"`
		} `json:"body"`
	}
	if json.Unmarshal(body, &many) != nil {
		return nil
	}
	var out []policyReport
	for _, r := range many {
		if r.Type == "csp-violation" && len(out) < reportsAMinute {
			out = append(out, policyReport{directiveOf(r.Body.Effective), blockedOf(r.Body.Blocked), s.patternOf(r.Body.Document)})
		}
	}
	return out
}

// directiveOf keeps the name of a directive; what is none is not written down.
func directiveOf(text string) string {
	name, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	if len(name) > 30 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz-") != "" {
		return "other"
	}
	return name
}

// blockedOf keeps what kind of thing was kept out: a word of the policy, or the
// scheme and host of an address.
func blockedOf(text string) string {
	switch text {
	case "inline", "eval", "self", "data", "blob", "wasm-eval", "trusted-types-policy", "":
		return text
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || len(u.Host) > 80 {
		return "other"
	}
	return u.Scheme + "://" + u.Host
}

// patternOf is the row of the table of addresses that an address belongs to.
func (s *site) patternOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || s.mux == nil {
		return "other"
	}
	_, pattern := s.mux.Handler(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: u.Path}, Host: "localhost"})
	if pattern == "" || pattern == "/" {
		return "other"
	}
	return pattern
}

// reportRate lets so many reports a minute through.
type reportRate struct {
	mu      sync.Mutex
	since   time.Time
	n       int
	dropped int
}

// take reports whether one more report is written down, and how many were dropped
// since the last one that was.
func (r *reportRate) take(now time.Time) (taken bool, dropped int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.since) >= time.Minute || now.Before(r.since) {
		r.since, r.n = now, 0
	}
	if r.n++; r.n > reportsAMinute {
		r.dropped++
		return false, 0
	}
	dropped, r.dropped = r.dropped, 0
	return true, dropped
}
