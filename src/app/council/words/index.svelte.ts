// These words in the language that the screens speak; they come where they are needed.
import { speech, type Tongue } from '../../words/index.svelte.ts'
import { type CouncilWords, en } from './en.ts'

const loads: { readonly [T in Tongue]: () => Promise<CouncilWords> } = {
  en: async () => en,
  'zh-CN': async () => (await import('./zh.ts')).zh,
}

class CouncilSpeech {
  words = $state.raw<CouncilWords>(en)

  /** As the rest of the page speaks. */
  async follow(tongue: Tongue): Promise<void> {
    const words = await loads[tongue]()
    if (speech.tongue === tongue) this.words = words
  }
}

export const council = new CouncilSpeech()
