import {
  CloudFormationClient,
  DescribeStacksCommand,
  type DescribeStacksCommandInput,
  type DescribeStacksCommandOutput,
  ListStackResourcesCommand,
  type ListStackResourcesCommandInput,
  type ListStackResourcesCommandOutput,
} from "@aws-sdk/client-cloudformation";

/** CloudFormation's client with the calls that are made here, so that the bundle holds no others. */
export class CloudFormation extends CloudFormationClient {
  describeStacks(input: DescribeStacksCommandInput): Promise<DescribeStacksCommandOutput> {
    return this.send(new DescribeStacksCommand(input));
  }

  listStackResources(input: ListStackResourcesCommandInput): Promise<ListStackResourcesCommandOutput> {
    return this.send(new ListStackResourcesCommand(input));
  }
}
