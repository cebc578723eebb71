package knowledge

// The shapes of the files, as written; schema/ publishes them as JSON Schema.

type rawText struct {
	EN string `yaml:"en"`
	ZH string `yaml:"zh"`
}

type rawFact struct {
	ID      string            `yaml:"id"`
	Text    rawText           `yaml:"text"`
	Status  string            `yaml:"status"`
	Sources []string          `yaml:"sources"`
	Values  map[string]string `yaml:"values"`
}

type rawSection struct {
	Key   string    `yaml:"key"`
	Title rawText   `yaml:"title"`
	Facts []rawFact `yaml:"facts"`
}

type rawSource struct {
	ID           string `yaml:"id"`
	Text         string `yaml:"text"`
	ZH           string `yaml:"zh"` // of what is no title of a publication
	Jurisdiction string `yaml:"jurisdiction"`
}

type rawSources struct {
	Sources []rawSource `yaml:"sources"`
}

type rawFactFile struct {
	Key      string       `yaml:"key"`
	Title    rawText      `yaml:"title"`
	Sections []rawSection `yaml:"sections"`
}

type rawDisease struct {
	Key         string         `yaml:"key"`
	Genes       []string       `yaml:"genes"`
	GenePrefix  string         `yaml:"gene_prefix"`
	Name        rawText        `yaml:"name"`
	Group       string         `yaml:"group"`
	Inheritance rawInheritance `yaml:"inheritance"`
	Sections    []rawSection   `yaml:"sections"`
}

type rawInheritance struct {
	Mode string  `yaml:"mode"`
	Fact rawFact `yaml:"fact"`
}

type rawGroup struct {
	Key            string       `yaml:"key"`
	Order          int          `yaml:"order"`
	Name           rawText      `yaml:"name"`
	Radiosensitive string       `yaml:"radiosensitive"`
	Fact           rawFact      `yaml:"fact"`
	Ceilings       []rawCeiling `yaml:"ceilings"`
}

type rawCeiling struct {
	Agent  string  `yaml:"agent"`
	Limit  string  `yaml:"limit"`
	Unit   string  `yaml:"unit"`
	Scope  rawText `yaml:"scope"`
	Effect string  `yaml:"effect"`
	Fact   rawFact `yaml:"fact"`
}

type rawRegimen struct {
	ID       string           `yaml:"id"`
	Name     rawText          `yaml:"name"`
	Use      rawText          `yaml:"use"`
	Platform bool             `yaml:"platform"`
	Drugs    []rawRegimenDrug `yaml:"drugs"`
	Fact     rawFact          `yaml:"fact"`
	NotRead  []rawFact        `yaml:"not_read"`
}

type rawRegimenDrug struct {
	Drug   string `yaml:"drug"`
	Min    string `yaml:"min"`
	Max    string `yaml:"max"`
	Unit   string `yaml:"unit"`
	Basis  string `yaml:"basis"`
	Period string `yaml:"period"`
}

type rawPlatform struct {
	ID          string            `yaml:"id"`
	With        []string          `yaml:"with"`
	NotWith     []string          `yaml:"not_with"`
	Graft       rawText           `yaml:"graft"`
	Serotherapy rawText           `yaml:"serotherapy"`
	GVHD        rawText           `yaml:"gvhd"`
	Drugs       []rawPlatformDrug `yaml:"drugs"`
	Fact        rawFact           `yaml:"fact"`
}

type rawPlatformDrug struct {
	Drug string  `yaml:"drug"`
	Dose string  `yaml:"dose"`
	Unit string  `yaml:"unit"`
	Days []int   `yaml:"days"`
	Note rawText `yaml:"note"`
}

type rawDrug struct {
	Key               string                `yaml:"key"`
	Name              rawText               `yaml:"name"`
	Facts             []rawFact             `yaml:"facts"`
	Interactions      []rawFact             `yaml:"interactions"`
	Contraindications []rawContraindication `yaml:"contraindications"`
}

type rawContraindication struct {
	Groups       []string `yaml:"groups"`
	Jurisdiction string   `yaml:"jurisdiction"`
	Fact         rawFact  `yaml:"fact"`
}

type rawCalendar struct {
	Phase string            `yaml:"phase"`
	Title rawText           `yaml:"title"`
	Items []rawCalendarItem `yaml:"items"`
}

type rawCalendarItem struct {
	ID        string   `yaml:"id"`
	From      *int     `yaml:"from"`
	To        *int     `yaml:"to"`
	EveryDays int      `yaml:"every_days"`
	Kind      string   `yaml:"kind"`
	Text      rawText  `yaml:"text"`
	Status    string   `yaml:"status"`
	Sources   []string `yaml:"sources"`
	Local     bool     `yaml:"local"`
	Applies   string   `yaml:"applies"`
	Ionising  bool     `yaml:"ionising"`
}

type rawChecklist struct {
	Items []rawChecklistItem `yaml:"items"`
}

type rawChecklistItem struct {
	ID         string   `yaml:"id"`
	Section    string   `yaml:"section"`
	Text       rawText  `yaml:"text"`
	Detail     rawText  `yaml:"detail"`
	BlocksDay0 bool     `yaml:"blocks_day0"`
	Status     string   `yaml:"status"`
	Sources    []string `yaml:"sources"`
}

type rawCases struct {
	Labels map[string]rawText `yaml:"labels"`
	Cases  []rawCase          `yaml:"cases"`
}

type rawCase struct {
	ID      string         `yaml:"id"`
	Kind    string         `yaml:"kind"`
	Status  string         `yaml:"status"`
	Sources []string       `yaml:"sources"`
	Note    rawText        `yaml:"note"`
	Fields  []rawCaseField `yaml:"fields"`
}

type rawCaseField struct {
	Key   string `yaml:"key"`
	State string `yaml:"state"`
	Value string `yaml:"value"`
}

type rawRule struct {
	ID          string   `yaml:"id"`
	Scope       string   `yaml:"scope"`
	Effect      string   `yaml:"effect"`
	When        string   `yaml:"when"`
	WhenUnknown string   `yaml:"when_unknown"`
	Title       rawText  `yaml:"title"`
	Message     rawText  `yaml:"message"`
	Action      rawText  `yaml:"action"`
	Status      string   `yaml:"status"`
	Sources     []string `yaml:"sources"`
	Overrule    string   `yaml:"overrule"`
	Verdict     string   `yaml:"verdict"`
	Requires    []string `yaml:"requires"`
}

type rawTests struct {
	Tests []rawTest `yaml:"tests"`
}

type rawTest struct {
	Name    string         `yaml:"name"`
	Kind    string         `yaml:"kind"`
	Facts   map[string]any `yaml:"facts"`
	Want    string         `yaml:"want"`
	Missing []string       `yaml:"missing"`
}

type rawVariables struct {
	Variables []rawVariable `yaml:"variables"`
}

type rawVariable struct {
	Name   string   `yaml:"name"`
	Type   string   `yaml:"type"`
	Unit   string   `yaml:"unit"`
	Text   rawText  `yaml:"text"`
	Values []string `yaml:"values"`
}
