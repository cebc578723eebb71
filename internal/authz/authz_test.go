package authz

import "testing"

func TestAnEmptyScopeReachesNothing(t *testing.T) {
	for name, s := range map[string]Scope{"zero value": {}, "no ids": Only(), "empty id": Only("")} {
		for _, patient := range []string{"", "a", "*"} {
			if s.Reaches(patient) {
				t.Errorf("the %s scope reaches %q", name, patient)
			}
		}
		if s.All() || len(s.IDs()) != 0 {
			t.Errorf("the %s scope is not empty", name)
		}
	}
}

func TestAScopeReachesOnlyWhatItNames(t *testing.T) {
	s := Only("b", "a")
	if !s.Reaches("a") || !s.Reaches("b") || s.Reaches("c") || s.Reaches("") {
		t.Error("the scope of a and b is not a and b")
	}
	if got := s.IDs(); len(got) != 2 || got[0] != "a" {
		t.Errorf("ids %v", got)
	}
	if every := Only("*"); !every.All() || !every.Reaches("anything") || every.Reaches("") {
		t.Error("the star does not reach every record, or reaches the empty one")
	}
}

func TestWhatNobodyGrantedIsDenied(t *testing.T) {
	for _, role := range append(Roles(), "", "superuser") {
		for _, action := range append(Actions(), "", "chart.delete") {
			want := false
			for _, a := range granted[role] {
				want = want || a == action
			}
			if got := Decide(role, Every(), action, "p").Allowed; got != want {
				t.Errorf("%s may %s: %v, granted %v", role, action, got, want)
			}
			if Decide(role, Scope{}, action, "p").Allowed {
				t.Errorf("%s may %s without any scope", role, action)
			}
		}
	}
}

func TestARecordOutsideTheScopeIsHidden(t *testing.T) {
	d := Decide(Physician, Only("a"), ReadChart, "b")
	if d.Allowed || !d.Hidden {
		t.Errorf("%+v", d)
	}
}

// Two-person rules rest on who may sign at all.
func TestOnlyPrescriberAndPharmacistSignAPlanAndOnlyTheGeneticistAVariant(t *testing.T) {
	for _, role := range Roles() {
		if got, want := Decide(role, Every(), SignPlan, "p").Allowed, role == Physician || role == Pharmacist; got != want {
			t.Errorf("%s signs plans: %v", role, got)
		}
		if got, want := Decide(role, Every(), SignVariant, "p").Allowed, role == Geneticist; got != want {
			t.Errorf("%s signs variants: %v", role, got)
		}
	}
}

func TestTheFamilyLinkOpensNoRoomOfTheTeam(t *testing.T) {
	for _, a := range Actions() {
		if a != SendConsult && Decide(FamilyLink, Every(), a, "p").Allowed {
			t.Errorf("the family link may %s", a)
		}
	}
	if Decide(FamilyLink, Only("consult/C-1"), SendConsult, "consult/C-2").Allowed || !Decide(FamilyLink, Only("consult/C-1"), SendConsult, "consult/C-1").Allowed {
		t.Error("the family link reaches another consult, or not its own")
	}
}
