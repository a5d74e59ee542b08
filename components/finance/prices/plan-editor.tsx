'use client';

import { planName } from '@/components/console/status-badges';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { type DraftLine, type DraftTerms, derivedLines } from '@/lib/finance/prices/draft/schema';
import { parseMargin } from '@/lib/finance/prices/margin/schema';
import type { PriceLine } from '@/lib/finance/prices/schema';
import { FigureField } from '../figure-field';
import { LineEditor } from './line-editor';

interface PlanEditorProps {
  terms: DraftTerms;
  lines: readonly DraftLine[];
  /** Costs that will be in force, from which a margin derives prices. */
  costs: readonly PriceLine[];
  onTerms: (next: DraftTerms) => void;
  onLines: (next: DraftLine[]) => void;
}

/** Fee, included usage and lines of one plan; its margin derives all lines from the costs. */
export function PlanEditor({ terms, lines, costs, onTerms, onLines }: PlanEditorProps) {
  const bp = parseMargin(terms.margin);
  const name = planName(terms.plan);
  const set = (change: Partial<DraftTerms>) => onTerms({ ...terms, ...change });
  return (
    <Card title={name}>
      <div className="mb-4 grid gap-4 sm:grid-cols-3">
        <FigureField
          label="Monthly fee (USD)"
          value={terms.fee}
          inputMode="decimal"
          onChange={(fee) => set({ fee })}
        />
        <FigureField
          label="Included usage (USD)"
          value={terms.included}
          inputMode="decimal"
          onChange={(included) => set({ included })}
        />
        <Field label="Margin over cost (%)" hint="Empty: prices by hand.">
          <div className="flex gap-2">
            <Input
              aria-label={`Margin of ${name} in percent`}
              value={terms.margin}
              inputMode="decimal"
              className="tabular"
              onChange={(event) => set({ margin: event.target.value })}
            />
            <Button
              disabled={bp === undefined}
              aria-label={`Derive the prices of ${name} from costs`}
              onClick={() => bp !== undefined && onLines(derivedLines(terms.plan, bp, costs))}
            >
              Derive
            </Button>
          </div>
        </Field>
      </div>
      <LineEditor
        label={`Prices of ${name}`}
        lines={lines}
        onChange={(line, next) => onLines(lines.map((each) => (each === line ? next : each)))}
      />
    </Card>
  );
}
