package fit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// keys returns what was noted.
func keys(f *Fit) []string {
	list := []string{}
	for _, n := range f.Notes {
		list = append(list, n.Key)
	}
	return list
}

func classOf(f *Fit, key string) string {
	for _, c := range f.Checks {
		if c.Key == key {
			return c.Class
		}
	}
	return ""
}

// same requires two fits to agree but for rounding.
func same(t *testing.T, want, got *Fit) {
	t.Helper()
	for _, e := range [][2]Estimate{{want.Memory.Drift, got.Memory.Drift}, {want.Memory.Noise, got.Memory.Noise}, {want.Memory.Initial, got.Memory.Initial},
		{want.CPU.Drift, got.CPU.Drift}, {want.CPU.Noise, got.CPU.Noise}, {want.CPU.Initial, got.CPU.Initial}} {
		require.InDelta(t, e[0].Value, e[1].Value, 1e-6)
		require.InDelta(t, e[0].Low, e[1].Low, 1e-6)
		require.InDelta(t, e[0].High, e[1].High, 1e-6)
	}
	require.Equal(t, [2]int{want.Rows, want.Columns}, [2]int{got.Rows, got.Columns})
}

// rewritten passes the rows of a recording through a function of their cells.
func rewritten(text, head string, row func(time int64, node string, cpu, mem float64) string) string {
	var b strings.Builder
	b.WriteString(head)
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if i == 0 {
			continue
		}
		cells := strings.Split(line, ",")
		at, _ := strconv.ParseInt(cells[0], 10, 64)
		c, _ := strconv.ParseFloat(cells[2], 64)
		m, _ := strconv.ParseFloat(cells[3], 64)
		b.WriteString(row(at, cells[1], c, m))
	}
	return b.String()
}

// TestUnitsDoNotMatter writes one recording in many forms.
func TestUnitsDoNotMatter(t *testing.T) {
	text := recorded(t, world(0.005, 0.012, 0.02, 0.3, 0.3, 4, 4), 100, nil)
	want := read(t, text)
	require.Equal(t, []string{"memory-fraction", "cpu-fraction"}, keys(want))
	const gi = 1 << 30
	for name, c := range map[string]struct {
		head string
		row  func(time int64, node string, cpu, mem float64) string
		says []string
	}{
		"percent": {"Memory;Host;Timestamp;CPU\n", func(at int64, n string, c, m float64) string {
			return strings.ReplaceAll(fmt.Sprintf("%.7f;%s;%d;%.7f\n", 100*m, n, at, 100*c), ".", ",")
		}, []string{"memory-percent", "cpu-percent"}},
		"signs": {"\ufeffts\tnode\tmem\tcpu\r\n", func(at int64, n string, c, m float64) string {
			return fmt.Sprintf("%d\t%s\t%.7f%%\t%.7f %%\r\n", 1000*at, n, 100*m, 100*c)
		}, []string{}},
		"bytes": {"time,instance,memory_usage_bytes,memory_limit,cpu_usage_cores,cpu_limit\n", func(at int64, n string, c, m float64) string {
			return fmt.Sprintf("%s,%s,%.3f,16Gi,%.9fm,4\n", time.Unix(at, 0).UTC().Format(time.RFC3339), n, m*16*gi, 4000*c)
		}, []string{}},
		"limits alone": {"time,node,memory,limit,cpu_cores,cpu\n", func(at int64, n string, c, m float64) string {
			return fmt.Sprintf("\"%s\",\"%s\",%.3f,17179869184,8,%.9f\n", time.Unix(at, 0).UTC().Format("2006-01-02 15:04:05"), n, m*16*gi, 8*c)
		}, []string{}},
		"named": {"time,node,cpu_percent,memory_ratio\n", func(at int64, n string, c, m float64) string {
			return fmt.Sprintf("%d,%s,%.7f,%.9f\n", at, n, 100*c, m)
		}, []string{}},
		"mixed": {"time,node,cpu,memory\n", func(at int64, n string, c, m float64) string {
			if n == "node-3" {
				return fmt.Sprintf("%d,%s,%.7f,%.9f\n", at, n, 100*c, m)
			}
			return fmt.Sprintf("%d,%s,%.7f,%.7f\n", at, n, 100*c, 100*m)
		}, []string{"memory-fraction", "memory-percent", "cpu-percent"}},
	} {
		got := read(t, rewritten(text, c.head, c.row))
		same(t, want, got)
		require.Equal(t, c.says, keys(got), name)
		require.Equal(t, 30.0, got.Step, name)
	}
	f, err := Read(strings.NewReader(rewritten(text, "time,node,memory_bytes,cpu_cores\n", func(at int64, n string, c, m float64) string {
		return fmt.Sprintf("%d,%s,%.3f,%.9f\n", at, n, m*8e9, 2*c)
	})), Options{MemoryLimit: 8e9})
	require.NoError(t, err, "a column named cores holds the whole")
	require.Nil(t, f.CPU)
}

