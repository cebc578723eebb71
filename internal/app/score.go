package app

import (
	"errors"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
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
		said := make([]chart.Problem, len(problems))
		for i, p := range problems {
			said[i] = answerProblem(p)
		}
		return refusedAll(said)
	}
	s.Stages = map[string][]string{}
	for key, answer := range tidy {
		s.Stages[key] = []string{answer}
	}
	s.Result = form.Said(tidy, results)
	return nil
}

// answerProblem names the answer that cannot be; what an endpoint refuses speaks
// of the form as a whole.
func answerProblem(err error) chart.Problem {
	var one *ward.FormError
	if errors.As(err, &one) {
		return chart.Problem{Path: one.Key, Said: one.Said}
	}
	return chart.Problem{Said: evidence.Text{EN: err.Error(), ZH: "这些回答不能合并计算：" + err.Error()}}
}
