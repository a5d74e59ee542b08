import type { Lock } from './locks';
import type { Attempt, GuardedPath } from './path';
import type { MatrixScene } from './scene';

type AddressOf = (scene: MatrixScene) => string;

/** As a browser asks for a page, and as the router asks for its payload. */
const PAGE_HEADERS: Record<string, string>[] = [{}, { rsc: '1' }];
const FILE_HEADERS = [{}];

/** A page of the attacker's tenant, opened by its owner. Each address follows `/t/<slug>`. */
export function page(locks: readonly Lock[], ...addresses: AddressOf[]): GuardedPath {
  const below = addresses.map((address) => under('/t', address));
  return { ...opens(below, PAGE_HEADERS, inTenant), locks, entered: true };
}

/** The same for a file or an answer in JSON. Each address follows `/api/t/<slug>`. */
export function route(locks: readonly Lock[], ...addresses: AddressOf[]): GuardedPath {
  const below = addresses.map((address) => under('/api/t', address));
  return { ...opens(below, FILE_HEADERS, inTenant), locks, entered: true };
}

/** A page or file of the platform, opened by somebody who has no role there. */
export function platform(locks: readonly Lock[], address: AddressOf): GuardedPath {
  return { ...opens([address], PAGE_HEADERS, onPlatform), locks };
}

type Opened = (
  scene: MatrixScene,
  address: string,
  headers: Record<string, string>,
) => Promise<string | undefined>;

const inTenant: Opened = async (scene, address, headers) =>
  scene.foundInTenant(await scene.double.request(address, { headers }));

const onPlatform: Opened = async (scene, address, headers) =>
  scene.foundOnPlatform(await scene.outsider.request(address, { headers }));

function under(root: string, address: AddressOf): AddressOf {
  return (scene) => `${root}/${scene.attacker.slug}${address(scene)}`;
}

function opens(addresses: AddressOf[], headers: Record<string, string>[], open: Opened) {
  return {
    prepare(scene: MatrixScene): Attempt {
      const asks = addresses.flatMap((address) =>
        headers.map((sent) => [address(scene), sent] as const),
      );
      return async () => {
        for (const [address, sent] of asks) {
          const seen = await open(scene, address, sent);
          if (seen) return seen;
        }
        return undefined;
      };
    },
  };
}

/** The first id of the victim's rows of one table. */
export function victims(table: string): AddressOf {
  return ({ victim }) => {
    const [id] = victim.ids.get(table) ?? [];
    if (!id) throw new Error(`The victim has no ${table}.`);
    return id;
  };
}
