//go:build unix

package main

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// deployed is a file of the folder that says how to run on more than one machine.
func deployed(t *testing.T, name string) string {
	t.Helper()
	return read(t, filepath.Join("..", "..", filepath.FromSlash(name)))
}

// job is what a manifest says of a job.
type job struct {
	Kind string
	Spec struct {
		Completions      int
		PodFailurePolicy struct {
			Rules []struct {
				OnExitCodes struct{ Values []int } `yaml:"onExitCodes"`
			}
		} `yaml:"podFailurePolicy"`
		Template struct {
			Spec struct{ Containers []struct{ Args []string } }
		}
	}
}

func jobOf(t *testing.T, path string) (j job) {
	t.Helper()
	in := yaml.NewDecoder(bytes.NewReader([]byte(deployed(t, path))))
	for j.Kind != "Job" {
		require.NoError(t, in.Decode(&j))
	}
	return j
}

// pod runs a container of a job as a cluster would, with a folder in the place of its volume.
func (j *job) pod(t *testing.T, index int, data string, more ...string) *exec.Cmd {
	t.Helper()
	var args []string
	for _, arg := range append(j.Spec.Template.Spec.Containers[0].Args, more...) {
		arg = strings.ReplaceAll(arg, "$(JOB_COMPLETION_INDEX)", strconv.Itoa(index))
		args = append(args, regexp.MustCompile(`^/data\b`).ReplaceAllString(arg, data))
	}
	cmd := command(t, args...)
	cmd.Env = append(cmd.Env, "JOB_COMPLETION_INDEX="+strconv.Itoa(index))
	return cmd
}

// smallLearning makes the study of the manifests a short one.
var smallLearning = []string{"--presets", "calm", "--seeds", "3", "--steps", "200", "--every", "200", "--curve-episodes", "1", "--episodes", "2"}

// The jobs of Kubernetes do what they say, one process a pod, and are put together.
func TestAnIndexedJobMeasuresAStudy(t *testing.T) {
	study, merge, data := jobOf(t, "deploy/kubernetes/study.yaml"), jobOf(t, "deploy/kubernetes/merge.yaml"), t.TempDir()
	for index := range study.Spec.Completions {
		if index == 1 { // a pod whose results are late
			continue
		}
		out, err := study.pod(t, index, data, smallLearning...).CombinedOutput()
		require.NoError(t, err, string(out))
	}
	out, err := merge.pod(t, 0, data).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "shard 2/8 is missing")
	out, err = study.pod(t, 1, data, smallLearning...).CombinedOutput()
	require.NoError(t, err, string(out))
	out, err = merge.pod(t, 0, data).CombinedOutput()
	require.NoError(t, err, string(out))
	timeless := regexp.MustCompile(`(?m)^(trained in|the interquartile mean of return stays).*$`)
	require.Equal(t, timeless.ReplaceAllString(succeed(t, append([]string{"bench", "learning"}, smallLearning...)...), ""), timeless.ReplaceAllString(string(out), ""))

	// What is there of another study is not overwritten, and the pod is not started again.
	refused := study.pod(t, 1, data, "--seeds", "5")
	require.Error(t, refused.Run())
	codes := study.Spec.PodFailurePolicy.Rules[1].OnExitCodes.Values
	require.Equal(t, []int{refused.ProcessState.ExitCode()}, codes)
	require.Equal(t, codes, jobOf(t, "deploy/kubernetes/tune.yaml").Spec.PodFailurePolicy.Rules[1].OnExitCodes.Values)
}

// The tasks of a Slurm array do too.
func TestASlurmArrayMeasuresAStudy(t *testing.T) {
	script, folder := deployed(t, "deploy/slurm/study.sbatch"), t.TempDir()
	array := regexp.MustCompile(`--array=1-(\d+)\n`).FindStringSubmatch(script)
	require.Contains(t, script, "--shard job/"+array[1]+" ")
	tasks, err := strconv.Atoi(array[1])
	require.NoError(t, err)
	for task := range tasks {
		cmd := exec.Command("bash", append([]string{"-c", script, "study.sbatch"}, smallLearning...)...)
		cmd.Dir = folder
		cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"), "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_ID="+strconv.Itoa(task+1))
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
	}
	require.Contains(t, succeed(t, "bench", "merge", filepath.Join(folder, "parts")), "pilot on preset calm: 3 seeds")
}

// The Containerfile builds one static program, which a user without rights can run with nothing beside it.
func TestTheImageIsOneStaticProgram(t *testing.T) {
	file := deployed(t, "Containerfile")
	build := regexp.MustCompile(`(?m)^RUN (.* go build .*)$`).FindStringSubmatch(file)
	require.NotNil(t, build)
	require.Regexp(t, `(?s)\nENV CGO_ENABLED=0 .*\nFROM scratch\n.*\nUSER 65532:65532\n.*\nENTRYPOINT \["/resonetics"\]\n$`, file)
	version := regexp.MustCompile(`\ngo (\d+\.\d+)`).FindStringSubmatch(deployed(t, "go.mod"))
	require.Contains(t, file, "golang:"+version[1]+" ")

	root := t.TempDir()
	cmd := exec.Command("sh", "-c", strings.ReplaceAll(build[1], "/out/", root+"/"))
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "VERSION=of-a-test", "TARGETARCH=")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	program := filepath.Join(root, "resonetics")
	if runtime.GOOS == "linux" {
		f, err := elf.Open(program)
		require.NoError(t, err)
		defer f.Close()
		libraries, err := f.ImportedLibraries()
		require.NoError(t, err)
		require.Empty(t, libraries, "it is static")
	}
	run := exec.Command(program, "version")
	if os.Getuid() == 0 { // as in the image: nothing but the program
		require.NoError(t, os.Chmod(filepath.Dir(root), 0o755))
		require.NoError(t, os.Chmod(root, 0o755))
		run = &exec.Cmd{Path: "/resonetics", Args: []string{"/resonetics", "version"}, Dir: "/", Env: []string{}, SysProcAttr: &syscall.SysProcAttr{
			Chroot: root, Credential: &syscall.Credential{Uid: 65532, Gid: 65532},
		}}
	}
	said, err := run.CombinedOutput()
	require.NoError(t, err, string(said))
	require.Contains(t, string(said), "of-a-test")
}
