// The words about keys in the language that the screens speak; they come with the screen.
import { speech, type Tongue } from '../../words/index.svelte.ts'
import { en, type WalletWords } from './en.ts'

const loads: { readonly [T in Tongue]: () => Promise<WalletWords> } = {
  en: async () => en,
  'zh-CN': async () => (await import('./zh.ts')).zh,
}

class WalletSpeech {
  words = $state.raw<WalletWords>(en)

  /** As the rest of the page speaks. */
  async follow(tongue: Tongue): Promise<void> {
    const words = await loads[tongue]()
    if (speech.tongue === tongue) this.words = words
  }
}

export const wallet = new WalletSpeech()
