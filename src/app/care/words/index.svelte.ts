// These words in the language that the screens speak; they come after the page.
import { speech, type Tongue } from '../../words/index.svelte.ts'
import { type CareWords, en } from './en.ts'

const loads: { readonly [T in Tongue]: () => Promise<CareWords> } = {
  en: async () => en,
  'zh-CN': async () => (await import('./zh.ts')).zh,
}

class CareSpeech {
  words = $state.raw<CareWords>(en)

  /** As the rest of the page speaks. */
  async follow(tongue: Tongue): Promise<void> {
    const words = await loads[tongue]()
    if (speech.tongue === tongue) this.words = words
  }
}

export const care = new CareSpeech()
