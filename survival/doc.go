// Package survival computes time-to-event statistics of a transplant programme:
// survival curves, competing risks, regression, follow-up quality and monitoring.
//
// Every function takes its whole input as values (no clock, no files, no
// randomness), so a result replays from its inputs. Every result names the
// convention that made it, because the same data give different numbers under
// different customs:
//
//   - Confidence limits: log-log by default; log, plain, logit and arcsine by name ([Transform]).
//   - Tied event times in Cox models: Efron by default, Breslow by name ([Ties]).
//   - Variance of a cumulative incidence: Greenwood type, infinitesimal
//     jackknife, or the estimator of Gray's software, by name ([CIFVariance]).
//   - An event and a censoring on the same time in a Fine–Gray model: two
//     conventions by name ([TieConvention]).
//
// # Time
//
// A time is a number in one unit of the caller's choice; whole days are exact and
// are what this package is meant for. Years kept as fractions make false
// differences between equal days: times closer than the square root of the
// machine epsilon (relative to the mean time, or absolute) are taken as one time,
// as R's survival package does. Events come before censorings of the same time;
// a row is at risk at t when entry < t <= time.
//
// # What not to do
//
// One minus Kaplan–Meier is no incidence of a cause when another cause competes:
// [KaplanMeier] refuses such a status, [CumulativeIncidence] answers. A covariate
// that is known only later ("ever had chronic GVHD") is no baseline covariate:
// use [SplitAt] for a time-dependent one or [Landmark]. A raw proportion is legal
// only where every patient was followed to the horizon.
//
// A number that does not exist (a median that was not reached, a limit at the end
// of a curve) is NaN in Go and null in the JSON of the Run functions.
package survival
