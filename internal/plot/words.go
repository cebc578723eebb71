package plot

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/mattn/go-runewidth"
)

// columns measures display width the same way on every machine, whatever its
// locale: the same input must give the same bytes.
var columns = &runewidth.Condition{StrictEmojiNeutral: true}

func displayWidth(s string) int { return columns.StringWidth(s) }

// words are the fixed words of the figures (Chinese: clinical glossary).
var words = map[string]evidence.Text{
	"front":         {EN: "front", ZH: "正面"},
	"back":          {EN: "back", ZH: "背面"},
	"family":        {EN: "Family tree", ZH: "家系图"},
	"affected":      {EN: "affected", ZH: "患病"},
	"carrier":       {EN: "carrier", ZH: "携带者"},
	"clear":         {EN: "family variants absent", ZH: "未携带家系变异"},
	"not-tested":    {EN: "not tested", ZH: "未检测"},
	"incomplete":    {EN: "test incomplete", ZH: "检测不完整"},
	"not-related":   {EN: "not related", ZH: "非血缘"},
	"status":        {EN: "status not recorded", ZH: "状态未记录"},
	"proband":       {EN: "proband", ZH: "先证者"},
	"donor":         {EN: "donor", ZH: "供者"},
	"DONOR":         {EN: "DONOR", ZH: "供者"},
	"haplotypes":    {EN: "HLA haplotypes", ZH: "HLA单体型"},
	"unproven":      {EN: "not proven by descent", ZH: "未经家系证实"},
	"father":        {EN: "Father", ZH: "父亲"},
	"mother":        {EN: "Mother", ZH: "母亲"},
	"not-recorded":  {EN: "not recorded", ZH: "未记录"},
	"nobody":        {EN: "No family member is recorded.", ZH: "未记录家系成员。"},
	"further":       {EN: "Further people", ZH: "其他人员"},
	"day":           {EN: "Day", ZH: "移植日程"},
	"value":         {EN: "Value", ZH: "数值"},
	"day-0":         {EN: "Day 0", ZH: "0 d"},
	"no-values":     {EN: "no values by this day", ZH: "截至该日无数据"},
	"values":        {EN: "values", ZH: "个数值"},
	"from":          {EN: "from", ZH: "从"},
	"to":            {EN: "to", ZH: "至"},
	"lowest":        {EN: "lowest", ZH: "最低"},
	"highest":       {EN: "highest", ZH: "最高"},
	"threshold":     {EN: "threshold line", ZH: "界值线"},
	"band":          {EN: "band", ZH: "目标范围"},
	"event":         {EN: "event", ZH: "事件"},
	"logarithmic":   {EN: "logarithmic scale", ZH: "对数坐标"},
	"below-limit":   {EN: "below the limit of quantification", ZH: "低于定量下限"},
	"censored-mark": {EN: "hollow marks are below the limit of quantification", ZH: "空心标记为低于定量下限"},
	"not-drawn":     {EN: "in the table only", ZH: "仅列于表中"},
	"planned":       {EN: "planned", ZH: "计划"},
	"given":         {EN: "given", ZH: "已给"},
	"ceiling":       {EN: "dose ceiling for this disease", ZH: "本病剂量上限"},
	"of":            {EN: "of", ZH: "/ 上限"},
	"no-ceiling":    {EN: "no ceiling known", ZH: "无已知上限"},
	"unknown":       {EN: "unknown", ZH: "未知"},
}

// word gives a fixed word; a word that is not in the table stays itself.
func word(key, lang string) string {
	if w, found := words[key]; found {
		return w.In(lang)
	}
	return key
}

func isChinese(lang string) bool { return strings.HasPrefix(strings.ToLower(lang), "zh") }

func htmlLanguage(lang string) string {
	if isChinese(lang) {
		return "zh-Hans"
	}
	return "en"
}

// sentences joins parts into running text in a language.
func sentences(lang string, parts ...string) string {
	stop, between := ".", " "
	if isChinese(lang) {
		stop, between = "。", ""
	}
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, strings.TrimRight(p, ".。")+stop)
		}
	}
	return strings.Join(kept, between)
}

func list(lang string, parts []string) string {
	if isChinese(lang) {
		return strings.Join(parts, "、")
	}
	return strings.Join(parts, ", ")
}

func colon(lang string) string {
	if isChinese(lang) {
		return "："
	}
	return ": "
}

// wrap breaks text into at most limit lines of the given display width (a
// Chinese character counts two); what does not fit ends in an ellipsis. The
// whole text is always in the description of the figure.
func wrap(text string, width, limit int) []string {
	var lines []string
	current := ""
	flush := func() {
		if current = strings.TrimSpace(current); current != "" {
			lines = append(lines, current)
		}
		current = ""
	}
	for _, piece := range pieces(text, width) {
		if displayWidth(strings.TrimSpace(current+piece)) > width {
			flush()
		}
		current += piece
	}
	flush()
	if len(lines) > limit {
		last := columns.Truncate(lines[limit-1], width-1, "")
		lines = append(lines[:limit-1], strings.TrimSpace(last)+"…")
	}
	return lines
}

// pieces cuts text where a line may break: after a blank, and between
// characters of what is wider than a line.
func pieces(text string, width int) []string {
	var out []string
	for _, word := range strings.SplitAfter(strings.Join(strings.Fields(text), " "), " ") {
		if displayWidth(strings.TrimSpace(word)) <= width {
			out = append(out, word)
			continue
		}
		for _, r := range word {
			out = append(out, string(r))
		}
	}
	return out
}
