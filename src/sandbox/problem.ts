/** A mistake of the user: `message` says what is wrong, `hint` what to do about it. */
export class SandboxProblem extends Error {
  override readonly name = "SandboxProblem";

  constructor(
    message: string,
    readonly hint: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
