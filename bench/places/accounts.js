/** The number of an account. @param {number} place */
export const accountOf = (place) => String(100_000_000_000 + place);
