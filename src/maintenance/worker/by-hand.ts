import type { EventConfig, ReservedConcurrency } from "../ports/functions.js";
import { stopped, type Settings } from "./journal/settings.js";

/** The `aws` line that sets or deletes a function's reserved concurrency. */
export const reserveLine = (name: string, reserved: ReservedConcurrency): string =>
  reserved === null
    ? `aws lambda delete-function-concurrency --function-name ${name}`
    : `aws lambda put-function-concurrency --function-name ${name} --reserved-concurrent-executions ${reserved}`;

/** The `aws` line that sets provisioned concurrency. */
export const provisionLine = (name: string, qualifier: string, n: number): string =>
  `aws lambda put-provisioned-concurrency-config --function-name ${name} --qualifier ${qualifier} --provisioned-concurrent-executions ${n}`;

/** The `aws` line that enables or disables an event source mapping. */
export const switchLine = (uuid: string, enabled: boolean): string =>
  `aws lambda update-event-source-mapping --uuid ${uuid} ${enabled ? "--enabled" : "--no-enabled"}`;

/** The `aws` line that puts or deletes what is configured for asynchronous events. */
export function eventConfigLine(name: string, qualifier: string, config: EventConfig | null): string {
  // In single quotes, since a shell would take `$LATEST` for a variable.
  const of = `--function-name ${name} --qualifier '${qualifier}'`;
  if (config === null) return `aws lambda delete-function-event-invoke-config ${of}`;
  const { onSuccess, onFailure, maximumAge, maximumRetries } = config;
  const destinations = [
    ...(onSuccess === undefined ? [] : [`OnSuccess={Destination=${onSuccess}}`]),
    ...(onFailure === undefined ? [] : [`OnFailure={Destination=${onFailure}}`]),
  ];
  return [
    `aws lambda put-function-event-invoke-config ${of}`,
    ...(maximumRetries === undefined ? [] : [`--maximum-retry-attempts ${maximumRetries}`]),
    ...(maximumAge === undefined ? [] : [`--maximum-event-age-in-seconds ${maximumAge}`]),
    ...(destinations.length === 0 ? [] : [`--destination-config '${destinations.join(",")}'`]),
  ].join(" ");
}

/** The `aws` lines, as one, that put back all that was saved of a function, in the order that AWS takes. */
export function restoreLine(
  name: string,
  { reserved, refused, provisioned, mappings, eventConfigs = new Map() }: Settings,
): string {
  const enabled = [...mappings].filter(([, isEnabled]) => isEnabled !== stopped.mapping);
  return [
    ...(refused === true || reserved === stopped.reserved ? [] : [reserveLine(name, reserved)]),
    ...[...provisioned].map(([qualifier, n]) => provisionLine(name, qualifier, n)),
    ...enabled.map(([uuid, isEnabled]) => switchLine(uuid, isEnabled)),
    ...[...eventConfigs].map(([qualifier, config]) => eventConfigLine(name, qualifier, config)),
  ].join(" && ");
}
