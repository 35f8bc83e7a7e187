import { hostname, userInfo } from "node:os";
import { defined } from "../defined.js";
import { isSet } from "../is-set.js";
import type { Context } from "../maintenance/index.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** Who runs this: `user@host`, and the URL of the run where the environment is a pipeline's. */
export function identifyOperator(surroundings: Environment): Context["operator"] {
  const env = Object.fromEntries(Object.entries(surroundings).filter(([, value]) => isSet(value)));
  return { by: `${userName(env)}@${hostname()}`, ...defined({ url: runUrl(env) }) };
}

/** A container's user often has no passwd entry, where `userInfo` throws. */
function userName(env: Environment): string {
  try {
    return userInfo().username;
  } catch {
    return env.USER ?? env.USERNAME ?? "unknown";
  }
}

/** Each pipeline's own variables; libraries that know them run git as well. */
function runUrl(env: Environment): string | undefined {
  return (
    gitHubUrl(env) ??
    codeBuildUrl(env) ??
    azureUrl(env) ??
    env.CI_JOB_URL ??
    env.CIRCLE_BUILD_URL ??
    env.BUILDKITE_BUILD_URL ??
    (env.JENKINS_URL === undefined ? undefined : env.BUILD_URL)
  );
}

function gitHubUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID }: Environment): string | undefined {
  if (GITHUB_REPOSITORY === undefined || GITHUB_RUN_ID === undefined) return undefined;
  return `${GITHUB_SERVER_URL ?? "https://github.com"}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}

function codeBuildUrl({ CODEBUILD_BUILD_ID, AWS_REGION }: Environment): string | undefined {
  if (CODEBUILD_BUILD_ID === undefined || AWS_REGION === undefined) return undefined;
  const build = encodeURIComponent(CODEBUILD_BUILD_ID);
  return `https://console.aws.amazon.com/codebuild/home?region=${AWS_REGION}#/builds/${build}/view/new`;
}

function azureUrl(env: Environment): string | undefined {
  const { SYSTEM_COLLECTIONURI, SYSTEM_TEAMPROJECT, BUILD_BUILDID } = env;
  if (SYSTEM_COLLECTIONURI === undefined || SYSTEM_TEAMPROJECT === undefined || BUILD_BUILDID === undefined) {
    return undefined;
  }
  const project = encodeURIComponent(SYSTEM_TEAMPROJECT);
  return `${SYSTEM_COLLECTIONURI}${project}/_build/results?buildId=${BUILD_BUILDID}`;
}
