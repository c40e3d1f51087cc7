// Build makes the static site: it compiles the two browser programs, writes the
// catalog of the labs as a script, gives every file but the pages a name with
// its hash in it, and lays compressed copies beside them.
//
//	go run ./site/build [-out site/dist] [-zip site.zip] [-fast]
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	out := flag.String("out", "", "folder to write the site to (default site/dist of this module)")
	packed := flag.String("zip", "", "file to write the site to as well, as a zip")
	fast := flag.Bool("fast", false, "compress less, for trying things out")
	flag.Parse()
	if err := build(*out, *packed, *fast); err != nil {
		fmt.Fprintln(os.Stderr, "site/build:", err)
		os.Exit(1)
	}
}

func build(out, packed string, fast bool) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	if out == "" {
		out = filepath.Join(root, "site", "dist")
	}
	packer := newPacker(filepath.Join(root, "build", "cache"), fast)
	sources, err := readSources(filepath.Join(root, "site", "src"))
	if err != nil {
		return err
	}
	programs, err := compilePrograms(root)
	if err != nil {
		return err
	}
	if err := addGenerated(root, sources, programs, packer); err != nil {
		return err
	}
	if err := addEmbedded(sources); err != nil {
		return err
	}
	askAhead(sources)
	if err := secure(sources); err != nil {
		return err
	}
	files, err := link(sources)
	if err == nil {
		err = keepOffline(files)
	}
	if err != nil {
		return err
	}
	list, err := write(out, files, packer)
	if err != nil {
		return err
	}
	if packed != "" {
		if err := archive(packed, out); err != nil {
			return err
		}
	}
	return list.print(os.Stdout)
}

// moduleRoot returns the folder of the module that the command runs in.
func moduleRoot() (string, error) {
	mod, err := goEnv("GOMOD")
	if err != nil {
		return "", err
	}
	if mod == "" || mod == os.DevNull {
		return "", fmt.Errorf("run it inside the playground's module")
	}
	return filepath.Dir(mod), nil
}

func goEnv(name string) (string, error) {
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		return "", fmt.Errorf("go env %s: %w", name, err)
	}
	return strings.TrimSpace(string(out)), nil
}
