/** Most bytes of one part. What is lost with a connection is one part at the most. */
export const PART_BYTES = 4 * 1024 * 1024;
