import type { SubmitEvent } from 'react'

/** Calls submit with a form's text fields, instead of leaving the page. */
export function onSubmit(submit: (fields: Record<string, string>, form: HTMLFormElement) => void) {
  return (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = event.currentTarget
    const fields: Record<string, string> = {}
    new FormData(form).forEach((value, name) => {
      if (typeof value === 'string') fields[name] = value
    })
    submit(fields, form)
  }
}
