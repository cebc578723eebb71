package hl7v2

import "bytes"

// Part is one message of a file, with the line it begins on, counted from 1.
type Part struct {
	Line int
	Raw  []byte
}

// Split cuts a file into its messages: each begins with a line MSH. Frames of a
// connection and the headers and trailers of batches (FHS, BHS, BTS, FTS) are
// taken away. A file without a message is refused.
func Split(file []byte) ([]Part, error) {
	file = bytes.TrimPrefix(file, byteOrderMark)
	var parts []Part
	inside := false
	line := 0
	for len(file) > 0 {
		line++
		end := bytes.IndexAny(file, "\r\n")
		whole := len(file)
		text := file
		if end >= 0 {
			whole = end + 1
			if file[end] == '\r' && whole < len(file) && file[whole] == '\n' {
				whole++
			}
			text = file[:end]
		}
		file = file[whole:]
		text = bytes.Trim(text, string([]byte{startOfBlock, endOfBlock}))
		switch {
		case bytes.HasPrefix(text, []byte("MSH")):
			parts = append(parts, Part{Line: line})
			inside = true
		case batchLine(text):
			inside = false
			continue
		}
		if inside && len(text) > 0 {
			last := &parts[len(parts)-1]
			last.Raw = append(append(last.Raw, text...), '\r')
		}
	}
	if len(parts) == 0 {
		return nil, Problems{{Kind: KindNoMessages, Sentence: "the file holds no line that begins a message with MSH"}}
	}
	return parts, nil
}

// batchLine recognises the headers and trailers of files and batches.
func batchLine(text []byte) bool {
	for _, name := range []string{"FHS", "BHS", "BTS", "FTS"} {
		if bytes.HasPrefix(text, []byte(name)) {
			return true
		}
	}
	return false
}
