// The words of pairing in the language that the screens speak; they come with the screen.
import { speech, type Tongue } from '../../words/index.svelte.ts'
import { en, type PairingWords } from './en.ts'

const loads: { readonly [T in Tongue]: () => Promise<PairingWords> } = {
  en: async () => en,
  'zh-CN': async () => (await import('./zh.ts')).zh,
}

class PairingSpeech {
  words = $state.raw<PairingWords>(en)

  /** As the rest of the page speaks. */
  async follow(tongue: Tongue): Promise<void> {
    const words = await loads[tongue]()
    if (speech.tongue === tongue) this.words = words
  }
}

export const pairing = new PairingSpeech()
