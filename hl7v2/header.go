package hl7v2

import "strings"

// Header is what MSH says about a message.
type Header struct {
	SendingApplication, SendingFacility     string // MSH-3, MSH-4 as sent
	ReceivingApplication, ReceivingFacility string // MSH-5, MSH-6 as sent
	Time                                    string // MSH-7 as sent
	Type, Event                             string // MSH-9: ORU and R01
	Control                                 string // MSH-10
	Processing                              string // MSH-11: P, T or D
	Version                                 string // MSH-12
	AcceptAck, ApplicationAck               string // MSH-15 and MSH-16: AL, NE, ER, SU or empty
}

// Enhanced reports whether the sender asks for enhanced acknowledgement: MSH-15
// or MSH-16 is set. With both empty the original mode holds: one answer.
func (h Header) Enhanced() bool { return h.AcceptAck != "" || h.ApplicationAck != "" }

// Sender names the sending system as the key of its messages does.
func (h Header) Sender() string { return h.SendingApplication + "|" + h.SendingFacility }

// required are the fields without which a message cannot be told apart or
// answered: type, control id, version.
var required = []struct {
	field int
	what  string
}{{9, "message type"}, {10, "message control id"}, {12, "version"}}

// HeaderOf reads the header. The error names each required field that is empty;
// the header is filled as far as it goes, so that a refusal can be addressed.
func HeaderOf(m Message) (Header, error) {
	msh, found := m.Find("MSH")
	if !found {
		return Header{}, Problems{{Kind: KindHeader, Sentence: "the message has no header MSH"}}
	}
	text := func(n int) string { return strings.TrimSpace(msh.Field(n).Text()) }
	h := Header{text(3), text(4), text(5), text(6), text(7), msh.Field(9).Component(1).Text(), msh.Field(9).Component(2).Text(),
		text(10), msh.Field(11).Component(1).Text(), msh.Field(12).Component(1).Text(), text(15), text(16)}
	var problems Problems
	for _, r := range required {
		if text(r.field) == "" {
			problems.add(Problem{"MSH", 1, r.field, KindMissing, "the " + r.what + " is missing"})
		}
	}
	return h, problems.orNil()
}

// Acknowledgement is the code of MSA-1.
type Acknowledgement string

// The codes: the original mode answers AA, AE or AR, the enhanced mode CA, CE or
// CR when the message is stored.
const (
	Accepted        Acknowledgement = "AA"
	Failed          Acknowledgement = "AE"
	Rejected        Acknowledgement = "AR"
	CommitAccepted  Acknowledgement = "CA"
	CommitFailed    Acknowledgement = "CE"
	CommitRejected  Acknowledgement = "CR"
	versionOfAnswer                 = "2.5.1"
)

// Answer is what an acknowledgement says besides its code.
type Answer struct {
	Code    Acknowledgement
	Control string // MSH-10 of the answer itself; it must be new
	Time    string // MSH-7 of the answer
	Reason  string // MSA-3: one sentence, empty where all is well
}

// Acknowledge makes the answer to a message: sender and receiver change places,
// MSA-2 repeats the control id. The header may be incomplete or zero, where the
// message could not be read.
func Acknowledge(h Header, a Answer) Message {
	version := h.Version
	if version == "" {
		version = versionOfAnswer
	}
	processing := h.Processing
	if processing == "" {
		processing = "P"
	}
	m := New(UTF8)
	d := m.Delimiters
	kind := "ACK"
	if h.Event != "" {
		kind = d.Components("ACK", h.Event, "ACK")
	}
	for n, raw := range map[int]string{
		3: d.Escaped(h.ReceivingApplication), 4: d.Escaped(h.ReceivingFacility), 5: d.Escaped(h.SendingApplication), 6: d.Escaped(h.SendingFacility),
		7: a.Time, 9: kind, 10: d.Escaped(a.Control), 11: d.Escaped(processing), 12: d.Escaped(version), 18: string(UTF8),
	} {
		m.SetHeader(n, raw)
	}
	m.Add("MSA", string(a.Code), d.Escaped(h.Control), d.Escaped(a.Reason))
	return m
}
