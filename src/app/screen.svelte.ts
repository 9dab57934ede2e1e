// Which screen is shown: the market, or the page with everything else, whose parts are addresses within it.
import { tick } from 'svelte'

const MARKET = '#market'

class Screen {
  market = $state(location.hash === MARKET)

  constructor() {
    addEventListener('hashchange', () => void this.follow())
  }

  private async follow(): Promise<void> {
    const before = this.market
    this.market = location.hash === MARKET
    if (before === this.market) return
    await tick()
    // The browser looked for the part before it was there.
    if (this.market) scrollTo(0, 0)
    else document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }
}

export const screen = new Screen()
