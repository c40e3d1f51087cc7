// Package optuna keeps a study of goptuna's on a server of Optuna's
// (optuna.storages.run_grpc_proxy_server), so that many workers, Python's among them, share it.
package optuna

//go:generate python3 -m grpc_tools.protoc --proto_path=. --go_out=. --go_opt=paths=source_relative api.proto

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

const (
	answerWithin = 20 * time.Second // of one call
	// patience is how long a server that has answered before may be away, and impatience how
	// long one that has not.
	patience   = 2 * time.Minute
	impatience = 3 * time.Second
)

// ErrFinished is what writing to a trial returns that has ended.
var ErrFinished = errors.New("the trial has ended")

// ErrNoStudy is what asking for a study returns that the server does not have.
var ErrNoStudy = errors.New("no such study")

// errTaken is what beginning a study returns that another worker has begun.
var errTaken = errors.New("the study is there already")

// client calls a server. Goroutines may share it.
type client struct {
	ctx      context.Context
	address  string // host:port
	conn     *grpc.ClientConn
	patience time.Duration
}

// Address returns the host and port of a server's address, grpc://HOST:PORT.
func Address(text string) (hostPort string, err error) {
	u, err := url.Parse(text)
	if err == nil && u.Scheme == "grpc" && u.Hostname() != "" && u.Port() != "" && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.User == nil {
		return net.JoinHostPort(u.Hostname(), u.Port()), nil
	}
	return "", fmt.Errorf("%q is no address of an Optuna server, want grpc://HOST:PORT, as in grpc://localhost:13000", text)
}

// dial returns a client of the server at host:port, whose calls end with ctx.
func dial(ctx context.Context, address string) (*client, error) {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(1<<30)))
	return &client{ctx, address, conn, impatience}, err
}

// call calls the method that the name of the request says. A server that is away is waited
// for; the error says in words what is wrong with one that stays away or is another one.
func (c *client) call(request, reply proto.Message) error {
	method := strings.TrimSuffix(string(request.ProtoReflect().Descriptor().Name()), "Request")
	deadline, pause := time.Now().Add(c.patience), 50*time.Millisecond
	for {
		ctx, cancel := context.WithTimeout(c.ctx, answerWithin)
		err := c.conn.Invoke(ctx, "/optuna.StorageService/"+method, request, reply)
		cancel()
		if err == nil {
			c.patience = patience
			return nil
		}
		if c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		if !away(err) || time.Now().After(deadline) {
			return c.explain(method, err)
		}
		select {
		case <-c.ctx.Done():
			return c.ctx.Err()
		case <-time.After(pause):
		}
		pause = min(2*pause, 2*time.Second)
	}
}

// away reports whether an error may be gone when the call is made again: no server answers, or
// the server's own database does not answer it.
func away(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.DeadlineExceeded:
		return true
	case codes.Unknown:
		return strings.Contains(status.Convert(err).Message(), "Exception calling application")
	}
	return false
}

// explain says what a server's error means.
func (c *client) explain(method string, err error) error {
	s := status.Convert(err)
	switch s.Code() {
	case codes.NotFound:
		return ErrNoStudy
	case codes.AlreadyExists:
		return errTaken
	case codes.FailedPrecondition:
		return ErrFinished
	case codes.Unimplemented:
		return fmt.Errorf("the server at %s has no call %s: it is no Optuna server, or one before Optuna 4.3; want optuna.storages.run_grpc_proxy_server of Optuna 4.3 or newer", c.address, method)
	case codes.Unavailable, codes.DeadlineExceeded:
		return fmt.Errorf("no Optuna server answers at %s (%s); start one with optuna.storages.run_grpc_proxy_server, and the same command goes on", c.address, oneLine(s.Message()))
	}
	return fmt.Errorf("the Optuna server at %s refused %s: %s", c.address, method, oneLine(s.Message()))
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
