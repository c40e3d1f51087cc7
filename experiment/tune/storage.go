package tune

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

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

// open returns the study in o.File, or a new one in memory when that is empty,
// and what closes it.
func open(o Options, s goptuna.Sampler) (study *goptuna.Study, done func() error, err error) {
	storage, done, err := store(o.File)
	if err != nil {
		return nil, nil, fmt.Errorf("study %s: %w", o.File, err)
	}
	options := []goptuna.StudyOption{
		goptuna.StudyOptionStorage(storage), goptuna.StudyOptionSampler(s), goptuna.StudyOptionLogger(nil),
		goptuna.StudyOptionDirection(goptuna.StudyDirectionMaximize),
	}
	if o.Method == TPE {
		options = append(options, goptuna.StudyOptionPruner(medianstopping.NewMedianPruner()))
	}
	study, err = goptuna.LoadStudy(name, options...)
	if err == nil {
		err = sameOptions(study, o)
	} else if study, err = goptuna.CreateStudy(name, options...); err == nil {
		err = study.SetUserAttr(optionsKey, o.text())
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("study %s: %w", o.File, err), done())
	}
	return study, done, nil
}

// sameOptions refuses to continue a study of something else.
func sameOptions(study *goptuna.Study, o Options) error {
	attributes, err := study.GetUserAttrs()
	if err != nil {
		return err
	}
	if got := attributes[optionsKey]; got != o.text() {
		return fmt.Errorf("it searches %s, not %s; choose another file", got, o.text())
	}
	return nil
}

func store(file string) (goptuna.Storage, func() error, error) {
	if file == "" {
		return goptuna.NewInMemoryStorage(), func() error { return nil }, nil
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, nil, err
	}
	address := url.URL{Scheme: "file", Path: path, RawQuery: "_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)&_txlock=immediate"}
	db, err := gorm.Open(sqlite.Open(address.String()), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		return nil, nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, nil, err
	}
	if err := rdb.RunAutoMigrate(db); err != nil {
		return nil, nil, errors.Join(err, pool.Close())
	}
	return rdb.NewStorage(db), pool.Close, nil
}
