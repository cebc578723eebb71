package chart

// Acknowledgement says that a person has seen an alert of the course and why it
// is left. It names the state of the alert: when the state changes, the alert
// stands again.
type Acknowledgement struct {
	Alert  string `json:"alert" req:"yes" doc:"state of the alert as the course room names it"`
	Reason string `json:"reason" req:"yes"`
}

// Kind returns "acknowledgement".
func (*Acknowledgement) Kind() Kind { return "acknowledgement" }
