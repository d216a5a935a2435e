export type Theme = '' | 'light' | 'dark'

export const themeKey = 'beckon.theme'

/** The theme last shown on this browser; empty follows the system. */
export function storedTheme(): Theme {
  const theme = localStorage.getItem(themeKey)
  return theme === 'light' || theme === 'dark' ? theme : ''
}

/** Shows a theme, and again at the next start of this browser, before it knows who one is. */
export function showTheme(theme: Theme): void {
  localStorage.setItem(themeKey, theme)
  if (theme === '') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
