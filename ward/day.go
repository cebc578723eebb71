package ward

import "github.com/dayzero-hsct/dayzero/chart"

// Sheet is everything the course room and today's sheet show, from one pass over
// the chart.
type Sheet struct {
	Course Course
	Alerts []Alert
	Gate   DischargeGate
	Rounds Rounds
}

// Make reads the chart once for a page. Radiosensitive is "no" only where it was
// excluded.
func Make(v chart.View, radiosensitive string, limits Limits) Sheet {
	x := indexWith(v, limits)
	c := assess(x)
	list := alerts(x, c)
	return Sheet{Course: c, Alerts: list, Gate: gate(x, c, radiosensitive), Rounds: makeRounds(x, c, list)}
}
