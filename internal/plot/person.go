package plot

import (
	"strings"
)

// draw writes one person: symbol, marks, haplotype bars and text.
func (p *person) draw(c *canvas, lang string) {
	c.open("g", at("class", "member"))
	c.out.WriteString("\n")
	p.shape(c)
	p.mark(c)
	if p.Proband {
		p.arrow(c)
	}
	if p.Donor {
		p.badge(c, lang)
	}
	y := p.top + symbol + 12
	if len(p.Haplotypes) > 0 {
		p.bars(c, y)
		y += barHeight + 6
	}
	p.captions(c, y)
	c.close("g")
}

// shape draws square, circle or diamond, filled when affected, dashed when the
// person is not recorded.
func (p *person) shape(c *canvas) {
	fill := paper
	if p.Status == "affected" {
		fill = ink
	}
	attrs := []attr{at("fill", fill), at("stroke", ink), at("stroke-width", "2")}
	if !p.recorded {
		attrs = []attr{at("fill", paper), at("stroke", muted), at("stroke-width", "1.5"), at("stroke-dasharray", "4 3")}
	}
	middle := p.top + symbol/2
	switch p.Sex {
	case "male":
		c.rect(p.x-symbol/2, p.top, symbol, symbol, attrs...)
	case "female":
		c.empty("circle", append([]attr{num("cx", p.x), num("cy", middle), num("r", symbol/2)}, attrs...)...)
	default:
		points := []string{coordinate(p.x) + "," + coordinate(p.top), coordinate(p.x+symbol/2) + "," + coordinate(middle),
			coordinate(p.x) + "," + coordinate(p.top+symbol), coordinate(p.x-symbol/2) + "," + coordinate(middle)}
		c.empty("polygon", append([]attr{at("points", strings.Join(points, " "))}, attrs...)...)
	}
}

// mark writes the centre dot of a carrier or the "?" of a person whose status
// is not known; a person without the family variants stays empty.
func (p *person) mark(c *canvas) {
	middle := p.top + symbol/2
	switch p.Status {
	case "affected", "clear", "not-related":
	case "carrier":
		c.empty("circle", num("cx", p.x), num("cy", middle), at("r", "5"), at("fill", ink))
	default:
		c.text(p.x, middle+7, "?", at("text-anchor", "middle"), at("font-size", "20"), at("font-weight", "bold"), at("fill", ink))
	}
}

// arrow points at the proband from below left.
func (p *person) arrow(c *canvas) {
	x, y := p.x-symbol/2-3, p.top+symbol+2
	c.line(x-16, y+11, x-3, y+2, at("stroke", ink), at("stroke-width", "2"))
	c.empty("polygon", at("points", coordinate(x)+","+coordinate(y)+" "+coordinate(x-9)+","+coordinate(y+1)+" "+
		coordinate(x-4)+","+coordinate(y+8)), at("fill", ink))
}

func (p *person) badge(c *canvas, lang string) {
	const width, height = 50.0, 15.0
	x := p.x + symbol/2 + 6
	c.rect(x, p.top, width, height, at("rx", "3"), at("fill", purple))
	c.text(x+width/2, p.top+11.5, word("DONOR", lang), at("text-anchor", "middle"), at("font-size", "10.5"),
		at("font-weight", "bold"), at("fill", paper))
}

// haplotypeColours gives bar and letter colours; a haplotype outside a to d is
// an outlined bar, since its descent is not one of the four.
var haplotypeColours = map[string][2]string{
	"a": {teal, paper}, "b": {tealLight, ink}, "c": {purple, paper}, "d": {purpleLow, ink},
}

func (p *person) bars(c *canvas, y float64) {
	shown := p.Haplotypes
	if len(shown) > 4 {
		shown = shown[:4]
	}
	step := barWidth + 8
	x := p.x - (step*float64(len(shown))-8)/2
	for i, h := range shown {
		left := x + step*float64(i)
		colours, known := haplotypeColours[h]
		if known {
			c.rect(left, y, barWidth, barHeight, at("rx", "3"), at("fill", colours[0]))
		} else {
			colours[1] = ink
			c.rect(left, y, barWidth, barHeight, at("rx", "3"), at("fill", paper), at("stroke", muted), at("stroke-dasharray", "3 2"))
		}
		letters := wrap(h, 4, 1)
		if len(letters) == 1 {
			c.text(left+barWidth/2, y+barHeight/2+5, letters[0], at("text-anchor", "middle"), at("font-size", "15"),
				at("font-weight", "bold"), at("fill", colours[1]))
		}
	}
}

func (p *person) captions(c *canvas, y float64) {
	y += 10
	for _, line := range p.label {
		c.text(p.x, y, line, at("text-anchor", "middle"), at("font-size", "13.5"), at("font-weight", "bold"), at("fill", ink))
		y += lineStep
	}
	for _, line := range p.small {
		c.text(p.x, y, line, at("text-anchor", "middle"), at("font-size", "12"), at("fill", muted))
		y += lineStep
	}
}

// describeFamily says in words all that the figure shows.
func describeFamily(p PedigreeInput) string {
	if len(p.Members) == 0 {
		return word("nobody", p.Lang)
	}
	var parts []string
	for _, m := range p.Members {
		said := []string{statusWord(m.Status, p.Lang)}
		if m.Proband {
			said = append(said, word("proband", p.Lang))
		}
		if m.Donor {
			said = append(said, word("donor", p.Lang))
		}
		if len(m.Haplotypes) > 0 {
			said = append(said, word("haplotypes", p.Lang)+" "+strings.Join(m.Haplotypes, "/"))
		} else {
			said = append(said, word("haplotypes", p.Lang)+" "+word("unproven", p.Lang))
		}
		said = append(said, m.Variants...)
		parts = append(parts, m.Label+colon(p.Lang)+list(p.Lang, said))
	}
	return sentences(p.Lang, parts...)
}
