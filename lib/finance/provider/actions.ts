'use server';

import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { parseInput } from '../parse-input';
import { importFromProvider } from './import-report';
import { type FetchReport, fetchReportSchema, type ImportedReport } from './schema';

export async function fetchReportAction(
  input: FetchReport,
): Promise<ActionResult<ImportedReport[]>> {
  return platformAction((ctx) => importFromProvider(ctx, parseInput(fetchReportSchema, input)));
}
