package main

import (
	"archive/zip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// archive writes a built site as a zip that a static host or a file share takes as it is. The
// file that keeps an unbuilt folder in the repository is left out.
func archive(name, folder string) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z := zip.NewWriter(f)
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == keepName {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		w, err := z.Create(filepath.ToSlash(inside)) // without times, so that the same site is the same bytes
		if err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	})
	return errors.Join(err, z.Close())
}
