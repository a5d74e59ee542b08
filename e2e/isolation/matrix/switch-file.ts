import { renameSync, writeFileSync } from 'node:fs';
import type { Switches } from '../locks-off/switches';

/** Renamed into place, so that no reader finds half of it. */
export function writeSwitches(file: string, switches: Switches): void {
  writeFileSync(`${file}.draft`, JSON.stringify(switches));
  renameSync(`${file}.draft`, file);
}
