import {
  DeleteParametersCommand,
  type DeleteParametersCommandInput,
  type DeleteParametersCommandOutput,
  GetParameterHistoryCommand,
  type GetParameterHistoryCommandInput,
  type GetParameterHistoryCommandOutput,
  GetParametersByPathCommand,
  type GetParametersByPathCommandInput,
  type GetParametersByPathCommandOutput,
  GetParametersCommand,
  type GetParametersCommandInput,
  type GetParametersCommandOutput,
  PutParameterCommand,
  type PutParameterCommandInput,
  type PutParameterCommandOutput,
  SSMClient,
} from "@aws-sdk/client-ssm";

/** Parameter Store's client with the calls that are made here, so that the bundle holds no others. */
export class Ssm extends SSMClient {
  getParameters(input: GetParametersCommandInput): Promise<GetParametersCommandOutput> {
    return this.send(new GetParametersCommand(input));
  }

  getParametersByPath(input: GetParametersByPathCommandInput): Promise<GetParametersByPathCommandOutput> {
    return this.send(new GetParametersByPathCommand(input));
  }

  getParameterHistory(input: GetParameterHistoryCommandInput): Promise<GetParameterHistoryCommandOutput> {
    return this.send(new GetParameterHistoryCommand(input));
  }

  putParameter(input: PutParameterCommandInput): Promise<PutParameterCommandOutput> {
    return this.send(new PutParameterCommand(input));
  }

  deleteParameters(input: DeleteParametersCommandInput): Promise<DeleteParametersCommandOutput> {
    return this.send(new DeleteParametersCommand(input));
  }
}

/** The calls to Parameter Store, with the SDK or without it. */
export interface SsmCalls extends Omit<Ssm, keyof SSMClient | "getParameters"> {
  getParameters(input: { readonly Names: string[] }): Promise<Pick<GetParametersCommandOutput, "Parameters">>;
}
