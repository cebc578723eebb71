package feed

import (
	"context"
	"fmt"

	"github.com/dayzero-hsct/dayzero/hl7v2"
)

// Taken is what became of the messages of a file.
type Taken struct {
	Messages int // in the file
	Fresh    int // not stored before
}

// Take stores messages as a connection does; the caller sorts them afterwards.
func Take(ctx context.Context, door Door, from string, messages [][]byte) (Taken, error) {
	l := Listener{Door: door, Name: from}
	taken := Taken{Messages: len(messages)}
	for _, raw := range messages {
		header, _ := l.header(raw) // what cannot be read becomes a task
		fresh, err := door.KeepMessage(ctx, Message(from, header, raw, door.Now()))
		if err != nil {
			return taken, err
		}
		if fresh {
			taken.Fresh++
		}
	}
	return taken, nil
}

// ReadMessages cuts a file of HL7 messages and reads each one, so that a file is
// refused whole with every problem before anything of it is stored.
func ReadMessages(file []byte, charset hl7v2.Charset) ([][]byte, []Refusal) {
	parts, err := hl7v2.Split(file)
	if err != nil {
		return nil, []Refusal{{1, 1, err.Error()}}
	}
	var messages [][]byte
	var refused []Refusal
	for i, part := range parts {
		m, err := hl7v2.Parse(part.Raw, hl7v2.Options{Charset: charset})
		if err == nil {
			_, err = hl7v2.HeaderOf(m)
		}
		if err != nil {
			refused = append(refused, Refusal{part.Line, 1, fmt.Sprintf("message %d: %s", i+1, firstLine(err))})
			continue
		}
		messages = append(messages, part.Raw)
	}
	return messages, refused
}

func firstLine(err error) string {
	text := err.Error()
	for i := range len(text) {
		if text[i] == '\n' {
			return text[:i]
		}
	}
	return text
}
