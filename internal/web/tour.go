package web

import (
	"strconv"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// tourCase is the case the tour leads through: the founding one.
const tourCase = "lig4-shanghai"

// tourStop is one stop: a room of the founding case as it stood on a day, and
// what to look at.
type tourStop struct {
	Number     int
	Room, Date string
	Title, See evidence.Text
	Path       string
}

// tourStops are the six stops, from the first question to one year.
var tourStops = []tourStop{
	{Room: "consult", Date: "2024-10-03", Title: evidence.Text{EN: "A family asks", ZH: "家属提出咨询"},
		See: evidence.Text{EN: "What was sent, what is missing, and what the answer says was not examined.", ZH: "已寄资料、尚缺资料，以及答复中注明未审阅的内容。"}},
	{Room: "diagnosis", Date: "2024-10-21", Title: evidence.Text{EN: "Two variants, one from each parent", ZH: "两个变异，分别来自父母"},
		See: evidence.Text{EN: "Biallelic is proven by the parents' tests. Class by rules and class by points stand side by side.", ZH: "双等位由父母检测证实；按规则与按积分的分级并列。"}},
	{Room: "donor", Date: "2024-12-17", Title: evidence.Text{EN: "The sister is not yet a donor", ZH: "姐姐尚不能作为供者"},
		See: evidence.Text{EN: "Identical by descent, and still blocked: her own result for the family's variants is missing. Move one day on.", ZH: "单体型完全相合仍受阻：她本人的家系变异结果未出。请前进一天查看。"}},
	{Room: "plan", Date: "2024-12-20", Title: evidence.Text{EN: "How little is enough", ZH: "最低限度的预处理"},
		See: evidence.Text{EN: "Protocols side by side, the ledger against the dose ceilings, and every dose with its work. It is not the regimen he received.", ZH: "方案并列、台账与剂量上限对照，每个剂量可查看计算过程。并非其实际所用方案。"}},
	{Room: "day-0", Date: "2025-01-02", Title: evidence.Text{EN: "Day 0", ZH: "移植日（0 d）"},
		See: evidence.Text{EN: "Cell doses beside the ranges read, two people who checked the same identifiers, and the trace from vein to vein.", ZH: "细胞剂量与已核对范围对照、双人核对身份，以及静脉到静脉追溯。"}},
	{Room: "follow-up", Date: "2026-01-20", Title: evidence.Text{EN: "One year", ZH: "移植后一年"},
		See: evidence.Text{EN: "The outcome, part by part: what was measured, and what persists. Nothing is ticked that was not measured.", ZH: "逐项列出结局：已检测的与持续存在的。未检测的不予勾选。"}},
}

// stops gives the stops with number and address.
func stops() []tourStop {
	out := make([]tourStop, 0, len(tourStops))
	for i, s := range tourStops {
		s.Number = i + 1
		s.Path = "/child/" + tourCase + "/" + s.Room + "?as-of=" + s.Date + "&tour=" + strconv.Itoa(s.Number)
		out = append(out, s)
	}
	return out
}

// tourBar is the line over a page that is a stop of the tour.
type tourBar struct {
	tourStop
	Of   int
	Next *tourStop
}

// tour is the bar of a page reached by the tour; nil on every other page.
func (v *visit) tour() *tourBar {
	n, err := strconv.Atoi(v.r.URL.Query().Get("tour"))
	all := stops()
	if err != nil || n < 1 || n > len(all) || !v.door.Demo() || v.r.PathValue("id") != tourCase {
		return nil
	}
	bar := tourBar{tourStop: all[n-1], Of: len(all)}
	if n < len(all) {
		bar.Next = &all[n]
	}
	return &bar
}

// showTour lists the stops; it exists in a demonstration only.
func showTour(v *visit) error {
	if !v.door.Demo() {
		return app.ErrNotFound
	}
	return v.render("tour", page{Title: i18n.For(v.lang).Rooms.Tour, Body: stops()})
}
