import { Option } from "commander";
import { webFlags, type WebFlag } from "../../maintenance/context.js";

/** `--web-flag`. */
export interface WebFlagOptions {
  readonly webFlag?: WebFlag;
}

/** `--web-flag`, for on, off and status. */
export const webFlagOption = (): Option =>
  new Option(
    "--web-flag <where>",
    "web: where the flag is stored: parameter (default), or env for Ruby on Jets",
  ).choices(webFlags);
