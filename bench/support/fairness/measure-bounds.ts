import { atMost, type BenchReport } from '../report';
import { brokenPromises } from './random-schedule';

/** Random schedules, each drawn by its number; what of the schedule's promises was broken. */
export function measureBounds(report: BenchReport, schedules: number): void {
  const broken = new Map<string, number>();
  for (let seed = 0; seed < schedules; seed++)
    for (const promise of brokenPromises(seed)) broken.set(promise, (broken.get(promise) ?? 0) + 1);
  const all = [...broken.values()].reduce((sum, each) => sum + each, 0);
  report.results.push({ 'random schedules': schedules, 'promises broken': all });
  for (const [promise, times] of broken) report.results.push({ promise, times });
  const id = `promises broken in ${schedules} random schedules`;
  if (schedules >= 1_000_000) report.targets.push(atMost(id, all, 0));
  else
    report.not_run.push(`a million random schedules: ${schedules} were asked for, ${all} broken`);
}
