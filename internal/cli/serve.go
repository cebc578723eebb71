package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/feed"
)

// serveCommand runs the server.
type serveCommand struct {
	Addr   string `default:"127.0.0.1:8080" placeholder:"ADDR" help:"Address to listen on (default ${default})."`
	TLS    bool   `name:"behind-tls" help:"A proxy in front speaks TLS: cookies are sent over TLS only. Always so on an address that is not this machine's own."`
	Centre string `type:"existingfile" placeholder:"FILE" help:"The centre's own settings, YAML: name, timezone, contact and the rest of the centre block of a case file. Without it the public consult form stays closed."`
	Growth string `type:"existingfile" placeholder:"FILE" help:"The centre's growth table, CSV (first line # source: …; MEASURE, SEX, AGE_YEARS, L, M, S). Without it z-scores are a gap."`
	place
}

// Help says how to begin.
func (serveCommand) Help() string {
	return "The server speaks plain HTTP; put a proxy with TLS in front of any address but this machine's own. On first start add the first person: dayzero account add NAME --role administrator --data DIR"
}

// Run serves until the context ends.
func (c serveCommand) Run(s *session) error {
	var err error
	if s.centre, err = readCentre(c.Centre); err != nil {
		return err
	}
	if s.growth, err = readGrowth(c.Growth); err != nil {
		return err
	}
	return s.withDoor(c.place, true, func(ctx context.Context, a *app.App, _ app.Store) error {
		accounts, err := a.Accounts(ctx)
		if err != nil {
			return err
		}
		if len(accounts) == 0 {
			s.say("nobody can sign in yet; add the first person with:")
			s.say("  dayzero account add NAME --role administrator --data " + c.Data)
		}
		listener, err := listen(ctx, c.Addr)
		if err != nil {
			return err
		}
		s.print("http://%s", listener.Addr())
		return s.serve(ctx, a, listener, c.place, c.TLS || !own(listener.Addr()))
	})
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, usage("cannot listen on %s: %w", address, err)
	}
	return listener, nil
}

// own reports whether an address can be reached from this machine only.
func own(address net.Addr) bool {
	tcp, ok := address.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// The limits of the server. A page is computed well within the write limit;
// the rest keeps slow or broken clients from holding connections.
const (
	headerTimeout   = 5 * time.Second
	readTimeout     = 30 * time.Second
	writeTimeout    = 60 * time.Second
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 10 * time.Second
	headerBytes     = 64 << 10
)

// serve answers requests until the context ends, then lets running requests
// finish.
func (s *session) serve(ctx context.Context, a *app.App, listener net.Listener, p place, secure bool) (err error) {
	if s.Handler == nil {
		return errors.Join(notBuilt("the server"), listener.Close())
	}
	handler, err := s.Handler(a, secure)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	a.UseFolder(p.Data)
	endWork, err := s.startWork(ctx, a, p)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, endWork()) }()
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: headerBytes}
	sealing, stop := context.WithCancel(ctx)
	sealed := make(chan struct{})
	go func() { defer close(sealed); s.sealDays(sealing, a) }()
	defer func() { stop(); <-sealed }()
	sorted := s.sortUntil(sealing, feed.NewSorter(a))
	defer func() { stop(); <-sorted }()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("the server ended: %w", err)
	case <-ctx.Done():
	}
	s.say("closing: waiting for running requests")
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}

// startWork opens the queue of long work and gives the function that ends it:
// what runs is let go and taken up again at the next start.
func (s *session) startWork(ctx context.Context, a *app.App, p place) (end func() error, err error) {
	if s.OpenQueue == nil {
		return func() error { return nil }, nil
	}
	queue, err := s.OpenQueue(ctx, p.Data, p.DatabaseURL, a.Works())
	if err != nil {
		return nil, err
	}
	a.UseJobs(queue)
	end = func() error {
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
		defer cancel()
		return queue.Close(limit)
	}
	if err := queue.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, errors.Join(err, end())
	}
	return end, nil
}

// sealEvery is how often the audit chains are sealed into the root of the day;
// the last root of a day counts.
const sealEvery = time.Hour

// sealDays seals at the start, each hour, and a last time when the server ends.
// A failure is said and tried again with the next one: the chains themselves are
// whole without it.
func (s *session) sealDays(ctx context.Context, a *app.App) {
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	for running := true; ; {
		if _, err := a.SealDay(context.WithoutCancel(ctx)); err != nil {
			s.say("the audit chains could not be sealed: " + err.Error())
		}
		if _, err := a.ForgetDrafts(context.WithoutCancel(ctx)); err != nil {
			s.say("consult forms that were never sent could not be removed: " + err.Error())
		}
		if !running {
			return
		}
		select {
		case <-ctx.Done():
			running = false
		case <-tick.C:
		}
	}
}
