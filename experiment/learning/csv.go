package learning

import "strconv"

// CSV returns a line of column names and a line for every point of every curve, as
// comma-separated values.
func (t *Table) CSV() []byte {
	b := []byte("seed,trained_steps,failed_share,return\n")
	for _, c := range t.Curves {
		for _, p := range c.Points {
			b = append(strconv.AppendUint(b, c.Seed, 10), ',')
			b = append(strconv.AppendInt(b, int64(p.Steps), 10), ',')
			b = append(strconv.AppendFloat(b, p.Failed, 'g', -1, 64), ',')
			b = append(strconv.AppendFloat(b, p.Return, 'g', -1, 64), '\n')
		}
	}
	return b
}
