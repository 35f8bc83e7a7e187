/**
 * The regions that every account has: those from before 20 March 2019. All later ones are to be enabled first, so no
 * other is ever added: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
const always = new Set([
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"],
  ...["eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3"],
  ...["ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
]);

/**
 * Which of an account's regions STS is asked in; `undefined` where there are none. STS refuses everything in a region
 * that an account has not enabled, and that is to cost this region, not the account.
 */
export const stsRegionOf = (regions: readonly string[] | undefined): string | undefined =>
  regions?.find((region) => always.has(region)) ?? regions?.[0];
