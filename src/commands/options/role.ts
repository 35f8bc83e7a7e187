import { Option } from "commander";
import { roles, type Role } from "../../maintenance/context.js";

/** `--role` and `--all`. */
export interface RoleOptions {
  readonly role: Role | "all";
  readonly all?: boolean;
}

/** `-r, --role`, which is `web` unless given. */
export const roleOption = (): Option =>
  new Option("-r, --role <role>", "which part of the application").choices([...roles, "all"]).default("web");

/** `-r, --role` of a command that is about both roles unless it is given. */
export const eitherRoleOption = (): Option =>
  new Option("-r, --role <role>", "only this part of the application").choices([...roles, "all"]);

/** `-a, --all`. */
export const allOption = (): Option => new Option("-a, --all", "both roles; same as --role all");

/** The roles that are meant, web first. */
export const rolesOf = ({ role, all }: RoleOptions): readonly Role[] =>
  all === true || role === "all" ? roles : [role];
