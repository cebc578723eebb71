package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/quantity"
	"github.com/dayzero-hsct/dayzero/ward"
)

// CentreLimit is one version of a limit that the centre has set, or, where
// Confirms is filled, the second name under a version. Rows are only added. A
// version is in force from the second name on; one without numbers takes the
// limit back, and the team decides again. Times are UTC.
type CentreLimit struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind,omitempty"` // a ward.LimitKind
	Subject  string    `json:"subject,omitempty"`
	Specimen string    `json:"specimen,omitempty"`
	Assay    string    `json:"assay,omitempty"`
	Low      string    `json:"low,omitempty"` // as written, with unit
	High     string    `json:"high,omitempty"`
	Version  int       `json:"version,omitempty"`
	Confirms string    `json:"confirms,omitempty"`
	Role     string    `json:"role"`
	Name     string    `json:"name"`
	Account  string    `json:"account"`
	At       time.Time `json:"at"`
	Reason   string    `json:"reason,omitempty"` // where the number comes from
}

// Key names the limit whatever its version.
func (l CentreLimit) Key() string {
	return strings.Join([]string{l.Kind, l.Subject, l.Specimen, l.Assay}, "|")
}

// Withdrawn reports a version that takes the limit back.
func (l CentreLimit) Withdrawn() bool { return l.High == "" }

// LimitVersion is one version with its second name, nil while it has none.
type LimitVersion struct {
	CentreLimit
	Second *CentreLimit
}

// LimitRecord is one limit with its versions, newest first.
type LimitRecord struct {
	Key      string
	Versions []LimitVersion
}

// InForce gives the version in force at a moment: the newest with a second name
// by then. False while there is none, or where it takes the limit back.
func (r LimitRecord) InForce(at time.Time) (LimitVersion, bool) {
	for _, v := range r.Versions {
		if v.Second != nil && !v.Second.At.After(at) {
			return v, !v.Withdrawn()
		}
	}
	return LimitVersion{}, false
}

// LimitRequest is a new version. Version is the newest one that was shown, 0 of
// none; empty Low and High take the limit back.
type LimitRequest struct {
	Kind, Subject, Specimen, Assay string
	Low, High                      string
	Version                        int
	Reason                         string
	Password                       string
}

// CentreLimits lists every limit with its versions, in order of their keys.
func (a *App) CentreLimits(ctx context.Context, p Principal) ([]LimitRecord, error) {
	if err := a.allow(ctx, p, authz.ReadKnowledge, ""); err != nil {
		return nil, err
	}
	return a.limitRecords(ctx)
}

// LimitsAt gives the limits in force at a moment, as the ward reads them.
func (a *App) LimitsAt(ctx context.Context, p Principal, at time.Time) (ward.Limits, error) {
	if err := a.allow(ctx, p, authz.ReadKnowledge, ""); err != nil {
		return nil, err
	}
	records, err := a.limitRecords(ctx)
	if err != nil {
		return nil, err
	}
	var out ward.Limits
	for _, r := range records {
		v, ok := r.InForce(at)
		if !ok {
			continue
		}
		l, bad := limitOf(v.CentreLimit)
		if len(bad) > 0 {
			return nil, fmt.Errorf("the stored limit %s cannot be read: %s", v.ID, strings.Join(chart.Sentences(bad), "; "))
		}
		l.By, l.On = v.Name+", "+v.Second.Name, v.Second.At.Format("2006-01-02")
		out = append(out, l)
	}
	return out, nil
}

func (a *App) limitRecords(ctx context.Context) ([]LimitRecord, error) {
	rows, err := a.store.Limits(ctx)
	if err != nil {
		return nil, err
	}
	second := map[string]CentreLimit{}
	for _, l := range rows {
		if l.Confirms != "" {
			second[l.Confirms] = l
		}
	}
	byKey := map[string][]LimitVersion{}
	for _, l := range rows {
		if l.Confirms != "" {
			continue
		}
		v := LimitVersion{CentreLimit: l}
		if s, ok := second[l.ID]; ok {
			v.Second = &s
		}
		byKey[l.Key()] = append(byKey[l.Key()], v)
	}
	out := make([]LimitRecord, 0, len(byKey))
	for key, versions := range byKey {
		slices.SortFunc(versions, func(a, b LimitVersion) int { return b.Version - a.Version })
		out = append(out, LimitRecord{key, versions})
	}
	slices.SortFunc(out, func(a, b LimitRecord) int { return strings.Compare(a.Key, b.Key) })
	return out, nil
}

// limitOf reads the numbers of a version and checks it.
func limitOf(l CentreLimit) (ward.Limit, []chart.Problem) {
	out := ward.Limit{Kind: ward.LimitKind(l.Kind), Subject: l.Subject, Specimen: l.Specimen, Assay: l.Assay, Version: l.Version}
	for name, text := range map[string]string{"low": l.Low, "high": l.High} {
		if text == "" {
			continue
		}
		v, err := quantity.ParseValue(text)
		if err != nil {
			return out, []chart.Problem{{Path: name, Said: saidBy(err)}}
		}
		if name == "low" {
			out.Low = v
		} else {
			out.High = v
		}
	}
	return out, out.Check()
}

