import type { LookupAddress } from 'node:dns';
import { promises as dns } from 'node:dns';
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

/** Names of the machine itself, which no name server is asked for. */
const OF_THE_MACHINE = /(?:^|\.)localhost\.?$/i;

/**
 * For sockets: resolves a name once and refuses it when any of its addresses is not public. The socket
 * connects to what was checked, so a name that means something else a moment later leads nowhere new.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  publicAddresses(hostname).then(
    (addresses) => {
      const [first] = addresses;
      if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    },
    (error: NodeJS.ErrnoException) => callback(error, []),
  );
};

/** Asks the name servers and not the system's resolver, whose few threads a slow server would keep from everybody. */
async function publicAddresses(hostname: string): Promise<LookupAddress[]> {
  if (OF_THE_MACHINE.test(hostname)) throw new PrivateAddress(hostname);
  const [four, six] = await Promise.allSettled([dns.resolve4(hostname), dns.resolve6(hostname)]);
  const addresses = [
    ...(four.status === 'fulfilled' ? four.value : []).map((address) => ({ address, family: 4 })),
    ...(six.status === 'fulfilled' ? six.value : []).map((address) => ({ address, family: 6 })),
  ];
  const inside = addresses.find(({ address }) => !isPublicAddress(address));
  if (inside) throw new PrivateAddress(inside.address);
  if (addresses.length === 0 && four.status === 'rejected') throw four.reason;
  return addresses;
}
