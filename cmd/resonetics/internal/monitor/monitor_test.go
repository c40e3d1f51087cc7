package monitor

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/kernel"
)

// clock is a clock that a test turns.
type clock struct{ ns atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(0, c.ns.Load()) }
func (c *clock) advance(d time.Duration) { c.ns.Add(int64(d)) }

func listen(t *testing.T, before int, last *kernel.Signals) (*Monitor, *clock) {
	t.Helper()
	c := new(clock)
	m, err := Listen("127.0.0.1:0", "127.0.0.1:0", before, last, c.now)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close(context.Background())) })
	return m, c
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body)
}

func requireStatus(t *testing.T, m *Monitor, path string, want int) {
	t.Helper()
	_, health := m.Addresses()
	code, body := get(t, "http://"+health+path)
	require.Equal(t, want, code, body)
}

func TestReadyFromFirstStepUntilStop(t *testing.T) {
	m, _ := listen(t, 0, nil)
	requireStatus(t, m, "/readyz", http.StatusServiceUnavailable)
	m.Observe(&kernel.Signals{})
	requireStatus(t, m, "/readyz", http.StatusOK)
	m.Stop()
	requireStatus(t, m, "/readyz", http.StatusServiceUnavailable)
}

func TestHealthTurnsAfterStall(t *testing.T) {
	m, c := listen(t, 0, nil)
	requireStatus(t, m, "/healthz", http.StatusOK)
	c.advance(Stall - time.Nanosecond)
	requireStatus(t, m, "/healthz", http.StatusOK)
	c.advance(time.Nanosecond)
	requireStatus(t, m, "/healthz", http.StatusServiceUnavailable)
	m.Observe(&kernel.Signals{})
	requireStatus(t, m, "/healthz", http.StatusOK)
	c.advance(Stall)
	requireStatus(t, m, "/healthz", http.StatusServiceUnavailable)
	m.Finish()
	requireStatus(t, m, "/healthz", http.StatusOK)
}

func TestResumedRunCountsOn(t *testing.T) {
	m, _ := listen(t, 500, &kernel.Signals{Mode: kernel.Warning, Rate: 0.25})
	metrics, _ := m.Addresses()
	_, body := get(t, "http://"+metrics+"/metrics")
	require.Contains(t, body, "prophet_training_step_total 500\n")
	require.Contains(t, body, "prophet_system_status 2\n", "of the run that was loaded, before its next step")
	require.Contains(t, body, "prophet_learning_rate 0.25\n")
	m.Observe(&kernel.Signals{Mode: kernel.Cruise})
	_, body = get(t, "http://"+metrics+"/metrics")
	require.Contains(t, body, "prophet_training_step_total 501\n")
	require.Contains(t, body, "prophet_system_status 3\n")
}

// A gauge that has nothing to show yet is not there: 0 would mean panic.
func TestNoGaugeBeforeTheFirstStep(t *testing.T) {
	m, _ := listen(t, 0, new(kernel.Signals))
	metrics, _ := m.Addresses()
	_, body := get(t, "http://"+metrics+"/metrics")
	require.NotContains(t, body, "gauge")
	require.Contains(t, body, "prophet_training_step_total 0\n")
	m.Observe(&kernel.Signals{Mode: kernel.Alert})
	_, body = get(t, "http://"+metrics+"/metrics")
	require.Equal(t, len(readings), strings.Count(body, " gauge\n"))
}

func TestMetricNamesAreAsPrometheusWantsThem(t *testing.T) {
	m, _ := listen(t, 1, new(kernel.Signals))
	metrics, _ := m.Addresses()
	_, body := get(t, "http://"+metrics+"/metrics")
	problems, err := promlint.New(strings.NewReader(body)).Lint()
	require.NoError(t, err)
	require.Empty(t, problems)
}

func TestPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	addr := taken.Addr().String()
	for flag, pair := range map[string][2]string{
		"--metrics-addr": {addr, "127.0.0.1:0"},
		"--health-addr":  {"127.0.0.1:0", addr},
	} {
		_, err := Listen(pair[0], pair[1], 0, nil, time.Now)
		require.ErrorContains(t, err, addr)
		require.ErrorContains(t, err, flag)
	}
}
