package casefile

import (
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
)

const typingFile = `dayzero: case/1
id: c
title: {en: Case}
author: demonstration
centre: {name: {en: Centre}, timezone: Asia/Shanghai}
entries:
  - {id: child, kind: person, at: 2024-10-03, source: synthetic, data: {role: recipient, label: {en: Child}, sex: male, birth: 2024-05-10}}
  - {id: h1, kind: hla-typing, at: 2024-12-17, source: synthetic, data: {release: 3.58.0, codes: 2024-11-02, alleles: ALLELES}}
`

func TestATypingStandsInACaseFileAsTheLaboratoryWroteIt(t *testing.T) {
	c, problems := Parse(strings.NewReader(strings.Replace(typingFile, "ALLELES", `{A: ["02:07", "11:01"], B: ["46:01:01G", "40:01/40:02"], C: ["01:02+07:02|01:03+07:04"], DRB1: ["09:XX"], DQB1: ["A*01:01"]}`, 1)), "t.yaml")
	if len(problems) != 1 || !strings.Contains(problems[0].Error(), "data.alleles.DQB1: A*01:01 stands under locus DQB1") {
		t.Fatalf("%v", problems)
	}
	c, problems = Parse(strings.NewReader(strings.Replace(typingFile, "ALLELES", `{A: ["02:07", "11:01"], B: ["46:01:01G", "40:AB"], C: ["01:02+07:02|01:03+07:04"], DRB1: ["09:XX"], DQB1: [DQ9, NEW]}`, 1)), "t.yaml")
	if len(problems) > 0 {
		t.Fatalf("%v", problems)
	}
	typing := c.Entries[1].Payload.(*chart.HLATyping)
	if strings.Join(typing.Alleles["B"], "+") != "46:01:01G+40:AB" || typing.Alleles["C"][0] != "01:02+07:02|01:03+07:04" || len(typing.Alleles["DRB1"]) != 1 || typing.Codes != "2024-11-02" {
		t.Errorf("%+v", typing)
	}
	for alleles, want := range map[string]string{
		`{A: ["02:07/", "11:01"]}`:                  "data.alleles.A: ",
		`{A: ["02:01+11:01|02:05+11:01", "24:02"]}`: "a genotype list holds both copies",
		`{A: ["02:01+11:01+24:02|02:05+11:01"]}`:    "locus A has 3 gene copies",
		`{A: ["24", "11:01"]}`:                      "names an allele family",
		`{A: ["02:07/B*46:01", "11:01"]}`:           "B*46:01 stands under locus A",
		`{A: ["02:banana", "11:01"]}`:               "data.alleles.A: ",
	} {
		if _, problems := Parse(strings.NewReader(strings.Replace(typingFile, "ALLELES", alleles, 1)), "t.yaml"); len(problems) != 1 || !strings.Contains(problems[0].Error(), want) {
			t.Errorf("%s: %v", alleles, problems)
		}
	}
}