// TestAStepMayBeLonger takes every fifth value: what a node gains in a step is five times as
// much, and the variance of its noise too.
func TestAStepMayBeLonger(t *testing.T) {
	text := recorded(t, world(0.001, 0.004, 0.004, 0.3, 0.3, 6, 6), 500, nil)
	f, err := Read(strings.NewReader(text), Options{Every: 150})
	require.NoError(t, err)
	require.Equal(t, 150.0, f.Step)
	require.True(t, f.Memory.Drift.Has(0.005), "%+v", f.Memory)
	require.InDelta(t, 0.004*math.Sqrt(5), f.Memory.Noise.Value, 0.0005)
	require.Equal(t, "walk", classOf(f, CheckGrowth))
}

// prometheusOf writes a recording as the answer to a range query of two metrics.
func prometheusOf(text string) string {
	series := map[string]*strings.Builder{}
	var order []string
	add := func(metric, node string, at int64, v float64) {
		key := fmt.Sprintf(`{"metric":{"__name__":"%s","instance":"%s","job":"x"},"values":[`, metric, node)
		if series[key] == nil {
			series[key] = new(strings.Builder)
			order = append(order, key)
		} else {
			series[key].WriteByte(',')
		}
		fmt.Fprintf(series[key], `[%d.5,"%.9f"]`, at, v)
	}
	rewritten(text, "", func(at int64, n string, c, m float64) string {
		add("container_memory_working_set_bytes", n, at, m*4e9)
		add("node_cpu_ratio", n, at, c)
		return ""
	})
	for i := range order {
		order[i] += series[order[i]].String() + "]}"
	}
	for _, n := range []string{"0", "1", "2", "3"} {
		order = append(order, `{"metric":{"__name__":"kube_memory_limit_bytes","instance":"node-`+n+`"},"values":[[1,"4e9"]]}`)
	}
	return `{"status":"success","warnings":["a",["b"]],"data":{"resultType":"matrix","result":[` + strings.Join(order, ",") + `]}}`
}

func TestPrometheusIsTheSame(t *testing.T) {
	text := recorded(t, world(0.005, 0.012, 0.02, 0.3, 0.3, 2, 2), 200, nil)
	answer := prometheusOf(text)
	same(t, read(t, text), read(t, answer))
	_, result, _ := strings.Cut(answer, `"result":`)
	same(t, read(t, text), read(t, strings.TrimSuffix(result, "}}")))

	// An expression leaves no name: memory, which is said to have no CPU beside it.
	f := read(t, strings.ReplaceAll(strings.ReplaceAll(answer, `"__name__":"container_memory_working_set_bytes",`, ""), `"__name__":"node_cpu_ratio"`, `"__name__":"up"`))
	require.Nil(t, f.CPU)
	require.Contains(t, keys(f), "no-cpu")
}

