package gardener
import ("testing";"fmt";"os";"sort")
func TestRandomBrains(t *testing.T) {
	if os.Getenv("EXPLORE2")=="" { t.Skip() }
	c := Default(); c.InitialPopulation=1; c.MinPopulation=0; c.Size=24; c.ReproduceThreshold=10000
	w,_ := New(c,1)
	var net []float64; pos:=0; posrest:=0
	for s:=uint64(0); s<4000; s++ {
		w.Reset(s)
		for i := range w.dirt { w.dirt[i]=1 }
		e:=0.; rest:=0
		for i:=0;i<200 && w.Population()>0;i++ { 
			w.triage(); w.think(w.queue); w.ripen(); w.act(); 
			w.growth.FillFloat64(w.noise[:576]); grow(w.dirt,w.noise[:576],c.DirtGrowth); w.clean(); e=w.energy[0]; if w.action[0]==Rest {rest++}; w.begin() }
		net = append(net,e)
		if e>80 { pos++; if rest>0 {posrest++} }
	}
	sort.Float64s(net)
	for _,q := range []float64{0,.1,.25,.5,.75,.9,.95,.98,.99,.999} { fmt.Printf("q%.3f %.1f\n", q, net[int(q*4000)]) }
	fmt.Println(pos,posrest)
}
