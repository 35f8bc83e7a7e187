/** A message of a queue. */
export interface QueueMessage {
  /** The same however often it is received. */
  readonly id: string;
  /** Of this receiving: what deletes the message or shows it again. */
  readonly receipt: string;
  readonly body: string;
  readonly sentAt: Date;
}

/** What is to be known of a queue. */
export interface QueueState {
  /** Who may send, as a policy's JSON text; absent where there is none. */
  readonly policy?: string;
  /** For how many seconds it keeps a message. */
  readonly retentionSeconds: number;
  /** About how many messages it holds, those that are being received included. */
  readonly messages: number;
}

/** What a queue is made with, or made to have. */
export interface QueueSettings {
  readonly policy: string;
  readonly retentionSeconds: number;
}

/** SQS's standard queues. They go by their URL, which AWS makes of account, region and name. */
export interface Queues {
  /** `undefined` when there is none. */
  find(name: string): Promise<string | undefined>;
  /** Makes a queue, encrypted with SQS's own key; `false` when there is another one of that name by now. */
  create(name: string, settings: QueueSettings): Promise<boolean>;
  /** `undefined` when there is none any more. */
  describe(url: string): Promise<QueueState | undefined>;
  change(url: string, settings: QueueSettings): Promise<void>;
  /** At most ten messages, which nobody else gets for `hiddenSeconds`. Waits some seconds for the first. */
  receive(url: string, hiddenSeconds: number): Promise<readonly QueueMessage[]>;
  /** Deletes messages by their receipts, also for a while after the run was interrupted. @throws JetsError `aws_refused` also where one is not deleted */
  delete(url: string, receipts: readonly string[]): Promise<void>;
  /** Shows messages again that were received, before their time is up, also for a while after the run was interrupted; those of which it is over are shown anyway. */
  show(url: string, receipts: readonly string[]): Promise<void>;
  /** Deletes all messages. @throws JetsError `aws_refused` also where that was done less than a minute ago */
  purge(url: string): Promise<void>;
}
