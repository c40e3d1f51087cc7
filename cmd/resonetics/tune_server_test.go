//go:build unix

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/c-bata/goptuna"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/experiment/tune/optuna"
)

// optunaPackages are what the server and Python's worker are made of.
var optunaPackages = []string{"optuna==5.0.0", "grpcio==1.85.3", "protobuf==7.36.2", "psycopg2-binary==2.9.13"}

// python returns an interpreter that has Optuna. It is installed once, into build/.
func python(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs(filepath.Join("..", "..", "build", "optuna"))
	require.NoError(t, err)
	path := filepath.Join(folder, "bin", "python")
	if exec.Command(path, "-c", "import optuna, grpc, google.protobuf, psycopg2").Run() == nil {
		return path
	}
	if out, err := exec.Command("python3", "-m", "venv", folder).CombinedOutput(); err != nil {
		t.Skipf("python3 -m venv: %v: %s", err, out)
	}
	install := exec.Command(path, append([]string{"-m", "pip", "install", "-q", "--disable-pip-version-check"}, optunaPackages...)...)
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("Optuna cannot be installed: %s", out)
	}
	return path
}

// postgres starts a database and returns its address for Optuna. PostgreSQL refuses to run as
// root, so that it runs as nobody then.
func postgres(t *testing.T) string {
	t.Helper()
	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(programs) == 0 {
		t.Skip("PostgreSQL is not installed")
	}
	folder, err := os.MkdirTemp("/tmp", "postgres") // whose path is short enough for a socket
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(folder) })
	attributes := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 {
		const nobody = 65534
		attributes.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		require.NoError(t, os.Chown(folder, nobody, nobody))
	}
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(filepath.Dir(programs[len(programs)-1]), name), args...)
		cmd.Dir, cmd.SysProcAttr = folder, attributes
		return cmd
	}
	data := filepath.Join(folder, "data")
	out, err := run("initdb", "-D", data, "-U", "optuna", "-A", "trust", "--no-sync").CombinedOutput()
	require.NoError(t, err, string(out))
	server := run("postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off")
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		server.Process.Signal(syscall.SIGINT)
		server.Wait()
	})
	return "postgresql+psycopg2://optuna@/postgres?host=" + folder
}

// freePort returns a port that no program listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	require.NoError(t, err)
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// optunaServer is a server of Optuna's that can be killed and started again.
type optunaServer struct {
	python, database, port string
	cmd                    *exec.Cmd
}

func (s *optunaServer) start(t *testing.T) {
	t.Helper()
	s.cmd = exec.Command(s.python, "testdata/optuna_server.py", s.database, s.port)
	require.NoError(t, s.cmd.Start())
	require.Eventually(t, func() bool {
		c, err := net.Dial("tcp", "localhost:"+s.port)
		if err == nil {
			c.Close()
		}
		return err == nil
	}, time.Minute, 20*time.Millisecond)
}

func (s *optunaServer) kill() {
	s.cmd.Process.Kill()
	s.cmd.Wait()
}

// worker runs a command again and again until it succeeds, however often it is killed.
type worker struct {
	make  func() *exec.Cmd
	fails bool // as Python's does while there is no server

	mu  sync.Mutex
	cmd *exec.Cmd
}

func (w *worker) run(ctx context.Context) error {
	for ctx.Err() == nil {
		w.mu.Lock()
		w.cmd = w.make()
		var said strings.Builder
		w.cmd.Stderr = &said
		err := w.cmd.Start()
		w.mu.Unlock()
		if err != nil {
			return err
		}
		if err = w.cmd.Wait(); err == nil {
			return nil
		}
		if away := strings.Contains(said.String(), "no Optuna server answers"); !w.fails && !away && w.cmd.ProcessState.ExitCode() != -1 {
			return fmt.Errorf("%v: %w: %s", w.cmd.Args, err, said.String())
		}
	}
	return ctx.Err()
}

func (w *worker) kill() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cmd != nil && w.cmd.Process != nil {
		w.cmd.Process.Kill()
	}
}

// sharedStudy is a short study on a server of Optuna's.
func sharedStudy(port string, more ...string) []string {
	return append([]string{
		"tune", "--storage", "grpc://localhost:" + port, "--study", "shared", "--heartbeat", "1", "--learner", "qtable", "--steps", "400",
		"--runs", "1", "--episodes", "2", "--trials", sharedTrials,
	}, more...)
}

const sharedTrials = "24"

