// Light, dark, or as the system has it; remembered on this device.
export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const REMEMBERED = 'wattle.theme'

export function themeOf(): Theme {
  const remembered = localStorage.getItem(REMEMBERED)
  return THEMES.find(theme => theme === remembered) ?? 'auto'
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(REMEMBERED, theme)
  showTheme()
}

export function showTheme(): void {
  const theme = themeOf()
  if (theme === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
