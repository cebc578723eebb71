package hla

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxExpanded bounds an unpacked file: the full code list is about 60 MB.
const maxExpanded = 1 << 30

// Codes is a list of multiple allele codes, read by LoadCodes.
type Codes struct {
	expansions map[string]string
	byList     map[string]string
	updated    string
}

// LoadCodes reads a list of multiple allele codes in the layout of
// numer.v3.txt (CODE<TAB>01/02) or alpha.v3.txt (a first column with "*" for
// allele-specific codes), plain, gzipped or zipped. Errors are Problems of
// KindFile with the line.
func LoadCodes(reader io.Reader) (*Codes, error) {
	data, err := unpack(reader)
	if err != nil {
		return nil, &Error{Kind: KindFile, Path: "codes", Sentence: fmt.Sprintf("the code list cannot be read: %v", err)}
	}
	c := &Codes{expansions: map[string]string{}, byList: map[string]string{}}
	var problems Problems
	refuse := func(line int, what string) {
		if len(problems) < maxProblems {
			problems = append(problems, &Error{Kind: KindFile, Path: fmt.Sprintf("codes:%d", line), Sentence: what})
		}
	}
	for i, text := range strings.Split(string(data), "\n") {
		text = strings.TrimRight(text, "\r")
		fields := strings.Split(text, "\t")
		if len(fields) == 3 && (fields[0] == "*" || fields[0] == "") { // alpha.v3.txt
			fields = fields[1:]
		}
		switch {
		case strings.Trim(text, " \t\"") == "" || slices.Contains(fields, "SUBTYPE"):
		case strings.Contains(text, "LAST UPDATED"):
			_, updated, _ := strings.Cut(text, ":")
			c.updated = strings.Trim(updated, " \"")
		case len(fields) != 2 || !capitals(fields[0]) || !expansionForm(fields[1]):
			refuse(i+1, fmt.Sprintf("%q is not a code and its list", clip(text)))
		case c.expansions[fields[0]] != "":
			refuse(i+1, fmt.Sprintf("the code %s is given twice", fields[0]))
		default:
			c.expansions[fields[0]] = fields[1]
			c.byList[fields[1]] = fields[0]
		}
	}
	if len(c.expansions) == 0 && len(problems) == 0 {
		refuse(1, "the list has no codes")
	}
	return c, problems.orNil()
}

func expansionForm(list string) bool {
	return list != "" && strings.Trim(list, "0123456789:/NLSCAQ") == ""
}

// unpack reads plain, gzipped or zipped bytes; of an archive the first file.
func unpack(reader io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(reader, maxExpanded))
	if err != nil {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		unzipped, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(io.LimitReader(unzipped, maxExpanded))
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return nil, err
		}
		for _, file := range archive.File {
			if file.FileInfo().IsDir() {
				continue
			}
			opened, err := file.Open()
			if err != nil {
				return nil, err
			}
			defer opened.Close()
			return io.ReadAll(io.LimitReader(opened, maxExpanded))
		}
		return nil, fmt.Errorf("the archive holds no file")
	}
	return data, nil
}

// Updated gives the date that the list states, as written.
func (c *Codes) Updated() string { return c.updated }

// Len gives the number of codes.
func (c *Codes) Len() int {
	if c == nil {
		return 0
	}
	return len(c.expansions)
}

// expand gives the names a code stands for under a gene and family, before any
// question to a release. An allele-specific code is accepted only under the
// family that is most frequent in its list.
func (c *Codes) expand(n Name) ([]Name, error) {
	text := n.String()
	if c == nil {
		return nil, &Error{Kind: KindCode, Input: text, Sentence: fmt.Sprintf("%s is a multiple allele code; it can be read only with a loaded code list", text)}
	}
	list, found := c.expansions[n.tail]
	if !found {
		return nil, &Error{Kind: KindExpansion, Input: text, Sentence: fmt.Sprintf("the code %s of %s is not in the loaded list", n.tail, text)}
	}
	var out []Name
	families := map[string]int{}
	for _, item := range strings.Split(list, "/") {
		family, rest, specific := strings.Cut(item, ":")
		if !specific {
			family, rest = n.fields[0], item
		}
		families[family]++
		name, err := ReadName(n.gene + "*" + family + ":" + rest)
		if err != nil {
			return nil, &Error{Kind: KindExpansion, Input: text, Sentence: fmt.Sprintf("the code %s holds %q, which is not a name", n.tail, clip(item))}
		}
		out = append(out, name)
	}
	for _, count := range families {
		if count > families[n.fields[0]] {
			return nil, &Error{Kind: KindExpansion, Input: text, Sentence: fmt.Sprintf("the code %s is specific to alleles that are mostly of another family than %s", n.tail, n.fields[0])}
		}
	}
	return out, nil
}

// Encode finds the code of a list of two-field names of one gene ("A*01:01",
// "A*01:02"): first the list of second fields where there is one family, then
// the list as given, then the list in order.
func (c *Codes) Encode(names []string) (string, bool) {
	if c == nil || len(names) == 0 {
		return "", false
	}
	var read []Name
	for _, text := range names {
		n, err := ReadName(text)
		if err != nil || n.form != FormAllele || n.count != 2 || len(read) > 0 && n.gene != read[0].gene {
			return "", false
		}
		read = append(read, n)
	}
	lists := func(with func(Name) string) string {
		parts := make([]string, len(read))
		for i, n := range read {
			parts[i] = with(n)
		}
		return strings.Join(parts, "/")
	}
	full := func(n Name) string { return n.fields[0] + ":" + n.fields[1] + n.Suffix() }
	given := lists(full)
	slices.SortFunc(read, CompareNames)
	families, family := map[string]int{}, ""
	for _, n := range read {
		if families[n.fields[0]]++; families[n.fields[0]] > families[family] {
			family = n.fields[0]
		}
	}
	one := len(families) == 1
	if code, found := c.byList[lists(func(n Name) string { return n.fields[1] + n.Suffix() })]; found && one {
		return read[0].gene + "*" + family + ":" + code, true
	}
	for _, list := range []string{given, lists(full)} {
		if code, found := c.byList[list]; found {
			return read[0].gene + "*" + family + ":" + code, true
		}
	}
	return "", false
}
