'use client';

import Link from 'next/link';
import { type ComponentProps, useState } from 'react';

/** A link that is asked for in advance only when somebody is near it: for lists, of which a screen holds dozens. */
export function NearLink({ onPointerEnter, onFocus, ...props }: ComponentProps<typeof Link>) {
  const [near, setNear] = useState(false);
  return (
    <Link
      {...props}
      prefetch={near ? null : false}
      onPointerEnter={(event) => {
        onPointerEnter?.(event);
        setNear(true);
      }}
      onFocus={(event) => {
        onFocus?.(event);
        setNear(true);
      }}
    />
  );
}
