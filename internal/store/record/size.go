package record

import "context"

// Size returns how many entries a case holds. The record only grows, so two
// equal sizes of one case name the same content; app keeps computed plans by it.
func (s *Store) Size(ctx context.Context, patient string) (int, error) {
	if !keepable(patient) {
		return 0, missing("case", patient)
	}
	var n int
	if _, err := one(ctx, s.engine.Read(), []any{&n}, countEntries, patient); err != nil {
		return 0, s.shape(err)
	}
	if n > 0 {
		return n, nil
	}
	var cases int
	if _, err := one(ctx, s.engine.Read(), []any{&cases}, selectCase, patient); err != nil {
		return 0, s.shape(err)
	}
	if cases == 0 {
		return 0, missing("case", patient)
	}
	return 0, nil
}
