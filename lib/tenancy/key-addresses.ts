import { BlockList, isIP } from 'node:net';

/** The address as PostgreSQL's `inet` reads it, IPv4 also where a socket for both gave it as IPv6; undefined for none. */
export function plainAddress(address: string): string | undefined {
  const [bare = ''] = address.split('%');
  const inside = bare.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(inside) === 0 ? undefined : inside;
}

/** A test for one allow-list in CIDR notation; an empty one lets everybody in. */
export function addressTest(allowList: readonly string[]): (address: string) => boolean {
  if (allowList.length === 0) return () => true;
  const list = new BlockList();
  for (const entry of allowList) {
    const [network = '', prefix] = entry.split('/');
    const version = isIP(network);
    const bits = version === 4 ? 32 : 128;
    list.addSubnet(
      network,
      prefix === undefined ? bits : Number(prefix),
      `ipv${version === 4 ? 4 : 6}`,
    );
  }
  return (address) => {
    const plain = plainAddress(address);
    return plain !== undefined && list.check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6');
  };
}
