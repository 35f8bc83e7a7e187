/** The options that say which applications. */
export interface PlaceOptions {
  readonly fleet?: string;
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** Whether these may name more than one application. Nothing is loaded to find out. */
export const isPlural = (options: PlaceOptions): boolean => pluralOption(options) !== undefined;

/** The option for which {@link isPlural} answers yes, as it was typed. */
export function pluralOption({ fleet, stack, region, profile }: PlaceOptions): string | undefined {
  if (fleet !== undefined) return `--fleet ${fleet}`;
  if (stack !== undefined && /[*?{}]/.test(stack)) return `--stack ${stack}`;
  if (region?.includes(",") === true) return `--region ${region}`;
  return profile?.includes(",") === true ? `--profile ${profile}` : undefined;
}

/** The values of an option that takes several with commas between them, each once. */
export const listOf = (value: string): readonly string[] => [
  ...new Set(value.split(",").map((one) => one.trim())),
];
