// A light peer and recoveries (rule 10): the proof that is under way, and what comes of it.
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { LightEffect } from './effect.ts'
import type { Era, Succession } from './era.ts'
import type { Following } from './following.ts'
import { type JudgedEra, judgeEra, type Law } from './judge-era.ts'

/** Eras that were left: what is still said in one of them begins no new one. */
const MAX_LEFT = 64

/** How the era that is trusted is said to have ended. */
export interface HeardEra {
  readonly shown: Succession
  readonly era: Era
  readonly from?: string | undefined
}

interface Checking extends HeardEra {
  readonly token: number
  readonly judged: JudgedEra
}

export class Eras {
  private readonly law: Law | undefined
  private readonly tokens: () => number
  private readonly left = new Set<string>()
  /** One at a time: it may be large, and another can be asked for. */
  private early: HeardEra | undefined
  private checking: Checking | undefined

  constructor(law: Law | undefined, tokens: () => number) {
    this.law = law
    this.tokens = tokens
  }

  /** Whether an era is one that was here before. */
  isLeft(chain: Hash): boolean {
    return this.left.has(nameOf32(chain))
  }

  /** Something has become final: what waited for it. */
  again(following: Following): readonly LightEffect[] {
    const { early } = this
    this.early = undefined
    return early ? this.hear(following, early) : []
  }

  hear(following: Following, heard: HeardEra): readonly LightEffect[] {
    if (following.halted || !this.law) return []
    const { trust, final, finals } = following
    const judged = judgeEra(this.law, { trust, final, finalAt: height => finals.at(height) }, heard.era)
    if (judged === 'early') {
      this.early = heard
      return []
    }
    if (judged === 'elsewhere') return []
    if (judged === 'form') return [refuted(heard)]
    if (typeof judged === 'string') return [{ kind: 'unproven', fault: judged }]
    const token = this.tokens()
    this.checking = { ...heard, token, judged }
    return [{ kind: 'verify', token, items: judged.signatures }]
  }

  /** What came of a verification; undefined where it was not asked for here. */
  verified(
    following: Following,
    token: number,
    verdicts: readonly boolean[],
  ): readonly LightEffect[] | undefined {
    const { checking } = this
    if (checking?.token !== token) return undefined
    this.checking = undefined
    if (following.halted) return []
    if (!verdicts.every(holds => holds)) return [refuted(checking)]
    // More may have become final meanwhile, or a certificate of others been quicker.
    const { trust, final, finals } = following
    const come = { trust, final, finalAt: (height: number) => finals.at(height) }
    const judged = judgeEra(this.law!, come, checking.era)
    if (typeof judged === 'string') return []
    // Recovery (rule 10): one that contradicts a final block halts whoever holds that.
    if (!judged.follows) return following.contradicted(judged.trust)
    const ended = trust.chain
    this.left.add(nameOf32(ended))
    for (const oldest of this.left) {
      if (this.left.size <= MAX_LEFT) break
      this.left.delete(oldest)
    }
    const effects = following.begin(judged.trust)
    if (following.halted) return effects
    return [...effects, { kind: 'era', ended, trust: judged.trust, shown: checking.shown }]
  }
}

const refuted = ({ from }: HeardEra): LightEffect => ({
  kind: 'refuted',
  ...(from === undefined ? {} : { from }),
})
