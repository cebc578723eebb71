package hla

import "slices"

// NamesOnly is what stands in for a release where none is loaded: molecular
// names of two or more fields are compared by their first two fields, and
// everything that only a release can say (groups, families, serology, successors
// of deleted names, DPB1 epitope groups) is refused or unknown, never guessed; a
// multiple allele code stands for the names of its list. Version is "", and String says what the comparison rests on.
func NamesOnly() *Release {
	r := &Release{namesOnly: true, byName: map[string]int32{}, stems: map[string][]int32{}, families: map[string][]int32{}, deleted: map[string]deletion{},
		byGroup: map[string]int32{}, byFirst: map[string]int32{}, grouped: map[string]bool{}, serology: map[serologyKey]*antigen{}, tce: map[string]tceRow{},
		missing: []string{"no release of IPD-IMGT/HLA is loaded: " + BasisTwoField.EN}}
	r.indexLgx()
	return r
}

// NamesOnly tells whether this stands in for a release that is not loaded.
func (r *Release) NamesOnly() bool { return r.namesOnly }

// readByName takes a molecular name for its two fields; a null by its letter.
func (out *position) readByName(n Name) {
	if n.suffix == 'N' {
		out.isNull = true
		return
	}
	out.combined = true
	out.own = append(out.own, exonFree(n))
}

// readCodeByName takes every name of a multiple allele code for its two fields;
// nulls are left out where an expressed allele remains, as with a release.
func (r *Release) readCodeByName(out *position, n Name, codes *Codes) error {
	list, err := codes.expand(n)
	if err != nil {
		return err
	}
	expressed := slices.DeleteFunc(slices.Clone(list), func(n Name) bool { return n.suffix == 'N' })
	if len(expressed) == 0 {
		expressed = list
	}
	for _, each := range expressed {
		out.readByName(each)
	}
	return nil
}
