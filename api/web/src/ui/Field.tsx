import { type ReactNode, useId } from 'react'

interface FieldProps {
  id?: string | undefined
  label: string
  hint?: string | undefined
  error?: string | undefined
  children: (input: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}

/** An input with its label, its hint and what is wrong with it, tied together for screen readers. */
export function Field({ id: given, label, hint, error, children }: FieldProps) {
  const own = useId()
  const id = given ?? own
  const notes = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        ...(notes !== '' && { 'aria-describedby': notes }),
        ...(error !== undefined && { 'aria-invalid': true as const }),
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-quiet text-xs">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="text-error text-sm">
          {error}
        </p>
      )}
    </div>
  )
}
