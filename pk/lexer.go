package pk

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// token is one word of a formula; gap tells that two blanks or more stand
// before it (a remark may follow there).
type token struct {
	kind byte // 'n' number, 'i' name, 'o' sign, 0 end
	text string
	num  float64
	gap  bool
	at   int
}

// longSigns are the signs of two characters.
var longSigns = []string{"<=", ">=", "==", "!=", "**", "&&", "||"}

func lex(s string) ([]token, error) {
	var out []token
	gap, i := 0, 0
	for i < len(s) {
		c := s[i]
		if c == ' ' || c == '\t' {
			gap++
			i++
			continue
		}
		t, n := next(s[i:])
		if n == 0 {
			r, size := utf8.DecodeRuneInString(s[i:])
			if gap < 2 {
				return nil, fmt.Errorf("the sign %q at character %d has no meaning in a formula", r, i+1)
			}
			t, n = token{kind: 'o', text: s[i : i+size]}, size
		}
		t.gap, t.at = gap >= 2, i
		out = append(out, t)
		gap = 0
		i += n
	}
	return append(out, token{at: len(s)}), nil
}

// next reads the token at the head of s and its length; 0 when there is none.
func next(s string) (token, int) {
	c := s[0]
	if c >= '0' && c <= '9' || c == '.' {
		n := numberLength(s)
		v, err := strconv.ParseFloat(s[:n], 64)
		if err != nil {
			return token{}, 0
		}
		return token{kind: 'n', num: v, text: s[:n]}, n
	}
	if letter(c) {
		n := 1
		for n < len(s) && (letter(s[n]) || s[n] >= '0' && s[n] <= '9') {
			n++
		}
		return token{kind: 'i', text: s[:n]}, n
	}
	for _, l := range longSigns {
		if strings.HasPrefix(s, l) {
			return token{kind: 'o', text: l}, 2
		}
	}
	if strings.IndexByte("+-*/^()[],<>?:!=", c) >= 0 {
		return token{kind: 'o', text: s[:1]}, 1
	}
	return token{}, 0
}

func letter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func numberLength(s string) int {
	n := 0
	digits := func() {
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
	}
	digits()
	if n < len(s) && s[n] == '.' {
		n++
		digits()
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		m := n + 1
		if m < len(s) && (s[m] == '+' || s[m] == '-') {
			m++
		}
		if m < len(s) && s[m] >= '0' && s[m] <= '9' {
			n = m
			digits()
		}
	}
	return n
}
