package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/site"
)

// shutdownGrace is how long open requests may take after Ctrl-C.
const shutdownGrace = 2 * time.Second

func newServeCommand() *cobra.Command {
	var address string
	var embedders []string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the page, which is part of this program",
		Long:  "Serve the page, which is part of this program, until Ctrl-C. Only this machine can reach it unless --addr says otherwise.",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return serve(cmd, address, embedders) },
	}
	cmd.Flags().StringVar(&address, "addr", "127.0.0.1:8080", "host and port to listen on; port 0 takes any that is free")
	cmd.Flags().StringSliceVar(&embedders, "embed-in", nil, "sites that may show the page in a frame, such as https://course.example.org; * for all (default only this server's own pages)")
	return cmd
}

func serve(cmd *cobra.Command, address string, embedders []string) error {
	if !isAddr(address) {
		return usagef("--addr is %q, want host:port with a port from 0 to 65535, for example 127.0.0.1:8080", address)
	}
	if cmd.Flags().Changed("embed-in") && len(embedders) == 0 {
		embedders = []string{""}
	}
	for _, origin := range embedders {
		if !isOrigin(origin) {
			return usagef("--embed-in is %q, want an address without a path, such as https://course.example.org, or * for every site", origin)
		}
	}
	handler, err := site.Handler(embedders...)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return listenError(address, err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	fmt.Fprintf(cmd.OutOrStdout(), "The playground is at http://%s (Ctrl-C stops it)\n", listener.Addr())
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
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
