package cli

import (
	"io"
	"strings"

	"github.com/dayzero-hsct/dayzero/course"
)

// courseCommand computes endpoints of the course after transplant.
type courseCommand struct {
	Assess courseAssess `cmd:"" help:"Engraftment, GVHD, VOD, TMA and further endpoints, one result per line."`
}

// courseAssess computes one endpoint per line.
type courseAssess struct{ batchFlags }

// Help lists the endpoints.
func (courseAssess) Help() string {
	return `Lines are {"id","endpoint","input":{…}}; a result names its definition, its edition and what was not known. null is unknown, never 0 and never normal.` +
		"\n\nEndpoints: " + strings.Join(course.Endpoints(), ", ") + "."
}

// Run computes the endpoints.
func (c courseAssess) Run(s *session) error {
	return s.batch(c.batchFlags, nil, func(in io.Reader, out io.Writer) error {
		_, err := course.RunAssess(in, out)
		return err
	})
}
