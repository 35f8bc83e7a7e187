import {
  DeleteFunctionConcurrencyCommand,
  type DeleteFunctionConcurrencyCommandInput,
  type DeleteFunctionConcurrencyCommandOutput,
  DeleteProvisionedConcurrencyConfigCommand,
  type DeleteProvisionedConcurrencyConfigCommandInput,
  type DeleteProvisionedConcurrencyConfigCommandOutput,
  DeleteFunctionEventInvokeConfigCommand,
  type DeleteFunctionEventInvokeConfigCommandInput,
  type DeleteFunctionEventInvokeConfigCommandOutput,
  GetAccountSettingsCommand,
  type GetAccountSettingsCommandInput,
  type GetAccountSettingsCommandOutput,
  GetEventSourceMappingCommand,
  type GetEventSourceMappingCommandInput,
  type GetEventSourceMappingCommandOutput,
  GetFunctionCommand,
  type GetFunctionCommandInput,
  type GetFunctionCommandOutput,
  GetFunctionConcurrencyCommand,
  type GetFunctionConcurrencyCommandInput,
  type GetFunctionConcurrencyCommandOutput,
  GetFunctionConfigurationCommand,
  type GetFunctionConfigurationCommandInput,
  type GetFunctionConfigurationCommandOutput,
  GetPolicyCommand,
  type GetPolicyCommandInput,
  type GetPolicyCommandOutput,
  GetProvisionedConcurrencyConfigCommand,
  type GetProvisionedConcurrencyConfigCommandInput,
  type GetProvisionedConcurrencyConfigCommandOutput,
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  LambdaClient,
  ListAliasesCommand,
  type ListAliasesCommandInput,
  type ListAliasesCommandOutput,
  ListEventSourceMappingsCommand,
  type ListEventSourceMappingsCommandInput,
  type ListEventSourceMappingsCommandOutput,
  ListFunctionEventInvokeConfigsCommand,
  type ListFunctionEventInvokeConfigsCommandInput,
  type ListFunctionEventInvokeConfigsCommandOutput,
  ListProvisionedConcurrencyConfigsCommand,
  type ListProvisionedConcurrencyConfigsCommandInput,
  type ListProvisionedConcurrencyConfigsCommandOutput,
  ListVersionsByFunctionCommand,
  type ListVersionsByFunctionCommandInput,
  type ListVersionsByFunctionCommandOutput,
  PutFunctionConcurrencyCommand,
  type PutFunctionConcurrencyCommandInput,
  type PutFunctionConcurrencyCommandOutput,
  PutFunctionEventInvokeConfigCommand,
  type PutFunctionEventInvokeConfigCommandInput,
  type PutFunctionEventInvokeConfigCommandOutput,
  PutProvisionedConcurrencyConfigCommand,
  type PutProvisionedConcurrencyConfigCommandInput,
  type PutProvisionedConcurrencyConfigCommandOutput,
  UpdateEventSourceMappingCommand,
  type UpdateEventSourceMappingCommandInput,
  type UpdateEventSourceMappingCommandOutput,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
  type UpdateFunctionConfigurationCommandOutput,
} from "@aws-sdk/client-lambda";

/** Lambda's client with the calls that are made here, so that the bundle holds no others. */
export class Lambda extends LambdaClient {
  getFunction(input: GetFunctionCommandInput): Promise<GetFunctionCommandOutput> {
    return this.send(new GetFunctionCommand(input));
  }

  getFunctionConfiguration(
    input: GetFunctionConfigurationCommandInput,
  ): Promise<GetFunctionConfigurationCommandOutput> {
    return this.send(new GetFunctionConfigurationCommand(input));
  }

  updateFunctionConfiguration(
    input: UpdateFunctionConfigurationCommandInput,
  ): Promise<UpdateFunctionConfigurationCommandOutput> {
    return this.send(new UpdateFunctionConfigurationCommand(input));
  }

  listAliases(input: ListAliasesCommandInput): Promise<ListAliasesCommandOutput> {
    return this.send(new ListAliasesCommand(input));
  }