// SetLimit writes a new version of a limit under one name. It is in force once a
// second person puts theirs.
//
// Errors: ErrDenied (role, password), ErrRefused (every problem of the form),
// ErrConflict (another version was written meanwhile).
func (a *App) SetLimit(ctx context.Context, p Principal, r LimitRequest) error {
	if err := a.allow(ctx, p, authz.SetLimits, ""); err != nil {
		return err
	}
	if err := a.reenter(ctx, p, r.Password, string(authz.SetLimits), ""); err != nil {
		return err
	}
	l := CentreLimit{Kind: r.Kind, Subject: strings.TrimSpace(r.Subject), Specimen: strings.TrimSpace(r.Specimen), Assay: strings.TrimSpace(r.Assay), Low: strings.TrimSpace(r.Low),
		High: strings.TrimSpace(r.High), Version: r.Version + 1, Role: string(p.Role), Name: p.Display, Account: p.Account, At: a.clock.Now().UTC().Truncate(time.Microsecond), Reason: strings.TrimSpace(r.Reason)}
	if err := a.checkLimit(ctx, l, r.Version); err != nil {
		return a.refusal(ctx, p, string(authz.SetLimits), "", err)
	}
	l.ID = l.Key() + "|" + strconv.Itoa(l.Version)
	return conflictWhereThere(a.store.PutLimit(ctx, l, a.event(p, string(authz.SetLimits), "", "done", l.said())))
}

// said is the limit in words, for the trail.
func (l CentreLimit) said() string {
	if l.Withdrawn() {
		return l.ID + ": taken back"
	}
	return strings.TrimSpace(l.ID + ": " + l.Low + " " + l.High)
}

// checkLimit collects what speaks against a version.
func (a *App) checkLimit(ctx context.Context, l CentreLimit, shown int) error {
	var bad []chart.Problem
	if len(l.Reason) < 3 || len(l.Reason) > 500 {
		bad = append(bad, problem("reason", "name the protocol, or why it changes", "请写明所依据的方案，或更改原因"))
	}
	if len(l.Assay) > 80 || strings.ContainsAny(l.Assay, "/|\n") {
		bad = append(bad, problem("assay", "at most 80 letters on one line, without a slash or a bar", "一行之内，不超过 80 个字符，不含斜线或竖线"))
	}
	if l.Low != "" || l.High != "" {
		_, wrong := limitOf(l)
		bad = append(bad, wrong...)
	}
	records, err := a.limitRecords(ctx)
	if err != nil {
		return err
	}
	newest, inForce := 0, false
	for _, r := range records {
		if r.Key == l.Key() {
			newest = r.Versions[0].Version
			_, inForce = r.InForce(l.At)
		}
	}
	switch {
	case newest != shown:
		return fmt.Errorf("%w: version %d was written meanwhile; open the page again", ErrConflict, newest)
	case l.Withdrawn() && l.Low == "" && !inForce:
		bad = append(bad, problem("high", "no limit is in force that could be taken back", "没有可收回的有效界限"))
	case len(bad) == 0:
		return nil
	}
	return refusedAll(bad)
}

// ConfirmLimit puts the second name under a version.
//
// Errors: ErrDenied (role, password), ErrNotFound, ErrRefused (the same person,
// or not the newest version), ErrConflict (somebody else did).
func (a *App) ConfirmLimit(ctx context.Context, p Principal, id, password string) error {
	if err := a.allow(ctx, p, authz.SetLimits, ""); err != nil {
		return err
	}
	if err := a.reenter(ctx, p, password, string(authz.SetLimits), ""); err != nil {
		return err
	}
	records, err := a.limitRecords(ctx)
	if err != nil {
		return err
	}
	version, err := confirmable(records, p, id)
	if err != nil {
		return a.refusal(ctx, p, string(authz.SetLimits), "", err)
	}
	second := CentreLimit{ID: id + "|second", Confirms: id, Role: string(p.Role), Name: p.Display, Account: p.Account, At: a.clock.Now().UTC().Truncate(time.Microsecond)}
	return conflictWhereThere(a.store.PutLimit(ctx, second, a.event(p, string(authz.SetLimits), "", "done", "second name: "+version.said())))
}

func confirmable(records []LimitRecord, p Principal, id string) (LimitVersion, error) {
	for _, r := range records {
		for i, v := range r.Versions {
			switch {
			case v.ID != id:
				continue
			case v.Second != nil:
				return v, fmt.Errorf("%w: the version has its second name", ErrConflict)
			case i > 0:
				return v, refused("a newer version has been written; that one wants the second name", "已有更新的版本，应在新版本上签第二个姓名")
			case v.Account == p.Account || v.Name == p.Display:
				return v, refused("the second name is another person's", "第二个签名须由另一人签署")
			}
			return v, nil
		}
	}
	return LimitVersion{}, fmt.Errorf("%w: no such version of a limit", ErrNotFound)
}

// conflictWhereThere tells a reader whose form was overtaken what happened.
func conflictWhereThere(err error) error {
	if errors.Is(err, ErrExists) {
		return fmt.Errorf("%w: somebody else wrote it meanwhile; open the page again", ErrConflict)
	}
	return err
}
