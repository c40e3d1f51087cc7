// Package python makes the virtual environments below build/ in which the Python package is
// tested and measured: each holds a wheel of this working tree, and packages from PyPI.
package python

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// ErrMissing is that this machine lacks something without which there is no environment.
var ErrMissing = errors.New("missing here")

// Environment is a virtual environment.
type Environment struct {
	Python string // its interpreter
	Wheel  string // the wheel that was installed
}

// Prepare makes the environment of that name, or brings it up to date: with the package as
// it stands in the module's root, and with the packages, as pip spells them. The error is
// [ErrMissing] where the machine lacks Python, a C compiler, or a way to PyPI.
func Prepare(root, name string, packages ...string) (*Environment, error) {
	folder := filepath.Join(root, "build", "python", name)
	e := &Environment{Python: filepath.Join(folder, "bin", "python")}
	if runtime.GOOS == "windows" {
		e.Python = filepath.Join(folder, "Scripts", "python.exe")
	}
	system, err := tools()
	if err != nil {
		return nil, err
	}
	stamp, wanted := filepath.Join(folder, "holds"), system+"\n"+strings.Join(packages, "\n")
	fresh := read(stamp) != wanted
	if fresh {
		if err := create(folder, e.Python); err != nil {
			return nil, err
		}
	}
	if e.Wheel, err = build(root, e.Python, filepath.Join(folder, "wheels")); err != nil {
		return nil, err
	}
	if !fresh {
		return e, e.pip("install", "--force-reinstall", "--no-deps", e.Wheel)
	}
	if err := e.pip(append([]string{"install", e.Wheel}, packages...)...); err != nil {
		return nil, fmt.Errorf("%w: packages from PyPI: %w", ErrMissing, err)
	}
	return e, os.WriteFile(stamp, []byte(wanted), 0o644)
}

func read(path string) string {
	b, _ := os.ReadFile(path)
	return string(b)
}

// tools reports what this machine lacks, and otherwise which Python it has.
func tools() (string, error) {
	version, err := exec.Command("python3", "-c", "import sys, ensurepip, venv; print(sys.version); sys.exit(sys.version_info < (3, 10))").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: Python 3.10 or later with venv: %s", ErrMissing, lastLine(version, err))
	}
	cc, err := exec.Command("go", "env", "CC").Output()
	if err == nil {
		_, err = exec.LookPath(strings.TrimSpace(string(cc)))
	}
	if err != nil {
		return "", fmt.Errorf("%w: a C compiler: %w", ErrMissing, err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(version)), nil
}

func lastLine(text []byte, err error) string {
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return last
	}
	return err.Error()
}

// create makes an empty environment with what builds wheels.
func create(folder, python string) error {
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := run("", "python3", "-m", "venv", folder); err != nil {
		return fmt.Errorf("%w: %w", ErrMissing, err)
	}
	if err := (&Environment{Python: python}).pip("install", "hatchling"); err != nil {
		return fmt.Errorf("%w: packages from PyPI: %w", ErrMissing, err)
	}
	return nil
}

func (e *Environment) pip(args ...string) error {
	return run("", e.Python, append([]string{"-m", "pip", "--disable-pip-version-check", "-q"}, args...)...)
}

// build makes a wheel of the working tree for this machine.
func build(root, python, folder string) (string, error) {
	if err := os.RemoveAll(folder); err != nil {
		return "", err
	}
	if err := run(filepath.Join(root, "python"), python, "-m", "hatchling", "build", "-t", "wheel", "-d", folder); err != nil {
		return "", err
	}
	wheels, err := filepath.Glob(filepath.Join(folder, "*.whl"))
	if err == nil && len(wheels) != 1 {
		err = fmt.Errorf("%s holds %d wheels, want one", folder, len(wheels))
	}
	if err != nil {
		return "", err
	}
	return wheels[0], nil
}

// run runs a command; the error holds what it printed.
func run(folder, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return nil
}
