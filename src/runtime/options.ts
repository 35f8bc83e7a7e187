/** How `withMaintenance` behaves. Everything may be left out. */
export interface MaintenanceOptions {
  /**
   * The flag: the name of an SSM parameter that holds `on` or `off`. Otherwise the environment variable
   * `JETS_MAINTENANCE_PARAMETER`, otherwise `/jets/<stack>/maintenance/web` with the stack that `JETS_PROJECT`,
   * `JETS_ENV` (`dev`) and `JETS_EXTRA` name, as for the command line.
   */
  readonly parameter?: string;
  /** Paths that the application answers even during maintenance: exact, or with a `*` at the end. */
  readonly allow?: readonly string[];
  /** How old the flag may be when a request is answered, in seconds. Default 10. */
  readonly ttlSeconds?: number;
  /** How long a request waits for the flag, in milliseconds. Default 500. */
  readonly timeoutMs?: number;
  /** What happens until the flag has been read once: `open` (default) the application answers, `closed` the page. */
  readonly onError?: "open" | "closed";
  /** Where `maintenance.html` and `maintenance.json` are. Default `public`; relative to the task root. */
  readonly publicDir?: string;
  /**
   * Whose scripts may read the 503 and get their preflights answered: `true` for every site, or the origins that may,
   * also with credentials. Default: none.
   */
  readonly cors?: boolean | readonly string[];
  /** Reads the flag from the AWS Parameters and Secrets Lambda extension, which keeps it for as long as it is configured to. */
  readonly useExtension?: boolean;
  /**
   * Which events other than web requests get an empty answer during maintenance, without loading the application.
   * `true`: warm-ups and schedules, which come again by themselves. A function: those for which it returns `true`; an
   * event that is answered counts as done, so a message of a queue would be lost. Default: none.
   */
  readonly skipEvents?: boolean | ((event: unknown) => boolean);
  /** The application streams its responses (`awslambda.streamifyResponse`), so the page has to be streamed too. */
  readonly streaming?: boolean;
}
