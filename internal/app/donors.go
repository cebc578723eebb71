package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/nomenclature"
	"github.com/dayzero-hsct/dayzero/internal/registry"
)

// donorFolder is what lies beside the record: releases of the nomenclature, the
// index of donors, and the files that wait to be imported.
type donorFolder struct {
	data string // "" without a folder

	mu      sync.Mutex
	from    string // folder of the release that is loaded
	release *hla.Release
	listed  string // file of the code list that is loaded
	codes   *hla.Codes
	index   *registry.Registry
	read    *hla.Codes     // list by which the index was read
	readers sync.WaitGroup // searches that use the index
}

const (
	// indexFolder is where the index of donors lies in the data folder.
	indexFolder = "registry"
	// incomingFolder is where a person puts the files of a registry.
	incomingFolder = "incoming"
)

// UseFolder gives the door the data folder with releases and donors.
func (a *App) UseFolder(data string) { a.donors.data = data }

// Nomenclature gives the newest kept release, hla.NamesOnly where there is none.
func (a *App) Nomenclature() (*hla.Release, error) {
	a.donors.mu.Lock()
	defer a.donors.mu.Unlock()
	return a.donors.nomenclature()
}

func (d *donorFolder) nomenclature() (*hla.Release, error) {
	newest := ""
	if d.data != "" {
		var err error
		if newest, err = nomenclature.Newest(d.data); err != nil && !errors.Is(err, nomenclature.ErrNone) {
			return nil, fmt.Errorf("%w: the nomenclature: %w", ErrStorage, err)
		}
	}
	if d.release != nil && newest == d.from {
		return d.release, nil
	}
	release := hla.NamesOnly()
	if newest != "" {
		var err error
		if release, err = nomenclature.Open(newest); err != nil {
			return nil, fmt.Errorf("%w: the nomenclature: %w", ErrStorage, err)
		}
	}
	d.release, d.from = release, newest
	return release, nil
}

// Codes gives the newest kept list of multiple allele codes, nil where there is
// none: codes are then refused by name.
func (a *App) Codes() (*hla.Codes, error) {
	a.donors.mu.Lock()
	defer a.donors.mu.Unlock()
	return a.donors.codeList()
}

func (d *donorFolder) codeList() (*hla.Codes, error) {
	if d.data == "" {
		return nil, nil
	}
	newest, err := nomenclature.NewestCodes(d.data)
	if err == nil && newest != d.listed {
		var codes *hla.Codes
		if newest != "" {
			codes, err = nomenclature.OpenCodes(newest)
		}
		if err == nil {
			d.codes, d.listed = codes, newest
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the list of allele codes: %w", ErrStorage, err)
	}
	return d.codes, nil
}

// open gives the index as it stands now; the caller calls done after use.
func (d *donorFolder) open() (r *registry.Registry, done func(), err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	release, err := d.nomenclature()
	if err != nil {
		return nil, nil, err
	}
	codes, err := d.codeList()
	if err != nil {
		return nil, nil, err
	}
	if d.index == nil || d.index.Release() != release || d.read != codes || d.index.Changed() {
		fresh, err := registry.Open(filepath.Join(d.data, indexFolder), release, codes)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrStorage, err)
		}
		if d.index != nil {
			d.readers.Wait() // new searches wait for the lock
			if err := d.index.Close(); err != nil {
				return nil, nil, errors.Join(fmt.Errorf("%w: %w", ErrStorage, err), fresh.Close())
			}
		}
		d.index, d.read = fresh, codes
	}
	d.readers.Add(1)
	return d.index, d.readers.Done, nil
}

// DonorQuery asks the registry for donors of a patient.
type DonorQuery struct {
	Child         string // record the search is made for, "" for none
	Typing        string // genotype list string
	Loci          []hla.Locus
	MaxMismatches int
	Top           int
	Filter        registry.Filter
}

// SearchDonors searches the registry. The event names the record and what was
// asked, never the typing.
func (a *App) SearchDonors(ctx context.Context, p Principal, q DonorQuery) (registry.Result, error) {
	if err := a.allow(ctx, p, authz.SearchDonors, q.Child); err != nil {
		return registry.Result{}, err
	}
	if a.donors.data == "" {
		return registry.Result{Loci: q.Loci, Of: 2 * len(q.Loci), Release: hla.NamesOnly()}, nil
	}
	r, done, err := a.donors.open()
	if err != nil {
		return registry.Result{}, err
	}
	defer done()
	result, err := r.Search(ctx, registry.Query{Patient: q.Typing, Codes: r.Codes(), Loci: q.Loci, MaxMismatches: q.MaxMismatches, Top: q.Top, Filter: q.Filter, On: day.DateOf(a.clock.Now(), nil)})
	if errors.Is(err, registry.ErrRefused) {
		return registry.Result{}, refusedBy("", err)
	}
	if err != nil {
		return registry.Result{}, fmt.Errorf("%w: %w", ErrStorage, err)
	}
	detail := fmt.Sprintf("%d donors within %d mismatches of %d", result.Found, q.MaxMismatches, result.Of)
	return result, a.store.Audit(ctx, a.event(p, string(authz.SearchDonors), q.Child, "done", detail))
}

// DonorIndex is the state of the registry.
type DonorIndex struct {
	Donors   int64
	Release  *hla.Release
	Imports  []registry.Import
	Codes    int      // multiple allele codes that can be read
	CodesOf  string   // date that their list states
	Incoming []string // files that can be imported
	Folder   string   // where they are put
}

