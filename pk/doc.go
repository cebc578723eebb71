// Package pk predicts drug exposure and re-estimates it from measured levels:
// compartment models with NONMEM event semantics, published population models
// as data, maximum a posteriori estimates with their doubt, and the largest
// dose that keeps the probability of over-exposure below a limit under every
// credible model.
//
// Promises: linear models of one to three compartments are solved in closed
// form, steady state included, and their AUC comes from the mass balance;
// everything else is integrated with controlled error; the covariates of a
// record hold on the interval that ends at it (NONMEM's rule); a model of tier
// C or D never computes a dose; a missing covariate or an unknown unit gives no
// number at all; the same input gives the same bytes (random streams are
// seeded).
//
// Not promised: that a published model fits a given child. No random effect of
// a model was estimated in a child with LIG4 syndrome.
//
// Numbers inside this package are plain floats in the model's own units (hours,
// the dose unit and the concentration unit that the model names); units enter
// and leave at [RunDose] and at the model file.
package pk
