package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

// MessageLimit is the longest message that is taken, in bytes.
const MessageLimit = 10 << 20

// Listener takes messages on connections, stores each and then acknowledges it.
type Listener struct {
	Door Door
	// Name of the connection; the mapping says which charset its messages have
	// where they name none.
	Name    string
	Charset hl7v2.Charset
	// Kept is called after a message was stored, for the sorter.
	Kept func()
	// Say takes what went wrong on a connection; it names no patient.
	Say func(string)
	// Idle is how long a connection may be silent; 0 means for ever.
	Idle time.Duration

	answers atomic.Uint64
}

// Serve takes connections until the context ends. Messages that were read are
// stored and acknowledged before it returns; one that is half read is not.
func (l *Listener) Serve(ctx context.Context, listener net.Listener) error {
	var open sync.WaitGroup
	defer open.Wait()
	stop := context.AfterFunc(ctx, func() { _ = listener.Close() }) // ends Accept below
	defer stop()
	for {
		conn, err := listener.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the listener ended: %w", err)
		}
		open.Go(func() { l.take(ctx, conn) })
	}
}

// take reads one connection to its end.
func (l *Listener) take(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Now()) }) // nothing further is read; the answer under way is sent
	defer stop()
	frames := hl7v2.NewFrameReader(conn, MessageLimit)
	for {
		if l.Idle > 0 && ctx.Err() == nil {
			_ = conn.SetReadDeadline(time.Now().Add(l.Idle))
		}
		raw, err := frames.Next()
		if err != nil {
			l.ended(ctx, conn, err)
			return
		}
		if !l.one(conn, raw) {
			return
		}
	}
}

// one stores one message and answers; false when the connection cannot go on.
func (l *Listener) one(conn net.Conn, raw []byte) bool {
	header, problem := l.header(raw)
	m := Message(l.Name, header, raw, l.Door.Now())
	// The message is stored whatever becomes of the connection: it was received.
	fresh, err := l.Door.KeepMessage(context.Background(), m)
	if err == nil && fresh && l.Kept != nil {
		l.Kept()
	}
	for _, answer := range answers(header, problem, err) {
		if err := l.reply(conn, header, answer); err != nil {
			l.say("an answer could not be sent: " + err.Error())
			return false
		}
	}
	if err != nil {
		l.say("a message could not be stored: " + err.Error())
	}
	return true
}

// header reads as much of MSH as there is.
func (l *Listener) header(raw []byte) (hl7v2.Header, error) {
	m, err := hl7v2.Parse(raw, hl7v2.Options{Charset: l.Charset})
	if err != nil {
		if first, only := hl7v2.FirstSegment(raw); only == nil { // the rest is for the sorter to name
			m, err = first, nil
		}
	}
	if err != nil {
		return hl7v2.Header{}, err
	}
	return hl7v2.HeaderOf(m)
}

// Message makes the stored form of a message: key, hash, bytes.
func Message(connection string, h hl7v2.Header, raw []byte, at time.Time) app.FeedMessage {
	sum := sha256.Sum256(raw)
	m := app.FeedMessage{Connection: connection, SHA256: hex.EncodeToString(sum[:]), Received: at.UTC(), Raw: raw}
	if h.Control != "" {
		m.Sender, m.Control = h.Sender(), h.Control
	}
	return m
}

// answers lists the acknowledgements that a message gets: one in the original
// mode; in the enhanced mode a commit answer as MSH-15 asks and an application
// answer as MSH-16 asks. An unknown patient, code or unit never makes a negative
// answer: the message is stored and a person will see it.
func answers(h hl7v2.Header, problem, stored error) []hl7v2.Answer {
	code, reason := hl7v2.Accepted, ""
	switch {
	case stored != nil:
		code, reason = hl7v2.Rejected, "the message was not stored; send it again unchanged"
	case problem != nil:
		code, reason = hl7v2.Rejected, problem.Error()
	}
	if !h.Enhanced() {
		return []hl7v2.Answer{{Code: code, Reason: reason}}
	}
	commit := map[hl7v2.Acknowledgement]hl7v2.Acknowledgement{hl7v2.Accepted: hl7v2.CommitAccepted, hl7v2.Rejected: hl7v2.CommitRejected}[code]
	var list []hl7v2.Answer
	if asked(h.AcceptAck, code) {
		list = append(list, hl7v2.Answer{Code: commit, Reason: reason})
	}
	if asked(h.ApplicationAck, code) {
		list = append(list, hl7v2.Answer{Code: code, Reason: reason})
	}
	return list
}

// asked reads a condition of table 0155: always, never, on error, on success.
func asked(condition string, code hl7v2.Acknowledgement) bool {
	switch condition {
	case "AL":
		return true
	case "ER":
		return code != hl7v2.Accepted
	case "SU":
		return code == hl7v2.Accepted
	}
	return false
}

// answerWithin bounds the sending of an answer.
const answerWithin = 10 * time.Second

func (l *Listener) reply(conn net.Conn, h hl7v2.Header, a hl7v2.Answer) error {
	now := l.Door.Now()
	a.Control = "DZ" + strconv.FormatInt(now.UnixNano(), 36) + "-" + strconv.FormatUint(l.answers.Add(1), 36)
	a.Time = hl7v2.Stamp(now)
	raw, err := hl7v2.Acknowledge(h, a).Encode()
	if err != nil {
		return err
	}
	if err := conn.SetWriteDeadline(time.Now().Add(answerWithin)); err != nil {
		return err
	}
	_, err = conn.Write(hl7v2.Frame(raw))
	return err
}

// ended says why a connection ended, when that is worth saying, and answers what
// can still be answered.
func (l *Listener) ended(ctx context.Context, conn net.Conn, err error) {
	var problem hl7v2.Problem
	switch {
	case errors.Is(err, io.EOF), ctx.Err() != nil:
	case errors.As(err, &problem):
		if problem.Kind == hl7v2.KindTooLong {
			_ = l.reply(conn, hl7v2.Header{}, hl7v2.Answer{Code: hl7v2.Rejected, Reason: problem.Sentence})
		}
		l.say(fmt.Sprintf("connection from %s: %s", conn.RemoteAddr(), problem.Sentence))
	default:
		l.say(fmt.Sprintf("connection from %s ended: %v", conn.RemoteAddr(), err))
	}
}

func (l *Listener) say(line string) {
	if l.Say != nil {
		l.Say(line)
	}
}
