/** Bounds of one extraction. Memory and time are enforced by the parent, the rest by the child. */
export interface Limits {
  /** Largest file, in bytes. */
  fileBytes: number;
  /** Wall time of the child, start included, in milliseconds. */
  wallMs: number;
  /** V8 heap of the child, in MiB. */
  heapMiB: number;
  /** Resident memory of the child, in bytes; covers buffers, which the heap limit does not. */
  residentBytes: number;
  archiveEntries: number;
  /** All entries of an archive together, inflated, in bytes. */
  inflatedBytes: number;
  /** Inflated to packed size; applied from `RATIO_FLOOR` bytes upwards. */
  inflateRatio: number;
  /** Characters of extracted text. */
  textChars: number;
}

/** Small archives of very regular XML reach high ratios honestly and do no harm. */
export const RATIO_FLOOR = 10 * 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  fileBytes: 50 * 1024 * 1024,
  wallMs: 120_000,
  heapMiB: 512,
  residentBytes: 1024 ** 3,
  archiveEntries: 10_000,
  inflatedBytes: 200 * 1024 * 1024,
  inflateRatio: 200,
  textChars: 20_000_000,
};
