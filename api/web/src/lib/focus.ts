/** For the ref of what appears where the focus was: whoever works by keyboard goes on from there. */
export const focus = (element: HTMLElement | null): void => element?.focus()

/** The same for what may appear while the focus is elsewhere: it is taken from nothing else. */
export const focusIfLost = (element: HTMLElement | null): void => {
  if (document.activeElement === document.body) element?.focus()
}
