package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/feed"
)

// feedCommand is the door for results and admissions from other systems.
type feedCommand struct {
	Listen feedListen `cmd:"" help:"Take HL7 version 2 messages on a connection (MLLP)."`
	Map    feedMap    `cmd:"" help:"Add a table of codes and units to the centre's own mapping."`
	Tasks  feedTasks  `cmd:"" help:"What the feed could not file and waits for a person."`
}

// feedListen takes messages until it is ended.
type feedListen struct {
	MLLP    string `name:"mllp" default:"127.0.0.1:2575" placeholder:"ADDR" help:"Address to listen on (default ${default})."`
	Name    string `default:"mllp" placeholder:"NAME" help:"Name of the connection, shown with each message."`
	Charset string `placeholder:"CHARSET" help:"Character set of messages that name none in MSH-18: UNICODE UTF-8, GB 18030-2000, 8859/1 … Without it such messages must be ASCII."`
	place
}

// Help says what is promised.
func (feedListen) Help() string {
	return "A message is on disk, byte for byte with its hash, before it is acknowledged (AA, or CA in the enhanced mode). It is then sorted into a chart, or becomes a visible task with an owner. An unknown patient, code or unit never makes a negative answer. " +
		"The connection is not encrypted: put a tunnel or a private network in front of any address but this machine's own."
}

// Run listens until the context ends.
func (c feedListen) Run(s *session) error {
	if !hl7v2.Charset(c.Charset).Known() {
		return usage("the character set %q is not known", c.Charset)
	}
	return s.withDoor(c.place, true, func(ctx context.Context, a *app.App, _ app.Store) error {
		line := app.FeedMapping{Kind: "connection", Code: c.Name, To: map[string]string{"charset": c.Charset}}
		if err := a.SystemMapFeed(ctx, []app.FeedMapping{line}); err != nil {
			return err
		}
		listener, err := listen(ctx, c.MLLP)
		if err != nil {
			return err
		}
		s.print("mllp://%s", listener.Addr())
		if !own(listener.Addr()) {
			s.say("the connection is not encrypted: results travel in clear text on this network")
		}
		sorter := feed.NewSorter(a)
		sorted := s.sortUntil(ctx, sorter)
		l := &feed.Listener{Door: a, Name: c.Name, Charset: hl7v2.Charset(c.Charset), Kept: sorter.Wake, Say: s.say, Idle: connectionIdle}
		err = l.Serve(ctx, listener)
		<-sorted
		return err
	})
}

// connectionIdle is how long a connection may be silent: interfaces stay
// connected through the night.
const connectionIdle = 24 * time.Hour

// sortUntil sorts beside other work until the context ends.
func (s *session) sortUntil(ctx context.Context, sorter *feed.Sorter) (ended <-chan struct{}) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		sorter.Run(ctx, func(err error) { s.say("messages could not be sorted, they wait: " + err.Error()) })
	}()
	return done
}

// feedMap adds lines to the mapping.
type feedMap struct {
	File string `arg:"" name:"FILE.csv" help:"Table with the columns kind, sender, system, code and what it means, or - for standard input."`
	place
}

// Help names the columns.
func (feedMap) Help() string {
	return fmt.Sprintf("A line for each code, unit, table or connection. kind: code, unit, table or connection; sender: MSH-3|MSH-4 or * for every sender; system: the coding system as sent (L, LN …). Fields of a code: %v. Of a unit: %v. Of a table: %v. All lines are taken or none. What waited for a code is sorted again.",
		app.MappingFields("code"), app.MappingFields("unit"), app.MappingFields("table"))
}

// Run adds the lines, all or none, and sorts again what waited.
func (c feedMap) Run(s *session) error {
	r, err := s.reader(c.File)
	if err != nil {
		return err
	}
	lines, refused := feed.ReadMapping(r)
	if err := r.Close(); err != nil {
		return err
	}
	if len(refused) > 0 {
		return refusedAt(shownName(c.File), refused)
	}
	return s.withDoor(c.place, true, func(ctx context.Context, a *app.App, store app.Store) error {
		if err := a.SystemMapFeed(ctx, lines); err != nil {
			return err
		}
		n, err := a.SystemSortAgain(ctx)
		if err != nil {
			return err
		}
		if err := sortNow(ctx, a); err != nil {
			return err
		}
		s.print("mapping: %d lines; sorted again: %d messages", len(lines), n)
		return nil
	})
}

// sortNow sorts everything that waits and lets the board follow.
func sortNow(ctx context.Context, a *app.App) error {
	sorter := feed.NewSorter(a)
	if _, err := sorter.Drain(ctx); err != nil {
		return err
	}
	return sorter.Settle(ctx)
}

// refusedAt gives every refusal at its place.
func refusedAt(name string, refused []feed.Refusal) error {
	lines := make([]string, len(refused))
	for i, r := range refused {
		lines[i] = name + ":" + r.Error()
	}
	return refusedInput(lines...)
}

// feedTasks lists open tasks.
type feedTasks struct {
	place
	JSON bool `name:"json" help:"The tasks as JSON."`
}

