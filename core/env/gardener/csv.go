package gardener

import "fmt"

// CSVHeader is the first line of resonetics_data.csv, without a newline.
const CSVHeader = "Gen,Population,Avg_Energy,Total_Entropy,Emergency_Moves,Isolation_Saves,Entropy_Gradient,Population_Volatility,Emergency_Ratio,Collapse_Risk,Flow,Verdict"

// AppendCSV appends the row of these signals, with its newline, to dst.
func (s *Stats) AppendCSV(dst []byte) []byte {
	return fmt.Appendf(dst, "%d,%d,%.3f,%.3f,%d,%d,%.3f,%d,%.6f,%.6f,%.6f,%s\n",
		s.Gen, s.Population, s.MeanEnergy, s.TotalEntropy, s.EmergencyMoves, s.IsolationSaves,
		s.EntropyGradient, s.PopulationVolatility, s.EmergencyRatio, s.Risk, s.Flow, s.Verdict)
}

// AppendCSV appends the row of the last step to dst; see CSVHeader.
func (w *World) AppendCSV(dst []byte) []byte { return w.stats.AppendCSV(dst) }
