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
    "web: where the web function looks: at the parameter, or, as Ruby on Jets does, at the environment variable JETS_MAINTENANCE; from the configuration file unless given",
  ).choices(webFlags);