// Donors gives the state of the registry.
func (a *App) Donors(ctx context.Context, p Principal) (DonorIndex, error) {
	if err := a.allow(ctx, p, authz.ReadKnowledge, ""); err != nil {
		return DonorIndex{}, err
	}
	if a.donors.data == "" {
		return DonorIndex{Release: hla.NamesOnly()}, nil
	}
	r, done, err := a.donors.open()
	if err != nil {
		return DonorIndex{}, err
	}
	defer done()
	imports, err := registry.Imports(filepath.Join(a.donors.data, indexFolder))
	if err != nil {
		return DonorIndex{}, fmt.Errorf("%w: %w", ErrStorage, err)
	}
	out := DonorIndex{Donors: r.Size(), Release: r.Release(), Imports: imports, Codes: r.Codes().Len(), Folder: filepath.Join(a.donors.data, incomingFolder)}
	if out.Codes > 0 {
		out.CodesOf = r.Codes().Updated()
	}
	entries, err := os.ReadDir(out.Folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return DonorIndex{}, fmt.Errorf("%w: %w", ErrStorage, err)
	}
	for _, e := range entries {
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			out.Incoming = append(out.Incoming, e.Name())
		}
	}
	return out, nil
}

// donorImport is the kind of the job that imports a registry.
const donorImport = "donors.import"

// DonorImport says what is to be imported: a file of the incoming ones, and with
// it, where one is named, a list of multiple allele codes that is kept first.
type DonorImport struct {
	File   string `json:"file"`
	Codes  string `json:"codes,omitempty"`
	Update bool   `json:"update"`
}

// AskDonorImport queues the import of a file that lies in the folder of incoming
// files.
func (a *App) AskDonorImport(ctx context.Context, p Principal, in DonorImport) (int64, error) {
	if err := a.allow(ctx, p, authz.ImportDonors, ""); err != nil {
		return 0, err
	}
	if _, err := a.incoming(in.File); err != nil {
		return 0, err
	}
	if in.Codes != "" {
		if _, err := a.incoming(in.Codes); err != nil {
			return 0, err
		}
	}
	return a.ask(ctx, p, donorImport, in)
}

// incoming gives the place of a waiting file; a name that leads elsewhere is no
// file of the folder.
func (a *App) incoming(file string) (string, error) {
	if a.donors.data == "" || file == "" || file != filepath.Base(file) || strings.HasPrefix(file, ".") {
		return "", refused("there is no file %q among the incoming ones", "待导入文件夹中没有文件 %q", file)
	}
	place := filepath.Join(a.donors.data, incomingFolder, file)
	if info, err := os.Lstat(place); err != nil || !info.Mode().IsRegular() {
		return "", refused("there is no file %q among the incoming ones", "待导入文件夹中没有文件 %q", file)
	}
	return place, nil
}

// importDonors does the job. It may be run again after a crash: the import is
// taken up where it stood.
func (a *App) importDonors(ctx context.Context, job Job, report func(JobProgress)) (any, error) {
	var in DonorImport
	if err := json.Unmarshal(job.Input, &in); err != nil {
		return nil, fmt.Errorf("%w: the job cannot be read: %w", ErrRefused, err)
	}
	place, err := a.incoming(in.File)
	if err != nil {
		return nil, err
	}
	if err := a.keepCodes(in.Codes); err != nil {
		return nil, err
	}
	release, err := a.Nomenclature()
	if err != nil {
		return nil, err
	}
	codes, err := a.Codes()
	if err != nil {
		return nil, err
	}
	return registry.Run(ctx, filepath.Join(a.donors.data, indexFolder), place, registry.Options{Release: release, Codes: codes, Update: in.Update, Now: a.clock.Now,
		Report: func(p registry.Progress) {
			report(JobProgress{Done: p.Bytes, Total: p.Of, Note: evidence.Text{
				EN: fmt.Sprintf("%d rows, %d rejected; progress in bytes", p.Rows, p.Rejected), ZH: fmt.Sprintf("%d 行，拒绝 %d 行；进度按字节计", p.Rows, p.Rejected)}})
		}})
}

// keepCodes keeps the code list that an import names, so that the search reads the
// same codes as the import did.
func (a *App) keepCodes(file string) error {
	if file == "" {
		return nil
	}
	place, err := a.incoming(file)
	if err != nil {
		return err
	}
	_, _, _, err = nomenclature.KeepCodes(a.donors.data, place)
	var problems hla.Problems
	var one *hla.Error
	if errors.As(err, &problems) || errors.As(err, &one) {
		return refusedBy(file, err)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStorage, err)
	}
	return nil
}

// RejectedRows gives the report of one import as it was written: line, donor,
// what became of the row, and why, separated by TAB.
func (a *App) RejectedRows(ctx context.Context, p Principal, report string) ([]byte, error) {
	if err := a.allow(ctx, p, authz.ImportDonors, ""); err != nil {
		return nil, err
	}
	if a.donors.data == "" {
		return nil, ErrNotFound
	}
	body, err := registry.Report(filepath.Join(a.donors.data, indexFolder), report)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStorage, err)
	}
	return body, a.store.Audit(ctx, a.event(p, "donors.report", "", "done", report))
}

// checkFolder looks through what lies beside the record: the index of donors,
// kept releases and code lists.
func (a *App) checkFolder() ([]Finding, error) {
	if a.donors.data == "" {
		return nil, nil
	}
	var out []Finding
	for where, check := range map[string]func() ([]string, error){
		"donor index":  func() ([]string, error) { return registry.Check(filepath.Join(a.donors.data, indexFolder)) },
		"nomenclature": func() ([]string, error) { return nomenclature.Check(a.donors.data) },
	} {
		sentences, err := check()
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrStorage, where, err)
		}
		for _, sentence := range sentences {
			out = append(out, Finding{where, sentence})
		}
	}
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Where, b.Where), strings.Compare(a.Sentence, b.Sentence))
	})
	return out, nil
}
