// What of the ledger only the simulated world and the documentation use, left out of pages, for Vite: commands made up
// at random, invariants, and what codes mean in English. They stay a part of each module in the source.
import type { Plugin } from 'vite'

const MODULES_FILE = /\/src\/market\/[a-z]+\/(generate|invariants)\.ts$/
const CODES_FILE = /\/src\/(?:chain|market\/[a-z]+)\/codes\.ts$/
const MEANING = /('[a-z]+\/[a-z-]+':)\s*'[^'\\\n]*'/g

const NOTHING: Readonly<Record<string, string>> = {
  generate: 'export const generate = () => undefined',
  invariants: 'export const invariants = []',
}

export function leanLedger(): Plugin {
  return {
    name: 'lean-ledger',
    apply: 'build',
    load: {
      filter: { id: MODULES_FILE },
      handler: id => NOTHING[MODULES_FILE.exec(id)![1]!],
    },
    transform: {
      filter: { id: CODES_FILE },
      handler: code => ({ code: withoutMeanings(code), map: null }),
    },
  }
}

/** The codes alone: a peer knows them, and a screen has words of its own for them. */
export const withoutMeanings = (code: string): string => code.replace(MEANING, "$1 ''")
