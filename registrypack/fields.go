package registrypack

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// field is one line of the list of fields.
type field struct {
	id, section string
	name        evidence.Text
	feeds       string
	status      evidence.Status
	read        func(*collector, *Row)
}

func text(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }

// notKept says that the chart has no place for a field yet.
func notKept(why string) func(*collector, *Row) {
	return func(_ *collector, row *Row) { row.Missing = why }
}

// fields is the list, in the order of registry.md: identity, diagnosis, graft,
// conditioning, survival, engraftment, chimerism, GVHD, complications, medicines.
func fields() []field {
	const med, dcf = "CIBMTR 2450", "EBMT day 100 / annual"
	return []field{
		{"identifier", "identity", text("local identifier", "本院标识号"), "CIBMTR 2804", evidence.Read, identifier},
		{"crid", "identity", text("CRID", "CRID"), "CIBMTR 2804", evidence.Read, notKept("assigned by the registry; not kept in the chart")},
		{"ebmt", "identity", text("EBMT CIC and patient number", "EBMT中心号与患者号"), "EBMT registration", evidence.Read, notKept("assigned by the registry; not kept in the chart")},
		{"sex", "identity", text("sex", "性别"), "CIBMTR 2804", evidence.Read, sex},
		{"birth", "identity", text("date of birth", "出生日期"), "CIBMTR 2804", evidence.Read, birth},
		{"consent", "consent", text("consent to registry reporting", "同意登记上报"), "CIBMTR consent tool, EBMT", evidence.Read, consent},
		{"gene", "diagnosis", text("gene", "基因"), "CIBMTR 2402, EBMT Inborn Errors", evidence.Read, gene},
		{"diagnosis", "diagnosis", text("disease and certainty", "疾病与确诊程度"), "CIBMTR 2402, EBMT Inborn Errors", evidence.Read, diagnosis},
		{"iuis", "diagnosis", text("IUIS 2022 class", "IUIS 2022分类"), "CIBMTR 2402", evidence.Read, notKept("the class is not kept in the chart; the option for this disease is unsure")},
		{"infusion", "graft", text("date of infusion", "回输日期"), "CIBMTR 2400", evidence.Read, infusion},
		{"source", "graft", text("graft source and donor", "移植物来源与供者"), "CIBMTR 2400", evidence.Read, graftSource},
		{"cd34", "graft", text("CD34 cells per kg", "CD34⁺细胞/kg"), "CIBMTR 2400, 2006", evidence.Read, graftDose("cd34")},
		{"cd3", "graft", text("CD3 cells per kg", "CD3⁺细胞/kg"), "CIBMTR 2006", evidence.Derived, graftDose("cd3")},
		{"conditioning", "conditioning", text("conditioning drugs given, course totals", "预处理药物疗程总量"), "CIBMTR 2400", evidence.Read, conditioning},
		{"contact", "survival", text("date of last contact", "末次联系日期"), med, evidence.Read, contact},
		{"death", "survival", text("death", "死亡"), med, evidence.Read, func(c *collector, r *Row) { c.event(r, "death") }},
		{"second-infusion", "subsequent infusion", text("further infusion", "再次回输"), med, evidence.Read, secondInfusion},
		{"anc", "engraftment", text("neutrophil recovery", "中性粒细胞恢复"), med, evidence.Read, func(c *collector, r *Row) { c.endpoint(r, "neutrophil-recovery") }},
		{"platelets", "engraftment", text("platelet recovery", "血小板恢复"), med, evidence.Read, func(c *collector, r *Row) { c.endpoint(r, "platelet-recovery") }},
		{"graft-failure", "engraftment", text("graft failure", "植入失败"), dcf, evidence.Derived, func(c *collector, r *Row) { c.event(r, "graft-failure") }},
		{"chimerism-whole", "chimerism", text("chimerism, whole blood", "嵌合率（全血）"), dcf, evidence.Derived, func(c *collector, r *Row) { c.last(r, "chimerism", "whole-blood") }},
		{"chimerism-cd3", "chimerism", text("chimerism, CD3", "嵌合率（CD3）"), dcf, evidence.Derived, func(c *collector, r *Row) { c.last(r, "chimerism", "cd3") }},
		{"chimerism-cd15", "chimerism", text("chimerism, CD15", "嵌合率（CD15）"), dcf, evidence.Derived, func(c *collector, r *Row) { c.last(r, "chimerism", "cd15") }},
		{"acute-gvhd", "GVHD", text("acute GVHD", "急性移植物抗宿主病"), med, evidence.Read, func(c *collector, r *Row) { c.event(r, "acute-gvhd") }},
		{"chronic-gvhd", "GVHD", text("chronic GVHD", "慢性移植物抗宿主病"), med, evidence.Read, func(c *collector, r *Row) { c.event(r, "chronic-gvhd") }},
		{"infection", "complications", text("serious infection", "严重感染"), med, evidence.Read, func(c *collector, r *Row) { c.event(r, "serious-infection") }},
		{"malignancy", "complications", text("new malignancy", "新发恶性肿瘤"), med, evidence.Read, notKept("the chart has no field for it")},
		{"weight", "status", text("weight", "体重"), "CIBMTR reporting, vital signs", evidence.Read, func(c *collector, r *Row) { c.last(r, "body-weight", "") }},
		{"height", "status", text("length", "身长"), "CIBMTR reporting, vital signs", evidence.Read, func(c *collector, r *Row) { c.last(r, "length", "") }},
		{"immunosuppression", "medicines", text("immunosuppression stopped", "停用免疫抑制剂"), dcf, evidence.Derived, func(c *collector, r *Row) { c.stopped(r, "immunosuppression") }},
		{"immunoglobulin", "medicines", text("immunoglobulin stopped", "停用免疫球蛋白"), dcf, evidence.Derived, func(c *collector, r *Row) { c.stopped(r, "immunoglobulin") }},
		{"naive-cd4", "immune recovery", text("naive CD4 cells", "初始CD4⁺T细胞"), "kept locally (not on the form)", evidence.Read, func(c *collector, r *Row) { c.last(r, "naive-cd4", "") }},
		{"igg", "immune recovery", text("immunoglobulin G", "免疫球蛋白G"), "kept locally (not on the form)", evidence.Read, func(c *collector, r *Row) { c.last(r, "igg", "") }},
	}
}

