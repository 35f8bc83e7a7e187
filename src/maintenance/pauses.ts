/**
 * Milliseconds between reads of what may be old: Parameter Store's reads are eventually consistent, and agree within a
 * moment. After the last one, what was read is believed.
 */
export const pauses: readonly number[] = [100, 200, 400, 800, 1_600, 3_200];
