/** Documents of one call: a move touches each one's vectors. */
export const AT_ONCE = 50;
