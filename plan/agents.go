package plan

import (
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
)

// agentOf gives the key of a drug for a name as somebody wrote it: English or
// Chinese, in any case. A name it does not know comes back as written.
func agentOf(name string) string {
	written := strings.ToLower(strings.TrimSpace(name))
	for _, a := range ledgerAgents {
		t := names[a.agent]
		if written == a.agent || written == strings.ToLower(t.EN) || written == t.ZH {
			return a.agent
		}
	}
	return strings.TrimSpace(name)
}

// genotoxic reports whether a drug is one of the agents of the ledger.
func genotoxic(agent string) bool {
	for _, a := range ledgerAgents {
		if a.agent == agent {
			return true
		}
	}
	return false
}

// unknownAgent names a conditioning drug that the ledger does not know: what it
// adds to the burden cannot be checked, so nothing may be signed on it.
func (m *maker) unknownAgent(drug, where string) {
	m.addGap("agent-not-known", text("A conditioning drug is not known to the ledger", "基因毒性累计表中没有该预处理药物"),
		text(drug+" ("+where+"): no ceiling and no rule of the knowledge speaks about it.", drug+"（"+where+"）：知识库中没有相应的上限或规则。"), "signature")
}

// withAgentKeys returns the protocol with its drugs under their keys; the entry
// itself stays as it was written.
func withAgentKeys(p chart.Item[*chart.CentreProtocol]) chart.Item[*chart.CentreProtocol] {
	copied := *p.Data
	copied.Drugs = slices.Clone(p.Data.Drugs)
	for i := range copied.Drugs {
		copied.Drugs[i].Drug = agentOf(copied.Drugs[i].Drug)
	}
	p.Data = &copied
	return p
}
