// Package rng is the only place random numbers come from.
//
// A Source is xoshiro256++ (Blackman and Vigna, "Scrambled Linear Pseudorandom
// Number Generators", 2021), seeded through SplitMix64. It is a plain value: it
// can be copied, compared and written into a checkpoint, and it returns
// the same bits on every platform.
package rng

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Source is a seeded stream of random numbers. The zero value is not a valid
// source; use New. A Source is not safe for concurrent use.
type Source struct {
	s0, s1, s2, s3 uint64
}

// Size is the number of bytes of a serialized Source.
const Size = 32

// New returns a source whose stream is fixed by seed. Every seed is valid.
func New(seed uint64) *Source {
	r := new(Source)
	r.Seed(seed)
	return r
}

// Seed restarts the stream as New(seed) would.
func (r *Source) Seed(seed uint64) {
	next := func() uint64 {
		seed += 0x9e3779b97f4a7c15
		return mix(seed)
	}
	r.s0, r.s1, r.s2, r.s3 = next(), next(), next(), next()
}

// mix is the finalizer of SplitMix64.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Derive returns the seed of the stream-th independent child of seed. It lets
// episode 7 of a run be reproduced without running episodes 0 to 6.
func Derive(seed, stream uint64) uint64 {
	return mix(seed + mix(stream+0x9e3779b97f4a7c15))
}

// Uint64 returns 64 uniformly random bits.
func (r *Source) Uint64() (u uint64) {
	u, r.s0, r.s1, r.s2, r.s3 = next(r.s0, r.s1, r.s2, r.s3)
	return u
}

// next is one step of the generator. Loops call it on four variables of their
// own, which stay in registers where a Source would go through memory.
func next(s0, s1, s2, s3 uint64) (u, t0, t1, t2, t3 uint64) {
	u = bits.RotateLeft64(s0+s3, 23) + s0
	s2 ^= s0
	s3 ^= s1
	return u, s0 ^ s3, s1 ^ s2, s2 ^ s1<<17, bits.RotateLeft64(s3, 45)
}

// Float64 returns a number uniform in [0, 1), a multiple of 2^-53.
func (r *Source) Float64() float64 { return unit(r.Uint64()) }

func unit(u uint64) float64 { return float64(u>>11) * 0x1p-53 }

// Float32 returns a number uniform in [0, 1), a multiple of 2^-24.
func (r *Source) Float32() float32 { return float32(r.Uint64()>>40) * 0x1p-24 }

// Intn returns an integer uniform in [0, n). It panics when n is not positive.
func (r *Source) Intn(n int) int {
	if n <= 0 {
		panic(fmt.Sprintf("rng: Intn(%d): the bound must be positive", n))
	}
	// Lemire, "Fast Random Integer Generation in an Interval", 2019.
	bound := uint64(n)
	hi, lo := bits.Mul64(r.Uint64(), bound)
	if lo < bound {
		for threshold := -bound % bound; lo < threshold; {
			hi, lo = bits.Mul64(r.Uint64(), bound)
		}
	}
	return int(hi)
}

// AppendBinary appends the Size bytes that fix everything r will return.
func (r *Source) AppendBinary(b []byte) ([]byte, error) {
	for _, v := range [4]uint64{r.s0, r.s1, r.s2, r.s3} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	return b, nil
}

// MarshalBinary returns the Size bytes that fix everything r will return.
func (r *Source) MarshalBinary() ([]byte, error) { return r.AppendBinary(nil) }

// UnmarshalBinary restores what AppendBinary wrote. It accepts exactly Size
// bytes that are not all zero (the one state xoshiro cannot leave); on error r
// is unchanged.
func (r *Source) UnmarshalBinary(b []byte) error {
	if len(b) != Size {
		return fmt.Errorf("rng: state has %d bytes, want %d", len(b), Size)
	}
	var s [4]uint64
	for i := range s {
		s[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	if s == [4]uint64{} {
		return fmt.Errorf("rng: state is all zero, which no seed produces")
	}
	r.s0, r.s1, r.s2, r.s3 = s[0], s[1], s[2], s[3]
	return nil
}