func identifier(c *collector, row *Row) {
	if r, ok := c.view.Recipient(); ok {
		row.Value, row.Entries = r.Identifier, []string{r.ID}
	}
}

func sex(c *collector, row *Row) {
	if r, ok := c.view.Recipient(); ok && r.Sex != "unknown" {
		row.Value, row.Entries = r.Sex, []string{r.ID}
	}
}

func birth(c *collector, row *Row) {
	if r, ok := c.view.Recipient(); ok && r.Birth.Known() {
		row.Value, row.Entries = r.Birth.String(), []string{r.ID}
	}
}

func consent(c *collector, row *Row) {
	for _, e := range chart.OfTheChild[*chart.Consent](c.view) {
		if e.Data.Purpose == "registry" {
			c.take(row, e.Data.Status, e.Entry)
		}
	}
	if row.Value == "" {
		row.Missing = "no consent for the registry is recorded: nothing may be sent"
	}
}

func gene(c *collector, row *Row) {
	if d, ok := c.view.Diagnosis(); ok && d.Data.Gene != "" {
		c.take(row, d.Data.Gene, d.Entry)
	}
}

func diagnosis(c *collector, row *Row) {
	if d, ok := c.view.Diagnosis(); ok {
		c.take(row, strings.TrimSpace(d.Data.Disease+" "+d.Data.Certainty), d.Entry)
	}
}

func infusion(c *collector, row *Row) {
	if all := chart.All[*chart.Infusion](c.view); len(all) > 0 {
		c.take(row, c.view.DateOf(all[0].Entry).String(), all[0].Entry)
	}
}

func secondInfusion(c *collector, row *Row) {
	all := chart.All[*chart.Infusion](c.view)
	if len(all) < 2 || !c.within(all[1].Entry) {
		row.Missing = "no further infusion is recorded"
		return
	}
	c.take(row, c.view.DateOf(all[1].Entry).String(), all[1].Entry)
}

// infused is the graft of the first infusion.
func (c *collector) infused() (chart.Item[*chart.Graft], bool) {
	infusions := chart.All[*chart.Infusion](c.view)
	if len(infusions) == 0 {
		return chart.Item[*chart.Graft]{}, false
	}
	return c.view.GraftOf(infusions[0].Data)
}

func graftSource(c *collector, row *Row) {
	g, ok := c.infused()
	if !ok {
		row.Missing = "the graft of the infusion is not recorded"
		return
	}
	value := g.Data.Source
	if donor, known := c.view.Individual(g.Data.Donor); known {
		value += ", " + donor.Relation
	}
	c.take(row, value, g.Entry)
}

func graftDose(what string) func(*collector, *Row) {
	return func(c *collector, row *Row) {
		g, ok := c.infused()
		if !ok {
			return
		}
		dose := g.Data.CD34
		if what == "cd3" {
			dose = g.Data.CD3
		}
		if dose.Known() {
			c.take(row, dose.String(), g.Entry)
		}
	}
}

// conditioning adds up what was given, drug by drug, exactly.
func conditioning(c *collector, row *Row) {
	sums := map[string]quantity.Mass{}
	var order []string
	for _, m := range chart.OfTheChild[*chart.MedicationAdministration](c.view) {
		if m.Data.Category != "conditioning" {
			continue
		}
		if sum, seen := sums[m.Data.Drug]; seen {
			sums[m.Data.Drug] = sum.Add(m.Data.Dose)
		} else {
			order = append(order, m.Data.Drug)
			sums[m.Data.Drug] = m.Data.Dose
		}
		row.Entries = append(row.Entries, m.ID)
	}
	var parts []string
	for _, drug := range order {
		parts = append(parts, drug+" "+sums[drug].String())
	}
	row.Value = strings.Join(parts, ", ")
	if row.Value == "" {
		row.Missing = "no conditioning dose is recorded as given"
	}
}

// contact is the last visit, discharge or death within the set.
func contact(c *collector, row *Row) {
	for _, e := range chart.OfTheChild[*chart.Event](c.view) {
		if (e.Data.What == "visit" || e.Data.What == "discharge" || e.Data.What == "death") && c.within(e.Entry) {
			c.take(row, c.view.DateOf(e.Entry).String(), e.Entry)
		}
	}
}
