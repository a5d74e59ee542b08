'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { addNote, changeIncident, openIncident, sendNotice, setAffected } from './change-incident';
import {
  type AddEntry,
  addEntrySchema,
  type ChangeIncident,
  changeIncidentSchema,
  type OpenIncident,
  openIncidentSchema,
  type SendNotice,
  type SetAffected,
  sendNoticeSchema,
  setAffectedSchema,
} from './schema';

export async function openIncidentAction(input: OpenIncident): Promise<ActionResult<string>> {
  return platformAction((ctx) => openIncident(ctx, parseInput(openIncidentSchema, input)));
}

export async function addNoteAction(input: AddEntry): Promise<ActionResult<void>> {
  return platformAction((ctx) => addNote(ctx, parseInput(addEntrySchema, input)));
}

export async function setAffectedAction(input: SetAffected): Promise<ActionResult<void>> {
  return platformAction((ctx) => setAffected(ctx, parseInput(setAffectedSchema, input)));
}

export async function sendNoticeAction(input: SendNotice): Promise<ActionResult<number>> {
  return platformAction((ctx) => sendNotice(ctx, parseInput(sendNoticeSchema, input)));
}

export async function changeIncidentAction(input: ChangeIncident): Promise<ActionResult<void>> {
  return platformAction((ctx) => changeIncident(ctx, parseInput(changeIncidentSchema, input)));
}
