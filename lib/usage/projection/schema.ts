/** What a month under way will probably come to. Nano-dollars as decimal strings. */
export interface MonthProjection {
  /** `YYYY-MM` where the workspace is. */
  month: string;
  /** ISO 8601, the month's end. */
  until: string;
  /** Usage so far, by the ledger. */
  spentNano: string;
  /** Null while too few days were seen. */
  expected: {
    usageNano: string;
    /** The usage ends between the two in four months of five. */
    lowNano: string;
    highNano: string;
    /** The whole bill: usage beyond what the fee covers, fee and what is on the statement beside. */
    billNano: string;
    billLowNano: string;
    billHighNano: string;
  } | null;
  /** Whole days that it goes by. */
  daysSeen: number;
  /** Needed for a projection. */
  daysNeeded: number;
}
