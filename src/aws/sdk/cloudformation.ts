import {
  CloudFormationClient,
  DescribeStacksCommand,
  type DescribeStacksCommandInput,
  type DescribeStacksCommandOutput,
  GetTemplateCommand,
  type GetTemplateCommandInput,
  type GetTemplateCommandOutput,
  ListStackResourcesCommand,
  type ListStackResourcesCommandInput,
  type ListStackResourcesCommandOutput,
} from "@aws-sdk/client-cloudformation";

/** CloudFormation's client with the calls that are made here, so that the bundle holds no others. */
export class CloudFormation extends CloudFormationClient {
  describeStacks(input: DescribeStacksCommandInput): Promise<DescribeStacksCommandOutput> {
    return this.send(new DescribeStacksCommand(input));
  }

  describeAllStacks(
    input: Pick<DescribeStacksCommandInput, "NextToken">,
  ): Promise<DescribeStacksCommandOutput> {
    return this.send(new DescribeStacksCommand(input));
  }

  listStackResources(input: ListStackResourcesCommandInput): Promise<ListStackResourcesCommandOutput> {
    return this.send(new ListStackResourcesCommand(input));
  }

  /** DescribeStacks as well, for what a stack was given and what it hands on. */
  describeValues(input: DescribeStacksCommandInput): Promise<DescribeStacksCommandOutput> {
    return this.describeStacks(input);
  }

  getTemplate(input: GetTemplateCommandInput): Promise<GetTemplateCommandOutput> {
    return this.send(new GetTemplateCommand(input));
  }

  /** Region and, where the credentials say it themselves, account: as they are in force. */
  async whereabouts(): Promise<string> {
    const [region, { accountId }] = await Promise.all([this.config.region(), this.config.credentials()]);
    return accountId === undefined ? region : `${region} of account ${accountId}`;
  }
}

/** What is looked at of a stack. */
interface DescribedStack {
  readonly StackId?: string | undefined;
  /** CloudFormation's own word, which may be newer than the SDK. */
  readonly StackStatus?: string | undefined;
}

/** The calls to CloudFormation, with the SDK or without it. */
export interface CloudFormationCalls extends Omit<
  CloudFormation,
  keyof CloudFormationClient | "describeStacks"
> {
  describeStacks(input: {
    readonly StackName: string;
  }): Promise<{ readonly Stacks?: readonly DescribedStack[] | undefined }>;
}
