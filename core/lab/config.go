package lab

// Config fixes a run: which lab, the seed everything random follows from, and
// one value per parameter of the lab's catalog. The zero value is not valid; use
// NewConfig.
type Config struct {
	Lab    Lab
	Seed   uint64
	values []float64
}

// NewConfig returns lab l with every parameter at its default and the seed of a
// first visit.
func NewConfig(l Lab) Config {
	params := l.Catalog().Params
	c := Config{Lab: l, Seed: l.Catalog().Seed, values: make([]float64, len(params))}
	for i := range params {
		c.values[i] = params[i].Default
	}
	return c
}

// Clone returns a copy that shares nothing with c.
func (c Config) Clone() Config {
	c.values = append([]float64(nil), c.values...)
	return c
}

// At returns the value of the i-th parameter of the catalog.
func (c Config) At(i int) float64 { return c.values[i] }

// Get returns the value of the parameter with that key. It panics when the lab
// has none: keys come from the catalog.
func (c Config) Get(key string) float64 {
	i, err := c.Lab.Catalog().Param(key)
	if err != nil {
		panic("lab: " + err.Error())
	}
	return c.values[i]
}

// Set gives the parameter with that key the value v. On error c is unchanged.
func (c *Config) Set(key string, v float64) error {
	i, err := c.Lab.Catalog().Param(key)
	if err != nil {
		return err
	}
	return c.SetAt(i, v)
}

// SetAt gives the i-th parameter of the catalog the value v. On error c is
// unchanged.
func (c *Config) SetAt(i int, v float64) error {
	if err := c.Lab.Catalog().Params[i].Check(v); err != nil {
		return err
	}
	c.values[i] = v
	return nil
}

// SetText gives the parameter with that key the value that text spells.
func (c *Config) SetText(key, text string) error {
	i, err := c.Lab.Catalog().Param(key)
	if err != nil {
		return err
	}
	v, err := c.Lab.Catalog().Params[i].Parse(text)
	if err != nil {
		return err
	}
	c.values[i] = v
	return nil
}

// Equal reports whether both describe the same run.
func (c Config) Equal(d Config) bool {
	if c.Lab != d.Lab || c.Seed != d.Seed || len(c.values) != len(d.values) {
		return false
	}
	for i := range c.values {
		if c.values[i] != d.values[i] {
			return false
		}
	}
	return true
}
