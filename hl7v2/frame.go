package hl7v2

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// The bytes around a message on a connection (minimal lower layer protocol): VT
// before it, FS and CR after it.
const (
	startOfBlock = 0x0B
	endOfBlock   = 0x1C
	endOfFrame   = '\r'
)

// FrameReader reads messages from a connection.
type FrameReader struct {
	from  *bufio.Reader
	limit int
}

// NewFrameReader reads frames of at most limit bytes.
func NewFrameReader(r io.Reader, limit int) *FrameReader {
	return &FrameReader{bufio.NewReaderSize(r, 16<<10), limit}
}

// Next returns the bytes of the next message; a frame may be empty. io.EOF means
// that the connection ended between two frames. Any other end is a Problem of the
// kind KindHalfFrame, KindTooLong or KindFrame, or the error of the connection,
// and the reader cannot be used further. The bytes belong to the caller.
func (f *FrameReader) Next() ([]byte, error) {
	if err := f.start(); err != nil {
		return nil, err
	}
	var message []byte
	for {
		piece, err := f.from.ReadSlice(endOfBlock)
		message = append(message, piece...)
		if len(message) > f.limit+1 {
			return nil, Problem{Kind: KindTooLong, Sentence: fmt.Sprintf("the message is longer than %d bytes", f.limit)}
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return nil, half(err, len(message))
		}
		last, err := f.from.ReadByte()
		if err != nil {
			return nil, half(err, len(message))
		}
		if last == endOfFrame {
			return message[:len(message)-1], nil
		}
		message = append(message, last) // a stray FS inside the text; the parser refuses it with its place
	}
}

// start passes over blank bytes to the start of the next frame.
func (f *FrameReader) start() error {
	for {
		b, err := f.from.ReadByte()
		switch {
		case err != nil:
			return err
		case b == startOfBlock:
			return nil
		case b != '\r' && b != '\n':
			return Problem{Kind: KindFrame, Sentence: fmt.Sprintf("byte 0x%02X stands outside a frame; a message begins with VT (0x0B)", b)}
		}
	}
}

// half names a connection that ended inside a frame.
func half(err error, bytes int) error {
	if errors.Is(err, io.EOF) {
		return Problem{Kind: KindHalfFrame, Sentence: fmt.Sprintf("the connection ended after %d bytes of a message; it was not stored and not acknowledged", bytes)}
	}
	return err
}

// Frame puts a message between the bytes of a connection.
func Frame(message []byte) []byte {
	framed := make([]byte, 0, len(message)+3)
	framed = append(framed, startOfBlock)
	framed = append(framed, bytes.TrimRight(message, "\x1c")...)
	return append(framed, endOfBlock, endOfFrame)
}
