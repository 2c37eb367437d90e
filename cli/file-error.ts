/** What the operating system refuses, in words. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES:
    'this user may not write or read it; run the command as the owner of the checkout, or change its owner',
  EPERM: 'this user may not change it; run the command as the owner of the checkout, or change its owner',
  EROFS: 'its file system is read-only; use a checkout, or with --output a folder, that can be written',
  ENOSPC: 'no space is left on its disk; free some',
  EDQUOT: 'the disk quota is used up; free some space',
  ENOTDIR: 'a part of the path is a file; name another folder',
  EMFILE: 'too many files are open; raise the limit with ulimit -n',
};

/**
 * The sentence for an error of the file system that the user can mend, such as a checkout of another user.
 *
 * @returns Undefined for any other error.
 */
export function fileErrorText(cause: unknown): string | undefined {
  const { code = '', path, dest } = cause as NodeJS.ErrnoException & { dest?: string };
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return path !== undefined && reason
    ? `${JSON.stringify(dest ?? path)} cannot be used (${code}): ${reason}.`
    : undefined;
}
