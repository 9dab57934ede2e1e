// What is remembered is what would be found: what a leaf holds decoded is what its bytes decode to, to the last
// property and sign, on whichever peer. One run in ten is looked at so.
import { equalBytes, toHex } from '../../bytes/bytes.ts'
import { decode } from '../../bytes/codec.ts'
import { remembered } from '../../chain/store.ts'
import type { Table } from '../../chain/table.ts'
import { diff } from '../../chain/tree/diff.ts'
import type { Leaf } from '../../chain/tree/tree.ts'
import type { MakeChecker, Raise } from './checker.ts'

/** Between looks at all leaves, only those that changed are looked at. */
const ALL_EVERY = 32

/** Whether two decoded values are the same: -0 is not 0, and a property more is a difference. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b)
  // Most of what is looked at, and long to name byte by byte.
  if (a instanceof Uint8Array && b instanceof Uint8Array) return equalBytes(a, b)
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((each, i) => isSame(each, b[i]))
    )
  const names = Reflect.ownKeys(a)
  return (
    names.length === Reflect.ownKeys(b).length &&
    names.every(name => Object.hasOwn(b, name) && isSame(Reflect.get(a, name), Reflect.get(b, name)))
  )
}

export const caches: MakeChecker = ({ community, thorough }) => {
  if (!thorough) return {}
  const tableOf = (leaf: Leaf, rules: number): Table<any, any> | undefined =>
    community.rules.get(rules)?.tables.find(({ module, id }) => module === leaf.key[0] && id === leaf.key[1])

  const look = (leaf: Leaf, rules: number, raise: Raise) => {
    const table = tableOf(leaf, rules)
    if (!table) return raise(`the record ${toHex(leaf.key)} is of no table`)
    try {
      if (!equalBytes(table.key(table.parts(leaf.key)), leaf.key))
        raise(`the key ${toHex(leaf.key)} of ${table.name} is not that of its parts`)
      const memory = remembered(leaf)
      if (memory !== undefined && !isSame(memory, decode(table.value, leaf.value)))
        raise(`a ${table.name} is remembered otherwise than it is written: ${toHex(leaf.key)}`)
    } catch (error) {
      raise(`a ${table.name} does not have its form: ${toHex(leaf.key)}: ${error}`)
    }
  }

  return {
    executed({ step: { parent, executed }, peer, first }, raise) {
      const { rules, height } = executed.header
      if ((height + peer.index) % ALL_EVERY === 0) {
        for (const leaf of executed.tree.prefix()) look(leaf, rules, raise)
        return
      }
      if (!first) return
      for (const { key } of diff(parent.tree, executed.tree)) {
        const leaf = executed.tree.leaf(key)
        if (leaf) look(leaf, rules, raise)
      }
    },
  }
}
