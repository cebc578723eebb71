package i18n_test

import (
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

func TestEveryRightHasAWordInTheAuditTrail(t *testing.T) {
	for _, right := range authz.Actions() {
		if en, zh := i18n.AuditAction(i18n.English, string(right)), i18n.AuditAction(i18n.Chinese, string(right)); en == "" || zh == "" || en == zh {
			t.Errorf("%s is called %q and %q", right, en, zh)
		}
	}
}
