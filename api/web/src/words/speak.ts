import type { Words } from './en'

/** The languages there are, each named in itself. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

const load: Record<Language, () => Promise<Words>> = {
  en: () => import('./en').then((m) => m.en),
  de: () => import('./de').then((m) => m.de),
}

export const languageKey = 'beckon.language'
const listeners = new Set<() => void>()
let current: { language: Language; words: Words } | null = null

const isLanguage = (s: string | null | undefined): s is Language => s !== null && s !== undefined && s in languages

/** The language to speak: the one chosen on this browser, else the first it prefers that we know. */
export function preferredLanguage(chosen: string | null, preferred: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen
  return preferred.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en'
}

/** Loads the words of a language and shows them everywhere. */
async function speak(language: Language): Promise<void> {
  current = { language, words: await load[language]() }
  document.documentElement.lang = language
  for (const tell of listeners) tell()
}

/** Loads the words to begin with; must have finished before anything is drawn. */
export const speakPreferred = (): Promise<void> => speak(preferredLanguage(localStorage.getItem(languageKey), navigator.languages))

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(languageKey, language)
  await speak(language)
}

/** What is spoken now. */
export function spoken(): { language: Language; words: Words } {
  if (current === null) throw new Error('words are used before they are loaded')
  return current
}

/** Calls back at every change of the language, until the function it returns is called. */
export function onSpeak(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}
