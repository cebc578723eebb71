package app

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// Session limits (product and reliability R-11): 15 minutes idle, 12 hours in all.
const (
	IdleLimit     = 15 * time.Minute
	AbsoluteLimit = 12 * time.Hour
	triesAllowed  = 10 // per account in triesWindow
	triesWindow   = 15 * time.Minute
)

// argon2id parameters: 19 MiB, two passes, one lane (OWASP password storage
// cheat sheet, second recommended setting).
const (
	argonMemory = 19 * 1024
	argonPasses = 2
	argonLanes  = 1
	argonLength = 32
	saltLength  = 16
)

func hashPassword(password string, salt []byte) string {
	key := argon2.IDKey([]byte(password), salt, argonPasses, argonMemory, argonLanes, argonLength)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// samePassword compares in constant time; a hash it cannot read matches nothing.
func samePassword(stored, password string) bool {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(hashPassword(password, salt)), []byte(stored)) == 1
}

// noAccount is compared against when an account does not exist, so that both
// refusals take the same time.
var noAccount = hashPassword("no such account", make([]byte, saltLength))

// SignIn checks name and password and starts a session. Every failure is
// ErrDenied with the same words; it is audited, and after ten failures in a
// quarter of an hour the account has to wait.
func (a *App) SignIn(ctx context.Context, name, password, language string) (string, Principal, error) {
	failed := fmt.Errorf("%w: the name or the password is not right, or there were too many attempts", ErrDenied)
	acc, err := a.store.Account(ctx, name)
	if err != nil && !isNone(err) {
		return "", Principal{}, err
	}
	stored := acc.PasswordHash
	if isNone(err) {
		stored = noAccount
	}
	blocked := a.tooManyTries(name)
	ok := samePassword(stored, password) && err == nil && !acc.Disabled && !blocked && (!acc.Demo || a.demo)
	p := principalOf(acc)
	if !ok {
		a.failedTry(name)
		p.Account = name
		if err := a.store.Audit(ctx, a.event(Principal{Account: clip(name, 80)}, "sign-in", "", "denied", "sign-in refused")); err != nil {
			return "", Principal{}, err
		}
		return "", Principal{}, failed
	}
	return a.startSession(ctx, acc, language)
}

func (a *App) startSession(ctx context.Context, acc Account, language string) (string, Principal, error) {
	token, err := a.token(32)
	if err != nil {
		return "", Principal{}, err
	}
	forgery, err := a.token(16)
	if err != nil {
		return "", Principal{}, err
	}
	now := a.clock.Now().UTC()
	s := Session{TokenHash: hashToken(token), Account: acc.Name, Started: now, LastSeen: now, Language: languageOf(language), Forgery: forgery}
	if err := a.store.PutSession(ctx, s); err != nil {
		return "", Principal{}, err
	}
	p := principalOf(acc)
	p.Language, p.Forgery = s.Language, forgery
	if err := a.store.Audit(ctx, a.event(p, "sign-in", "", "done", "signed in")); err != nil {
		return "", Principal{}, err
	}
	a.mu.Lock()
	delete(a.tries, acc.Name)
	a.mu.Unlock()
	return token, p, nil
}

func languageOf(l string) string {
	if l == "zh" {
		return "zh"
	}
	return "en"
}

func hashToken(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

func principalOf(acc Account) Principal {
	return Principal{Account: acc.Name, Display: acc.Display, DisplayZH: acc.DisplayZH, Role: authz.Role(acc.Role), Scope: authz.Only(acc.Scope...)}
}

func (a *App) tooManyTries(name string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.recentTries(name)) >= triesAllowed
}

func (a *App) failedTry(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.tries) > 10000 { // a flood of invented names must not grow without bound
		a.tries = map[string][]time.Time{}
	}
	a.tries[name] = append(a.recentTries(name), a.clock.Now())
}

// recentTries is called with the lock held.
func (a *App) recentTries(name string) []time.Time {
	var recent []time.Time
	for _, t := range a.tries[name] {
		if a.clock.Now().Sub(t) < triesWindow {
			recent = append(recent, t)
		}
	}
	return recent
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

// Authenticate returns the person behind a session token and slides the idle
// limit. ErrSignedOut when the session is unknown, idle, too old, or its account
// was disabled.
func (a *App) Authenticate(ctx context.Context, token string) (Principal, error) {
	if token == "" {
		return Principal{}, ErrSignedOut
	}
	s, err := a.store.Session(ctx, hashToken(token))
	if isNone(err) {
		return Principal{}, ErrSignedOut
	}
	if err != nil {
		return Principal{}, err
	}
	now := a.clock.Now().UTC()
	if now.Sub(s.LastSeen) > IdleLimit || now.Sub(s.Started) > AbsoluteLimit || now.Before(s.Started.Add(-time.Minute)) {
		if err := a.store.DeleteSession(ctx, s.TokenHash); err != nil {
			return Principal{}, err
		}
		return Principal{}, ErrSignedOut
	}
	acc, err := a.store.Account(ctx, s.Account)
	if err != nil || acc.Disabled {
		return Principal{}, ErrSignedOut
	}
	// One write a minute is enough to slide the idle limit and spares the disk.
	if now.Sub(s.LastSeen) > time.Minute {
		s.LastSeen = now
		if err := a.store.PutSession(ctx, s); err != nil {
			return Principal{}, err
		}
	}
	p := principalOf(acc)
	p.Language, p.Forgery = s.Language, s.Forgery
	return p, nil
}

// SignOut ends the session.
func (a *App) SignOut(ctx context.Context, token string) error {
	p, err := a.Authenticate(ctx, token)
	if err != nil {
		return nil // already out
	}
	if err := a.store.DeleteSession(ctx, hashToken(token)); err != nil {
		return err
	}
	return a.store.Audit(ctx, a.event(p, "sign-out", "", "done", "signed out"))
}

// SetLanguage keeps the language of the session.
func (a *App) SetLanguage(ctx context.Context, token, language string) error {
	s, err := a.store.Session(ctx, hashToken(token))
	if err != nil {
		return ErrSignedOut
	}
	s.Language = languageOf(language)
	return a.store.PutSession(ctx, s)
}

// reenter checks the password again for an act that needs it.
func (a *App) reenter(ctx context.Context, p Principal, password, action, patient string) error {
	acc, err := a.store.Account(ctx, p.Account)
	if err != nil {
		return err
	}
	if acc.Disabled || a.tooManyTries(p.Account) || !samePassword(acc.PasswordHash, password) {
		a.failedTry(p.Account)
		if err := a.store.Audit(ctx, a.event(p, action, patient, "denied", "password not accepted")); err != nil {
			return err
		}
		return fmt.Errorf("%w: the password is not right", ErrDenied)
	}
	return nil
}
