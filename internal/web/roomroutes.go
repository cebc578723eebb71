package web

import "github.com/dayzero-hsct/dayzero/internal/authz"

// roomRoutes are the rooms up to Day 0. Each reads the plan, or for a role
// without it the chart alone; what a room records goes through POST entries.
func roomRoutes() []route {
	const read = "plan.read or chart.read"
	return []route{
		{Pattern: "GET /tour", AnyRole: true, NoAudit: noRecord, Do: showTour},
		{Pattern: "GET /child/{id}/disease", Right: authz.ReadChart, Audit: read, Do: showDisease},
		{Pattern: "GET /child/{id}/evaluation", Right: authz.ReadChart, Audit: read, Do: showEvaluation},
		{Pattern: "GET /child/{id}/meeting", Right: authz.ReadChart, Audit: read, Do: showMeeting},
		{Pattern: "GET /child/{id}/pharmacy", Right: authz.ReadChart, Audit: read, Do: showPharmacy},
		{Pattern: "GET /child/{id}/day-0", Right: authz.ReadChart, Audit: read, Do: showDayZero},
		{Pattern: "GET /child/{id}/trace", Right: authz.ReadChart, Audit: read, Do: showTrace},
		{Pattern: "GET /child/{id}/donor/{donor}", Right: authz.ReadChart, Audit: read, Do: showDonorChart},
	}
}
