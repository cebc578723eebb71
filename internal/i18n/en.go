package i18n

// english is the English catalogue.
var english = Words{
	Site: Site{
		Name: "Dayzero", Skip: "Skip to content", Main: "Main", Other: "简体中文", SignOut: "Sign out", SignedInAs: "Signed in as",
		Foot:             "Support for trained transplant teams. Computes, shows its work, never decides. Not for emergencies. Not a device clearance, not advice to patients.",
		KnowledgeVersion: "knowledge", AboutLink: "Intended use",
		NavBoard: "Board", NavConsult: "Consult desk", NavEvidence: "Evidence", NavProgramme: "Programme", NavKnowledge: "Knowledge", NavAudit: "Audit",
		Synthetic: "synthetic values", EnglishOnly: "English only", Sources: "sources", Source: "Source", Status: "Status",
		NoValue: "not known", Yes: "yes", No: "no", Unknown: "unknown",
		Back: "Back", Close: "Close", HelpBoard: "g then b: board", HelpHelp: "?: this list", HelpPrint: "Tab and Enter reach everything else",
		Keys: "Keyboard shortcuts", Scroll: "table, scrolls sideways",
		NotBuilt: "This room is not built yet", NotBuiltMore: "Until then it lists plainly what is recorded.", Colon: ": ", OneSource: "source", SyntheticShort: "synthetic", Of: "of",
	},
	SignIn: SignIn{
		Title: "Sign in", Lead: "The planning board of a transplant team for children with rare diseases.", Name: "Account name", Password: "Password", Button: "Sign in",
		Refused:   "The account name or the password is not right, or the account may not sign in.",
		DemoTitle: "Demonstration accounts", DemoNote: "The passwords are printed by the command that started the demonstration.", Account: "Account", Role: "Role", SignedOut: "You are signed out.",
	},
	Board: Board{
		Title: "Board", Lead: "Every child by step of the journey, with the one thing that blocks or is due.", Empty: "No child is in your scope.", NoCard: "no child",
		Stops: "Stops", Cautions: "Cautions", Gaps: "Gaps", Nothing: "Nothing blocks, nothing is due.", Radiosensitive: "radiosensitive",
	},
	Child: Child{
		Recipient: "RECIPIENT", Donor: "DONOR", Header: "The child", Weight: "Weight", Length: "Length", BSA: "BSA", BloodGroup: "Blood group", DonorGroup: "donor", Allergies: "Allergies",
		Radiosensitive: "Radiosensitive", RadioYes: "YES", RadioNo: "NO", RadioHandled: "HANDLED AS YES", Ionising: "Ionising exposures", BCG: "BCG", Isolation: "Isolation", DosingWeight: "Dosing weight",
		Born: "born", Identifier: "Identifier", Journey: "Journey from consult to follow-up", StateDone: "done", StateCurrent: "current", StateAhead: "ahead", AsOf: "As of", AsOfShow: "Show this day",
		AsOfRange: "As of, slider over days", AsOfGo: "Go", AsOfNow: "recorded up to now", NotNow: "This page shows the record as it stood at the end of", BackToNow: "Back to now", Before: "Day before", After: "Day after", Today: "Today",
		Matters: "What matters now", Open: "open", Nothing: "No stop, caution or gap is open.", Trends: "Trends", TrendsNote: "day axis · every value opens to its entry",
		NoTrend: "No value recorded by this day.", TableTwin: "As a table", Outcome: "Outcome statement", Recent: "Recent entries", AllEntries: "All entries", When: "When", What: "What", Value: "Value", By: "By",
		Tasks: "Due", Home: "Overview", Planned: "planned", ChartOnly: "Your role reads the chart, not the plan.", Missing: "missing", Threshold: "Dashed line, recovery definition",
	},
	Notes: Notes{
		Stop: "Stop", Caution: "Caution", Gap: "Gap", Task: "Due", Answered: "Answered", Blocks: "blocks",
		TwoPerson: "passed only by two named people in writing", Reason: "needs a written reason", Geneticist: "passed only by the geneticist's signature",
		OverruleTitle: "Overrule this stop", AnswerTitle: "Answer this caution", ReasonField: "Reason", Password: "Your password", OverruleButton: "Sign the overrule", AnswerButton: "Sign the answer",
		OverruleHelp: "Two different people sign, each with a reason; the stop stands until both have.", AnswerHelp: "The reason is kept with your name.", WhatToDo: "What to do", MissingInputs: "Missing", Cleared: "cleared", Remark: "Note",
		BlockSignature: "signature", BlockDonor: "donor", BlockDayZero: "Day 0", BlockImaging: "imaging",
	},
	Plan: Plan{
		Title: "Conditioning plan", Options: "Options side by side", OptionsNote: "protocols as their source lists them", Protocol: "Protocol", Drugs: "Drugs, course totals", Verdict: "Verdict for this child", Why: "Why",
		Listed: "listed by the guideline", Possible: "possible with a named reason", NotRecommended: "not recommended", Contraindicated: "contraindicated", Chosen: "chosen by the team",
		ReferenceOnly: "reference only, not for orders", Commissioned: "commissioned", NotRanked: "listed, not ranked", Published: "published",
		Matrix: "Day matrix", MatrixNote: "Every dose opens to its derivation: weight and its date, formula, source, rounding.", Item: "Item", CourseTotal: "Course total", NoMatrix: "No day matrix: no regimen is chosen, or an input it needs is missing.", SignedNone: "signed as none", Given: "given", OrderSheet: "Order sheet (A4)", Work: "work",
		Ledger: "Cumulative DNA-damaging exposure", LedgerNote: "planned and given, before and after Day 0, against the dose ceiling for this disease", Agent: "Agent", PlannedCol: "Planned", GivenCol: "Given", Ceiling: "Dose ceiling", Imaging: "Ionising imaging", NoImaging: "None recorded.",
		Within: "within the ceiling", AtCeiling: "at the ceiling", Above: "above the ceiling", NoCeiling: "no ceiling read", UnknownVerdict: "not known",
		Notes: "Stops, cautions, gaps", NotesNone: "None open.", Gates: "Gates", GateOpen: "open", GateClosed: "closed", Sign: "Sign", SignNote: "Two people sign one hash: a physician and a pharmacist.", Hash: "plan hash", Nobody: "Nobody has signed this plan.",
		Meaning: "Meaning of your signature", MeaningDefault: "I have checked this plan and sign it for this child.", Password: "Your password", Identifier: "The child's identifier, entered again", IdentifierHelp: "Type the identifier from the header; recipient and donor share a family name.", SignButton: "Sign the plan", Blocked: "Signing is not possible now",
		Complete: "Both signatures stand on this plan.", Outdated: "Outdated since an input changed: sign again", Changed: "Changed since the signature", CurrentMark: "current", NotCurrent: "an earlier plan", SignedDone: "Your signature is recorded.", AnsweredDone: "Your decision is recorded.", NotYours: "Your role does not sign plans.",
		Calendar: "Calendar", CalendarNote: "monitoring and follow-up", Day: "Day", Due: "Date", Text: "What", State: "State", Local: "the centre sets it", GateImaging: "imaging gate", CalendarEmpty: "Nothing is due: there is no Day 0.",
		Disease: "Disease", Role: "Role", AllCalendar: "The whole calendar", DueSoon: "Overdue, due and the next 7 days", OneOfTwo: "One of two signatures; a second person is needed.",
	},
	Family: Family{
		Title: "Family and donors", Pedigree: "Family", PedigreeNote: "haplotypes by descent, family gene by symbol", TextTwin: "The family as a table", Person: "Person", Relation: "Relation", FamilyGene: "Family gene", Haplotypes: "Haplotypes", Variants: "Variants",
		Donors: "Donors", NoDonors: "No donor is recorded.", Rank: "Rank", Eligible: "eligible", BlockedState: "blocked", Excluded: "excluded", ChosenMark: "chosen by the team", BackupMark: "named back-up",
		Match: "Match", Locus: "Locus", ChildCol: "Child", GvH: "GvH", HvG: "HvG", MatchCol: "Match", NotTyped: "not typed",
		Facts: "Beyond HLA", FamilyStatus: "Family variant", Reasons: "Reasons", SignTitle: "Clear this carrier as a donor", SignHelp: "The geneticist's signature, not a general statement, clears a carrier.", SignMeaning: "Carrier of one familial variant, not affected: suitable as a donor in this respect.", SignButton: "Sign the clearance", SignDone: "The clearance is recorded.",
		NoBackup: "No back-up donor is named.", Backup: "Back-up donor", GeneticistOnly: "Only a geneticist signs this.", Proband: "the child",
	},
	Entry: Entry{
		Title: "Entry", Kind: "Kind", About: "About", Effective: "Happened", Recorded: "Recorded", Author: "Author", Source: "Source", Supersedes: "Corrects", Reason: "Reason of the correction", Values: "What it says",
		Versions: "Earlier versions", NoVersions: "There is no earlier version.", Correct: "Correct this entry", CorrectHelp: "The entry stays readable; the correction is a new entry with its reason.", NotCorrectable: "This kind of entry has lists inside and is corrected by import.", RecordTitle: "Record an entry", RecordHelp: "Every number carries its unit, for instance 6.8 kg.",
		EffectiveHelp: "Date, or date and time as 2024-12-20T06:35", Submit: "Record", SubmitCorrection: "Record the correction", Recipient: "the child", Corrected: "superseded entry, kept", RecordedDone: "The entry is recorded.", NewOf: "Kind of entry",
		Superseded: "This version was corrected; it is kept to be read.", ChooseKind: "Choose a kind", DerivationTitle: "Derivation", DerivationLead: "How this value came about: inputs, formula, source, rounding.", BackToPlan: "Back to the plan", Later: "current version",
	},
	Room: Room{
		Recorded: "Recorded for this step", NothingRecorded: "Nothing is recorded for this step by this day.", Calendar: "Calendar", Outcome: "Outcome statement", Persists: "What persists", NotYetKnown: "Cannot be known yet",
		StateComplete: "complete", StateMissing: "missing", StateContradicted: "contradicted", Imaging: "Imaging", Gates: "Gates", Meaning: "Meaning",
		Checklist: "Work-up checklist", Detail: "Detail", BlocksDayZero: "Day 0 waits for it", OpenIn: "Open",
	},
	Knowledge: Knowledge{
		Title: "Knowledge", Lead: "Every statement with its status and sources.", Version: "Version", Diseases: "Diseases", Drugs: "Drugs", Regimens: "Regimens", Rules: "Rules", Calendar: "Calendar", Evidence: "Evidence", Checklist: "Evaluation", Groups: "Groups",
		Gene: "Gene", Name: "Name", Group: "Group", Inheritance: "Inheritance", Radiosensitive: "Radiosensitive", Facts: "Facts", Count: "Count", Id: "Id", Scope: "Scope", Effect: "Effect", Condition: "Condition",
		Overrule: "Passed by", Ceilings: "Dose ceilings", Agent: "Agent", Limit: "Limit", Use: "Use", Interactions: "Interactions", Contraindications: "Contraindications",
		StatusKey: "What the status means", MayAct: "may act", MayNot: "shown, does not act", NotRead: "Not read", Platforms: "Platforms", From: "From", To: "To", Every: "Every (days)", Field: "Field", State: "State", Value: "Value",
		Reported: "reported", NotReported: "not reported", NotReadState: "not read", Message: "Message", Action: "Action", WhenUnknown: "When an input is missing", Days: "days",
	},
	Programme: Programme{
		Title: "Programme", Lead: "Activity of the centre.", SyntheticRows: "All rows are synthetic: they enter no evidence and no count of a real programme.", PerYear: "Transplants per year", PerGroup: "Transplants per disease group", Year: "Year", Count: "Count", Group: "Disease group",
		Survival: "Survival, engraftment, funnel and CUSUM", Total: "Total", None: "No transplant is recorded.", NotShown: "Figures of survival are not shown before they can be computed with their intervals.",
	},
	Audit: Audit{
		Title: "Audit", Lead: "Who did what to whose record, newest first; each event is sealed over the one before it.", When: "When (UTC)", Who: "Who", Role: "Role", Action: "Action", Outcome: "Outcome", Detail: "Detail", Hash: "Hash", Chain: "Chain", All: "all chains", Sequence: "No.", Filter: "Show", None: "No event.",
	},
	About: About{
		Title: "Intended use", Intended: "Intended use", IntendedText: "Dayzero supports trained transplant teams that treat children with rare diseases. It computes what follows from the record and from published knowledge, shows the work and the sources, and a named person signs. It never decides.",
		Not: "What it is not", NotText: "Not for emergencies. Not a device clearance. Not advice to patients or families.",
		Status: "Status of knowledge", StatusText: "Items of models, protocols and thresholds ship uncommissioned: they are visible, watermarked, and never on an order until the centre has commissioned them with two signatures.", Marks: "Marks", KeyLead: "State is never shown by colour alone.",
		Evidence: "Evidence", EvidenceLead: "Published cases and cohorts recorded in the knowledge, field by field: reported, not reported, not read. A count is never shown as a rate.",
		Consult: "Consult desk", ConsultLead: "Requests of families and referring doctors. What is recorded is shown on each child's consult room.", Demo: "Demonstration", DemoText: "This installation is a demonstration with synthetic values.", Knowledge: "Knowledge version", KnowledgeText: "Every plan records the version of the knowledge it was made with.",
	},
	Errors: Errors{
		NotFound: "Not found", NotFoundMore: "There is no such page or record, or your account does not reach it.", Denied: "Not permitted", DeniedMore: "Your role does not carry this right, or the password was not right.",
		Conflict: "The record changed since this page was shown. Read it again, then sign.", Refused: "Not accepted", Stop: "A stop applies", Storage: "The database did not answer; nothing was written.", Internal: "Something failed here. Nothing was written.",
		Forged: "The form does not belong to this session. Open the page again.", BadDate: "That is not a date. Write it as 2024-12-20.", TooLarge: "The form is too large.", Title: "Problem",
	},
	Sheet: Sheet{Title: "Order sheet", Back: "Back to the plan", Print: "Print this page from the browser on A4."},
}
