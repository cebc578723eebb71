package casefile

// near ends a sentence with a suggestion, as long as the sentence has a chance
// to be listed: comparing words costs time.
func (l *list) near(word string, known []string) string {
	if len(l.problems) > maxProblems {
		return ""
	}
	return suggestion(word, known)
}

// suggestion ends a sentence with the nearest known word, or with nothing when
// none is near. Of short words none is near: a blood group "0" must not become
// "A".
func suggestion(word string, known []string) string {
	if len([]rune(word)) < 3 {
		return ""
	}
	best, least := "", 1+max(1, len([]rune(word))/3)
	for _, k := range known {
		if n := edits(word, k); n < least {
			best, least = k, n
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// edits counts the letters to insert, delete, change or swap between two words
// (optimal string alignment). Long words are not compared.
func edits(from, to string) int {
	a, b := []rune(from), []rune(to)
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
