package web

import (
	"mime"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// donorsBody is the state of the registry.
type donorsBody struct {
	app.DonorIndex
	Release   string
	NamesOnly bool
	MayImport bool
}

func showDonors(v *visit) error {
	state, err := v.door.Donors(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	body := donorsBody{DonorIndex: state, Release: state.Release.String(), NamesOnly: state.Release.NamesOnly(), MayImport: v.may(authz.ImportDonors)}
	return v.render("donors", page{Title: i18n.For(v.lang).Donors.Registry, Body: body})
}

func askDonorImport(v *visit) error {
	id, err := v.door.AskDonorImport(v.r.Context(), v.who, app.DonorImport{File: v.field("file"), Codes: v.field("codes"), Update: v.field("update") == "yes"})
	if err != nil {
		return v.again(err, showDonors)
	}
	return v.toJob(id)
}

// showRejectedRows sends the report of an import as a table: line, donor, what
// became of the row, why.
func showRejectedRows(v *visit) error {
	name := v.r.PathValue("report")
	body, err := v.door.RejectedRows(v.r.Context(), v.who, name)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/tab-separated-values; charset=utf-8")
	v.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, err = v.w.Write(body)
	return err
}
