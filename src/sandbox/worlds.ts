import type { RegionContext } from "./context.js";
import type { Roles } from "./identity/roles.js";
import type { Sessions } from "./identity/sessions.js";
import { limitsOf, type QuotaLimits } from "./quotas.js";
import { serveRegion, type ServedRegion } from "./served-region.js";
import type { Region } from "./world/region.js";

/** Every region of every account, each empty until it is first named. */
export interface Worlds {
  serve(account: string, region: string): ServedRegion;
  /** Those that were named so far. */
  all(): readonly Region[];
}

/** What all worlds have in common. */
export interface Shared {
  readonly context: Omit<RegionContext, "account" | "region">;
  /** Each account and region has quotas of its own. */
  readonly quotas: boolean | Partial<QuotaLimits> | undefined;
  readonly roles: Roles;
  readonly sessions: Sessions;
}

/** Opens the worlds. */
export function createWorlds({ context, quotas, roles, sessions }: Shared): Worlds {
  const limits = limitsOf(quotas);
  const worlds = new Map<string, ServedRegion>();
  return {
    serve: (account, region) => {
      const key = `${account} ${region}`;
      const served =
        worlds.get(key) ?? serveRegion({ ...context, account, region }, { limits, roles, sessions });
      worlds.set(key, served);
      return served;
    },
    all: () => [...worlds.values()].map((served) => served.region),
  };
}
