/** Runs one step of several, and prints its name before and its duration after it. */
export async function timed<T>(name: string, step: () => Promise<T>): Promise<T> {
  const start = performance.now();
  console.log(`\n==> ${name}`);
  const result = await step();
  console.log(`==> ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}
