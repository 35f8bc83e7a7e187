/** The function that answers web requests: Jets names it so. */
export const webFunction = (stack: string): string => `${stack}-controller`;
