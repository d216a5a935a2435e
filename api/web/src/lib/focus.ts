/** For the ref of what appears where the focus was: whoever works by keyboard goes on from there. */
export const focus = (element: HTMLElement | null): void => element?.focus()

/** The same for what may appear while the focus is elsewhere: it is taken from nothing else. */
export const focusIfLost = (element: HTMLElement | null): void => {
  if (document.activeElement === document.body) element?.focus()
}

/** For the ref of what may go with the focus in it: the heading of the page has it then, or of the dialog over it, and one is not back before the menu. */
export const givesFocusBack = (element: HTMLElement | null) => () => {
  if (element?.contains(document.activeElement) !== true) return
  const heading = document.querySelector<HTMLElement>('dialog[open] h2') ?? document.querySelector<HTMLElement>('#main h1')
  heading?.focus({ preventScroll: true })
}
