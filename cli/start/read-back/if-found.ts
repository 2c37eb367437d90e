/**
 * Returns the response, or undefined if the resource does not exist.
 *
 * @throws Any other error.
 */
export async function ifFound<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Error && /NotFound|NoSuch|DoesNotExist/.test(error.name)) return undefined;
    throw error;
  }
}
