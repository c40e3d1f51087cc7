package gardener
import ("testing";"fmt";"os";"strconv";"strings")
func TestExplore(t *testing.T) {
	if os.Getenv("EXPLORE")=="" { t.Skip() }
	num := func(k string, d float64) float64 { if v,err:=strconv.ParseFloat(os.Getenv(k),64); err==nil { return v }; return d }
	steps := int(num("STEPS",6000))
	sels := []Selection{Selection(num("SEL",2))}
	Tourn = int(num("TOURN",3))
	if s:=os.Getenv("BOOST"); s!="" { Boost=nil; for _,x := range strings.Split(s,",") { v,_:=strconv.ParseFloat(x,64); Boost=append(Boost,v) } }
	for _,sel := range sels {
	for seed := uint64(1); seed<=uint64(num("SEEDS",3)); seed++ {
		c := Default(); c.Selection = sel
		c.MutationRate=num("MUT",0.02)
		c.MaxAge = int(num("MAXAGE",0))
		c.MinPopulation = int(num("MIN",15)); c.MaxPopulation=int(num("MAX",80)); c.InitialPopulation=max(25,c.MinPopulation)
		w,_ := New(c, seed)
		line := ""
		births, arr, deaths, pop, en, vd := 0,0,0,0.,0., [3]int{}
		var acts [6]int; em:=0
		for i := 1; i<=steps; i++ {
			w.Step()
			births += len(w.births); arr += len(w.arrivals); deaths += len(w.deaths); pop += float64(w.stats.Population); en += w.stats.MeanEnergy
			vd[w.stats.Verdict]++
			for j,a := range w.action { if w.flags[j]&emergency==0 {acts[a]++} else {em++} }
			if i%(steps/6)==0 {
				n:=float64(steps/6)
				tot:=0; for _,a := range acts { tot+=a }
				best:=0.; for _,m := range w.hall.merit { best=max(best,m) }
				line += fmt.Sprintf("  [%d] pop %.1f age %.0f en %.1f ent %.0f b%d a%d d%d acts %.2v em %.2f v %v best %.0f\n", i, pop/n, w.stats.MeanAge, en/n, w.stats.TotalEntropy, births, arr, deaths, pct(acts,tot), float64(em)/float64(tot+em), vd, best)
				births, arr, deaths, pop, en, vd = 0,0,0,0,0,[3]int{}; acts=[6]int{}; em=0
			}
		}
		fmt.Printf("sel %v seed %d\n%s", sel, seed, line)
	}}
}
func pct(a [6]int, t int) (p [6]int) { for i := range a { p[i] = a[i]*100/max(t,1) }; return }
