package sheet

import (
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// columns measures display width the same way on every machine, whatever its
// locale: a Chinese character is two columns wide.
var columns = &runewidth.Condition{StrictEmojiNeutral: true}

func width(s string) int { return columns.StringWidth(s) }

func pad(s string, to int) string {
	if gap := to - width(s); gap > 0 {
		return s + strings.Repeat(" ", gap)
	}
	return s
}

// oneLine makes a single line of any text; control characters, also those that
// steer a terminal, become blanks.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r <= ' ' || (r >= 0x7f && r <= 0x9f) || r == 0x2028 || r == 0x2029
	}), " ")
}

// fold breaks a text into lines of at most the given display width.
func fold(s string, at int) []string {
	at = max(at, 4)
	var lines []string
	current := ""
	for _, piece := range breakable(oneLine(s), at) {
		if width(strings.TrimRight(current+piece, " ")) > at && strings.TrimSpace(current) != "" {
			lines = append(lines, strings.TrimRight(current, " "))
			current = ""
		}
		if current == "" {
			piece = strings.TrimLeft(piece, " ")
		}
		current += piece
	}
	if strings.TrimSpace(current) != "" || len(lines) == 0 {
		lines = append(lines, strings.TrimRight(current, " "))
	}
	return lines
}

// breakable cuts a text where a line may break: after a blank (but not between a
// number and its unit), after a Chinese character that no closing punctuation
// follows, and anywhere in a word that is wider than a line.
func breakable(s string, at int) []string {
	var pieces []string
	runes, start := []rune(s), 0
	for i, r := range runes {
		last := i+1 == len(runes)
		wide := columns.RuneWidth(r) == 2 && !last && !strings.ContainsRune("，。；：、）”！？", runes[i+1])
		blank := r == ' ' && !amountBlank(runes, i)
		if blank || wide || last || width(string(runes[start:i+1])) >= at {
			pieces = append(pieces, string(runes[start:i+1]))
			start = i + 1
		}
	}
	return pieces
}

// amountBlank tells the blank between a number and what it counts.
func amountBlank(runes []rune, i int) bool {
	return i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && (unicode.IsLetter(runes[i+1]) || runes[i+1] == '%')
}

// table lays rows out in columns within a width. Columns shrink from the widest
// on until all fit; their cells then take several lines.
func table(total int, head []string, rows [][]string) []string {
	widths, floors := make([]int, len(head)), make([]int, len(head))
	all := append([][]string{head}, rows...)
	for _, row := range all {
		for i, cell := range row {
			widths[i] = max(widths[i], width(oneLine(cell)))
			floors[i] = max(floors[i], longestWord(cell))
		}
	}
	total -= 2 * (len(head) - 1)
	shrink(widths, floors, total)
	shrink(widths, make([]int, len(head)), total) // words break only when nothing else helps
	var lines []string
	for n, row := range all {
		lines = append(lines, tableRow(widths, row)...)
		if n == 0 {
			rule := 2 * (len(widths) - 1)
			for _, w := range widths {
				rule += w
			}
			lines = append(lines, strings.Repeat("─", rule))
		}
	}
	return lines
}

// longestWord is the width below which a column breaks words; very long ones,
// such as addresses, break anyway.
func longestWord(cell string) int {
	const reasonable = 18
	longest := 0
	for _, piece := range breakable(oneLine(cell), 1<<16) {
		longest = max(longest, min(width(strings.TrimSpace(piece)), reasonable))
	}
	return longest
}

// shrink narrows the widest columns, none below its floor and none below 4.
func shrink(widths, floors []int, total int) {
	for {
		sum, widest := 0, -1
		for i, w := range widths {
			sum += w
			if w > max(4, floors[i]) && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if sum <= total || widest < 0 {
			return
		}
		widths[widest]--
	}
}

func tableRow(widths []int, row []string) []string {
	cells, height := make([][]string, len(widths)), 1
	for i := range widths {
		if i < len(row) {
			cells[i] = fold(row[i], widths[i])
		}
		height = max(height, len(cells[i]))
	}
	lines := make([]string, height)
	for n := range lines {
		parts := make([]string, len(widths))
		for i, w := range widths {
			if n < len(cells[i]) {
				parts[i] = pad(cells[i][n], w)
			} else {
				parts[i] = strings.Repeat(" ", w)
			}
		}
		lines[n] = strings.TrimRight(strings.Join(parts, "  "), " ")
	}
	return lines
}
