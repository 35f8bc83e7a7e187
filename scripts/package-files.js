// What is published, and nothing else.

const expected = [
  /^(README|CHANGELOG)\.md$/,
  /^(LICENSE|package\.json)$/,
  /^bin\/(jets\.js|sandbox\/jets)$/,
  /^dist\/(main|index|[\w-]+-[A-Z0-9]{8})\.js(\.LEGAL\.txt)?$/,
  /^dist\/LICENCES\.txt$/,
  /^dist\/jets\.1$/,
  /^dist\/(library|runtime)\/(esm|cjs)\/([\w/-]+\.d\.ts|index\.js|refusal\.js|package\.json)$/,
  /^dist\/runtime\/(LICENSE-aws4|maintenance\.html)$/,
  /^docs\/[\w/-]+\.md$/,
  /^schema\/v1\.json$/,
];

/**
 * @param {readonly string[]} paths of the files in the package
 * @throws Error when one is not meant to be there, or none is of a kind that has to be
 */
export function verifyFiles(paths) {
  const strange = paths.filter((path) => !expected.some((pattern) => pattern.test(path)));
  if (strange.length > 0) throw new Error(`Not meant to be in the package: ${strange.join(", ")}`);
  const missing = expected.filter((pattern) => !paths.some((path) => pattern.test(path)));
  if (missing.length > 0) throw new Error(`Not in the package: ${missing.join(", ")}`);
}