// Four workers of ours and one of Python's share a study on a real server over PostgreSQL.
// They are killed at random, and the server once; no trial is lost or counted twice.
func TestWorkersThatAreKilledLoseNoTrial(t *testing.T) {
	server := &optunaServer{python: python(t), database: postgres(t), port: freePort(t)}
	server.start(t)
	defer func() { server.kill() }()
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	storage, err := optuna.Open(ctx, "localhost:"+server.port, "shared")
	require.NoError(t, err)
	defer storage.Close()

	workers := make([]*worker, 5)
	failures := make(chan error, len(workers))
	for i := range workers {
		workers[i] = &worker{make: func() *exec.Cmd { return command(t, sharedStudy(server.port)...) }}
		if i == 0 {
			workers[i].fails = true
			workers[i].make = func() *exec.Cmd {
				return exec.Command(server.python, "testdata/optuna_worker.py", server.port, "shared", "3")
			}
		}
		go func() { failures <- workers[i].run(ctx) }()
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 8 {
		time.Sleep(time.Duration(300+random.IntN(900)) * time.Millisecond)
		workers[1+random.IntN(len(workers)-1)].kill()
		if i == 4 {
			server.kill()
			server.start(t)
		}
	}
	for range workers {
		require.NoError(t, <-failures)
	}
	trials, err := storage.GetAllTrials(0)
	require.NoError(t, err)
	requireWhole(t, trials)

	whole := succeed(t, sharedStudy(server.port)...)
	require.Contains(t, whole, sharedTrials+" of "+sharedTrials+" trials")
	require.Contains(t, whole, "best: trial")
	r := call(t, sharedStudy(server.port, "--seed", "5")...)
	require.Equal(t, exitUsage, r.code)
	require.Equal(t, "resonetics: study shared on localhost:"+server.port+" was begun with seed 42 and not 5; choose another name with --study\n", r.errOut)
}

// requireWhole requires that a study has as many results as were asked for, one a slot, and
// that what was lost has been repeated with the same numbers.
func requireWhole(t *testing.T, trials []goptuna.FrozenTrial) {
	t.Helper()
	counted, others, lost := map[string]goptuna.FrozenTrial{}, 0, 0
	for number, one := range trials {
		require.Equal(t, number, one.Number)
		slot, ours := one.UserAttrs["slot"]
		switch one.State {
		case goptuna.TrialStateComplete, goptuna.TrialStatePruned:
			if !ours {
				others++
				continue
			}
			require.NotContains(t, counted, slot)
			counted[slot] = one
		case goptuna.TrialStateFail:
			if ours {
				require.Contains(t, []string{"lost", "withdrawn"}, one.UserAttrs["ended"])
			}
			if one.UserAttrs["ended"] == "lost" {
				lost++
			}
		default:
			require.False(t, ours, "trial %d still runs", number)
		}
	}
	wanted, _ := strconv.Atoi(sharedTrials)
	require.GreaterOrEqual(t, len(counted)+others, wanted)
	require.LessOrEqual(t, len(counted), wanted)
	require.Positive(t, others, "Python's worker took part")
	require.Positive(t, lost, "workers were killed")
	for _, one := range trials {
		if again, has := counted[one.UserAttrs["slot"]]; has && one.UserAttrs["ended"] == "lost" {
			for name, v := range one.InternalParams {
				require.Equal(t, v, again.InternalParams[name], "trials %d and %d", one.Number, again.Number)
			}
			require.Contains(t, again.SystemAttrs["retry_history"], strconv.Itoa(one.Number))
		}
	}
}

// A server that is away, or that is another one, is named, and so is an address that is none.
func TestServersOfAnotherKindAreNamed(t *testing.T) {
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	port := freePort(t)
	for want, args := range map[string][]string{
		"no Optuna server answers at localhost:" + port:                 sharedStudy(port),
		strings.TrimPrefix(other.URL, "http://127.0.0.1:"):              sharedStudy(strings.TrimPrefix(other.URL, "http://127.0.0.1:")),
		"want grpc://HOST:PORT, as in grpc://localhost:13000":           {"tune", "--storage", "http://localhost:1"},
		"--in-memory keeps the study here; leave out --storage":         {"tune", "--storage", "grpc://localhost:1", "--in-memory"},
		"--heartbeat is for --storage; add it or leave out --heartbeat": {"tune", "--heartbeat", "3"},
	} {
		r := call(t, args...)
		require.NotZero(t, r.code)
		require.Contains(t, r.errOut, want)
	}
}
