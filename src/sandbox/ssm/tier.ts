import { invalidMember } from "../wire/input.js";
import { invalid, ssmError } from "./errors.js";
import { latestOf, type SsmState, type Tier } from "./state.js";

const tiers = ["Standard", "Advanced", "Intelligent-Tiering"];

/** What is to be written, and in which tier it is asked for; without one, Standard or the one that it is in. */
interface Asked {
  readonly name: string;
  readonly value: string;
  readonly tier: string | undefined;
}

/**
 * The tier that a parameter is written in. None is downgraded, and a region takes so many standard ones: with
 * Intelligent-Tiering the others are Advanced, https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-default-tier.html.
 * @throws AwsError
 */
export function chooseTier(state: SsmState, { name, value, tier }: Asked): Tier {
  if (tier !== undefined && !tiers.includes(tier))
    throw invalidMember("Tier", tier, `satisfy enum value set: [${tiers.join(", ")}]`);
  const before = latestOf(state, name)?.tier;
  if (tier === "Advanced") return tier;
  if (before === "Advanced") {
    if (tier === "Standard") throw notDowngraded();
    return before;
  }
  const isFull = before === undefined && !hasRoom(state);
  if (tier === "Intelligent-Tiering" && (isFull || Buffer.byteLength(value) > 4096)) return "Advanced";
  if (isFull) throw limitExceeded(state.context.settings.parameterLimit);
  return "Standard";
}

function hasRoom({ parameters, context }: SsmState): boolean {
  const { parameterLimit } = context.settings;
  if (parameters.size < parameterLimit) return true;
  const standard = [...parameters.values()].filter((versions) => versions.at(-1)?.tier === "Standard");
  return standard.length < parameterLimit;
}

const notDowngraded = (): Error =>
  invalid(
    "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
  );

const limitExceeded = (limit: number): Error =>
  ssmError(
    "ParameterLimitExceeded",
    `You have reached the maximum number of standard parameters for this AWS account and Region (${limit}). To add more parameters, either delete existing parameters or upgrade to the advanced-parameter tier (charges apply).`,
  );
