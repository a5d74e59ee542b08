'use client';

import { FileUp } from 'lucide-react';
import { useDropzone } from 'react-dropzone';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';

interface DropAreaProps {
  /** Name of the folder that the files go to. */
  folder: string;
  maxBytes: number;
  onFiles: (files: readonly File[]) => void;
  onRefused: (file: File, message: string) => void;
}

/** Takes files by drop, by paste and by a button. What a file is decides the server, by its content. */
export function DropArea({ folder, maxBytes, onFiles, onRefused }: DropAreaProps) {
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    noClick: true,
    noKeyboard: true,
    onDrop: (files) => {
      const fits = files.filter((file) => file.size <= maxBytes && file.size > 0);
      for (const file of files) {
        if (file.size === 0)
          onRefused(file, 'The file is empty. Check that it was saved completely.');
        if (file.size > maxBytes)
          onRefused(
            file,
            `The file is larger than ${mebibytes(maxBytes)}, the most that this workspace accepts. Split it into smaller ones.`,
          );
      }
      if (fits.length > 0) onFiles(fits);
    },
  });
  return (
    <section
      {...getRootProps({ role: 'region', tabIndex: undefined })}
      aria-label="Upload"
      className={cn(
        'flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border-2 border-line-firm border-dashed bg-surface px-5 py-4 transition-colors',
        isDragActive && 'border-accent bg-accent-soft',
      )}
    >
      <span
        aria-hidden
        className="flex size-10 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-accent-text"
      >
        <FileUp className="size-5" />
      </span>
      <div className="min-w-0 flex-1 basis-56">
        <input {...getInputProps()} aria-label="Files to upload" />
        <p className="font-medium text-sm">
          {isDragActive
            ? `Drop to upload to ${folder}`
            : `Drop files here to add them to ${folder}`}
        </p>
        <p className="text-[0.8125rem] text-ink-faint">
          PDF, Word, PowerPoint, Excel, CSV, HTML, Markdown or text, up to {mebibytes(maxBytes)}{' '}
          each
        </p>
      </div>
      <Button id="upload" variant="primary" onClick={open} className="touch:w-full">
        Choose files
      </Button>
    </section>
  );
}

/** As the server words the same limit. */
function mebibytes(bytes: number): string {
  return `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`;
}
