'use client';

import { createContext, use } from 'react';

export interface FieldWiring {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
}

export const FieldContext = createContext<FieldWiring | null>(null);

interface ControlAttributes {
  id?: string;
  required?: boolean;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean | 'true' | 'false' | 'grammar' | 'spelling';
}

/** Ids and aria of the enclosing field, where the control sets none itself. */
export function useFieldControl(given: ControlAttributes): ControlAttributes {
  const field = use(FieldContext);
  if (!field) {
    const { id, required } = given;
    return {
      id,
      required,
      'aria-describedby': given['aria-describedby'],
      'aria-invalid': given['aria-invalid'],
    };
  }
  const describedBy = [given['aria-describedby'], field.describedBy].filter(Boolean).join(' ');
  return {
    id: given.id ?? field.id,
    required: given.required ?? field.required,
    'aria-describedby': describedBy || undefined,
    'aria-invalid': given['aria-invalid'] ?? (field.invalid || undefined),
  };
}
