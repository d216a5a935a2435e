export type Theme = '' | 'light' | 'dark'

const key = 'beckon.theme'

/** The theme last shown on this browser; empty follows the system. */
export function storedTheme(): Theme {
  const theme = localStorage.getItem(key)
  return theme === 'light' || theme === 'dark' ? theme : ''
}

/** Shows a theme, and again at the next start. */
export function showTheme(theme: Theme): void {
  localStorage.setItem(key, theme)
  if (theme === '') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
