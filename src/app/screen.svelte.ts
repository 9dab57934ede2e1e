// Which screen is shown: one of those with an address of their own, or the page with everything else, whose parts are
// addresses within it.
import { tick } from 'svelte'

export type Screens = 'market' | 'notebook' | 'pairing' | 'keys' | 'communities'

function screenIn(hash: string): Screens | undefined {
  for (const each of ['market', 'notebook', 'keys', 'communities'] as const)
    if (hash === `#${each}`) return each
  // A code that was scanned leads to pairing.
  return hash === '#pairing' || hash.startsWith('#pair=') ? 'pairing' : undefined
}

class Screen {
  now = $state(screenIn(location.hash))

  constructor() {
    addEventListener('hashchange', () => void this.follow())
  }

  private async follow(): Promise<void> {
    const before = this.now
    this.now = screenIn(location.hash)
    if (before === this.now) return
    await tick()
    // The browser looked for the part before it was there.
    if (this.now) scrollTo(0, 0)
    else document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }
}

export const screen = new Screen()
