package ward

import "github.com/dayzero-hsct/dayzero/evidence"

// System is a system of the body, or of the care, under which the ward keeps
// its rows and problems.
type System string

// The systems, in the order of the flowsheet.
const (
	General    System = "general"
	Fluids     System = "fluids"
	Blood      System = "blood"
	Graft      System = "graft"
	GVHD       System = "gvhd"
	Liver      System = "liver"
	Kidney     System = "kidney"
	Vessels    System = "vessels"
	Infection  System = "infection"
	Immunity   System = "immunity"
	Drugs      System = "drugs"
	Procedures System = "procedures"
	Other      System = "other"
)

var systemNames = []struct {
	system System
	name   evidence.Text
}{
	{General, evidence.Text{EN: "General and vital signs", ZH: "一般情况与生命体征"}},
	{Fluids, evidence.Text{EN: "Weight and fluids", ZH: "体重与液体"}},
	{Blood, evidence.Text{EN: "Blood", ZH: "血液"}},
	{Graft, evidence.Text{EN: "Graft and chimerism", ZH: "植入与嵌合"}},
	{GVHD, evidence.Text{EN: "Graft-versus-host disease", ZH: "移植物抗宿主病"}},
	{Liver, evidence.Text{EN: "Liver", ZH: "肝脏"}},
	{Kidney, evidence.Text{EN: "Kidney and bladder", ZH: "肾脏与膀胱"}},
	{Vessels, evidence.Text{EN: "Endothelium and syndromes", ZH: "内皮损伤与综合征"}},
	{Infection, evidence.Text{EN: "Infection", ZH: "感染"}},
	{Immunity, evidence.Text{EN: "Immune reconstitution", ZH: "免疫重建"}},
	{Drugs, evidence.Text{EN: "Drugs and levels", ZH: "药物与血药浓度"}},
	{Procedures, evidence.Text{EN: "Outcome", ZH: "结局"}},
	{Other, evidence.Text{EN: "Other", ZH: "其他"}},
}

// Systems lists the systems in the order of the flowsheet.
func Systems() []System {
	out := make([]System, len(systemNames))
	for i, s := range systemNames {
		out[i] = s.system
	}
	return out
}

// Name gives the words of a system.
func (s System) Name() evidence.Text {
	for _, n := range systemNames {
		if n.system == s {
			return n.name
		}
	}
	return evidence.Text{EN: string(s), ZH: string(s)}
}

// systemOf says under which system a measurement stands; what is not listed
// stands under Other, so that nothing entered is out of sight.
var systemOf = map[string]System{
	"temperature": General, "heart-rate": General, "respiratory-rate": General, "systolic-pressure": General, "diastolic-pressure": General,
	"oxygen-saturation": General, "pain": General, "lansky": General, "karnofsky": General, "length": General, "height": General, "head-circumference": General,
	"body-weight": Fluids, "fluid-in": Fluids, "fluid-out": Fluids, "fluid-balance": Fluids, "stool-volume": Fluids, "stool-episodes": Fluids, "urine-output": Fluids,
	"white-cells": Blood, "neutrophils": Blood, "lymphocytes": Blood, "haemoglobin": Blood, "platelets": Blood, "reticulocytes": Blood, "schistocytes": Blood,
	"chimerism": Graft,
	"bilirubin": Liver, "alt": Liver, "ast": Liver, "ggt": Liver, "albumin": Liver, "inr": Liver, "ferritin": Liver,
	"creatinine": Kidney, "cystatin-c": Kidney, "gfr": Kidney, "urea": Kidney, "potassium": Kidney, "magnesium": Kidney, "phosphate": Kidney, "sodium": Kidney, "urine-protein-creatinine": Kidney,
	"ldh": Vessels, "sc5b9": Vessels, "haptoglobin": Vessels,
	"crp": Infection, "procalcitonin": Infection, "galactomannan": Infection,
	"cd3": Immunity, "cd4": Immunity, "cd8": Immunity, "cd19": Immunity, "nk": Immunity, "naive-cd4": Immunity, "igg": Immunity, "iga": Immunity, "igm": Immunity,
	"ciclosporin-trough": Drugs, "tacrolimus-trough": Drugs, "sirolimus-trough": Drugs, "busulfan-level": Drugs, "posaconazole-level": Drugs, "voriconazole-level": Drugs,
}

func systemFor(what string) System {
	if s, ok := systemOf[what]; ok {
		return s
	}
	return Other
}
