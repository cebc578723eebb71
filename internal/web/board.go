package web

import (
	"net/url"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// boardBody is the board as shown.
type boardBody struct {
	Columns []boardColumn
	Total   int
	Tour    bool // a demonstration offers the tour
	Ways    []way
}

type boardColumn struct {
	Number int
	Title  evidence.Text
	Cards  []boardCard
}

// boardCard is one child with the address of its page and its one note.
type boardCard struct {
	app.Card
	Path string
	Note *noteView
}

func showBoard(v *visit) error {
	b, err := v.door.Board(v.r.Context(), v.who, app.AsOf{})
	if err != nil {
		return err
	}
	body := boardBody{Tour: v.door.Demo()}
	for _, c := range b.Columns {
		column := boardColumn{Number: c.Number, Title: c.Title}
		for _, card := range c.Cards {
			shown := boardCard{Card: card, Path: "/child/" + url.PathEscape(card.Case)}
			if card.Now != nil {
				n := viewNote(*card.Now, nil, v.lang)
				shown.Note = &n
			}
			column.Cards = append(column.Cards, shown)
		}
		body.Total += len(c.Cards)
		body.Columns = append(body.Columns, column)
	}
	if body.Total == 0 {
		body.Ways = v.waysTo("/consult", "/knowledge", "/help")
	}
	return v.render("board", page{Title: i18n.For(v.lang).Board.Title, Body: body})
}

// showHealth answers that the program runs; it says nothing else.
func showHealth(v *visit) error {
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = v.w.Write([]byte("ok\n")) // a reader who has gone needs no answer
	return nil
}

// aboutBody is the page of intended use.
type aboutBody struct {
	Version  string
	Statuses []evidence.Status
	Reads    bool
}

func showAbout(v *visit) error {
	body := aboutBody{Statuses: evidence.Statuses(), Reads: v.may(authz.ReadKnowledge)}
	if base := v.door.Knowledge(); base != nil {
		body.Version = base.Version()
	}
	return v.render("about", page{Title: i18n.For(v.lang).About.Title, Body: body})
}

// showHelp explains every word.
func showHelp(v *visit) error {
	return v.render("help", page{Title: i18n.For(v.lang).Help.Title, Body: i18n.Help()})
}
