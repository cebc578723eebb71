package web

import (
	"slices"

	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// route is one row of the table of addresses. Right names the right it needs;
// a route without one is Public or for AnyRole. Audit names the event the door
// leaves for it; a route that touches no record says why there is none.
type route struct {
	Pattern string
	Public  bool         // without a session
	AnyRole bool         // any signed-in person
	Right   authz.Action // checked by the door; by the page itself when Own
	Machine bool         // sent by the browser itself, without the secret of a form
	Own     bool         // no use case of the door stands behind it
	Audit   string       // action of the audit event
	NoAudit string       // why there is no event
	Do      func(*visit) error
}

const (
	noRecord = "shows no record"
	ownState = "changes the reader's own session only"
)

// routes is the whole table. A test walks it: no route without a row of rights
// and a row of audit.
func routes() []route {
	return slices.Concat(siteRoutes(), childRoutes(), jobRoutes(), evidenceTableRoutes(), requestRoutes(), deskRoutes(), protocolRoutes(), pathRoutes(), decideRoutes(), feedRoutes(), donorRoutes(), typingFileRoutes(), exposureRoutes(), roomRoutes(), jumpRoutes(), limitRoutes(), handoverRoutes(), policyRoutes())
}

func siteRoutes() []route {
	return []route{
		{Pattern: "GET /{$}", AnyRole: true, NoAudit: noRecord, Do: showHome},
		{Pattern: "GET /sign-in", Public: true, NoAudit: noRecord, Do: showSignIn},
		{Pattern: "POST /sign-in", Public: true, Audit: "sign-in", Do: doSignIn},
		{Pattern: "POST /sign-out", AnyRole: true, Audit: "sign-out", Do: doSignOut},
		{Pattern: "POST /language", Public: true, NoAudit: ownState, Do: doLanguage},
		{Pattern: "GET /board", Right: authz.ReadBoard, Audit: "board.read", Do: showBoard},
		{Pattern: "GET /knowledge", Right: authz.ReadKnowledge, Audit: "knowledge.read", Do: showKnowledge},
		{Pattern: "GET /knowledge/{kind}/{id...}", Right: authz.ReadKnowledge, Own: true, NoAudit: noRecord, Do: showKnowledgeItem},
		{Pattern: "GET /programme", Right: authz.ReadProgramme, Audit: "programme.read", Do: showProgramme},
		{Pattern: "GET /programme/data/{figure}", Right: authz.ReadProgramme, Audit: "programme.read", Do: showProgrammeData},
		{Pattern: "POST /programme/compute", Right: authz.ReadProgramme, Audit: "job.ask", Do: askCohort},
		{Pattern: "GET /audit", Right: authz.ReadAudit, Audit: "audit.read", Do: showAudit},
		{Pattern: "GET /evidence", Right: authz.ReadKnowledge, Own: true, NoAudit: noRecord, Do: showEvidence},
		{Pattern: "GET /evidence/cases.schema.json", Right: authz.ReadKnowledge, Own: true, NoAudit: noRecord, Do: showCaseSchema},
		{Pattern: "GET /evidence/cases.csv", Right: authz.ReadKnowledge, Own: true, NoAudit: noRecord, Do: showCaseTable},
		{Pattern: "POST /evidence/check", Right: authz.ReadKnowledge, Own: true, NoAudit: "checks a table and keeps nothing of it", Do: checkCases},
		{Pattern: "GET /evidence/{disease}", Right: authz.ReadKnowledge, Own: true, NoAudit: noRecord, Do: showDiseaseEvidence},
		{Pattern: "GET /about", Public: true, NoAudit: noRecord, Do: showAbout},
		{Pattern: "GET /help", Public: true, NoAudit: noRecord, Do: showHelp},
		{Pattern: "GET /static/{file}", Public: true, NoAudit: noRecord, Do: showStatic},
		{Pattern: "GET /healthz", Public: true, NoAudit: noRecord, Do: showHealth},
	}
}

func childRoutes() []route {
	return append(courseRoutes(), []route{
		{Pattern: "GET /child/{id}", Right: authz.ReadChart, Audit: "plan.read or chart.read", Do: showChild},
		{Pattern: "GET /child/{id}/{room}", Right: authz.ReadChart, Audit: "plan.read or chart.read", Do: showRoom},
		{Pattern: "GET /child/{id}/diagnosis", Right: authz.ReadChart, Audit: "plan.read or chart.read", Do: showDiagnosis},
		{Pattern: "GET /child/{id}/evidence", Right: authz.ReadChart, Audit: "plan.read or chart.read; for the own charts board.read and one chart.read each", Do: showLike},
		{Pattern: "GET /child/{id}/plan", Right: authz.ReadPlan, Audit: "plan.read", Do: showPlan},
		{Pattern: "GET /child/{id}/donor", Right: authz.ReadPlan, Audit: "plan.read", Do: showFamily},
		{Pattern: "GET /child/{id}/plan/sheet", Right: authz.ReadPlan, Audit: "plan.read", Do: showSheet},
		{Pattern: "POST /child/{id}/plan/sign", Right: authz.SignPlan, Audit: "plan.sign", Do: doSign},
		{Pattern: "GET /child/{id}/derivation/{key...}", Right: authz.ReadPlan, Audit: "plan.read", Do: showDerivation},
		{Pattern: "GET /child/{id}/entry/{entry}", Right: authz.ReadChart, Audit: "plan.read or chart.read", Do: showEntry},
		{Pattern: "POST /child/{id}/entry/{entry}/sign", Right: authz.SignPlan, Audit: "plan.sign", Do: doSignEntry},
		{Pattern: "GET /child/{id}/entries", Right: authz.ReadChart, Audit: "plan.read or chart.read", Do: showEntries},
		{Pattern: "POST /child/{id}/entries", Right: authz.WriteEntry, Audit: "entry.write", Do: doRecord},
		{Pattern: "POST /child/{id}/overrule", Right: authz.Overrule, Audit: "stop.overrule", Do: doOverrule},
		{Pattern: "POST /child/{id}/answer", Right: authz.Answer, Audit: "caution.answer", Do: doAnswer},
		{Pattern: "POST /child/{id}/donor/{donor}/sign-variant", Right: authz.SignVariant, Audit: "donor-variant.sign", Do: doSignVariant},
	}...)
}