// TestUglyFiles holds that a fit goes on where it can, and says what it left out.
func TestUglyFiles(t *testing.T) {
	plain := recorded(t, world(0.005, 0.012, 0.02, 0.3, 0.3, 4, 4), 100, nil)
	want := read(t, plain)
	lines := strings.Split(strings.TrimSpace(plain), "\n")

	// Gaps: an hour is missing, and single cells are.
	gappy := append([]string{}, lines[:400]...)
	gappy = append(gappy, lines[900:]...)
	for i := 5; i < len(gappy); i += 40 {
		gappy[i] = gappy[i][:strings.LastIndexByte(gappy[i], ',')+1] + []string{"", "NaN", "null"}[i%3]
	}
	f := read(t, strings.Join(gappy, "\n"))
	require.Contains(t, keys(f), "memory-gaps")
	require.InDelta(t, want.Memory.Drift.Value, f.Memory.Drift.Value, 0.001)
	require.InDelta(t, want.Memory.Noise.Value, f.Memory.Noise.Value, 0.001)

	// Rubbish: cells that are no numbers, lines that are cut, repeated and backward ones.
	ugly := append([]string{}, lines...)
	ugly[7] = "1700000000,node-6,much,much"
	ugly[30] = "1700000000"
	ugly = append(ugly, lines[len(lines)-1], lines[1], "")
	f = read(t, strings.Join(ugly, "\n"))
	require.Subset(t, keys(f), []string{"wrong", "repeated", "backward"})
	for _, n := range f.Notes {
		if n.Key == "wrong" {
			require.Equal(t, Note{"wrong", []float64{3}, `line 8: "much"`}, n)
		}
	}
	require.InDelta(t, want.Memory.Drift.Value, f.Memory.Drift.Value, 0.0002)

	// One node, without a name and without times.
	var one strings.Builder
	one.WriteString("memory\n")
	for i := range 200 {
		fmt.Fprintf(&one, "%.5f\n", 0.2+0.002*float64(i)+0.004*math.Sin(float64(i*i)))
	}
	f = read(t, one.String())
	require.Equal(t, []string{"memory-fraction", "no-cpu", "no-time", "no-node"}, keys(f))
	require.Equal(t, [4]int{1, 1, 1, 0}, [4]int{f.Nodes, f.Rows, f.Columns, int(f.Step)})
	require.InDelta(t, 0.002, f.Memory.Drift.Value, 0.0005)
	require.Equal(t, "returns", classOf(f, CheckGrowth), "even growth under noise of the measurement is no random walk")
	require.Equal(t, "returns", classOf(f, CheckMemory))
	require.Equal(t, Unknown, classOf(f, CheckNodes))

	// A counter of CPU seconds that begins again, and restarts that free memory.
	var counted strings.Builder
	counted.WriteString("time,node,memory,cpu_seconds_total,cpu_limit\n")
	for node := range 6 {
		seconds, memory := 100.0*float64(node), 0.1
		for i := range 200 {
			seconds += 30 * (0.8 + 0.2*math.Sin(float64(i*i+node)))
			if memory += 0.004 + 0.003*math.Sin(float64(i*i*(node+1))); memory > 0.9 {
				memory, seconds = 0.1, 0
			}
			if (i+29*node)%90 == 89 {
				memory, seconds = 0.1, 0
			}
			fmt.Fprintf(&counted, "%d,n%d,%.5f,%.4f,2\n", 30*i, node, memory, seconds)
		}
	}
	f = read(t, counted.String())
	require.InDelta(t, 0.004, f.Memory.Drift.Value, 0.0005)
	require.Equal(t, "many", classOf(f, CheckRestarts))
	require.InDelta(t, 12.0/float64(f.Memory.Changes), f.Memory.Restarts, 0.002)
	require.Less(t, f.CPU.Noise.Value, 0.2, "what began again is no change of the rate")
	require.Less(t, f.CPU.Initial.Value, 0.61)

	// Nodes that are not alike.
	var unlike strings.Builder
	unlike.WriteString("time,node,memory\n")
	for node := range 5 {
		for i := range 100 {
			fmt.Fprintf(&unlike, "%d,n%d,%.6f\n", 30*i, node, 0.1+0.001*float64(i*(node+1))+0.001*math.Sin(float64(i*i)))
		}
	}
	require.Equal(t, "differ", classOf(read(t, unlike.String()), CheckNodes))
}

