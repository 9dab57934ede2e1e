// Proofs at 100,000 keys, as the worker of a browser verifies them.

import { sha256 } from '../src/bytes/hash.ts'
import { prove, verify } from '../src/chain/tree/proof.ts'
import { CHUNK_BYTES, chunkFrom } from '../src/chain/tree/snapshot.ts'
import { Tree } from '../src/chain/tree/tree.ts'

export interface ProofFigures {
  readonly presenceBytes: { readonly mean: number; readonly most: number }
  readonly presenceMicros: number
  readonly absenceMicros: number
  readonly chunkBytes: number
  readonly chunkItems: number
  readonly chunkMillis: number
}

/** A ledger's usual record: 22 bytes of key, an account's worth of value. */
function record(i: number): { key: Uint8Array; value: Uint8Array } {
  const seed = new Uint8Array(8)
  new DataView(seed.buffer).setUint32(0, i)
  const id = sha256(seed)
  const key = new Uint8Array(22)
  key[0] = 1
  key[1] = 1
  key.set(id.subarray(0, 20), 2)
  const value = new Uint8Array(80)
  value.set(sha256(id))
  return { key, value }
}

const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!

export default function measure({ keys, rounds }: { keys: number; rounds: number }): ProofFigures {
  const draft = Tree.empty.edit()
  const records = Array.from({ length: keys }, (_, i) => record(i))
  for (const { key, value } of records) draft.put(key, value)
  const tree = draft.commit()
  const root = tree.root()

  const sample = 500
  const presence = Array.from({ length: sample }, (_, i) => records[(i * 7919) % keys]!.key)
  const absence = Array.from({ length: sample }, (_, i) => record(keys + i).key)
  const proofs = presence.map(key => prove(tree, key, key))
  const absences = absence.map(key => prove(tree, key, key))
  const microsPer = (list: Uint8Array[], of: Uint8Array[], entries: number) => {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const start = performance.now()
      list.forEach((proof, i) => {
        const verdict = verify(root, of[i]!, of[i]!, proof)
        if (!verdict.ok || verdict.entries.length !== entries) throw new Error('a good proof was refused')
      })
      times.push(((performance.now() - start) * 1000) / list.length)
    }
    return middle(times)
  }

  const times: number[] = []
  let bytes = 0
  let items = 0
  let from: Uint8Array | undefined = new Uint8Array(0)
  for (let round = 0; round < 8 * rounds && from; round++) {
    const chunk = chunkFrom(tree, from, CHUNK_BYTES)
    const start = performance.now()
    const verdict = verify(root, chunk.from, chunk.to, chunk.proof)
    times.push(performance.now() - start)
    if (!verdict.ok) throw new Error('a good chunk was refused')
    bytes = Math.max(bytes, chunk.proof.length)
    items = Math.max(items, verdict.entries.length)
    from = chunk.next
  }
  return {
    presenceBytes: {
      mean: proofs.reduce((sum, proof) => sum + proof.length, 0) / sample,
      most: Math.max(...proofs.map(proof => proof.length)),
    },
    presenceMicros: microsPer(proofs, presence, 1),
    absenceMicros: microsPer(absences, absence, 0),
    chunkBytes: bytes,
    chunkItems: items,
    chunkMillis: middle(times),
  }
}
