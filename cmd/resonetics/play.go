package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/desktop"
)

// defaultRate is how many steps per second the window starts with.
const defaultRate = 30

func newPlayCommand() *cobra.Command {
	rate, session := rateValue(defaultRate), ""
	var flags *runFlags
	cmd := &cobra.Command{
		Use:   "play",
		Short: "Open a lab in a window",
		Long: "Open a lab in a window: the same scenes, keys and parameters as on the page.\n\n" +
			"With --session FILE the window goes on where that file left off, bit for bit, and saves into it when it\n" +
			"closes. Files of runs and of minds, the page's too, can also be dropped onto the window.",
		Example: "  resonetics play --preset crisis --policy you\n" +
			"  resonetics play --link 'v=1&lab=cluster&seed=7' --rate max\n" +
			"  resonetics play --session mine.safetensors --policy pilot-prophet",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			run, err := flags.run(cmd)
			if err != nil {
				return err
			}
			return desktop.Run(cmd.Context(), run, desktop.Options{Rate: float64(rate), Out: cmd.OutOrStdout(), Session: session})
		},
	}
	flags = addLabFlags(cmd)
	flags.addLinkFlag(cmd)
	cmd.Flags().StringVar(&session, "session", "", "go on with the session in this `file` where there is one, and save into it")
	cmd.Flags().Var(&rate, "rate", "speed at the start: "+rate.wants())
	return cmd
}

// rateValue is a flag for steps per second.
type rateValue float64

func (r *rateValue) Set(text string) error {
	if text == "max" {
		*r = rateValue(lab.Unlimited)
		return nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0 && v <= 1e9) {
		return fmt.Errorf("want %s", r.wants())
	}
	*r = rateValue(v)
	return nil
}

func (r *rateValue) wants() string { return "steps per second from 0 (paused) to 1e9, or max" }
func (r *rateValue) Type() string  { return "rate" }
func (r *rateValue) String() string {
	if float64(*r) == lab.Unlimited {
		return "max"
	}
	return strconv.FormatFloat(float64(*r), 'g', -1, 64)
}
