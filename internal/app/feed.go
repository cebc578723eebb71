package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

// FeedAuthor is the author of what a feed writes.
const FeedAuthor = "feed"

// feedKinds are the kinds of entry a feed may write: results, viral tests,
// admissions and visits, and their withdrawal. Everything else stays with people.
var feedKinds = []chart.Kind{"measurement", "infection", "event", "withdrawal"}

// KeepMessage stores a message before it is acknowledged. fresh is false for a
// message that is there already, byte for byte.
func (a *App) KeepMessage(ctx context.Context, m FeedMessage) (fresh bool, err error) {
	return a.store.KeepMessage(ctx, m)
}

// WaitingMessages returns the oldest messages that wait to be sorted.
func (a *App) WaitingMessages(ctx context.Context, limit int) ([]FeedMessage, error) {
	return a.store.WaitingMessages(ctx, limit)
}

// FeedMappings returns the centre's own mapping to the feed.
func (a *App) FeedMappings(ctx context.Context) ([]FeedMapping, error) {
	return a.store.FeedMappings(ctx)
}

// FeedTask returns one task to the feed: whether a person said "not ours".
func (a *App) FeedTask(ctx context.Context, id string) (FeedTask, error) {
	return a.store.FeedTask(ctx, id)
}

// PutSorted writes what became of a round of messages.
func (a *App) PutSorted(ctx context.Context, s FeedSorted) error {
	return a.store.PutSorted(ctx, s, a.byFeed("feed.sort", "", fmt.Sprintf("%d messages sorted", len(s.Outcomes))))
}

// byFeed drafts an event of the feed.
func (a *App) byFeed(action, patient, detail string) audit.Draft {
	return audit.Draft{At: a.clock.Now(), Actor: FeedAuthor, Role: "system", Action: action, Patient: patient, Outcome: "done", Detail: detail}
}

// FeedPerson is a person that a message can be about, with what a message must
// not contradict.
type FeedPerson struct {
	Case       string   `json:"case"`
	About      string   `json:"about,omitempty"` // empty for the recipient
	Identifier string   `json:"identifier"`
	Sex        string   `json:"sex,omitempty"`
	Birth      day.Date `json:"birth,omitzero"`
	Zone       string   `json:"zone"`
	Synthetic  bool     `json:"synthetic,omitempty"`
}

// peopleProjection holds the people of each record who carry an identifier; it
// is rebuilt from entries.
const peopleProjection = "people"

func (a *App) keepPeople(ctx context.Context, view chart.View) error {
	people, patient := []FeedPerson{}, view.Case.ID
	for _, p := range view.People() {
		if p.Identifier == "" {
			continue
		}
		who := FeedPerson{Case: patient, About: p.ID, Identifier: p.Identifier, Sex: p.Sex, Birth: p.Birth, Zone: view.Case.Centre.Timezone, Synthetic: view.Case.Synthetic}
		if p.Relation == "recipient" {
			who.About = ""
		}
		people = append(people, who)
	}
	body, err := json.Marshal(people)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStorage, err)
	}
	return a.store.PutProjection(ctx, peopleProjection, patient, body)
}

func (a *App) readPeople(ctx context.Context, patient string) error {
	_, view, err := a.view(ctx, patient, AsOf{})
	if err != nil {
		return err
	}
	return a.keepPeople(ctx, view)
}

// FeedPeople returns everybody a message can be about, by identifier. An
// identifier that two people carry is listed with both, so that nobody guesses.
func (a *App) FeedPeople(ctx context.Context) (map[string][]FeedPerson, error) {
	kept, err := a.store.Projections(ctx, peopleProjection)
	if err != nil {
		return nil, err
	}
	ids, err := a.store.CaseIDs(ctx)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(ids, func(id string) bool { return kept[id] == nil }) {
		for _, id := range ids {
			if kept[id] == nil {
				if err := a.readPeople(ctx, id); err != nil {
					return nil, fmt.Errorf("case %s: %w", id, err)
				}
			}
		}
		if kept, err = a.store.Projections(ctx, peopleProjection); err != nil {
			return nil, err
		}
	}
	people := map[string][]FeedPerson{}
	for id, body := range kept {
		var some []FeedPerson
		if err := json.Unmarshal(body, &some); err != nil {
			return nil, fmt.Errorf("%w: people of case %s: %w", ErrStorage, id, err)
		}
		for _, p := range some {
			people[p.Identifier] = append(people[p.Identifier], p)
		}
	}
	for _, list := range people {
		slices.SortFunc(list, func(x, y FeedPerson) int { return strings.Compare(x.Case+"\x00"+x.About, y.Case+"\x00"+y.About) })
	}
	return people, nil
}

// FileFeed writes entries of the feed into one record, with an event. Entries
// that are there already, by id, are passed over, so that a message may be sorted
// again. It returns the ids that are new.
//
// Errors: ErrRefused when an entry is none that a person could have written;
// ErrNotFound; ErrStorage.
func (a *App) FileFeed(ctx context.Context, patient string, entries []chart.Entry, detail string) ([]string, error) {
	for i := range entries {
		if err := a.checkFeedEntry(patient, &entries[i]); err != nil {
			return nil, err
		}
	}
	err := a.store.Append(ctx, patient, -1, entries, a.byFeed("feed.file", patient, detail))
	if errors.Is(err, ErrExists) {
		if entries, err = a.missing(ctx, patient, entries); err == nil && len(entries) > 0 {
			err = a.store.Append(ctx, patient, -1, entries, a.byFeed("feed.file", patient, detail))
		}
	}
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	return ids, a.outdateCard(ctx, patient)
}

// checkFeedEntry holds an entry of the feed to what a person may write: a kind of
// its own, a whole payload, and no future.
func (a *App) checkFeedEntry(patient string, e *chart.Entry) error {
	e.Patient, e.Author = patient, FeedAuthor
	e.Recorded = day.MomentAt(a.clock.Now())
	switch {
	case e.Payload == nil || !slices.Contains(feedKinds, e.Payload.Kind()):
		return refused("a feed does not write entries of this kind", "数据接口不写入此类记录")
	case e.Version.IsZero():
		return refused("an entry of a feed names the observation it is a version of", "数据接口的记录须指明其所属的检验结果")
	case e.Effective.Time().After(e.Recorded.Time()):
		return refusedField("at", "the entry lies in the future", "记录时间在将来")
	}
	if problems := chart.Check(e.Payload); len(problems) > 0 {
		return refusedAll(problems)
	}
	return nil
}

// missing keeps the entries whose ids the record does not hold.
func (a *App) missing(ctx context.Context, patient string, entries []chart.Entry) ([]chart.Entry, error) {
	c, err := a.store.Case(ctx, patient)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, e := range c.Entries {
		there[e.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(entries), func(e chart.Entry) bool { return there[e.ID] }), nil
}

// outdateCard makes the board compute the card of a record anew when it is next
// looked at: a feed writes more often than the board is read. The rest follows
// with RefreshFeed when the feed is quiet.
func (a *App) outdateCard(ctx context.Context, patient string) error {
	return a.store.PutProjection(ctx, boardProjection, patient, []byte(`{}`))
}

// RefreshFeed renews what is kept of a record beside its entries, after the feed
// has written into it.
func (a *App) RefreshFeed(ctx context.Context, patient string) error {
	return a.refreshCard(ctx, patient)
}
