package gardener

import "strconv"

// CSVHeader is the first line of resonetics_data.csv, without a newline.
const CSVHeader = "Gen,Population,Avg_Energy,Total_Entropy,Emergency_Moves,Isolation_Saves,Entropy_Gradient,Population_Volatility,Emergency_Ratio,Collapse_Risk,Flow,Verdict"

// Decimals of the columns that are not whole numbers: sums and means get three,
// ratios and the smoothed signals six.
const (
	sumDecimals   = 3
	ratioDecimals = 6
)

// AppendCSV appends the row of these signals, with its newline, to dst.
func (s *Stats) AppendCSV(dst []byte) []byte {
	dst = appendWhole(dst, s.Gen)
	dst = appendWhole(dst, s.Population)
	dst = appendFixed(dst, s.MeanEnergy, sumDecimals)
	dst = appendFixed(dst, s.TotalEntropy, sumDecimals)
	dst = appendWhole(dst, s.EmergencyMoves)
	dst = appendWhole(dst, s.IsolationSaves)
	dst = appendFixed(dst, s.EntropyGradient, sumDecimals)
	dst = appendWhole(dst, s.PopulationVolatility)
	dst = appendFixed(dst, s.EmergencyRatio, ratioDecimals)
	dst = appendFixed(dst, s.Risk, ratioDecimals)
	dst = appendFixed(dst, s.Flow, ratioDecimals)
	dst = append(dst, s.Verdict.String()...)
	return append(dst, '\n')
}

// AppendCSV appends the row of the last step to dst; see CSVHeader.
func (w *World) AppendCSV(dst []byte) []byte { return w.stats.AppendCSV(dst) }

func appendWhole(dst []byte, v int) []byte {
	return append(strconv.AppendInt(dst, int64(v), 10), ',')
}

func appendFixed(dst []byte, v float64, decimals int) []byte {
	return append(strconv.AppendFloat(dst, v, 'f', decimals, 64), ',')
}
