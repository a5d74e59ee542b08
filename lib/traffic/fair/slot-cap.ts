/**
 * How many slots one flow may hold: all while it is alone, else the larger of half and its weighted share. Rounded up,
 * since a cap below its share would let a flow fall behind for ever.
 *
 * @param share of the flow's weight in that of all active flows
 */
export function slotCap(slots: number, activeFlows: number, share: number): number {
  return activeFlows <= 1 ? slots : Math.max(Math.ceil(slots / 2), Math.ceil(slots * share));
}
