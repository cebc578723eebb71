package i18n

// Words is the catalogue of fixed words, page by page.
type Words struct {
	Site      Site
	SignIn    SignIn
	Board     Board
	Child     Child
	Notes     Notes
	Plan      Plan
	Family    Family
	Entry     Entry
	Room      Room
	Rooms     Rooms
	Diagnosis Diagnosis
	Knowledge Knowledge
	Evidence  Evidence
	CaseTable EvidenceTables
	Exposure  Exposure
	Programme Programme
	Course    Course
	FollowUp  FollowUp
	Limits    Limits
	Audit     Audit
	Request   Request
	Desk      Desk
	Path      Path
	Jump      Jump
	Jobs      Jobs
	States    States
	Feed      Feed
	Donors    Donors
	Help      HelpWords
	About     About
	Errors    Errors
	Sheet     Sheet
}

// Site holds what every page shows.
type Site struct {
	Name, Skip, Main, Other, SignOut, SignedInAs, Foot, KnowledgeVersion, AboutLink string
	NavBoard, NavConsult, NavEvidence, NavProgramme, NavKnowledge, NavAudit         string
	Synthetic, EnglishOnly, Sources, Source, Status, NoValue, Yes, No, Unknown      string
	Back, Close, HelpBoard, HelpHelp, HelpPrint, Keys, Scroll                       string
	Colon, Period, OneSource, SyntheticShort, Of                                    string
}

// SignIn is the sign-in page.
type SignIn struct {
	Title, Lead, Name, Password, Button, Refused, DemoTitle, DemoNote, Account, Role, SignedOut string
}

// Board is the page of all children.
type Board struct {
	Title, Lead, Empty, NoCard, Stops, Cautions, Gaps, Nothing, Radiosensitive string
}

// Child is the header of every page about a child, and the child's own page.
type Child struct {
	Recipient, Donor, Weight, Length, BSA, BloodGroup, DonorGroup, Allergies                string
	Radiosensitive, RadioYes, RadioNo, RadioHandled, Ionising, BCG, Isolation, DosingWeight string
	Born, Identifier, Journey, StateDone, StateCurrent, StateAhead, AsOf, AsOfShow          string
	AsOfRange, AsOfGo, AsOfNow, NotNow, BackToNow, Before, After                            string
	Matters, Open, Nothing, Trends, TrendsNote                                              string
	NoTrend, TableTwin, Outcome, Recent, AllEntries, When, What, By                         string
	Endpoints, ByDefinition, Tasks, Home, ChartOnly, Threshold                              string
}

// Notes are the words of stops, cautions, gaps and tasks.
type Notes struct {
	Stop, Caution, Gap, Task, Answered, Blocks, TwoPerson, Reason, Geneticist, ByInput string
	OverruleTitle, AnswerTitle, ReasonField, Password, OverruleButton                  string
	AnswerButton, OverruleHelp, AnswerHelp, WhatToDo, MissingInputs, Cleared, Remark   string
	BlockSignature, BlockDonor, BlockDayZero, BlockImaging, BlockTransfusion           string
}

// Plan is the conditioning plan page.
type Plan struct {
	Title, Options, OptionsNote, Protocol, Drugs, Verdict, Why, Listed, Possible, NotRecommended string
	Contraindicated, Chosen, ReferenceOnly, Commissioned, NotRanked                              string
	Matrix, MatrixNote, Item, CourseTotal, NoMatrix, SignedNone, Given, OrderSheet               string
	Ledger, LedgerNote, PlannedCol, GivenCol, Ceiling, Imaging, NoImaging                        string
	Within, AtCeiling, Above, NoCeiling, UnknownVerdict                                          string
	Notes, NotesNone, Gates, GateOpen, GateClosed, Sign, SignNote, Hash, Nobody                  string
	Meaning, MeaningDefault, Password, Identifier, IdentifierHelp, SignButton, Blocked           string
	Complete, Outdated, Changed, CurrentMark, NotCurrent, SignedDone, AnsweredDone, NotYours     string
	Calendar, CalendarNote, Day, Due, Text, State, Local, GateImaging, CalendarEmpty             string
	Disease, AllCalendar, DueSoon, OneOfTwo                                                      string
}

// Family is the page of the family and the donors.
type Family struct {
	Title, Pedigree, PedigreeNote, TextTwin, Person, Relation, FamilyGene, Haplotypes, Variants string
	Donors, NoDonors, Rank, Eligible, BlockedState, Excluded, ChosenMark, BackupMark            string
	Match, Locus, ChildCol, GvH, HvG, MatchCol, NotTyped                                        string
	Facts, FamilyStatus, Reasons, SignTitle, SignHelp, SignMeaning, SignButton, SignDone        string
	NoBackup, Backup, GeneticistOnly, Proband                                                   string
}

// Entry is the page of one entry and the form that records one.
type Entry struct {
	Title, Kind, About, Effective, Recorded, Author, Source, Supersedes, Reason, Values                                      string
	Versions, NoVersions, Correct, CorrectHelp, NotCorrectable, RecordTitle, RecordHelp                                      string
	EffectiveHelp, EffectiveNow, Submit, SubmitCorrection, Recipient, Corrected, RecordedDone, NewOf                         string
	Superseded, SignTitle, SignHelp, SignMeaning, SignButton, ChooseKind, DerivationTitle, DerivationLead, BackToPlan, Later string
	Withdraw, WithdrawHelp, WithdrawWhy, WithdrawButton                                                                      string
}

// Room is a room whose pages come later, and those of disease and follow-up.
type Room struct {
	Recorded, NothingRecorded, Persists, NotYetKnown               string
	StateComplete, StateMissing, StateContradicted, Gates, Meaning string
	Detail, BlocksDayZero, OpenIn, NoAssessment                    string
}

// Diagnosis is the room of the variants.
type Diagnosis struct {
	Statement, Proven, NotExplained, Gap, Variants, Variant, Origin, Zygosity, Parents, Father, Mother string
	Reported, Rules, Points, Disagree, Criteria, Phase, Assays, Findings, None, Pedigree, Note         string
	OtherGene                                                                                          string
}

// Knowledge is the browser of the knowledge.
type Knowledge struct {
	Title, Lead, Version, Diseases, Drugs, Regimens, Rules, Calendar, Evidence, Checklist, Groups string
	Gene, Name, Group, Inheritance, Radiosensitive, Facts, Count, Id, Scope, Effect, Condition    string
	Overrule, Ceilings, Agent, Limit, Use, Interactions, Contraindications                        string
	StatusKey, MayAct, MayNot, NotRead, Platforms, From, To, Every, Field, State, Value           string
	Reported, NotReported, NotReadState, Message, Action, WhenUnknown                             string
}

// Audit is the audit trail.
type Audit struct {
	Title, Lead, When, Who, Role, Action, Outcome, Detail, Hash, Chain, All, Sequence, Filter, None string
}

// About is the page of intended use, and the pages of rooms without a child.
type About struct {
	Title, Intended, IntendedText, Not, NotText, Status, StatusText, Marks, KeyLead string
	Demo, DemoText, Knowledge, KnowledgeText                                        string
}

// Errors are the sentences of refusals.
type Errors struct {
	NotFound, NotFoundMore, Denied, DeniedMore, Conflict, Refused, Stop, Storage, Internal, Forged, BadDate string
	TooLarge, Title                                                                                         string
}

// Sheet is the frame around the printed order sheet.
type Sheet struct {
	Title, Back, Print string
}
