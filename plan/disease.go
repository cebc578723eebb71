package plan

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/genetics"
)

// readDisease finds the disease, its repair group and the three-valued
// radiosensitivity (knowledge README, rule 2), and reads phase and features.
func (m *maker) readDisease() error {
	for _, f := range []struct{ feature, fact string }{
		{"microcephaly", "microcephaly"}, {"growth-failure", "growth_failure"}, {"lymphopenia", "lymphopenia"},
		{"cytopenia", "cytopenia"}, {"maternal-t-cells", "maternal_t_cells"}, {"omenn-features", "omenn_features"},
	} {
		m.readFinding(f.feature, f.fact)
	}
	d, recorded := m.v.Diagnosis()
	if recorded {
		if d.Data.LymphocytePhenotype != "" {
			m.set("lymphocyte_phenotype", d.Data.LymphocytePhenotype)
		}
		m.setAnswer("nonmalignant", d.Data.NonMalignant)
		m.plan.Disease.Name = words(d.Data.Disease)
		m.readGene(d.Data)
	} else {
		m.set("gene_known", false)
	}
	m.readRadiosensitivity()
	return m.readVariants()
}

// readGene looks the gene up. A gene that is only suspected, or that the
// knowledge does not hold, closes what its group would close but opens nothing.
func (m *maker) readGene(d *chart.Diagnosis) {
	m.set("gene_known", d.Gene != "")
	if d.Gene == "" {
		return
	}
	m.set("gene", d.Gene)
	disease, ok := m.base.DiseaseOfGene(d.Gene)
	if !ok {
		m.addGap("gene-not-in-knowledge", text("The gene is not in the knowledge", "知识库中没有该基因"),
			text("No disease profile for "+d.Gene+": handled as radiosensitive until a profile is written and reviewed.",
				"知识库中没有"+d.Gene+"的疾病档案：在补充并审核前按辐射敏感处理。"), "signature")
		m.plan.Disease.Gene = d.Gene
		return
	}
	if d.Certainty != "confirmed" && disease.Radiosensitive == "no" {
		m.plan.Disease.Gene = d.Gene
		return // suspected and harmless proves nothing: stays handled as radiosensitive
	}
	m.disease, m.hasDisease = disease, true
	m.set("disease_key", disease.Key)
	m.set("repair_group", disease.Group)
	m.set("inheritance", disease.Inheritance)
	group, _ := m.base.Group(disease.Group)
	m.plan.Disease = Disease{Known: true, Key: disease.Key, Gene: d.Gene, Name: disease.Name, Group: disease.Group,
		GroupName: group.Name, Radiosensitive: disease.Radiosensitive, Inheritance: disease.Inheritance}
	if disease.Inheritance == "AR-or-XL" { // of the disease; that of the gene is one of the two
		m.plan.Disease.Inheritance = map[genetics.Inheritance]string{genetics.XLinked: "XL", genetics.AutosomalRecessive: "AR"}[m.inheritanceMode()]
	}
}

// readRadiosensitivity fails closed: without a confirmed and undisputed gene of a
// group that is not radiosensitive, the child is handled as radiosensitive.
func (m *maker) readRadiosensitivity() {
	value := "handled-as-yes"
	if m.hasDisease && (m.disease.Radiosensitive == "yes" || m.disease.Radiosensitive == "no") {
		value = m.disease.Radiosensitive
	}
	if _, disputed := m.v.Contradicted(); disputed && value == "no" {
		value = "handled-as-yes"
	}
	m.set("radiosensitivity", value)
	m.plan.Child.Radiosensitive = value
	m.plan.Disease.Radiosensitive = value
	m.plan.Child.RadiosensitiveText = radiosensitiveText[value]
	d := evidence.Derivation{Label: text("radiosensitivity", "辐射敏感性"), Value: value, Status: evidence.Derived,
		Sources: []evidence.Source{{ID: "knowledge.readme.2", Text: "Dayzero knowledge, rule 2: three-valued radiosensitivity"}}}
	if m.hasDisease {
		f := m.disease.RadiosensitiveFact
		d.Steps = append(d.Steps, evidence.Derivation{Label: f.Text, Status: f.Status, Sources: f.Sources})
	}
	m.derive("radiosensitivity", d)
}

var radiosensitiveText = map[string]evidence.Text{
	"yes":            {EN: "YES", ZH: "是"},
	"no":             {EN: "no", ZH: "否"},
	"handled-as-yes": {EN: "HANDLED AS YES until disproved", ZH: "按“是”处理，直至排除"},
}
