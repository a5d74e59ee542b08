import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The connection would have led into a network that is not the public one. */
export class PrivateAddress extends Error {
  constructor(address: string) {
    super(`${address} is not an address of the public network.`);
    this.name = 'PrivateAddress';
  }
}

/** Whether an IPv4 or IPv6 address is one of the public network, however it is wrapped. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/**
 * For sockets: resolves a name once and refuses it when any of its addresses is not public. The socket
 * connects to what was checked, so a name that means something else a moment later leads nowhere new.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const inside = addresses.find(({ address }) => !isPublicAddress(address));
    if (inside) return callback(new PrivateAddress(inside.address), []);
    const [first] = addresses;
    if (options.all) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  });
};
