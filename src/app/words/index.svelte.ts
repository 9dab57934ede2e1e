// Which language the screens speak. English is in the first load; another comes when it is chosen.
import { en, type Words } from './en.ts'

export const TONGUES = { en: 'English', 'zh-CN': '简体中文' } as const
export type Tongue = keyof typeof TONGUES

const REMEMBERED = 'wattle.tongue'

const loads: { readonly [T in Tongue]: () => Promise<Words> } = {
  en: async () => en,
  'zh-CN': async () => (await import('./zh.ts')).zh,
}

class Speech {
  words = $state.raw<Words>(en)
  tongue = $state<Tongue>('en')
  readonly #numbers = $derived(new Intl.NumberFormat(this.tongue))
  readonly #hours = $derived(
    new Intl.DateTimeFormat(this.tongue, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  )
  readonly #days = $derived(
    new Intl.DateTimeFormat(this.tongue, {
      ...{ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    }),
  )
  readonly #times = $derived(new Intl.DateTimeFormat(this.tongue, { timeStyle: 'medium', hourCycle: 'h23' }))

  /** Speaks as the reader chose last, or as the browser does. */
  async begin(): Promise<void> {
    const remembered = localStorage.getItem(REMEMBERED) ?? navigator.language
    await this.choose(remembered.startsWith('zh') ? 'zh-CN' : 'en')
  }

  async choose(tongue: Tongue): Promise<void> {
    this.words = await loads[tongue]()
    this.tongue = tongue
    localStorage.setItem(REMEMBERED, tongue)
    document.documentElement.lang = tongue
  }

  readonly number = (value: number): string => this.#numbers.format(value)
  /** Hours and minutes, and the same with its day. */
  readonly hour = (ms: number): string => this.#hours.format(ms)
  readonly day = (ms: number): string => this.#days.format(ms)
  readonly time = (ms: number): string => this.#times.format(ms)
}

export const speech = new Speech()
