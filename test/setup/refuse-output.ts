/** A successful run prints results only: any other output to the console fails the test. */
for (const method of ['debug', 'error', 'info', 'log', 'warn'] as const) {
  console[method] = (...parts: unknown[]) => {
    throw new Error(`Printed in a test: ${parts.map(String).join(' ')}`);
  };
}