// TestValuesWithoutNoiseAreFitted reads what stands still, and what rises like a clock.
func TestValuesWithoutNoiseAreFitted(t *testing.T) {
	for drift, class := range map[float64]string{0: "still", 0.001: "rises", -0.001: "falls"} {
		var b strings.Builder
		b.WriteString(head)
		for i := range 60 {
			for node := range 6 {
				fmt.Fprintf(&b, "%d,n%d,0.25,%.6f\n", i, node, 0.5+drift*float64(i))
			}
		}
		f := read(t, b.String())
		require.InDelta(t, drift, f.Memory.Drift.Value, 1e-6)
		require.InDelta(t, 0, f.Memory.Noise.Value, 1e-6)
		require.Equal(t, 0.0, math.Round(1e6*f.CPU.Noise.Value))
		require.Equal(t, class, classOf(f, CheckDrift))
		_, err := json.Marshal(f)
		require.NoError(t, err, "a number is none: %+v", f)
	}
}

// TestWhatCannotBeFittedIsSaid holds every refusal to naming the thing and what is accepted.
func TestWhatCannotBeFittedIsSaid(t *testing.T) {
	rows := func(head, format string) string {
		var b strings.Builder
		b.WriteString(head + "\n")
		for i := range 100 {
			fmt.Fprintf(&b, format+"\n", i, 0.1+0.001*float64(i))
		}
		return b.String()
	}
	for text, says := range map[string][]string{
		"":                                           {"the file is empty"},
		" \n\n":                                      {"the file is empty"},
		"1,2,3\n4,5,6\n":                             {`"1,2,3"`, "no column memory", "time, node, cpu, memory"},
		"time,node,cpu\n1,a,0.5\n":                   {"no column memory"},
		"time,memory,mem\n":                          {"two columns are of one kind", `"mem"`},
		"time,memory\n":                              {"no memory of any node"},
		"time,memory\n1,0.5\n2,0.6\n":                {"memory has 1 changes", "at least 30"},
		rows("time,memory", "%d,x%v"):                {"line 2", `"x0.1"`},
		rows("time,memory", "-%d,%v"):                {"time goes backward", "oldest first"},
		rows("time,memory_bytes", "%d,%v"):           {"memory is in bytes", "memory_limit", "--memory-limit"},
		rows("time,memory", "%d,%ve9"):               {"memory is in bytes"},
		rows("memory,cpu_used_cores", "0.%02d,%v"):   {"cpu is in cores", "cpu_limit"},
		"time,memory\n" + strings.Repeat("1", 1<<17): {"line 2", "65536 bytes"},
		"{": {"breaks off"}, `{"data":{"result":[{"metric":{`: {"breaks off"}, `{]`: {"damaged"},
		`{"status":"error","error":"no such metric"}`:                                  {"answered with an error", "no such metric"},
		`{"data":{"resultType":"vector","result":[]}}`:                                 {`"vector"`, "query_range"},
		`{"data":{"result":{}}}`:                                                       {"result is", "query_range"},
		`{"status":"success"}`:                                                         {"no result"},
		`[{"metric":{},"value":[1,"2"]}]`:                                              {"instant query"},
		`[{"values":[[1,"2"]]}]`:                                                       {"before its metric"},
		`[{"metric":{"pod":["a"]}}]`:                                                   {"pod", "no text"},
		`[{"metric":{},"values":[[1,"2",3]]}]`:                                         {"the end of a value"},
		`[{"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}]`:          {"more than 64 deep"},
		`[{"metric":{"pod":"` + strings.Repeat("x", 1<<20) + `"},"values":[[1,"1"]]}]`: {"65536 bytes"},
	} {
		_, err := Read(strings.NewReader(text), Options{})
		require.Error(t, err, text[:min(80, len(text))])
		for _, s := range says {
			require.Contains(t, err.Error(), s)
		}
		require.NotContains(t, err.Error(), "\n")
	}
	var many strings.Builder
	many.WriteString("time,node,memory\n")
	for i := range MaxNodes + 1 {
		fmt.Fprintf(&many, "1,%d,0.5\n", i)
	}
	_, err := Read(strings.NewReader(many.String()), Options{})
	require.ErrorContains(t, err, `"65536"`)
	_, err = Read(io.MultiReader(strings.NewReader("time,memory\n1,2"), broken{}), Options{})
	require.ErrorIs(t, err, io.ErrClosedPipe)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// endless is a table of many rows that is nowhere whole.
type endless struct {
	rows, node, step int
	values           [64]float64
	rest             []byte
}

// noises are of mean 0, and no number of nodes is a multiple of theirs.
var noises = [...]float64{0.002, -0.001, -0.003, 0.001, 0.003, -0.002, 0}

func (e *endless) Read(b []byte) (int, error) {
	if len(e.rest) == 0 {
		if e.rows == 0 {
			return 0, io.EOF
		}
		e.rows--
		v := &e.values[e.node]
		*v += 0.001 + noises[e.rows%len(noises)]
		if *v > 0.95 {
			*v = 0.1
		}
		e.rest = strconv.AppendInt(e.rest[:0], int64(30*e.step), 10)
		e.rest = strconv.AppendInt(append(e.rest, ",node-"...), int64(e.node), 10)
		e.rest = strconv.AppendFloat(append(e.rest, ",0.5,"...), *v, 'f', 6, 64)
		e.rest = append(e.rest, '\n')
		if e.node++; e.node == len(e.values) {
			e.node, e.step = 0, e.step+1
		}
	}
	n := copy(b, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// TestAMillionRowsNeedLittleMemory reads them from nowhere.
func TestAMillionRowsNeedLittleMemory(t *testing.T) {
	h := newHistory(Options{})
	e := &endless{rows: 1_000_000}
	for i := range e.values {
		e.values[i] = 0.1
	}
	table := io.MultiReader(strings.NewReader(head), e)
	require.NoError(t, h.read(table))
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	require.Less(t, m.HeapAlloc, uint64(64<<20), "a million rows are kept in %d MB", m.HeapAlloc>>20)
	f, err := h.fit()
	require.NoError(t, err)
	require.Equal(t, 2_000_000, f.Values)
	require.Equal(t, [2]int{8, 8}, [2]int{f.Rows, f.Columns})
	require.LessOrEqual(t, f.Memory.Changes, maxChanges)
	require.InDelta(t, 0.001, f.Memory.Drift.Value, 1e-4)
}

// FuzzRead holds that whatever a file holds is refused, or gives numbers that the lab takes.
func FuzzRead(f *testing.F) {
	text := recorded(f, world(0.005, 0.012, 0.02, 0.3, 0.3, 1, 2), 40, nil)
	f.Add([]byte(text))
	f.Add([]byte(prometheusOf(text)))
	f.Add([]byte("time;node;memory_bytes;limit\n2024-01-02T03:04:05Z;\"a;b\";1,5Gi;16Gi\n"))
	f.Add([]byte("memory,cpu_seconds_total\n5%,1\n0.5,1e300\n-1,nan\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		fit, err := Read(bytes.NewReader(b), Options{})
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		_, err = json.Marshal(fit)
		require.NoError(t, err, "a number is none: %+v", fit)
		require.NotEmpty(t, fit.Link)
	})
}
