import type { Aws } from "../../src/aws/index.js";
import { JetsError, type Parameter } from "../../src/maintenance/index.js";

/**
 * The ports of `src/maintenance` in memory, with what the web role needs of them: for tests of the command line alone.
 * There is no AWS behind them, and no SDK; what is about AWS is tested on the sandbox.
 */
export class InMemoryPorts implements Aws {
  readonly values = new Map<string, string>();
  isClosed = false;

  constructor(readonly names: readonly string[] = ["demo-dev"]) {}

  readonly stacks: Aws["stacks"] = {
    get: async (name) => {
      if (this.names.includes(name))
        return Promise.resolve({ name, id: `arn:${name}`, status: "CREATE_COMPLETE" });
      throw new JetsError(
        "not_deployed",
        "Project has not been deployed",
        `There is no stack ${name} in us-east-1: deploy it, or name another one.`,
      );
    },
    listFunctions: unused,
    listRoleCallers: unused,
    list: unused,
  };

  readonly #calls: Aws["parameters"]["uninterrupted"] = {
    get: (...names) => Promise.resolve(names.flatMap((name) => this.#parameter(name))),
    put: (name, value) => {
      this.values.set(name, value);
      return Promise.resolve({ version: 0, repeated: false });
    },
    list: unused,
    history: unused,
    create: unused,
    delete: unused,
  };

  readonly parameters: Aws["parameters"] = { ...this.#calls, uninterrupted: this.#calls };

  readonly functions: Aws["functions"] = {
    get: unused,
    getShownReserved: unused,
    getReserved: unused,
    stop: unused,
    putReserved: unused,
    listProvisioned: unused,
    getProvisioned: unused,
    putProvisioned: unused,
    deleteProvisioned: unused,
    listCallers: unused,
    listVersions: unused,
    listEventConfigs: unused,
    putEventConfig: unused,
    sendEvent: unused,
    getAccountConcurrency: unused,
    listMappings: unused,
    getMapping: unused,
    setMapping: unused,
    getEnvironment: unused,
    putVariables: unused,
    listAliases: unused,
    checkedBy: unused,
  };

  readonly queues: Aws["queues"] = {
    find: unused,
    create: unused,
    describe: unused,
    change: unused,
    receive: unused,
    delete: unused,
    show: unused,
    purge: unused,
  };

  readonly aside = (): Pick<Aws, "stacks" | "functions"> => this;

  region(): Promise<string> {
    return Promise.resolve("us-east-1");
  }

  endpoints(): ReturnType<Aws["endpoints"]> {
    return Promise.resolve({ cloudformation: undefined, lambda: undefined, sqs: undefined, ssm: undefined });
  }

  credentials(): ReturnType<Aws["credentials"]> {
    return Promise.resolve({ value: "AWS profile default (sso)", from: "default" });
  }

  close(): void {
    this.isClosed = true;
  }

  #parameter(name: string): Parameter[] {
    const value = this.values.get(name);
    return value === undefined ? [] : [{ name, value, modifiedAt: new Date(0), version: 0 }];
  }
}

function unused(): never {
  throw new Error("The web role does not call this.");
}
