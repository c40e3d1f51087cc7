// Package kubernetes checks the manifests beside it against Kubernetes' own types. It is a
// module of its own, so that nothing else depends on those.
package kubernetes

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"
)

// documents returns the objects of a file, read strictly: a field that Kubernetes does not know
// is an error, and so is one that is there twice.
func documents(t *testing.T, path string) (list []runtime.Object) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]func() runtime.Object{
		"batch/v1 Job":             func() runtime.Object { return new(batch.Job) },
		"apps/v1 Deployment":       func() runtime.Object { return new(apps.Deployment) },
		"v1 Service":               func() runtime.Object { return new(core.Service) },
		"v1 PersistentVolumeClaim": func() runtime.Object { return new(core.PersistentVolumeClaim) },
	}
	for _, text := range bytes.Split(b, []byte("\n---\n")) {
		var is runtime.TypeMeta
		if err := yaml.Unmarshal(text, &is); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		create, known := kinds[is.APIVersion+" "+is.Kind]
		if !known {
			t.Fatalf("%s: %s %s is none of the kinds that are used here", path, is.APIVersion, is.Kind)
		}
		object := create()
		if err := yaml.UnmarshalStrict(text, object); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		list = append(list, object)
	}
	return list
}

func TestManifestsAreKubernetes(t *testing.T) {
	paths, err := filepath.Glob("*.yaml")
	if err != nil || len(paths) < 4 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		for _, object := range documents(t, path) {
			switch o := object.(type) {
			case *batch.Job:
				checkPod(t, path, &o.Spec.Template.Spec)
				if o.Spec.Template.Spec.RestartPolicy != core.RestartPolicyNever {
					t.Errorf("%s: a job that counts failures needs restartPolicy Never", path)
				}
			case *apps.Deployment:
				checkPod(t, path, &o.Spec.Template.Spec)
				if o.Spec.Selector.MatchLabels["app"] != o.Spec.Template.Labels["app"] {
					t.Errorf("%s: the deployment selects other pods than its own", path)
				}
			}
		}
	}
}

// checkPod requires what the restricted profile of Kubernetes' pod security asks for, and that
// volumes that are mounted are there.
func checkPod(t *testing.T, path string, pod *core.PodSpec) {
	t.Helper()
	s := pod.SecurityContext
	if s == nil || s.RunAsNonRoot == nil || !*s.RunAsNonRoot || s.SeccompProfile == nil {
		t.Errorf("%s: the pod may run as root", path)
	}
	for _, c := range pod.Containers {
		own := c.SecurityContext
		if own == nil || own.AllowPrivilegeEscalation == nil || *own.AllowPrivilegeEscalation || own.Capabilities == nil || !slices.Contains(own.Capabilities.Drop, "ALL") {
			t.Errorf("%s: container %s keeps rights that it does not need", path, c.Name)
		}
		if c.Resources.Requests.Cpu().IsZero() || c.Resources.Requests.Memory().IsZero() {
			t.Errorf("%s: container %s does not say what it needs", path, c.Name)
		}
		for _, m := range c.VolumeMounts {
			if !slices.ContainsFunc(pod.Volumes, func(v core.Volume) bool { return v.Name == m.Name }) {
				t.Errorf("%s: container %s mounts %s, which is no volume of the pod", path, c.Name, m.Name)
			}
		}
	}
}

// A failed part does not take the attempts of the others, a drained node is no attempt, and a
// command that cannot be done is not tried again.
func TestIndexedJobsFailByTheirIndex(t *testing.T) {
	for path, container := range map[string]string{"study.yaml": "study", "tune.yaml": "worker"} {
		objects := documents(t, path)
		job := objects[len(objects)-1].(*batch.Job).Spec
		if *job.CompletionMode != batch.IndexedCompletion || *job.Completions != *job.Parallelism || *job.BackoffLimitPerIndex < 1 {
			t.Errorf("%s: one index for each part or worker, with attempts of its own", path)
		}
		rules := job.PodFailurePolicy.Rules
		if rules[0].Action != batch.PodFailurePolicyActionIgnore || rules[0].OnPodConditions[0].Type != core.DisruptionTarget {
			t.Errorf("%s: a disruption counts as an attempt", path)
		}
		exit := rules[1].OnExitCodes
		if rules[1].Action != batch.PodFailurePolicyActionFailIndex || *exit.ContainerName != container || exit.Operator != batch.PodFailurePolicyOnExitCodesOpIn || !slices.Equal(exit.Values, []int32{2}) {
			t.Errorf("%s: exit code 2 says not to try again", path)
		}
		args := job.Template.Spec.Containers[0].Args
		if i := slices.Index(args, "--shard"); path == "study.yaml" && (i < 0 || args[i+1] != "job/"+strconv.Itoa(int(*job.Completions))) {
			t.Errorf("%s: %v are not as many parts as the job has indices", path, args)
		}
	}
}
