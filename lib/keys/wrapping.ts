/**
 * Wraps keys under a master key that it alone holds. A purpose says whose key it is and what for; bytes
 * wrapped for one purpose do not unwrap for another. `store_unavailable` when it cannot be asked.
 */
export interface KeyService {
  wrap(purpose: string, plain: Buffer): Promise<Buffer>;
  unwrap(purpose: string, wrapped: Buffer): Promise<Buffer>;
}
