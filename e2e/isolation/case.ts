import type { CanaryBook } from './canaries';
import type { HostileModel } from './hostile-model/hostile-model';
import type { Manifest } from './manifest';
import type { Product } from './product';
import type { VictimWatch } from './victim-watch';
import type { World } from './world';

/** One attempt to reach what is not the attacker's. */
export interface Case {
  id: string;
  /** Of the attack catalogue, for instance `object references`. */
  family: string;
  /** Items of the manifest that it attacks. */
  covers: string[];
  /** Runs after all others and beside none: it measures time, or looks back at the whole run. */
  alone?: true;
  /** Runs before all others, beside its like: while nobody of the victim does anything. */
  quiet?: true;
  /** Returns what is wrong, in words; an empty list when isolation held. */
  attack(): Promise<string[]>;
}

export interface TimingMeasure {
  /** A class of requests, for instance `route GET /api/t/[tenant]/documents/[id]`. */
  path: string;
  /** Of each kind. */
  samples: number;
  /** Of a classifier by time alone, 0.5 by chance; folded, so never below it. */
  auc: number;
  /** One-sided lower bound of it. */
  lowerBound: number;
}

export interface Scene {
  product: Product;
  /** What answers in the product, for everyone. */
  model: HostileModel;
  /** How well the time of an answer tells a foreign object from an absent one, filled as it is measured. */
  timing: TimingMeasure[];
  world: World;
  /** Until the victim's own people do something. */
  watch: VictimWatch;
  book: CanaryBook;
  manifest: Manifest;
}

export type Family = (scene: Scene) => Case[] | Promise<Case[]>;
