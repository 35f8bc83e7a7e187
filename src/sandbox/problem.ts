/** Something that a person got wrong: `message` says what, `hint` what to do about it. */
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
