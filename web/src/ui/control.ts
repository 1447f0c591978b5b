/** The look all text controls share. */
export const CONTROL =
  'w-full min-h-11 rounded-md border border-line-strong bg-surface px-3.5 py-2 text-base text-ink aria-invalid:border-danger disabled:bg-sunken disabled:text-ink-2'
