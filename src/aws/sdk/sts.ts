import {
  getDefaultRoleAssumer,
  GetCallerIdentityCommand,
  type GetCallerIdentityCommandInput,
  type GetCallerIdentityCommandOutput,
  STSClient,
} from "@aws-sdk/client-sts";

/** The SDK's own way to the temporary credentials of a role. */
export { getDefaultRoleAssumer as createRoleAssumer };

/** The client of STS with the calls that are made here, so that the bundle holds no others. */
export class Sts extends STSClient {
  getCallerIdentity(input: GetCallerIdentityCommandInput): Promise<GetCallerIdentityCommandOutput> {
    return this.send(new GetCallerIdentityCommand(input));
  }
}

/** The calls to STS, and the region that they are made in. */
export type StsCalls = Pick<Sts, "getCallerIdentity"> & { readonly config: Pick<Sts["config"], "region"> };
