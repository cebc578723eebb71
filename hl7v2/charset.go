package hl7v2

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Charset is a character set by its name in MSH-18, such as "UNICODE UTF-8", "GB
// 18030-2000" or "8859/1". The empty charset is plain ASCII: a byte beyond it is
// refused, because it could mean anything.
type Charset string

// The charsets of most senders. Names are those of table 0211.
const (
	ASCII   Charset = "ASCII"
	UTF8    Charset = "UNICODE UTF-8"
	GB18030 Charset = "GB 18030-2000"
	Latin1  Charset = "8859/1"
)

// encodings are the accepted names, in capitals without blanks, hyphens and
// underscores. GBK and GB 2312 are subsets of GB 18030 and read as it.
var encodings = map[string]encoding.Encoding{
	"GB180302000": simplifiedchinese.GB18030, "GB18030": simplifiedchinese.GB18030,
	"GBK": simplifiedchinese.GB18030, "GB2312": simplifiedchinese.GB18030,
	"8859/1": charmap.ISO8859_1, "8859/2": charmap.ISO8859_2, "8859/3": charmap.ISO8859_3, "8859/4": charmap.ISO8859_4,
	"8859/5": charmap.ISO8859_5, "8859/6": charmap.ISO8859_6, "8859/7": charmap.ISO8859_7, "8859/8": charmap.ISO8859_8,
	"8859/9": charmap.ISO8859_9, "8859/15": charmap.ISO8859_15,
}

var foldCharset = strings.NewReplacer(" ", "", "-", "", "_", "")

// kind sorts a name into ASCII, UTF-8, a table, or unknown (ok is false).
func (c Charset) kind() (name string, table encoding.Encoding, ok bool) {
	name = foldCharset.Replace(strings.ToUpper(string(c)))
	switch name {
	case "", "ASCII":
		return "ASCII", nil, true
	case "UNICODEUTF8", "UTF8":
		return "UTF8", nil, true
	}
	name = strings.TrimPrefix(name, "ISO")
	table, ok = encodings[name]
	return name, table, ok
}

// Known reports whether texts in this charset can be read and written.
func (c Charset) Known() bool {
	_, _, ok := c.kind()
	return ok
}

// decode turns bytes into UTF-8. Bytes that the charset does not hold are an
// error that names the first one.
func (c Charset) decode(raw []byte) (string, error) {
	name, table, ok := c.kind()
	switch {
	case !ok:
		return "", fmt.Errorf("the character set %q is not known", clip(string(c)))
	case name == "ASCII":
		for i, b := range raw {
			if b >= 0x80 {
				return "", fmt.Errorf("byte %d (0x%02X) is not ASCII, and neither message nor connection names another character set", i+1, b)
			}
		}
		return string(raw), nil
	case name == "UTF8":
		if i := firstInvalid(raw); i >= 0 {
			return "", fmt.Errorf("byte %d (0x%02X) is not UTF-8, which MSH-18 or the connection names", i+1, raw[i])
		}
		return string(raw), nil
	}
	text, err := table.NewDecoder().Bytes(raw)
	if err != nil || strings.ContainsRune(string(text), utf8.RuneError) {
		return "", fmt.Errorf("the bytes are not %s, which MSH-18 or the connection names", c)
	}
	return string(text), nil
}

// encode turns UTF-8 into the bytes of the charset.
func (c Charset) encode(text string) ([]byte, error) {
	name, table, ok := c.kind()
	switch {
	case !ok:
		return nil, fmt.Errorf("the character set %q is not known", clip(string(c)))
	case name == "UTF8":
		return []byte(text), nil
	case name == "ASCII":
		for i := range len(text) {
			if text[i] >= 0x80 {
				return nil, fmt.Errorf("a character of the message is not ASCII")
			}
		}
		return []byte(text), nil
	}
	raw, err := table.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("a character of the message does not exist in %s", c)
	}
	return raw, nil
}

// firstInvalid is the index of the first byte that is not UTF-8, or -1.
func firstInvalid(raw []byte) int {
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// clip keeps what is quoted from a message short.
func clip(text string) string {
	const most = 40
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// Text turns bytes of the charset into UTF-8, or names the first byte that does
// not belong to it.
func (c Charset) Text(raw []byte) (string, error) { return c.decode(raw) }
