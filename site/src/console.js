// What a Go program writes to its standard error is the reason when it dies, so
// the last of it is kept. This must be loaded before wasm_exec.js, which brings
// its own console where there is none.

const kept = 4096;
const decoder = new TextDecoder();
let text = '';

const missing = () => {
  const error = new Error('not implemented');
  error.code = 'ENOSYS';
  return error;
};

globalThis.fs ??= {
  constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
  writeSync(_fd, bytes) {
    const said = decoder.decode(bytes);
    text = (text + said).slice(-kept);
    console.log(said.trimEnd());
    return bytes.length;
  },
  write(fd, bytes, offset, length, position, callback) {
    if (offset !== 0 || length !== bytes.length || position !== null) callback(missing());
    else callback(null, this.writeSync(fd, bytes));
  },
};
for (const name of ['chmod', 'chown', 'close', 'fchmod', 'fchown', 'fstat', 'fsync', 'ftruncate', 'lchown', 'link',
  'lstat', 'mkdir', 'open', 'read', 'readdir', 'readlink', 'rename', 'rmdir', 'stat', 'symlink', 'truncate', 'unlink', 'utimes']) {
  globalThis.fs[name] ??= (...args) => args.at(-1)(missing());
}

// lastWords returns the reason a Go program gave for dying: the line of its
// panic, or the last line it wrote.
export function lastWords() {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /^(panic|fatal error):/.test(line)) ?? lines.at(-1) ?? '';
}
