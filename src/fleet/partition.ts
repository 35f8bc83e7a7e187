const partitions: readonly (readonly [partition: string, regions: RegExp])[] = [
  ["aws-cn", /^cn-/],
  ["aws-us-gov", /^us-gov-/],
  ["aws-eusc", /^eusc-/],
  ["aws-iso", /^us-iso-/],
  ["aws-iso-b", /^us-isob-/],
  ["aws-iso-e", /^eu-isoe-/],
  ["aws-iso-f", /^us-isof-/],
];

/** The partition that a region is in, as the SDK's own list has it. */
export const partitionOf = (region: string): string =>
  partitions.find(([, regions]) => regions.test(region))?.[0] ?? "aws";
