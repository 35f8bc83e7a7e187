import { arnIn } from "../../../src/sandbox/context.js";
import { remove, write } from "../../../src/sandbox/ssm/write.js";
import type { Region } from "../../../src/sandbox/world/region.js";

/** Changes to parameters from outside. */
export interface ParameterWorld {
  /** Creates or overwrites a parameter, whatever its value. */
  setParameter(name: string, value: string): void;
  deleteParameter(name: string): void;
  /** Every parameter's value by name, in a stable order. */
  parameters(): Record<string, string>;
}

/** Opens a region's parameters to changes from outside. */
export function changeParameters({ context, ssm }: Region): ParameterWorld {
  const caller = { arn: arnIn({ ...context, region: "" }, "iam", "user/somebody") };
  return {
    setParameter: (name, value) => {
      write(ssm, { name, value, type: "String" }, caller);
    },
    deleteParameter: (name) => {
      if (!remove(ssm, name)) throw new Error(`There is no parameter ${name} in the sandbox.`);
    },
    parameters: () =>
      Object.fromEntries(
        [...ssm.parameters.entries()]
          .map(([name, versions]): [string, string] => [name, versions.at(-1)?.value ?? ""])
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
  };
}
