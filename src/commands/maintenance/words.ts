import type { Role } from "../../maintenance/index.js";

const titles = { web: "Web", worker: "Worker" } as const;

/** A role as the first word of a sentence. */
export const titleOf = (role: Role): string => titles[role];

/** The two directions that maintenance is turned. */
export type Direction = "on" | "off";
