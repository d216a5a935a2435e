import { createStore } from '@/lib/store'

/** Whether a list that is too long to be read anew at every change is out of date. */
export const listIsOld = createStore(false)