  listVersionsByFunction(
    input: ListVersionsByFunctionCommandInput,
  ): Promise<ListVersionsByFunctionCommandOutput> {
    return this.send(new ListVersionsByFunctionCommand(input));
  }

  getFunctionConcurrency(
    input: GetFunctionConcurrencyCommandInput,
  ): Promise<GetFunctionConcurrencyCommandOutput> {
    return this.send(new GetFunctionConcurrencyCommand(input));
  }

  putFunctionConcurrency(
    input: PutFunctionConcurrencyCommandInput,
  ): Promise<PutFunctionConcurrencyCommandOutput> {
    return this.send(new PutFunctionConcurrencyCommand(input));
  }

  deleteFunctionConcurrency(
    input: DeleteFunctionConcurrencyCommandInput,
  ): Promise<DeleteFunctionConcurrencyCommandOutput> {
    return this.send(new DeleteFunctionConcurrencyCommand(input));
  }

  getProvisionedConcurrencyConfig(
    input: GetProvisionedConcurrencyConfigCommandInput,
  ): Promise<GetProvisionedConcurrencyConfigCommandOutput> {
    return this.send(new GetProvisionedConcurrencyConfigCommand(input));
  }

  listProvisionedConcurrencyConfigs(
    input: ListProvisionedConcurrencyConfigsCommandInput,
  ): Promise<ListProvisionedConcurrencyConfigsCommandOutput> {
    return this.send(new ListProvisionedConcurrencyConfigsCommand(input));
  }

  putProvisionedConcurrencyConfig(
    input: PutProvisionedConcurrencyConfigCommandInput,
  ): Promise<PutProvisionedConcurrencyConfigCommandOutput> {
    return this.send(new PutProvisionedConcurrencyConfigCommand(input));
  }

  deleteProvisionedConcurrencyConfig(
    input: DeleteProvisionedConcurrencyConfigCommandInput,
  ): Promise<DeleteProvisionedConcurrencyConfigCommandOutput> {
    return this.send(new DeleteProvisionedConcurrencyConfigCommand(input));
  }

  listEventSourceMappings(
    input: ListEventSourceMappingsCommandInput,
  ): Promise<ListEventSourceMappingsCommandOutput> {
    return this.send(new ListEventSourceMappingsCommand(input));
  }

  getEventSourceMapping(
    input: GetEventSourceMappingCommandInput,
  ): Promise<GetEventSourceMappingCommandOutput> {
    return this.send(new GetEventSourceMappingCommand(input));
  }

  updateEventSourceMapping(
    input: UpdateEventSourceMappingCommandInput,
  ): Promise<UpdateEventSourceMappingCommandOutput> {
    return this.send(new UpdateEventSourceMappingCommand(input));
  }

  getPolicy(input: GetPolicyCommandInput): Promise<GetPolicyCommandOutput> {
    return this.send(new GetPolicyCommand(input));
  }

  putFunctionEventInvokeConfig(
    input: PutFunctionEventInvokeConfigCommandInput,
  ): Promise<PutFunctionEventInvokeConfigCommandOutput> {
    return this.send(new PutFunctionEventInvokeConfigCommand(input));
  }

  deleteFunctionEventInvokeConfig(
    input: DeleteFunctionEventInvokeConfigCommandInput,
  ): Promise<DeleteFunctionEventInvokeConfigCommandOutput> {
    return this.send(new DeleteFunctionEventInvokeConfigCommand(input));
  }

  invoke(input: InvokeCommandInput): Promise<InvokeCommandOutput> {
    return this.send(new InvokeCommand(input));
  }

  listFunctionEventInvokeConfigs(
    input: ListFunctionEventInvokeConfigsCommandInput,
  ): Promise<ListFunctionEventInvokeConfigsCommandOutput> {
    return this.send(new ListFunctionEventInvokeConfigsCommand(input));
  }

  getAccountSettings(input: GetAccountSettingsCommandInput): Promise<GetAccountSettingsCommandOutput> {
    return this.send(new GetAccountSettingsCommand(input));
  }
}
