/** Anybody may have written what is shown: nothing of it may move the cursor or end a line. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}+/gu, " ");
