// The page as a platform.
import type { LifeState } from '../port.ts'
import { CONNECTIONS_IN_A_LIFE } from './limits.ts'
import type { Platform } from './platform.ts'

const SPENT = 'wattle/connections'

export const pagePlatform = (): Platform => ({
  RTCPeerConnection,
  life: { read: readSpent, add: () => writeSpent(readSpent() + 1), most: CONNECTIONS_IN_A_LIFE },
  watch: watchPage,
  leaving: leave =>
    window.addEventListener('pagehide', ({ persisted }) => {
      if (!persisted) leave()
    }),
})

// A tab's own storage lives as long as what is counted: through reloads, and no longer than the tab.
let inMemory = 0
function readSpent(): number {
  try {
    return Number(sessionStorage.getItem(SPENT)) || inMemory
  } catch {
    return inMemory // storage is forbidden here
  }
}
function writeSpent(count: number): void {
  inMemory = count
  try {
    sessionStorage.setItem(SPENT, String(count))
  } catch {
    // the count starts anew with a reload
  }
}

function watchPage(say: (state: LifeState) => void): () => void {
  const stop = new AbortController()
  const on = (target: EventTarget, event: string, state: () => LifeState) =>
    target.addEventListener(event, () => say(state()), { signal: stop.signal })
  const shown = (): LifeState => (document.visibilityState === 'visible' ? 'visible' : 'hidden')
  on(document, 'visibilitychange', shown)
  on(document, 'freeze', () => 'frozen')
  on(document, 'resume', () => 'woken')
  on(window, 'online', () => 'online')
  on(window, 'offline', () => 'offline')
  say(shown())
  if (!navigator.onLine) say('offline')
  return () => stop.abort()
}
