/** For the ref of what appears where the focus was: whoever works by keyboard goes on from there. */
export const focus = (element: HTMLElement | null): void => element?.focus()
