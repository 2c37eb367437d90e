/**
 * Runs something that reports its progress and warnings on standard error, as a synthesis does, without showing them.
 * They are shown if it fails.
 */
export function quietly<Result>(action: () => Result): Result {
  const written: string[] = [];
  const keep = (...parts: unknown[]) => written.push(parts.join(' ')) > 0;
  const { error } = console;
  const write = process.stderr.write.bind(process.stderr);
  console.error = keep;
  process.stderr.write = keep;
  try {
    return action();
  } catch (problem) {
    write(`${written.join('\n')}\n`);
    throw problem;
  } finally {
    console.error = error;
    process.stderr.write = write;
  }
}
