package series

import (
	"strconv"

	"github.com/resonetics/playground/core/agent"
)

// AppendEpisodes appends a line of column names and a line for every episode of every
// player, as comma-separated values, to dst: which number the episode has from 1, its
// seed, and what came of it.
func AppendEpisodes(dst []byte, keys []string, episodes [][]agent.Episode) []byte {
	dst = append(dst, "episode,seed,policy,failed"...)
	for _, m := range measures {
		dst = append(append(dst, ','), m.name...)
	}
	dst = append(dst, '\n')
	for i := range episodes[0] {
		for p, key := range keys {
			e := &episodes[p][i]
			dst = append(strconv.AppendInt(dst, int64(i)+1, 10), ',')
			dst = append(strconv.AppendUint(dst, e.Seed, 10), ',')
			dst = append(append(dst, key...), ',')
			dst = strconv.AppendBool(dst, e.Failed)
			for _, m := range measures {
				dst = appendNumber(dst, m.of(e))
			}
			dst = append(dst, '\n')
		}
	}
	return dst
}

// appendNumber appends a comma and v to the last digit; nothing stands for NaN.
func appendNumber(dst []byte, v float64) []byte {
	dst = append(dst, ',')
	if v != v {
		return dst
	}
	return strconv.AppendFloat(dst, v, 'g', -1, 64)
}

// Append appends the table as comma-separated values to dst: a line of column names and
// a line for every player. The first player has no pair and leaves those columns
// empty, as does what one episode cannot tell.
func (t *Table) Append(dst []byte) []byte {
	dst = append(dst, "policy,episodes,failures,failed_share,failed_share_low,failed_share_high"...)
	for _, m := range measures {
		dst = appendNames(dst, m.name)
	}
	dst = append(dst, ",against,wins,ties,losses"...)
	dst = appendNames(appendNames(dst, "survived_difference"), "return_difference")
	dst = append(dst, ",improvement,improvement_low,improvement_high\n"...)
	for i := range t.Rows {
		dst = t.Rows[i].append(dst, t.Episodes)
		if i == 0 {
			dst = append(dst, noPair...)
		} else {
			dst = t.Pairs[i-1].append(dst)
		}
		dst = append(dst, '\n')
	}
	return dst
}

// noPair leaves the columns of a pair empty.
const noPair = ",,,,,,,,,,,,,,,"

func appendNames(dst []byte, name string) []byte {
	for _, part := range [...]string{"", "_sd", "_low", "_high"} {
		dst = append(append(append(dst, ','), name...), part...)
	}
	return dst
}

func (e *Estimate) append(dst []byte) []byte {
	for _, v := range [...]float64{e.Mean, e.SD, e.Low, e.High} {
		dst = appendNumber(dst, v)
	}
	return dst
}

func (s *Share) append(dst []byte) []byte {
	for _, v := range [...]float64{s.Rate, s.Low, s.High} {
		dst = appendNumber(dst, v)
	}
	return dst
}

func (r *Row) append(dst []byte, episodes int) []byte {
	dst = append(append(dst, r.Player...), ',')
	dst = strconv.AppendInt(dst, int64(episodes), 10)
	dst = append(dst, ',')
	dst = r.Failed.append(strconv.AppendInt(dst, int64(r.Failures), 10))
	for _, m := range measures {
		dst = m.estimate(r).append(dst)
	}
	return dst
}

func (p *Pair) append(dst []byte) []byte {
	dst = append(append(dst, ','), p.Against...)
	for _, n := range [...]int{p.Wins, p.Ties, p.Losses} {
		dst = strconv.AppendInt(append(dst, ','), int64(n), 10)
	}
	return p.Improvement.append(p.Return.append(p.Survived.append(dst)))
}
