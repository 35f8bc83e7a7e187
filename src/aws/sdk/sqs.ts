import {
  ChangeMessageVisibilityBatchCommand,
  type ChangeMessageVisibilityBatchCommandInput,
  type ChangeMessageVisibilityBatchCommandOutput,
  CreateQueueCommand,
  type CreateQueueCommandInput,
  type CreateQueueCommandOutput,
  DeleteMessageBatchCommand,
  type DeleteMessageBatchCommandInput,
  type DeleteMessageBatchCommandOutput,
  GetQueueAttributesCommand,
  type GetQueueAttributesCommandInput,
  type GetQueueAttributesCommandOutput,
  GetQueueUrlCommand,
  type GetQueueUrlCommandInput,
  type GetQueueUrlCommandOutput,
  PurgeQueueCommand,
  type PurgeQueueCommandInput,
  type PurgeQueueCommandOutput,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  type ReceiveMessageCommandOutput,
  SetQueueAttributesCommand,
  type SetQueueAttributesCommandInput,
  type SetQueueAttributesCommandOutput,
  SQSClient,
} from "@aws-sdk/client-sqs";

/** The client of queues with the calls that are made here, so that the bundle holds no others. */
export class Sqs extends SQSClient {
  getQueueUrl(input: GetQueueUrlCommandInput): Promise<GetQueueUrlCommandOutput> {
    return this.send(new GetQueueUrlCommand(input));
  }

  createQueue(input: CreateQueueCommandInput): Promise<CreateQueueCommandOutput> {
    return this.send(new CreateQueueCommand(input));
  }

  getQueueAttributes(input: GetQueueAttributesCommandInput): Promise<GetQueueAttributesCommandOutput> {
    return this.send(new GetQueueAttributesCommand(input));
  }

  setQueueAttributes(input: SetQueueAttributesCommandInput): Promise<SetQueueAttributesCommandOutput> {
    return this.send(new SetQueueAttributesCommand(input));
  }

  receiveMessage(input: ReceiveMessageCommandInput): Promise<ReceiveMessageCommandOutput> {
    return this.send(new ReceiveMessageCommand(input));
  }

  deleteMessageBatch(input: DeleteMessageBatchCommandInput): Promise<DeleteMessageBatchCommandOutput> {
    return this.send(new DeleteMessageBatchCommand(input));
  }

  changeMessageVisibilityBatch(
    input: ChangeMessageVisibilityBatchCommandInput,
  ): Promise<ChangeMessageVisibilityBatchCommandOutput> {
    return this.send(new ChangeMessageVisibilityBatchCommand(input));
  }

  purgeQueue(input: PurgeQueueCommandInput): Promise<PurgeQueueCommandOutput> {
    return this.send(new PurgeQueueCommand(input));
  }
}
