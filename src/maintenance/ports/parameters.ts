/** One parameter of SSM Parameter Store. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** By AWS's clock. */
  readonly modifiedAt: Date;
  /** Counts the writes since it was created, from 1; 0 where the answer does not say. */
  readonly version: number;
}

/** What a write to a parameter tells. */
export interface Written {
  /** The version that it made: whatever had the one before was replaced by it. 0 where the answer does not say. */
  readonly version: number;
  /** Whether the call was repeated: then the version before may be this very write, whose answer was lost. */
  readonly repeated: boolean;
}

/** One version of a parameter. */
export interface ParameterVersion extends Parameter {
  /** The ARN of who wrote it; absent where AWS does not say. */
  readonly modifiedBy?: string;
}

/** SSM Parameter Store, as far as it is needed here. Plain `String` parameters, in the Standard tier wherever AWS allows it. */
export interface Parameters extends ParameterCalls {
  /** The same calls for what has to be written even after Ctrl-C, such as the release of the lock. */
  readonly uninterrupted: ParameterCalls;
}

/** The calls to Parameter Store. */
export interface ParameterCalls {
  /** The parameters among `names` that exist; `name:version` asks for one version. May be old for a moment. */
  get(...names: readonly string[]): Promise<readonly Parameter[]>;
  /** Everything below `path`, with the time of the answer by AWS's clock. May be old for a moment. */
  list(path: string): Promise<{ readonly parameters: readonly Parameter[]; readonly asOf: Date }>;
  /** The newest 100 versions, oldest first; none of a parameter that does not exist. */
  history(name: string): Promise<readonly ParameterVersion[]>;
  /** Creates a parameter; `false` when the name is taken. The one atomic operation there is. @throws NoRoom */
  create(name: string, value: string): Promise<boolean>;
  /** Creates or overwrites a parameter. @throws NoRoom where it does not exist: to overwrite takes no room */
  put(name: string, value: string): Promise<Written>;
  /** Deletes the parameters among `names` that exist. */
  delete(names: readonly string[]): Promise<void>;
}
