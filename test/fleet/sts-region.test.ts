import { expect, test } from "vitest";
import { stsRegionOf } from "../../src/fleet/sts-region.js";

test.each([
  [["eu-south-1", "us-east-1"], "us-east-1"],
  [["eu-west-1", "us-east-1"], "eu-west-1"],
  [["af-south-1", "eu-south-1"], "af-south-1"],
  [["cn-north-1"], "cn-north-1"],
  [undefined, undefined],
])("of %j STS is asked in %s: one that every account has, if there is one", (regions, asked) => {
  expect(stsRegionOf(regions)).toBe(asked);
});
