/** Whether a variable of the environment says something: one that is exported and empty does not. */
export const isSet = (value: string | undefined): value is string => value !== undefined && value !== "";
