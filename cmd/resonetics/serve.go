package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/pkg/browser"
	"github.com/spf13/cobra"

	"github.com/resonetics/playground/site"
)

// shutdownGrace is how long open requests may take after Ctrl-C.
const shutdownGrace = 2 * time.Second

func newServeCommand() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the page, which is part of this program",
		Long: "Serve the page, which is part of this program, until Ctrl-C. Only this machine can reach it unless --addr says otherwise:\n" +
			"with --addr :8080 everyone on the same network can, such as a class; then the address for them and its QR code are printed,\n" +
			"and shown at /class, for a projector.",
		Example: "  resonetics serve --open\n  resonetics serve --addr :8080 --open",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.serve(cmd) },
	}
	cmd.Flags().BoolVar(&o.open, "open", false, "also open the page in this machine's browser; where others can reach it, the page with the address for them")
	cmd.Flags().StringVar(&o.address, "addr", "127.0.0.1:8080", "host and port to listen on; port 0 takes any that is free")
	cmd.Flags().StringSliceVar(&o.embedders, "embed-in", nil, "sites that may show embed.html in a frame, such as https://course.example.org (default all)")
	return cmd
}

// serveOptions are the flags of `serve`.
type serveOptions struct {
	address   string
	embedders []string
	open      bool
}

func (o *serveOptions) check(cmd *cobra.Command) error {
	if !isAddr(o.address) {
		return usagef("--addr is %q, want host:port with a port from 0 to 65535, for example 127.0.0.1:8080", o.address)
	}
	if cmd.Flags().Changed("embed-in") && len(o.embedders) == 0 {
		o.embedders = []string{""}
	}
	for _, origin := range o.embedders {
		if !isOrigin(origin) {
			return usagef("--embed-in is %q, want an address without a path, such as https://course.example.org, or * for every site", origin)
		}
	}
	return nil
}

func (o *serveOptions) serve(cmd *cobra.Command) error {
	if err := o.check(cmd); err != nil {
		return err
	}
	handler, err := site.Handler(o.embedders...)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.address)
	if err != nil {
		return listenError(o.address, err)
	}
	page, handler, err := announce(cmd.OutOrStdout(), listener, handler)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	if o.open {
		openPage(cmd.ErrOrStderr(), page)
	}
	select {
	case err := <-failed:
		return err
	case <-cmd.Context().Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return server.Close()
	}
	return nil
}

// announce says where the playground is. Where others can reach it, it prints the address for
// them with its code, and has the server show both; page is what a browser here should open.
func announce(w io.Writer, listener net.Listener, site http.Handler) (page string, h http.Handler, err error) {
	own, err := net.InterfaceAddrs()
	if err != nil {
		own = nil // the address for this machine is known without them
	}
	here, others := addressesOf(listener.Addr().(*net.TCPAddr), own)
	fmt.Fprintf(w, "The playground is at %s (Ctrl-C stops it)\n", here)
	if len(others) == 0 {
		return here, site, nil
	}
	fmt.Fprintf(w, "For a class on the same network: %s\n", others[0])
	for _, other := range others[1:] {
		fmt.Fprintf(w, "                             or: %s\n", other)
	}
	fmt.Fprintf(w, "For a projector: %s%s\n\n", here, classPath)
	if err := printCode(w, others[0]); err != nil {
		return "", nil, err
	}
	h, err = withClassPage(site, others[0])
	return here + classPath, h, err
}

// openPage opens an address in this machine's browser, or says that it could not.
func openPage(errOut io.Writer, address string) {
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	if err := browser.OpenURL(address); err != nil {
		fmt.Fprintf(errOut, "No browser could be opened here (%v); open %s in one.\n", err, address)
	}
}

// isOrigin reports whether text names a site, as browsers do: scheme, host and at most a port.
func isOrigin(text string) bool {
	u, err := url.Parse(text)
	return text == "*" || err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" &&
		text == u.Scheme+"://"+u.Host && !strings.ContainsAny(u.Host, " ;,'\"")
}

// listenError says what can be done about an address that cannot be had.
func listenError(address string, err error) error {
	_, port, _ := net.SplitHostPort(address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("port %s is in use on %s; stop what uses it, or choose another: resonetics serve --addr 127.0.0.1:0 takes any that is free", port, address)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("port %s needs more rights than this program has; choose one above 1023, for example --addr 127.0.0.1:8080", port)
	}
	return fmt.Errorf("--addr %s cannot be listened on: %w", address, err)
}
