import type { Clients } from "../clients.js";
import type { DirectReader } from "./index.js";

/** The clients, with the reads that can be made directly made so; the SDK is loaded for all else. */
export function withDirectReads(clients: Clients, open: () => Promise<DirectReader | undefined>): Clients {
  let opened: Promise<DirectReader | undefined> | undefined;
  const connect = (): Promise<DirectReader | undefined> => (opened ??= open());
  const { cloudFormation, ssm } = clients;
  return {
    ...clients,
    async ssm() {
      const direct = await connect();
      if (direct === undefined) return ssm();
      return {
        getParameters: async (input) =>
          (await direct.getParameters(input.Names)) ?? (await ssm()).getParameters(input),
        getParametersByPath: async (input) => (await ssm()).getParametersByPath(input),
        getParameterHistory: async (input) => (await ssm()).getParameterHistory(input),
        putParameter: async (input) => (await ssm()).putParameter(input),
        deleteParameters: async (input) => (await ssm()).deleteParameters(input),
      };
    },
    async cloudFormation() {
      const direct = await connect();
      if (direct === undefined) return cloudFormation();
      return {
        describeStacks: async (input) =>
          (await direct.describeStacks(input.StackName)) ?? (await cloudFormation()).describeStacks(input),
        describeAllStacks: async (input) => (await cloudFormation()).describeAllStacks(input),
        describeValues: async (input) => (await cloudFormation()).describeValues(input),
        getTemplate: async (input) => (await cloudFormation()).getTemplate(input),
        whereabouts: async () => (await cloudFormation()).whereabouts(),
        listStackResources: async (input) => (await cloudFormation()).listStackResources(input),
      };
    },
    region: async () => (await connect())?.region ?? clients.region(),
    close() {
      clients.close();
      void opened?.then((direct) => direct?.close());
    },
  };
}
