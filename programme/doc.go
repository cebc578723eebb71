// Package programme turns the transplants of a centre into the figures that its
// team, its statistician and its accreditor read: activity, engraftment, GVHD,
// overall and event-free survival, competing causes, quality over time and
// completeness of follow-up.
//
// Promises: one row is one transplant; synthetic and real rows never meet in one
// figure; every figure names its definition, its interval and its conventions,
// and carries the numbers at risk; a row that cannot be read is named, never
// guessed; the same rows give the same figures. A question whose usual answer
// misleads (one minus Kaplan–Meier for a cause that competes, a later event as a
// baseline covariate, a curve beyond the few who are still at risk, a group of
// fewer than five) is refused or asked again in a form that has an answer.
//
// Not promised: causes. The figures describe a cohort; they do not adjust for
// case mix, and a published cohort beside them is a point to look at, no test.
package programme
