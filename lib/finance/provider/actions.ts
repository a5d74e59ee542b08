'use server';

import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { parseInput } from '../parse-input';
import { noteDifference } from './difference-notes';
import { importFromProvider } from './import-report';
import { enterInvoice } from './invoices';
import {
  type EnterInvoice,
  enterInvoiceSchema,
  type NoteDifference,
  noteDifferenceSchema,
} from './notes/schema';
import { type FetchReport, fetchReportSchema, type ImportedReport } from './schema';

export async function fetchReportAction(
  input: FetchReport,
): Promise<ActionResult<ImportedReport[]>> {
  return platformAction((ctx) => importFromProvider(ctx, parseInput(fetchReportSchema, input)));
}

export async function noteDifferenceAction(input: NoteDifference): Promise<ActionResult<void>> {
  return platformAction((ctx) => noteDifference(ctx, parseInput(noteDifferenceSchema, input)));
}

export async function enterInvoiceAction(input: EnterInvoice): Promise<ActionResult<void>> {
  return platformAction((ctx) => enterInvoice(ctx, parseInput(enterInvoiceSchema, input)));
}
