package hml

import (
	"strconv"
	"strings"
)

// span is where something lies, from start up to but not including end.
type span struct{ start, end int }

// consensus checks that the sequences of a typing do not contradict themselves.
func (r *reader) consensus(c *node) {
	references := map[string]span{}
	used := map[string]bool{}
	for _, database := range c.named("reference-database") {
		for _, s := range database.named("reference-sequence") {
			id := s.attributes["id"]
			if id == "" || s.attributes["name"] == "" || s.attributes["start"] == "" || s.attributes["end"] == "" {
				r.advise(s, "a reference-sequence needs id, name, start and end")
				continue
			}
			if at, ok := r.span(s, "start", "end"); ok {
				references[id] = at
			}
			used[id] = false
		}
	}
	var last *node
	for _, block := range c.named("consensus-sequence-block") {
		r.block(block, references, used)
		r.continues(last, block)
		last = block
	}
	for _, database := range c.named("reference-database") {
		any := false
		for _, s := range database.named("reference-sequence") {
			any = any || used[s.attributes["id"]]
		}
		if !any && len(c.named("consensus-sequence-block")) > 0 && len(database.named("reference-sequence")) > 0 {
			r.advise(database, "no consensus-sequence-block names a reference-sequence of this database")
		}
	}
}

// span reads two numbers that must not be the wrong way round.
func (r *reader) span(n *node, first, second string) (span, bool) {
	start, err1 := strconv.Atoi(n.attributes[first])
	end, err2 := strconv.Atoi(n.attributes[second])
	switch {
	case err1 != nil || err2 != nil:
		r.advise(n, "%s and %s are not both whole numbers", first, second)
	case start < 0:
		r.advise(n, "%s is below 0", first)
	case end < start:
		r.advise(n, "%s %d lies behind %s %d", first, start, second, end)
	default:
		return span{start, end}, true
	}
	return span{}, false
}

func (r *reader) block(block *node, references map[string]span, used map[string]bool) {
	id := block.attributes["reference-sequence-id"]
	reference, known := references[id]
	if _, named := used[id]; !named {
		r.advise(block, "the reference-sequence %q is not defined", clip(id))
	} else {
		used[id] = true
	}
	if block.attributes["start"] == "" || block.attributes["end"] == "" {
		r.advise(block, "a consensus-sequence-block needs start and end on its reference-sequence")
	} else if at, ok := r.span(block, "start", "end"); ok {
		if known && (at.start < reference.start || at.end > reference.end) {
			r.advise(block, "the block from %d to %d lies outside its reference-sequence from %d to %d", at.start, at.end, reference.start, reference.end)
		}
		r.length(block, at)
	}
	r.variants(block)
	for _, q := range block.named("sequence-quality") {
		r.span(q, "sequence-start", "sequence-end")
	}
}

// length compares the sequence with the place it is said to have: insertions and
// deletions among its variants may change it.
func (r *reader) length(block *node, at span) {
	for _, s := range block.named("sequence") {
		bases := withoutBlanks(s.text.String())
		if strings.Trim(strings.ToUpper(bases), "ACGTUNRYSWKMBDHVX.*-") != "" {
			r.advise(s, "the sequence holds letters that are no bases")
			continue
		}
		change := 0
		for _, v := range block.named("variant") {
			change += len(v.attributes["alternate-bases"]) - len(v.attributes["reference-bases"])
		}
		if len(bases) != at.end-at.start+change {
			r.advise(s, "the sequence has %d bases, its place %d", len(bases), at.end-at.start+change)
		}
	}
}

// variants checks that the variants of a block are numbered and placed.
func (r *reader) variants(block *node) {
	for i, v := range block.named("variant") {
		for _, needed := range []string{"reference-bases", "alternate-bases", "start", "end"} {
			if _, there := v.attributes[needed]; !there {
				r.advise(v, "the variant has no %s", needed)
			}
		}
		if id := v.attributes["id"]; id != strconv.Itoa(i) {
			r.advise(v, "the variant is numbered %q; variants of a block are counted from 0", clip(id))
		}
		if v.attributes["start"] != "" && v.attributes["end"] != "" {
			r.span(v, "start", "end")
		}
	}
}

// continues checks a block that says it goes on where the last one ended.
func (r *reader) continues(last, block *node) {
	if last == nil || block.attributes["continuity"] != "true" {
		return
	}
	same := last.attributes["reference-sequence-id"] == block.attributes["reference-sequence-id"] && last.attributes["phase-set"] == block.attributes["phase-set"]
	if !same || last.attributes["end"] != block.attributes["start"] {
		r.advise(block, "the block says that it continues the one before it, and does not begin at its end")
	}
}
