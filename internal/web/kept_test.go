package web

import (
	"testing"
	"time"
)

func TestAKeptPageBelongsToOneReaderOneRecordAndOneMoment(t *testing.T) {
	at := time.Date(2024, 12, 20, 15, 59, 59, 0, time.UTC)
	key := keptKey{address: "/child/a", lang: "en", role: "physician", patient: "a", size: 4, clinical: at, recorded: at}
	k := newKeptPages()
	k.pages.Set(key, []byte("page"))
	if _, ok := k.pages.GetIfPresent(key); !ok {
		t.Fatal("the page was not kept")
	}
	for name, change := range map[string]func(*keptKey){
		"a narrower scope":    func(k *keptKey) { k.account = "y" },
		"a newer signature":   func(k *keptKey) { k.beside = "2" },
		"another role":        func(k *keptKey) { k.role = "nurse" },
		"another language":    func(k *keptKey) { k.lang = "zh" },
		"another child":       func(k *keptKey) { k.patient = "b" },
		"one entry more":      func(k *keptKey) { k.size++ },
		"a later moment":      func(k *keptKey) { k.clinical = at.Add(time.Second) },
		"written down later":  func(k *keptKey) { k.recorded = at.Add(time.Second) },
		"another page of him": func(k *keptKey) { k.address = "/child/a/plan" },
	} {
		other := key
		change(&other)
		if _, ok := k.pages.GetIfPresent(other); ok {
			t.Errorf("%s is shown the kept page", name)
		}
	}
}

func TestKeptPagesStayWithinTheirMemory(t *testing.T) {
	k := newKeptPages()
	for i := range 3 * keptBytes >> 20 {
		k.pages.Set(keptKey{size: i}, make([]byte, 1<<20))
	}
	k.pages.CleanUp()
	if weight := k.pages.WeightedSize(); weight > keptBytes {
		t.Errorf("%d bytes are kept", weight)
	}
}
