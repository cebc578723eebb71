package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// FeedAlarm is the age at which a waiting message or an open task is shown as
// overdue (reliability anchors, incident 16: 5 minutes).
const FeedAlarm = 5 * time.Minute

// FeedDesk is what the page of the feed shows.
type FeedDesk struct {
	Counts   FeedCounts
	Tasks    []FeedTask // open ones, oldest first
	Messages []FeedItem // newest first, within the scope of the reader
}

// Feed returns the desk of the feed. Messages and tasks of records outside the
// scope are left out; those that belong to no record yet are shown only to people
// whose scope is every record.
func (a *App) Feed(ctx context.Context, p Principal, q FeedQuery) (FeedDesk, error) {
	if err := a.allow(ctx, p, authz.ReadFeed, ""); err != nil {
		return FeedDesk{}, err
	}
	var desk FeedDesk
	var err, err2, err3 error
	desk.Counts, err = a.store.FeedCounts(ctx)
	desk.Tasks, err2 = a.store.FeedTasks(ctx, true, 500)
	desk.Messages, err3 = a.store.Messages(ctx, q)
	if err := errors.Join(err, err2, err3); err != nil {
		return FeedDesk{}, err
	}
	desk.Tasks = slices.DeleteFunc(desk.Tasks, func(t FeedTask) bool { return !mayFeed(p, t.Patient) })
	desk.Messages = slices.DeleteFunc(desk.Messages, func(m FeedItem) bool { return !mayFeed(p, m.Outcome.Patient) })
	return desk, a.store.Audit(ctx, a.event(p, string(authz.ReadFeed), "", "done", fmt.Sprintf("%d tasks and %d messages listed", len(desk.Tasks), len(desk.Messages))))
}

// mayFeed reports whether a person may see what belongs to a record; what belongs
// to none yet is for those who see all.
func mayFeed(p Principal, patient string) bool {
	if patient == "" {
		return p.Scope.All()
	}
	return p.Scope.Reaches(patient)
}

// FeedMessage returns one message with its bytes; the read is audited in the
// chain of the record it belongs to.
func (a *App) FeedMessage(ctx context.Context, p Principal, number int64) (FeedItem, error) {
	if err := a.allow(ctx, p, authz.ReadFeed, ""); err != nil {
		return FeedItem{}, err
	}
	item, err := a.store.Message(ctx, number)
	if err != nil {
		return FeedItem{}, err
	}
	if !mayFeed(p, item.Outcome.Patient) {
		return FeedItem{}, fmt.Errorf("%w: there is no such message", ErrNotFound)
	}
	return item, a.store.Audit(ctx, a.event(p, string(authz.ReadFeed), item.Outcome.Patient, "done", fmt.Sprintf("message %d", number)))
}

// FeedTaskPage returns one task and the messages that wait for it.
func (a *App) FeedTaskPage(ctx context.Context, p Principal, id string) (FeedTask, []FeedItem, error) {
	if err := a.allow(ctx, p, authz.ReadFeed, ""); err != nil {
		return FeedTask{}, nil, err
	}
	t, err := a.feedTask(ctx, p, id)
	if err != nil {
		return FeedTask{}, nil, err
	}
	items, err := a.store.Messages(ctx, FeedQuery{Task: id, Limit: 50})
	if err != nil {
		return FeedTask{}, nil, err
	}
	return t, items, a.store.Audit(ctx, a.event(p, string(authz.ReadFeed), t.Patient, "done", "task "+id))
}

func (a *App) feedTask(ctx context.Context, p Principal, id string) (FeedTask, error) {
	t, err := a.store.FeedTask(ctx, id)
	if err == nil && !mayFeed(p, t.Patient) {
		err = fmt.Errorf("%w: there is no such task", ErrNotFound)
	}
	return t, err
}

// OwnFeedTask makes a person the owner of a task.
func (a *App) OwnFeedTask(ctx context.Context, p Principal, id string) error {
	if err := a.allow(ctx, p, authz.WorkFeed, ""); err != nil {
		return err
	}
	t, err := a.feedTask(ctx, p, id)
	if err != nil {
		return err
	}
	if t.State != TaskOpen {
		return a.refusal(ctx, p, string(authz.WorkFeed), t.Patient, refused("the task has ended already", "该任务已经结束"))
	}
	t.Owner = p.Account
	return a.store.PutFeedTask(ctx, t, a.event(p, string(authz.WorkFeed), t.Patient, "done", "task "+id+" taken on"))
}

