// Command resonetics is the playground on the command line: it plays a lab in a
// window, serves the site, runs and measures episodes, and lists every
// parameter.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/resonetics/playground/core/agent/train"
)

func main() {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup lets a program outlive its terminal
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends a program that is slow to stop
	train.Program = moduleVersion()
	os.Exit(execute(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
