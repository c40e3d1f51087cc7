package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/lab/cluster/fit"
	"github.com/resonetics/playground/internal/files"
)

func newClusterFitCommand() *cobra.Command {
	var o fit.Options
	cmd := &cobra.Command{
		Use:   "fit FILE",
		Short: "Make a preset out of what your own cluster has measured",
		Long: "Estimate the drift, the noise, the CPU noise, the starting values and the size of the grid in which memory would rise as it\n" +
			"did in your cluster, with 95 % intervals; say how far the world's assumptions hold; and print the preset and its link. FILE is\n" +
			"a table with the columns time, node, cpu and memory in any order (fractions, percent, or bytes and cores beside the columns\n" +
			"memory_limit and cpu_limit), or the JSON of a Prometheus range query; - is the standard input. Nothing is sent anywhere.",
		Example: "  resonetics cluster fit metrics.csv\n  resonetics cluster fit answer.json --memory-limit 16Gi --every 10m --json",
		Args:    oneMetricsFile,
	}
	amountFlag(cmd.Flags(), &o.MemoryLimit, "memory-limit", "bytes", "an amount such as 16Gi", "memory of a node, where the file has bytes without a limit", fit.ParseBytes)
	amountFlag(cmd.Flags(), &o.CPULimit, "cpu-limit", "cores", "a number of cores above 0", "cores of a node, where the file has cores without a limit", func(text string) (float64, bool) {
		v, err := strconv.ParseFloat(text, 64)
		return v, err == nil && v > 0 && v < 1e6
	})
	amountFlag(cmd.Flags(), &o.Every, "every", "time", "a time such as 5m or 1h", "time that a step of the world stands for; values between are passed over", func(text string) (float64, bool) {
		d, err := time.ParseDuration(text)
		return d.Seconds(), err == nil && d > 0
	})
	m := addMeasureFlags(cmd, "")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		file, err := files.Wait(cmd.Context(), func() (io.ReadCloser, error) { return openMetrics(cmd, args[0]) })
		if err != nil {
			return err
		}
		defer file.Close()
		return m.run(cmd, func(ctx context.Context, p *progress) (report, error) {
			f, err := fit.Read(&watched{ctx: ctx, r: file, p: p}, o)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", args[0], err)
			}
			return &fitted{Fit: f, file: args[0]}, nil
		})
	}
	return cmd
}

func oneMetricsFile(cmd *cobra.Command, args []string) error {
	if len(args) != 1 || args[0] == "" {
		return usagef("want one file of measured values, or - for the standard input; see %s --help", cmd.CommandPath())
	}
	return nil
}

// amountFlag adds a flag for an amount that is 0 where it is not given.
func amountFlag(flags *pflag.FlagSet, to *float64, name, kind, accept, help string, read func(string) (float64, bool)) {
	flags.Var(&value[float64]{to, kind, accept, read, func(v float64) string {
		if v == 0 {
			return ""
		}
		return strconv.FormatFloat(v, 'g', -1, 64)
	}}, name, help)
}

// openMetrics opens a file to be read once, from its beginning to its end.
func openMetrics(cmd *cobra.Command, path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(cmd.InOrStdin()), nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder, want a file of measured values", path)
	}
	return file, nil
}

// watched shows how much of a file has been read, and ends with the context.
type watched struct {
	ctx  context.Context
	r    io.Reader
	p    *progress
	read int64
}

func (w *watched) Read(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.r.Read(b)
	w.read += int64(n)
	w.p.show("read %d MB", w.read>>20)
	return n, err
}