// CloseFeedTask ends a task with a reason in writing. notOurs says that an
// identifier is no patient of this programme: later messages about it are passed
// over by name. The messages that wait for the task are sorted again.
func (a *App) CloseFeedTask(ctx context.Context, p Principal, id, reason string, notOurs bool) error {
	if err := a.allow(ctx, p, authz.WorkFeed, ""); err != nil {
		return err
	}
	t, err := a.feedTask(ctx, p, id)
	if err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case t.State != TaskOpen:
		err = refused("the task has ended already", "该任务已经结束")
	case len([]rune(reason)) < 8:
		err = refused("a written reason is required", "须写明理由（至少 8 个字符）")
	case notOurs && t.Kind != "patient":
		err = refused("only an unknown identifier can be no patient of this programme", "只有无法识别的标识号才能标记为“非本项目患者”")
	}
	if err != nil {
		return a.refusal(ctx, p, string(authz.WorkFeed), t.Patient, err)
	}
	t.State, t.Ended, t.By, t.Reason = TaskClosed, a.clock.Now().UTC(), p.Account, reason
	if notOurs {
		t.State = TaskNotOurs
	}
	if err := a.store.PutFeedTask(ctx, t, a.event(p, string(authz.WorkFeed), t.Patient, "done", "task "+id+" ended as "+t.State)); err != nil {
		return err
	}
	return a.again(ctx, p, nil, []string{id})
}

// SortAgain puts the messages that wait for a task back on the waiting list.
func (a *App) SortAgain(ctx context.Context, p Principal, task string) error {
	if err := a.allow(ctx, p, authz.WorkFeed, ""); err != nil {
		return err
	}
	if _, err := a.feedTask(ctx, p, task); err != nil {
		return err
	}
	return a.again(ctx, p, nil, []string{task})
}

func (a *App) again(ctx context.Context, p Principal, numbers []int64, tasks []string) error {
	_, err := a.store.Wait(ctx, numbers, tasks, a.event(p, string(authz.WorkFeed), "", "done", "messages wait again for "+strings.Join(tasks, ", ")))
	return err
}

// FeedMap returns the mapping for its page.
func (a *App) FeedMap(ctx context.Context, p Principal) ([]FeedMapping, error) {
	if err := a.allow(ctx, p, authz.ReadFeed, ""); err != nil {
		return nil, err
	}
	lines, err := a.store.FeedMappings(ctx)
	if err != nil {
		return nil, err
	}
	return lines, a.store.Audit(ctx, a.event(p, string(authz.ReadFeed), "", "done", "mapping"))
}

// MapFeed adds or replaces one line of the mapping and sorts again what waited
// for its task. Code and unit lines are for the laboratory and for physicians.
func (a *App) MapFeed(ctx context.Context, p Principal, m FeedMapping, task string) error {
	if err := a.allow(ctx, p, authz.WorkFeed, ""); err != nil {
		return err
	}
	m, err := a.mappingLine(m, p.Account)
	if err != nil {
		return a.refusal(ctx, p, string(authz.WorkFeed), "", err)
	}
	if err := a.store.PutFeedMappings(ctx, []FeedMapping{m}, a.event(p, string(authz.WorkFeed), "", "done", describeMapping(m))); err != nil {
		return err
	}
	if task == "" {
		return nil
	}
	return a.again(ctx, p, nil, []string{task})
}

// SystemMapFeed adds lines from a command on the machine.
func (a *App) SystemMapFeed(ctx context.Context, lines []FeedMapping) error {
	var said []string
	for i := range lines {
		m, err := a.mappingLine(lines[i], "system")
		if err != nil {
			return err
		}
		lines[i] = m
		if len(said) < 20 {
			said = append(said, describeMapping(m))
		}
	}
	return a.store.PutFeedMappings(ctx, lines, a.system(string(authz.WorkFeed), "", fmt.Sprintf("%d lines: %s", len(lines), strings.Join(said, "; "))))
}

func describeMapping(m FeedMapping) string {
	var to []string
	for _, k := range sortedNames(m.To) {
		to = append(to, k+"="+m.To[k])
	}
	return clip(m.ID+" means "+strings.Join(to, ", "), 300)
}

func sortedNames(m map[string]string) []string {
	names := make([]string, 0, len(m))
	for k := range m {
		names = append(names, k)
	}
	slices.Sort(names)
	return names
}

// SystemFeedTasks lists the open tasks and the counts to a command on the machine.
func (a *App) SystemFeedTasks(ctx context.Context) ([]FeedTask, FeedCounts, error) {
	tasks, err := a.store.FeedTasks(ctx, true, 10000)
	if err != nil {
		return nil, FeedCounts{}, err
	}
	counts, err := a.store.FeedCounts(ctx)
	return tasks, counts, err
}

// SystemSortAgain puts every message that waits for a task back on the waiting
// list, for a command that changed the mapping.
func (a *App) SystemSortAgain(ctx context.Context) (int64, error) {
	tasks, err := a.store.FeedTasks(ctx, true, 10000)
	if err != nil || len(tasks) == 0 {
		return 0, err
	}
	ids := make([]string, len(tasks))
	for i, t := range tasks {
		ids[i] = t.ID
	}
	return a.store.Wait(ctx, nil, ids, a.system(string(authz.WorkFeed), "", fmt.Sprintf("messages of %d tasks wait again", len(ids))))
}
