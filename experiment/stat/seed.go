package stat

import "strconv"

// Seed is a seed of a run, which JSON has as text because not every program reads 64 bits.
type Seed uint64

// MarshalText writes the seed in decimal digits.
func (s Seed) MarshalText() ([]byte, error) { return strconv.AppendUint(nil, uint64(s), 10), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Seed) UnmarshalText(text []byte) (err error) {
	n, err := strconv.ParseUint(string(text), 10, 64)
	*s = Seed(n)
	return err
}
