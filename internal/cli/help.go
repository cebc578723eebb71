package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/dayzero-hsct/dayzero/plan"
)

// asFlag reads the word help, and an empty line, as the flag.
func asFlag(args []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	}
	return args
}

// help prints the usual help, then examples, exit codes and intended use.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	if lines := examples[commandOf(ctx.Selected())]; len(lines) > 0 {
		fmt.Fprint(ctx.Stdout, "\nExamples:\n  "+strings.Join(lines, "\n  ")+"\n")
	}
	fmt.Fprint(ctx.Stdout, "\n"+exitCodes()+"\n"+plan.IntendedUse.EN+"\n")
	return nil
}

// commandOf is the name of a command in full, empty for the program.
func commandOf(n *kong.Node) string {
	var words []string
	for ; n != nil && n.Type == kong.CommandNode; n = n.Parent {
		words = append(words, n.Name)
	}
	slices.Reverse(words)
	return strings.Join(words, " ")
}

// examples are lines to copy, by the command they show; those of the program are
// under the empty name.
var examples = map[string][]string{
	"": {
		"dayzero demo",
		"dayzero plan examples/lig4-shanghai/case.yaml --as-of 2024-12-20",
		"dayzero plan case.yaml --format json -o plan.json",
		"dayzero import case case.yaml --data ./data",
		"dayzero import hl7 results.hl7 --data ./data",
		"dayzero feed listen --mllp 127.0.0.1:2575 --data ./data",
		"dayzero survival km cohort.csv --time days --status dead --by donor",
		"dayzero hla match pairs.jsonl --release imgthla-3.58.0",
		"dayzero course assess rows.jsonl",
		"dayzero pk fit --model busulfan_paci_2012 levels.csv",
	},
	"demo":  {"dayzero demo --addr 127.0.0.1:8081"},
	"serve": {"dayzero serve --data ./data", "dayzero serve --data ./data --centre centre.yaml --behind-tls"},
	"plan":  {"dayzero plan case.yaml --as-of 2024-12-20", "dayzero plan case.yaml --lang zh --format html -o plan.html"},
	"import": {"dayzero import case case.yaml --data ./data", "dayzero import csv ward.csv --table ward --data ./data",
		"dayzero import hml message.xml --record ID --for S1=sister --write --data ./data"},
	"feed listen":        {`dayzero feed listen --mllp 127.0.0.1:2575 --name LIS --charset "GB 18030-2000" --data ./data`},
	"feed map":           {"dayzero feed map mapping.csv --data ./data"},
	"feed tasks":         {"dayzero feed tasks --data ./data"},
	"account add":        {"dayzero account add amy --role physician --scope '*' --display \"Amy\" --data ./data"},
	"account list":       {"dayzero account list --data ./data"},
	"account disable":    {"dayzero account disable amy --data ./data"},
	"backup":             {"dayzero backup 2025-01-02.backup --data ./data"},
	"restore":            {"dayzero restore 2025-01-02.backup --data ./new"},
	"check":              {"dayzero check --data ./data", "dayzero check --data ./data --json"},
	"rebuild":            {"dayzero rebuild --data ./data"},
	"export registry":    {"dayzero export registry RECORD --set one-year --data ./data -o one-year.csv"},
	"export phenopacket": {"dayzero export phenopacket case.yaml -o packet.json"},
	"report programme":   {"dayzero report programme --from 2021-01-01 --to 2024-12-31 --data ./data -o report.html", "dayzero report programme --demo -o report.html"},
	"kb lint":            {"dayzero kb lint", "dayzero kb lint ./knowledge"},
	"kb list":            {"dayzero kb list rule"},
	"kb show":            {"dayzero kb show tbi-in-dsb"},
	"kb diff":            {"dayzero kb diff ./knowledge-before"},
	"kb commission":      {"dayzero kb commission --data ./data", `dayzero kb commission busulfan_paci_2012 --as amy --opened "Paci 2012, Table 3" --data ./data`},
	"hla reduce":         {"printf 'lgx\\tA*01:01:01+A*02:01\\n' | dayzero hla reduce --release imgthla-3.58.0"},
	"hla match":          {"dayzero hla match pairs.jsonl --release imgthla-3.58.0 --convention 2016"},
	"hla probability":    {"dayzero hla probability --frequencies CAU.freqs.gz pairs.jsonl"},
	"hla family":         {"dayzero hla family families.tsv"},
	"hla load":           {"dayzero hla load imgthla-3.58.0 --data ./data", "dayzero hla load --macs numer.v3.zip --data ./data"},
	"hla read":           {"dayzero hla read message.xml genotype.json"},
	"donors generate":    {"dayzero donors generate --frequencies CAU.freqs.gz --count 100000 --seed 1 -o trial.csv"},
	"donors import":      {"dayzero donors import registry.csv --data ./data"},
	"donors search":      {"dayzero donors search --patient 'A*01:01+A*02:01^B*08:01+B*44:02^DRB1*03:01+DRB1*04:01' --loci A,B,DRB1 --max-mismatches 1"},
	"pk models":          {"dayzero pk models"},
	"pk simulate":        {"dayzero pk simulate scenario.json --at times.csv"},
	"pk fit":             {"dayzero pk fit --model busulfan_paci_2012 levels.csv"},
	"pk dose":            {"dayzero pk dose question.json"},
	"course assess":      {"dayzero course assess rows.jsonl"},
	"survival km":        {"dayzero survival km cohort.csv --time days --status dead --by donor --at 100,365,730"},
	"survival cif":       {"dayzero survival cif cohort.csv --time days --status cause --at 100,365"},
	"survival rmst":      {"dayzero survival rmst cohort.csv --time days --status dead --tau 730"},
	"survival logrank":   {"dayzero survival logrank cohort.csv --time days --status dead --by donor --strata era"},
	"survival gray":      {"dayzero survival gray cohort.csv --time days --status cause --by donor"},
	"survival cox":       {"dayzero survival cox cohort.csv --time days --status dead --covariates age,donor"},
	"survival finegray":  {"dayzero survival finegray cohort.csv --time days --status cause --cause 1 --covariates age"},
	"survival coxzph":    {"dayzero survival coxzph cohort.csv --time days --status dead --covariates age --transform km"},
	"about":              {"dayzero about"},
	"completion":         {"dayzero completion bash"},
}
