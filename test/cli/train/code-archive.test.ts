import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { list } from 'tar';
import { packCode } from '../../../cli/train/code-archive';

const scratch = mkdtempSync(join(tmpdir(), 'ml-platform-code-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function folder(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(scratch, name);
  for (const [path, text] of Object.entries({ 'launch.py': '', 'train.py': '', ...files })) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function names(bytes: Uint8Array): Promise<string[]> {
  const paths: string[] = [];
  const file = join(scratch, 'listed.tar.gz');
  writeFileSync(file, bytes);
  await list({
    file,
    onReadEntry: ({ path, mode = 0 }) => paths.push(`${path} ${(mode & 0o777).toString(8)}`),
  });
  return paths;
}

test('the same files give the same bytes, whenever and in whatever order they were written', async () => {
  const first = folder('first', { 'models/net.py': 'x = 1', '@odd': '', 'run.sh': '' });
  const second = folder('second', { 'run.sh': '', '@odd': '', 'models/net.py': 'x = 1' });
  for (const [root, mode] of [
    [first, 0o775],
    [second, 0o700],
  ] as const) {
    chmodSync(join(root, 'run.sh'), mode);
  }
  chmodSync(join(second, 'train.py'), 0o600);
  utimesSync(join(second, 'train.py'), 1, 1);

  const [one, two] = await Promise.all([packCode(first), packCode(second)]);
  expect(one.sha256).toBe(two.sha256);
  expect(await names(one.bytes)).toEqual([
    './@odd 644',
    'launch.py 644',
    'models/net.py 644',
    'run.sh 755',
    'train.py 644',
  ]);
});

test('generated files are left out, and a link becomes its file', async () => {
  const root = folder('tools', {
    '.venv/bin/python': '',
    '.git/HEAD': '',
    'a/__pycache__/a.pyc': '',
    'a/a.py': '',
  });
  symlinkSync(join(scratch, 'tools', 'a', 'a.py'), join(root, 'b.py'));
  const { bytes, files } = await packCode(root);
  expect(files).toBe(4);
  expect((await names(bytes)).map((line) => line.split(' ')[0])).toEqual([
    'a/a.py',
    'b.py',
    'launch.py',
    'train.py',
  ]);
});

test('a code folder that is missing, has no code or is too large is refused', async () => {
  await expect(packCode(join(scratch, 'absent'))).rejects.toThrow(
    /absent cannot be read \(ENOENT\); name a folder/,
  );
  const data = folder('data', { 'weights.bin': '' });
  truncateSync(join(data, 'weights.bin'), 65 * 1024 ** 2);
  await expect(packCode(data)).rejects.toThrow(
    /holds 65\.0 MiB, .* largest file is weights\.bin \(65\.0 MiB\)/,
  );
  const linked = folder('linked', {});
  symlinkSync(scratch, join(linked, 'all'));
  await expect(packCode(linked)).rejects.toThrow('all is a link to a folder');
  rmSync(join(linked, 'all'));
  rmSync(join(linked, 'train.py'));
  await expect(packCode(linked)).rejects.toThrow('has no train.py; name a folder');
});

test('everything that cannot be packed is named at once, with its reason', async () => {
  const root = folder('odd', { 'a.py': '', 'secret.py': '' });
  symlinkSync('/nowhere', join(root, 'dangling.py'));
  symlinkSync(join(scratch, 'listed.tar.gz'), join(root, 'outside.py'));
  symlinkSync('loop', join(root, 'loop'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const message = await packCode(root).catch((cause: Error) => cause.message);
  for (const part of [
    'dangling.py is a link to nothing',
    `outside.py is a link to ${realpathSync(join(scratch, 'listed.tar.gz'))}, outside the folder`,
    'loop cannot be read (ELOOP)',
    'pipe is a FIFO',
  ]) {
    expect(message).toContain(part);
  }
  expect(message).toMatch(/\. Replace them with files that you can read, or remove them\.$/);
});

const nobody = process.getuid?.() === 0 ? 65534 : undefined;

test('files and folders that the user may not read are named', async () => {
  const root = folder('locked', { 'key.pem': '', 'private/a.py': '' });
  for (const parent of [tmpdir(), scratch]) chmodSync(parent, 0o755);
  chmodSync(join(root, 'key.pem'), 0);
  chmodSync(join(root, 'private'), 0);
  const uid = process.getuid?.();
  // Root may read everything.
  if (nobody !== undefined) process.seteuid!(nobody);
  try {
    await expect(packCode(root)).rejects.toThrow(
      /(key\.pem cannot be read \(EACCES\); private cannot be read \(EACCES\)|private .*; key.pem .*)\. Replace/,
    );
  } finally {
    if (nobody !== undefined) process.seteuid!(uid!);
    chmodSync(join(root, 'private'), 0o755);
  }
});

test('a folder with too many files is refused before it is read to its end', async () => {
  const root = folder(
    'many',
    Object.fromEntries(Array.from({ length: 9 }, (_, each) => [`${each}.txt`, ''])),
  );
  await expect(packCode(root, { report: () => {}, mostEntries: 10 })).rejects.toThrow(
    'has more than 10 files and folders, which is the most that code may have; name a folder with nothing but the code.',
  );
});

test('a folder that takes long to read says so, and Ctrl-C ends it', async () => {
  const lines: string[] = [];
  const root = folder(
    'slow',
    Object.fromEntries(Array.from({ length: 300 }, (_, each) => [`${each}.py`, ''])),
  );
  await packCode(root, { report: (text) => lines.push(text), reportAfterMs: 0 });
  expect(lines).toEqual([expect.stringMatching(/^Reading .*slow: \d+ files and folders so far \.\.\.$/)]);
  const work = new AbortController();
  work.abort(new Error('Ctrl-C'));
  await expect(packCode(root, { report: () => {}, signal: work.signal })).rejects.toThrow('Ctrl-C');
});

test.each(['/', '/etc/hostname', '/dev/null'])('%s is no folder of code', async (path) => {
  await expect(packCode(path)).rejects.toThrow(
    /(has no launch\.py and no train\.py|cannot be read \(ENOTDIR\)); name a/,
  );
});

test('a relative path says where it begins', async () => {
  await expect(packCode('absent')).rejects.toThrow(`a relative path begins in ${process.cwd()}.`);
});
