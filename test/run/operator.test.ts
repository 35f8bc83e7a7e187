import { hostname, userInfo } from "node:os";
import { describe, expect, test } from "vitest";
import { identifyOperator } from "../../src/run/operator.js";

describe("who runs this", () => {
  test("is user@host", () => {
    expect(identifyOperator({})).toEqual({ by: `${userInfo().username}@${hostname()}` });
  });

  test.each([
    [
      "GitHub Actions",
      { GITHUB_SERVER_URL: "https://github.example", GITHUB_REPOSITORY: "ada/shop", GITHUB_RUN_ID: "42" },
      "https://github.example/ada/shop/actions/runs/42",
    ],
    ["GitLab CI", { CI_JOB_URL: "https://gitlab.example/-/jobs/42" }, "https://gitlab.example/-/jobs/42"],
    [
      "CodeBuild",
      { CODEBUILD_BUILD_ID: "shop:4-2", AWS_REGION: "eu-west-1" },
      "https://console.aws.amazon.com/codebuild/home?region=eu-west-1#/builds/shop%3A4-2/view/new",
    ],
    ["CircleCI", { CIRCLE_BUILD_URL: "https://circleci.example/42" }, "https://circleci.example/42"],
    ["Buildkite", { BUILDKITE_BUILD_URL: "https://buildkite.example/42" }, "https://buildkite.example/42"],
    [
      "Azure Pipelines",
      {
        SYSTEM_COLLECTIONURI: "https://dev.azure.com/ada/",
        SYSTEM_TEAMPROJECT: "my shop",
        BUILD_BUILDID: "42",
      },
      "https://dev.azure.com/ada/my%20shop/_build/results?buildId=42",
    ],
    [
      "Jenkins",
      { JENKINS_URL: "https://j.example", BUILD_URL: "https://j.example/42" },
      "https://j.example/42",
    ],
  ])("says the run of %s", (_, env, url) => {
    expect(identifyOperator(env).url).toBe(url);
  });

  test("takes a variable that is set to nothing for one that is not set", () => {
    expect(identifyOperator({ CI_JOB_URL: "", BUILDKITE_BUILD_URL: "https://b.example/42" }).url).toBe(
      "https://b.example/42",
    );
    expect(
      identifyOperator({ GITHUB_REPOSITORY: "", GITHUB_RUN_ID: "", CI_JOB_URL: "" }).url,
    ).toBeUndefined();
  });

  test("says no run where half of what makes one is set", () => {
    expect(
      identifyOperator({ BUILD_URL: "x", GITHUB_RUN_ID: "42", CODEBUILD_BUILD_ID: "a:b" }).url,
    ).toBeUndefined();
  });
});
