package quantity

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
)

// titreMark stands for the unit of a titre that was written as 1:32. No typed
// unit can be mistaken for it, since a unit that begins with a digit and is not in the table is refused.
const titreMark = "1:"

// maxDigits is the largest number of digits that a decimal may have.
const maxDigits = 30

// split cuts a text into number and unit. It refuses everything that would
// need a guess; the unit is returned as typed and may be empty.
func split(text string) (number, unit string, err *Error) {
	trimmed := strings.TrimSpace(text)
	if rest, found := strings.CutPrefix(trimmed, "1:"); found {
		return splitTitre(text, rest)
	}
	end := strings.IndexFunc(trimmed, func(r rune) bool {
		return !strings.ContainsRune("0123456789.,_'’+-−", r) && !unicode.IsDigit(r)
	})
	if end < 0 {
		end = len(trimmed)
	}
	number, unit = trimmed[:end], trimmed[end:]
	if err := checkNumber(text, number); err != nil {
		return "", "", err
	}
	if rest, found := strings.CutPrefix(unit, " "); found {
		unit = rest
	} else if rest, found := strings.CutPrefix(unit, "\u00a0"); found {
		unit = rest
	}
	return number, unit, checkRest(text, unit)
}

func splitTitre(text, rest string) (number, unit string, err *Error) {
	if rest == "" || len(rest) > maxDigits || strings.Trim(rest, "0123456789") != "" {
		return "", "", refuse(KindNumber, text,
			quoted(text)+" is not a titre; write it as 1:32",
			quoted(text)+"不是滴度；请写成 1:32")
	}
	return rest, titreMark, nil
}

// checkNumber accepts an optional minus sign, digits, and a decimal point with
// digits on both sides.
func checkNumber(text, number string) *Error {
	digits := strings.TrimPrefix(number, "-")
	whole, fraction, pointed := strings.Cut(digits, ".")
	switch {
	case number == "":
		return refuse(KindNumber, text,
			quoted(text)+" does not begin with a number",
			quoted(text)+"不以数字开头")
	case strings.Contains(number, ","):
		return refuse(KindNumber, text,
			"the comma in "+quoted(text)+" is ambiguous; write a decimal point and no thousands separator",
			quoted(text)+"中的逗号有歧义；请用小数点，不要用千位分隔符")
	case !onlyDigits(whole) || pointed && !onlyDigits(fraction):
		return refuse(KindNumber, text,
			"the number in "+quoted(text)+" cannot be read; write ordinary digits 0 to 9 with a decimal point, such as 0.5",
			quoted(text)+"中的数字无法识别；请用普通数字0–9和小数点，例如 0.5")
	case len(whole)+len(fraction) > maxDigits:
		return refuse(KindNumber, text,
			"the number in "+quoted(text)+" has more than 30 digits",
			quoted(text)+"中的数字超过30位")
	}
	return nil
}

func onlyDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// checkRest refuses what can only be a second part of the number: another
// blank, an exponent, a hexadecimal tail, a thousands group.
func checkRest(text, unit string) *Error {
	if unit == "" {
		return nil
	}
	if _, found := spellingTable[foldUnit(unit)]; found {
		return nil
	}
	first, _, _ := strings.Cut(unit, " ")
	exponent := strings.TrimLeft(strings.TrimLeft(first, "eE"), "+-")
	switch {
	case unicode.IsSpace(rune(unit[0])),
		unicode.IsDigit(rune(unit[0])),
		strings.ContainsAny(unit[:1], "xX"),
		len(exponent) < len(first) && strings.ContainsAny(first[:1], "eE") && exponent != "" && exponent[0] <= '9' && exponent[0] >= '0':
		return refuse(KindNumber, text,
			quoted(text)+" is not one plain decimal number, one space and one unit",
			quoted(text)+"不是“一个普通小数、一个空格、一个单位”的写法")
	}
	return nil
}

// ratOf gives the exact value of a checked decimal.
func ratOf(number string) *big.Rat {
	value, ok := new(big.Rat).SetString(number)
	if !ok {
		return nil
	}
	return value
}

// floatText writes a finite float64 as the shortest plain decimal that reads
// back the same, cut to 30 digits; ok is false for what cannot be written.
func floatText(x float64) (number string, ok bool) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "", false
	}
	number = strconv.FormatFloat(x, 'f', -1, 64)
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(number, "-"), ".")
	if len(whole) > maxDigits {
		return "", false
	}
	if len(whole)+len(fraction) > maxDigits {
		number = strconv.FormatFloat(x, 'f', maxDigits-len(whole), 64)
		number = strings.TrimSuffix(strings.TrimRight(number, "0"), ".")
	}
	if strings.Trim(number, "-0.") == "" {
		return "0", true
	}
	return number, true
}

// ratText writes an exact value as a decimal: exactly where 30 digits are
// enough, otherwise as the nearest float64.
func ratText(value *big.Rat) (number string, ok bool) {
	if places, exact := value.FloatPrec(); exact && places <= maxDigits {
		number = value.FloatString(places)
		if len(strings.Trim(strings.Replace(number, ".", "", 1), "-")) <= maxDigits {
			return number, true
		}
	}
	nearest, _ := value.Float64()
	return floatText(nearest)
}
