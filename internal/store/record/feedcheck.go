package record

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// checkFeed compares every message with its hash and looks for messages that are
// neither waiting nor sorted: nobody would see them.
func (k *checker) checkFeed(ctx context.Context, tx Tx) error {
	err := each(ctx, tx, func(scan func(...any) error) error {
		var m backupMessage
		var number, waiting int64
		if err := scan(&number, &m.Sender, &m.Control, &m.SHA256, &m.Connection, &m.Received, &m.Raw, &waiting); err != nil {
			return err
		}
		if sum := sha256.Sum256(m.Raw); hex.EncodeToString(sum[:]) != m.SHA256 {
			k.find(fmt.Sprintf("message %d", number), "its bytes were changed after it was stored")
		}
		return nil
	}, allMessages)
	if err != nil {
		return err
	}
	return each(ctx, tx, func(scan func(...any) error) error {
		var number int64
		if err := scan(&number); err != nil {
			return err
		}
		k.find(fmt.Sprintf("message %d", number), "it is neither waiting nor sorted: nobody would see it")
		return nil
	}, unseenMessages)
}

const unseenMessages = `SELECT m.number FROM feed_message m LEFT JOIN feed_waiting w ON w.number = m.number LEFT JOIN feed_outcome o ON o.number = m.number
WHERE w.number IS NULL AND o.number IS NULL ORDER BY m.number LIMIT 100`
