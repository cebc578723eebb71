package web

import (
	"testing"
	"time"
)

func TestAKeptPageBelongsToOneReaderOneRecordAndOneMoment(t *testing.T) {
	at := time.Date(2024, 12, 20, 15, 59, 59, 0, time.UTC)
	key := keptKey{address: "/child/a", lang: "en", account: "x", role: "physician", patient: "a", size: 4, clinical: at, recorded: at}
	k := newKeptPages()
	k.put(key, []byte("page"))
	if _, ok := k.get(key); !ok {
		t.Fatal("the page was not kept")
	}
	for name, change := range map[string]func(*keptKey){
		"another reader":      func(k *keptKey) { k.account = "y" },
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
		if _, ok := k.get(other); ok {
			t.Errorf("%s is shown the kept page", name)
		}
	}
	for i := range keptAtMost + 1 {
		other := key
		other.size = 100 + i
		k.put(other, nil)
	}
	if len(k.pages) > keptAtMost {
		t.Errorf("%d pages are kept", len(k.pages))
	}
}
