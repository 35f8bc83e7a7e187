import type { RegionContext } from "../context.js";
import type { Roles } from "../identity/roles.js";
import type { Sessions } from "../identity/sessions.js";

/** What STS knows; roles and sessions are the same in every region. */
export interface StsState {
  readonly context: RegionContext;
  readonly roles: Roles;
  readonly sessions: Sessions;
}