// Run prints one line for each task, the oldest first.
func (c feedTasks) Run(s *session) error {
	return s.withDoor(c.place, false, func(ctx context.Context, a *app.App, store app.Store) error {
		tasks, counts, err := a.SystemFeedTasks(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.output("", func(w io.Writer) error { return json.NewEncoder(w).Encode(taskRows(tasks, s.Clock.Now())) })
		}
		for _, row := range taskRows(tasks, s.Clock.Now()) {
			mark := " "
			if row.Overdue {
				mark = "▲"
			}
			s.print("%s %s  owner %s  age %s  messages %d  %s", mark, row.ID, row.Owner, row.Age, row.Messages, row.Sentence)
		}
		s.print("open tasks: %d, messages waiting: %d, messages in all: %d", len(tasks), counts.Waiting, counts.Messages)
		return nil
	})
}

// taskRow is a task as the command prints it.
type taskRow struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Owner    string `json:"owner"`
	Opened   string `json:"opened"`
	Age      string `json:"age"`
	Overdue  bool   `json:"overdue"`
	Messages int    `json:"messages"`
	Sentence string `json:"sentence"`
}

func taskRows(tasks []app.FeedTask, now time.Time) []taskRow {
	rows := []taskRow{}
	for _, t := range tasks {
		age := now.Sub(t.Opened)
		rows = append(rows, taskRow{t.ID, t.Kind, t.Owner, t.Opened.UTC().Format(time.RFC3339), age.Truncate(time.Minute).String(), age > app.FeedAlarm, t.Waiting, t.EN})
	}
	return rows
}

// importMessages takes files of HL7 messages, tables or resources in: every file
// is read before anything is stored, and all are refused for one problem.
func (c importCommand) importMessages(s *session, kind string, files []string) error {
	read := c.readerOf(kind)
	if kind == "csv" || kind == "xlsx" {
		columns, err := c.savedTable(s)
		if err != nil {
			return err
		}
		read = func(file []byte) ([][]byte, []feed.Refusal) { return readTable(kind, file, columns) }
	}
	var messages [][]byte
	var lines []string
	for _, name := range files {
		some, refused, err := c.readMessages(s, name, read)
		if err != nil {
			return err
		}
		for _, r := range refused {
			lines = append(lines, shownName(name)+":"+r.Error())
		}
		messages = append(messages, some...)
	}
	if len(lines) > 0 {
		return refusedInput(lines...)
	}
	return s.withDoor(c.place, true, func(ctx context.Context, a *app.App, _ app.Store) error {
		taken, err := feed.Take(ctx, a, "import "+kind, messages)
		if err != nil {
			return err
		}
		if err := sortNow(ctx, a); err != nil {
			return err
		}
		tasks, _, err := a.SystemFeedTasks(ctx)
		if err != nil {
			return err
		}
		s.print("messages: %d, new: %d; open tasks: %d", taken.Messages, taken.Fresh, len(tasks))
		for _, t := range tasks {
			s.print("task %s, owner %s, messages %d: %s", t.ID, t.Owner, t.Waiting, t.EN)
		}
		return nil
	})
}

// readerOf gives what reads a file of a kind into messages.
func (c importCommand) readerOf(kind string) func([]byte) ([][]byte, []feed.Refusal) {
	if kind == "fhir" {
		return feed.ReadFHIR
	}
	return func(file []byte) ([][]byte, []feed.Refusal) { return feed.ReadMessages(file, hl7v2.Charset(c.Charset)) }
}

// savedTable finds the saved line that says what the columns of a table hold.
func (c importCommand) savedTable(s *session) (columns feed.Columns, err error) {
	if c.Table == "" {
		return columns, usage("a table of results is read by a saved line of the mapping: name it with --table")
	}
	err = s.withDoor(c.place, false, func(ctx context.Context, a *app.App, _ app.Store) error {
		lines, err := a.FeedMappings(ctx)
		if err != nil {
			return err
		}
		if columns, err = feed.TableOf(lines, c.Table); err != nil {
			return usage("%w", err)
		}
		return nil
	})
	return columns, err
}

func readTable(kind string, file []byte, columns feed.Columns) ([][]byte, []feed.Refusal) {
	if kind == "xlsx" {
		return feed.ReadXLSX(file, columns)
	}
	return feed.ReadCSV(file, columns)
}

func (c importCommand) readMessages(s *session, name string, read func([]byte) ([][]byte, []feed.Refusal)) ([][]byte, []feed.Refusal, error) {
	r, err := s.reader(name)
	if err != nil {
		return nil, nil, err
	}
	file, err := io.ReadAll(io.LimitReader(r, importLimit+1))
	if closing := r.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", shownName(name), err)
	}
	if len(file) > importLimit {
		return nil, []feed.Refusal{{Line: 1, Column: 1, Sentence: fmt.Sprintf("the file is longer than %d bytes", importLimit)}}, nil
	}
	messages, refused := read(file)
	return messages, refused, nil
}

// importLimit is the longest file that is taken in, in bytes.
const importLimit = 256 << 20
