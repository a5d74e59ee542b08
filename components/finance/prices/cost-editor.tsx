'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { DraftLine } from '@/lib/finance/prices/draft/schema';
import { FigureField } from '../figure-field';
import { LineEditor } from './line-editor';

interface CostEditorProps {
  lines: readonly DraftLine[];
  onLines: (next: DraftLine[]) => void;
}

const NO_PRICES: DraftLine['prices'] = {
  inputNano: '',
  outputNano: '',
  cacheReadNano: '',
  cacheWrite5mNano: '',
  cacheWrite1hNano: '',
};

/** The provider's lines; another model or size is added here, and derived for each plan in the other book. */
export function CostEditor({ lines, onLines }: CostEditorProps) {
  const [model, setModel] = useState('');
  const [over, setOver] = useState('0');
  const inputOver = /^\d{1,8}$/.test(over.trim()) ? Number(over) : undefined;
  const id = model.trim();
  const taken = lines.some((line) => line.model === id && line.inputOver === inputOver);
  const add = () => {
    if (inputOver === undefined) return;
    const line = {
      plan: '*' as const,
      model: id,
      inputOver,
      prices: NO_PRICES,
      batchPercent: '50',
    };
    onLines([...lines, line]);
    setModel('');
    setOver('0');
  };
  return (
    <Card title="Dollars a million tokens">
      <LineEditor
        label="Costs"
        lines={lines}
        onChange={(line, next) => onLines(lines.map((each) => (each === line ? next : each)))}
        onRemove={(line) => onLines(lines.filter((each) => each !== line))}
      />
      <div className="mt-4 grid items-end gap-3 sm:grid-cols-[1fr_10rem_auto]">
        <Field label="Another model’s id">
          <Input
            value={model}
            placeholder="claude-haiku-5-5"
            autoComplete="off"
            onChange={(event) => setModel(event.target.value)}
          />
        </Field>
        <FigureField
          label="Input tokens over"
          value={over}
          inputMode="numeric"
          onChange={setOver}
        />
        <Button disabled={!id || inputOver === undefined || taken} onClick={add}>
          Add a line
        </Button>
      </div>
    </Card>
  );
}
