import { useSyncExternalStore } from 'react'
import type { Words } from './en'
import { type Language, onSpeak, spoken } from './speak'

export type { Language, Words }
export { chooseLanguage, languages, preferredLanguage } from './speak'

/** The words, outside of components. */
export const words = (): Words => spoken().words

export const useWords = (): Words => useSyncExternalStore(onSpeak, spoken).words
export const useLanguage = (): Language => useSyncExternalStore(onSpeak, spoken).language
