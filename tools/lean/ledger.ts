// What of the ledger only the simulated world and the documentation use, left out of pages, for Vite: commands made up
// at random, invariants, what codes mean in English, and how long records live. They stay a part of each module in the source.
import type { Plugin } from 'vite'

const MODULES_FILE = /\/src\/market\/[a-z]+\/(generate|invariants)\.ts$/
const CODES_FILE = /\/src\/(?:chain|market\/[a-z]+)\/codes\.ts$/
/** Where tables are, each with the end of life of its records. */
const TABLES_FILE = /\/src\/(?:chain|market)\/.*\.ts$/
const LIFE = /(\blife:\s*)'[^'\\\n]*'/g
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
      filter: { id: TABLES_FILE },
      handler: (code, id) => ({
        code: CODES_FILE.test(id) ? withoutMeanings(code) : code.replace(LIFE, "$1''"),
        map: null,
      }),
    },
  }
}

/** The codes alone: a peer knows them, and a screen has words of its own for them. */
export const withoutMeanings = (code: string): string => code.replace(MEANING, "$1 ''")
