/** What the last 30 days would have been under other limits. Amounts are nano-dollars as decimal strings. */
export interface Preview {
  from: string;
  to: string;
  /** Requests that were served in that time. */
  requests: number;
  /** Of those, how many these limits would have refused, and the limits in force now. */
  refused: number;
  refusedNow: number;
  /** By the limit that refuses them first, most first. */
  byLimit: { limit: string; requests: number }[];
  /** How many another model would have answered, since theirs is not in the list. */
  otherModel: number;
  /** Beside the limits in force now: less where it is negative. */
  costNano: string;
  priceNano: string;
  /** What the requests cost in fact, and what the tenant was charged for them. */
  costThenNano: string;
  priceThenNano: string;
  /** What was refused by a limit then; what would have become of it nobody knows. */
  refusedThen: number;
  /** Only the newest requests of that time were looked at, from `from` on. */
  isPart: boolean;
}
