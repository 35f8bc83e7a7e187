/** Whether an environment variable is set and not empty. */
export const isSet = (value: string | undefined): value is string => value !== undefined && value !== "";
