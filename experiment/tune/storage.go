package tune

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/c-bata/goptuna"
	"github.com/c-bata/goptuna/medianstopping"
	rdb "github.com/c-bata/goptuna/rdb.v2"
	"github.com/glebarez/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// name is the study's in its storage; a file holds one.
const name = "resonetics tune"

// optionsKey is the study's attribute that says what it searches.
const optionsKey = "options"

// newStudy returns a study in memory, which is where all of them are worked on.
func newStudy(o Options, s goptuna.Sampler) (*goptuna.Study, error) {
	options := []goptuna.StudyOption{
		goptuna.StudyOptionStorage(goptuna.NewInMemoryStorage()), goptuna.StudyOptionSampler(s), goptuna.StudyOptionLogger(nil),
		goptuna.StudyOptionDirection(goptuna.StudyDirectionMaximize),
	}
	if o.Method == TPE {
		options = append(options, goptuna.StudyOptionPruner(medianstopping.NewMedianPruner()))
	}
	return goptuna.CreateStudy(name, options...)
}

// archive is the file of a study. It holds whole trials only: each is written in one
// transaction when it has ended, so that a process may be killed at any moment, and a trial
// that was under way is begun again from what its number and the ended ones say.
type archive struct {
	db      *gorm.DB
	study   int
	holder  string // file with the number of the process that works on the study
	storage *rdb.Storage
}

// openArchive opens the file of a study, or begins one; nil without a file. It holds the
// file until it is closed.
func openArchive(o Options) (*archive, error) {
	if o.File == "" {
		return nil, nil
	}
	path, err := filepath.Abs(o.File)
	if err != nil {
		return nil, err
	}
	a := &archive{holder: path + "-process"}
	address := url.URL{Scheme: "file", Path: path, RawQuery: "_pragma=busy_timeout(1000)&_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(WAL)&_txlock=immediate"}
	if a.db, err = gorm.Open(sqlite.Open(address.String()), &gorm.Config{Logger: logger.Discard}); err != nil {
		return nil, a.explain(o.File, err)
	}
	pool, err := a.db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1) // a second one would wait for the first
	if err := a.db.Transaction(func(tx *gorm.DB) error { return a.begin(tx, o) }); err != nil {
		return nil, errors.Join(a.explain(o.File, err), pool.Close())
	}
	a.storage = rdb.NewStorage(a.db)
	return a, os.WriteFile(a.holder, []byte(strconv.Itoa(os.Getpid())), 0o644)
}

// begin makes the tables and the study where there are none, checks what is searched, and
// removes what earlier versions kept of a trial that had not ended.
func (a *archive) begin(tx *gorm.DB, o Options) error {
	if err := rdb.RunAutoMigrate(tx); err != nil {
		return err
	}
	storage := rdb.NewStorage(tx)
	id, err := storage.GetStudyIDFromName(name)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		if id, err = storage.CreateNewStudy(name); err == nil {
			err = storage.SetStudyDirection(id, goptuna.StudyDirectionMaximize)
		}
	}
	if err != nil {
		return err
	}
	a.study = id
	for _, table := range []string{"trial_values", "trial_params", "trials"} {
		const unfinished = " WHERE trial_id IN (SELECT trial_id FROM trials WHERE state IN ('RUNNING', 'WAITING'))"
		if err := tx.Exec("DELETE FROM " + table + unfinished).Error; err != nil {
			return err
		}
	}
	attributes, err := storage.GetStudyUserAttrs(id)
	if err != nil {
		return err
	}
	if got, has := attributes[optionsKey]; has {
		return sameOptions(got, o.text())
	}
	return storage.SetStudyUserAttr(id, optionsKey, o.text())
}

// otherStudy is a study of something else in a file.
type otherStudy struct{ error }

// explain says what is wrong with a file in words.
func (a *archive) explain(file string, err error) error {
	switch {
	case errors.As(err, new(otherStudy)):
		return fmt.Errorf("study %s %w; choose another file with --study", file, err)
	case strings.Contains(err.Error(), "SQLITE_BUSY"):
		holder := "another process"
		if b, err := os.ReadFile(a.holder); err == nil {
			holder = "process " + string(b)
		}
		return fmt.Errorf("study %s: %s works on it; wait until that has ended, or choose another file with --study", file, holder)
	case errors.As(err, new(*fs.PathError)) || strings.Contains(err.Error(), "unable to open"):
		return fmt.Errorf("study %s cannot be opened: %w", file, err)
	}
	return fmt.Errorf("study %s is no study, or damaged: %w", file, err)
}

// trials returns the trials that have ended, in their order.
func (a *archive) trials() ([]goptuna.FrozenTrial, error) {
	if a == nil {
		return nil, nil
	}
	list, err := a.storage.GetAllTrials(a.study)
	slices.SortFunc(list, func(x, y goptuna.FrozenTrial) int { return x.Number - y.Number })
	return list, err
}

// keep writes a trial that has ended, in one transaction.
func (a *archive) keep(t goptuna.FrozenTrial) error {
	_, err := a.storage.CloneTrial(a.study, t)
	return err
}

// close lets go of the file.
func (a *archive) close() error {
	if a == nil {
		return nil
	}
	pool, err := a.db.DB()
	if err == nil {
		err = pool.Close()
	}
	return errors.Join(err, os.Remove(a.holder))
}
