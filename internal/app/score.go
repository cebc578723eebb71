package app

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/ward"
)

// score computes the result of a scored form from its answers: nobody writes a
// grade by hand beside other answers. A system without a form is kept as written.
func score(s *chart.Score) error {
	form, ok := ward.FormOf(s.System)
	if !ok {
		return nil
	}
	answers := map[string]string{}
	for key, values := range s.Stages {
		answers[key] = strings.Join(values, " ")
	}
	tidy, results, problems := form.Score(answers)
	if len(problems) > 0 {
		said := make([]string, len(problems))
		for i, p := range problems {
			said[i] = p.Error()
		}
		return refused("%s", strings.Join(said, "; "))
	}
	s.Stages = map[string][]string{}
	for key, answer := range tidy {
		s.Stages[key] = []string{answer}
	}
	s.Result = form.Said(tidy, results)
	return nil
}
