package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/torch"
	"github.com/resonetics/playground/internal/files"
)

func newImportCommand() *cobra.Command {
	var to, preset string
	var force, asJSON bool
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Make a mind out of a checkpoint of PyTorch",
		Long: "Read what torch.save(model.state_dict(), …) has written, in the zip format or the one before, and make a mind of the layers\n" +
			"whose shapes fit a Pilot or a Prophet. Nothing in the file is executed: it may hold tensors, numbers, text and containers, and\n" +
			"every other name in it is refused. What fits nowhere is listed. The mind is for eval, cluster bench, train, the window and the page.",
		Example: "  resonetics import old.pt\n  resonetics import old.pt --preset crisis --checkpoint old.safetensors && resonetics eval old.safetensors",
		Args:    oneTorchFile,
	}
	fileFlag(cmd.Flags(), &to, "checkpoint", "", "file of the mind; without it, that of the checkpoint ending in .safetensors")
	wordFlag(cmd, &preset, "preset", "red-queen", presetKeys(cluster.Lab), "world that the mind says it is of, and that eval plays")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite the file of the mind if it exists")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was taken and left as JSON")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if to == "" {
			to = strings.TrimSuffix(args[0], filepath.Ext(args[0])) + ".safetensors"
		}
		m, err := importMind(cmd.Context(), args[0], to, preset, force)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(cmd.OutOrStdout(), m)
		}
		_, err = io.WriteString(cmd.OutOrStdout(), m.String())
		return err
	}
	return cmd
}

func oneTorchFile(cmd *cobra.Command, args []string) error {
	if len(args) != 1 || args[0] == "" {
		return usagef("want one checkpoint of PyTorch; see %s --help", cmd.CommandPath())
	}
	return nil
}

// importMind reads a file of PyTorch and writes the mind that it makes.
func importMind(ctx context.Context, from, to, preset string, force bool) (*importedMind, error) {
	if err := files.MayWrite(to, force); err != nil {
		return nil, inFlag("checkpoint", err)
	}
	b, err := files.Wait(ctx, func() ([]byte, error) { return readTorch(from) })
	if err != nil {
		return nil, err
	}
	tensors, err := torch.Read(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from, err)
	}
	config := lab.NewConfig(cluster.Lab)
	config.SetPreset(preset)
	m, err := torch.Import(tensors, cluster.World(config))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from, err)
	}
	link, err := watchLink(config, m.Checkpoint)
	if err != nil {
		return nil, err
	}
	return &importedMind{from, to, link, m}, inFlag("checkpoint", files.Write(to, m.Checkpoint))
}

// watchLink returns the link of a run that a mind can be loaded into: its policy has the sizes
// of the mind, and does not learn.
func watchLink(config lab.Config, mind []byte) (string, error) {
	l, err := train.LoadLearner(mind)
	if err != nil {
		return "", err
	}
	c := l.Config()
	for _, f := range c.Fields() {
		if f.Key == "width" || f.Key == "prophet-inputs" {
			err = errors.Join(err, config.SetText(f.Key, f.Text()))
		}
	}
	err = errors.Join(err, config.SetText("policy", cluster.PolicyOf(c)), config.SetText("train", "off"))
	return lab.Run{Config: config}.Link(), err
}

// readTorch reads a file, but no more of it than a checkpoint of PyTorch may have.
func readTorch(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, torch.MaxFile+1))
	if pathError := new(os.PathError); errors.As(err, &pathError) {
		err = fmt.Errorf("%s cannot be read: %w", path, pathError.Err)
	}
	return b, err
}

// importedMind is what `import` made.
type importedMind struct {
	From string `json:"from"`
	To   string `json:"to"`
	Link string `json:"link"`
	*torch.Mind
}

// String says what became of every layer.
func (m *importedMind) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s → %s\n", m.From, m.To)
	part := func(name string, layers []string, none string) {
		if len(layers) == 0 {
			layers = []string{none}
		}
		fmt.Fprintf(&b, "%-9s %s\n", name, strings.Join(layers, "\n          "))
	}
	part("Pilot", m.Pilot, "no layers fit: it has learned nothing")
	if len(m.Pilot) > 0 {
		part("Target", m.Target, "the Pilot's own")
	}
	part("Prophet", m.Prophet, "no layers fit: this mind has none")
	if m.OneHead {
		b.WriteString("          its one output stands for failures and for near misses\n")
	}
	if len(m.Left) > 0 {
		part("Left out", m.Left, "")
	}
	b.WriteString("\nAssumed, because a state dict does not say it: ReLU between the layers, and inputs in the order in which rules v5.1 observe.\n" +
		"To measure it: resonetics eval " + m.To + "\n" +
		"To watch it on the page: open this link, and drop the file on the page: #" + m.Link + "\n")
	return b.String()
}
