import type { Input } from "../wire/input.js";
import { cutPage } from "../wire/pages.js";
import { describeConfiguration } from "./configuration.js";
import { findAlias, findFunction, functionArn, readFunctionRef } from "./names.js";
import { badMarker, ok, type Reply } from "./reply.js";
import type { AliasState, FunctionState, LambdaState } from "./state.js";

/** ListVersionsByFunction: `$LATEST` first. */
export function listVersionsByFunction(state: LambdaState, input: Input): Reply {
  const fn = findFunction(state, readFunctionRef(state, input).name);
  const { pageSizes, emptyFirstPages } = state.context.settings;
  const page = cutPage(["$LATEST", ...fn.versions.keys()], {
    keyOf: (version) => (version === "$LATEST" ? "" : version).padStart(20, "0"),
    token: input.text("Marker"),
    size: Math.min(input.integer("MaxItems", { min: 1, max: 10_000 }) ?? 50, pageSizes.versions),
    emptyFirst: emptyFirstPages,
    badToken: badMarker,
  });
  const versions = page.items.map((version) => describeConfiguration(state, fn, version));
  return ok({ Versions: versions, NextMarker: page.next });
}

/** ListAliases: all, or those of one version. */
export function listAliases(state: LambdaState, input: Input): Reply {
  const fn = findFunction(state, readFunctionRef(state, input).name);
  const version = input.text("FunctionVersion");
  const aliases = [...fn.aliases.values()].filter(
    (alias) => version === undefined || alias.version === version,
  );
  const { pageSizes, emptyFirstPages } = state.context.settings;
  const page = cutPage(aliases, {
    keyOf: ({ name }) => name,
    token: input.text("Marker"),
    size: Math.min(input.integer("MaxItems", { min: 1, max: 10_000 }) ?? 50, pageSizes.aliases),
    emptyFirst: emptyFirstPages,
    badToken: badMarker,
  });
  return ok({ Aliases: page.items.map((alias) => describeAlias(state, fn, alias)), NextMarker: page.next });
}

/** GetAlias. */
export function getAlias(state: LambdaState, input: Input): Reply {
  const fn = findFunction(state, readFunctionRef(state, input).name);
  return ok(describeAlias(state, fn, findAlias(state, fn, input.requiredText("Name"))));
}

function describeAlias(state: LambdaState, fn: FunctionState, alias: AliasState): Record<string, unknown> {
  return {
    AliasArn: functionArn(state.context, fn.name, alias.name),
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revisionId,
    RoutingConfig: alias.weights && { AdditionalVersionWeights: alias.weights },
  };
}
