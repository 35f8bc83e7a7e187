/** Resolves to what `promise` does, or early to `otherwise` when `signal` is aborted. */
export async function untilAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
  otherwise: Value,
): Promise<Value> {
  if (signal === undefined) return promise;
  if (signal.aborted) return otherwise;
  let abort = (): void => undefined;
  const aborted = new Promise<Value>((resolve) => {
    abort = () => {
      resolve(otherwise);
    };
  });
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
