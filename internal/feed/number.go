package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/hl7v2"
)

// valueState says what stands in OBX-5.
type valueState int

const (
	isValue   valueState = iota
	isBlank              // nothing, or null
	isPending            // a word for "not yet"
	isMany               // several repetitions
	isLong               // longer than any result
	isForeign            // a type that is no value: documents, references
)

// longestValue is how many bytes a result may have; documents are longer.
const longestValue = 4096

// pendingWords are what laboratories write while a result is not there yet.
var pendingWords = map[string]bool{"pending": true, "in process": true, "to follow": true, "result pending": true, "see later": true,
	"待检": true, "待报": true, "检测中": true, "检验中": true, "未出": true}

// number gives the value of OBX-5 as one text, comparator first. A structured
// number (SN) is put together; a range is left as it was sent and refused later.
func (o *observation) number() (string, valueState) {
	field := o.obx.Field(5)
	if field.Empty() || field.IsNull() {
		return "", isBlank
	}
	if len(field.Raw()) > longestValue {
		return field.Raw(), isLong
	}
	if len(field.Repetitions()) > 1 {
		return field.Text(), isMany
	}
	var value string
	switch kind := strings.TrimSpace(o.obx.Field(2).Text()); kind {
	case "SN":
		value = structured(field)
	case "CE", "CWE", "CNE":
		if value = field.Component(2).Text(); value == "" {
			value = field.Component(1).Text()
		}
	case "NM", "ST", "TX", "FT", "":
		value = field.Text()
	default:
		return field.Text(), isForeign
	}
	value = strings.TrimSpace(value)
	switch {
	case value == "":
		return "", isBlank
	case pendingWords[strings.ToLower(value)]:
		return value, isPending
	}
	return value, isValue
}

// structured puts a structured number together: comparator^number^separator^number.
func structured(v hl7v2.Value) string {
	sign, first, separator, second := v.Component(1).Text(), v.Component(2).Text(), v.Component(3).Text(), v.Component(4).Text()
	if sign == "=" {
		sign = ""
	}
	return strings.TrimSpace(sign) + strings.TrimSpace(first) + strings.TrimSpace(separator) + strings.TrimSpace(second)
}

// entryID names an entry by its content, so that the same version of the same
// observation has the same id whenever and however often it arrives.
func entryID(patient string, e chart.Entry) string {
	body, err := json.Marshal(e.Payload)
	if err != nil { // payloads of this package are plain structs
		body = []byte(fmt.Sprint(e.Payload))
	}
	sum := sha256.New()
	for _, part := range []string{patient, e.About, e.Version.Of, e.Version.Issued.String(), fmt.Sprint(e.Version.Rank), e.Effective.String(), string(body)} {
		fmt.Fprintf(sum, "%d:%s", len(part), part)
	}
	return string(e.Payload.Kind()) + "-" + hex.EncodeToString(sum.Sum(nil)[:10])
}
