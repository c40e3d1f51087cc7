// Package monitor shows a training run to the outside: its numbers to Prometheus
// on /metrics, and whether it is alive and at work on /healthz and /readyz.
package monitor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/resonetics/playground/core/kernel"
)

// Stall is how long a run may go without finishing a step before /healthz says
// so.
const Stall = 30 * time.Second

// readTimeout bounds how long a client may take to send a request.
const readTimeout = 5 * time.Second

// Monitor serves the state of one run. Observe is for one goroutine, the rest is
// safe for any.
type Monitor struct {
	now     func() time.Time
	servers [2]http.Server
	bound   [2]net.Listener // metrics, health

	last     atomic.Int64 // when the latest step ended, or monitoring began, in ns
	steps    atomic.Uint64
	done     atomic.Bool
	stopping atomic.Bool

	registry *prometheus.Registry
	gauges   []prometheus.Gauge // of readings; none before there is something to read
	total    prometheus.Counter
}

// readings are the gauges, each with what it shows of a step.
var readings = []struct {
	name, help string
	of         func(*kernel.Signals) float64
}{
	{"prophet_learning_rate", "Learning rate of the latest step.", func(s *kernel.Signals) float64 { return s.Rate }},
	{"prophet_predicted_risk", "Predicted risk, 0 to 1.", func(s *kernel.Signals) float64 { return s.PredictedRisk }},
	{"prophet_actual_error", "Reality gap of the latest step.", func(s *kernel.Signals) float64 { return s.Gap }},
	{"prophet_system_status", "0 panic, 1 alert, 2 warning, 3 cruise.", func(s *kernel.Signals) float64 { return float64(s.Mode) }},
	{"prophet_kernel_gap_weight", "Weight of the reality gap in the loss.", func(s *kernel.Signals) float64 { return s.WR }},
	{"prophet_kernel_eps", "Size of the probe that measures flow.", func(s *kernel.Signals) float64 { return s.Eps }},
}

// Listen binds both addresses and serves them until Close. A run that was resumed had
// before steps, the last of which showed last; a new one has none, and shows nothing before
// its first. now is the clock. The error names the address that cannot be bound.
func Listen(metricsAddr, healthAddr string, before int, last *kernel.Signals, now func() time.Time) (*Monitor, error) {
	m := &Monitor{now: now, registry: prometheus.NewRegistry()}
	m.last.Store(now().UnixNano())
	for i, a := range []struct{ flag, addr string }{{"metrics", metricsAddr}, {"health", healthAddr}} {
		bound, err := net.Listen("tcp", a.addr)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("cannot serve %s on %s: %w; choose another address with --%s-addr, or --no-monitor",
				a.flag, a.addr, err, a.flag), m.Close(context.Background()))
		}
		m.bound[i] = bound
	}
	m.total = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "prophet_training_step_total", Help: "Steps of the run, those before a resume included.",
	})
	m.total.Add(float64(before))
	m.registry.MustRegister(m.total)
	if before > 0 {
		m.show(last)
	}
	metrics := http.NewServeMux()
	metrics.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	health := http.NewServeMux()
	health.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, m.Health()) })
	health.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { answer(w, m.Ready()) })
	for i, handler := range []http.Handler{metrics, health} {
		m.servers[i].Handler, m.servers[i].ReadHeaderTimeout = handler, readTimeout
		go m.servers[i].Serve(m.bound[i]) // ends with Close, which reports what there is to report
	}
	return m, nil
}

// show sets the gauges, which are there from the first time on.
func (m *Monitor) show(s *kernel.Signals) {
	if m.gauges == nil {
		for _, r := range readings {
			g := prometheus.NewGauge(prometheus.GaugeOpts{Name: r.name, Help: r.help})
			g.Set(r.of(s))
			m.registry.MustRegister(g)
			m.gauges = append(m.gauges, g)
		}
	}
	for i, g := range m.gauges {
		g.Set(readings[i].of(s))
	}
}

// Addresses returns where metrics and health are served.
func (m *Monitor) Addresses() (metrics, health string) {
	return m.bound[0].Addr().String(), m.bound[1].Addr().String()
}

// Observe takes what a finished step showed.
func (m *Monitor) Observe(s *kernel.Signals) {
	m.show(s)
	m.total.Inc()
	m.last.Store(m.now().UnixNano())
	m.steps.Add(1)
}

// Finish says that no more steps will come, which is then no stall.
func (m *Monitor) Finish() { m.done.Store(true) }

// Stop says that the process is shutting down.
func (m *Monitor) Stop() { m.stopping.Store(true) }

// Health returns nil, or an error that says for how long no step has finished.
func (m *Monitor) Health() error {
	idle := m.now().Sub(time.Unix(0, m.last.Load()))
	if idle >= Stall && !m.done.Load() {
		return fmt.Errorf("no step finished for %.0f s", idle.Seconds())
	}
	return nil
}

// Ready returns nil from the end of the first step of this process until Stop,
// and otherwise an error that says which of the two it is.
func (m *Monitor) Ready() error {
	switch {
	case m.stopping.Load():
		return errors.New("shutting down")
	case m.steps.Load() == 0 && !m.done.Load():
		return errors.New("the first step is not done")
	}
	return nil
}

func answer(w http.ResponseWriter, err error) {
	text := "ok"
	if err != nil {
		text = err.Error()
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	io.WriteString(w, text+"\n") // a client that has gone needs no answer
}

// Close stops serving. Requests being answered have until ctx is done.
func (m *Monitor) Close(ctx context.Context) error {
	var errs []error
	for i, bound := range m.bound {
		if bound == nil {
			continue
		}
		errs = append(errs, m.servers[i].Shutdown(ctx))
		if err := bound.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
