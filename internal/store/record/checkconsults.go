package record

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sort"
	"strings"

	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

// checkConsults compares each consult with the last event that wrote it, and each
// document with the hash that its consult names. An empty digest says that the
// consult was removed.
func (k *checker) checkConsults(ctx context.Context, tx Tx) error {
	type held struct{ number, id string }
	named := map[held]string{} // hash by document
	err := each(ctx, tx, func(scan func(...any) error) error {
		var number, token string
		var body []byte
		if err := scan(&number, &token, &body); err != nil {
			return err
		}
		for _, d := range k.checkConsult(number, token, body) {
			named[held{number, d.ID}] = d.SHA256
		}
		return nil
	}, allConsults)
	if err != nil {
		return err
	}
	k.lostConsults()
	var there []held
	if err := each(ctx, tx, func(scan func(...any) error) error {
		var h held
		err := scan(&h.number, &h.id)
		there = append(there, h)
		return err
	}, allConsultDocuments); err != nil {
		return err
	}
	for _, h := range there {
		var body []byte
		if _, err := one(ctx, tx, []any{&body}, selectConsultDocument, h.number, h.id); err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		if named[h] != hex.EncodeToString(sum[:]) {
			k.find("document "+h.id+" of consult "+h.number, "it is not the document that the consult names")
		}
	}
	for h := range named {
		if !slices.Contains(there, h) {
			k.find("document "+h.id+" of consult "+h.number, "the consult names it, but it is missing")
		}
	}
	return nil
}

// checkConsult holds one row against its event and returns the documents it names.
func (k *checker) checkConsult(number, token string, body []byte) []consult.Document {
	ref := audit.ConsultReference(number)
	last, known := k.consults[ref]
	delete(k.consults, ref)
	stored, err := readConsult(body)
	switch {
	case !known:
		k.find("consult "+number, "it is there, but no event wrote it")
	case last.digest != audit.DigestOf(body):
		k.find("consult "+number, "it differs from what event %d of the installation wrote", last.sequence)
	case err != nil || stored.Consult.Number != number || stored.Token != token:
		k.find("consult "+number, "its row and its content name different things")
	}
	return stored.Consult.Documents
}

// lostConsults names the consults that an event wrote and nobody removed.
func (k *checker) lostConsults() {
	var lost []string
	for ref, last := range k.consults {
		if last.digest != "" {
			lost = append(lost, ref)
		}
	}
	sort.Strings(lost)
	for _, ref := range lost {
		k.find(strings.Replace(ref, "/", " ", 1), "it is missing, but event %d of the installation wrote it", k.consults[ref].sequence)
	}
}
