import type { InputHTMLAttributes } from 'react'
import { Field } from './Field'

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  hint?: string | undefined
  error?: string | undefined
}

export function TextField({ label, hint, error, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(aria) => <input {...aria} {...input} className={`input w-full ${error === undefined ? '' : 'input-error'}`} />}
    </Field>
  )
}
