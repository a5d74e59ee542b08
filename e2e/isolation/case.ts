import type { CanaryBook } from './canaries';
import type { Manifest } from './manifest';
import type { Product } from './product';
import type { World } from './world';

/** One attempt to reach what is not the attacker's. */
export interface Case {
  id: string;
  /** Of the attack catalogue, for instance `object references`. */
  family: string;
  /** Items of the manifest that it attacks. */
  covers: string[];
  /** Returns what is wrong, in words; an empty list when isolation held. */
  attack(): Promise<string[]>;
}

export interface Scene {
  product: Product;
  world: World;
  book: CanaryBook;
  manifest: Manifest;
}

export type Family = (scene: Scene) => Case[] | Promise<Case[]>;
