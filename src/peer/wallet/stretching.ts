// Stretching in a thread of its own, which ends with the answer: the memory that it took is given back.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Cost } from './cost.ts'
import type { Stretch } from './locks.ts'

export type ToStretcher =
  | { readonly kind: 'calibrate' }
  | { readonly kind: 'stretch'; readonly passphrase: string; readonly salt: Bytes; readonly cost: Cost }

export type FromStretcher =
  | { readonly kind: 'cost'; readonly cost: Cost }
  | { readonly kind: 'key'; readonly key: Bytes }
  | { readonly kind: 'failed'; readonly why: string }

function asked(question: ToStretcher): Promise<FromStretcher> {
  const worker = new Worker(new URL('./stretch.worker.ts', import.meta.url), { type: 'module' })
  return new Promise<FromStretcher>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromStretcher>) =>
      data.kind === 'failed' ? reject(new Error(data.why)) : resolve(data)
    worker.onerror = event => reject(new Error(event.message || 'a part of this page did not load'))
    worker.postMessage(question)
  }).finally(() => worker.terminate())
}

export const stretchAside: Stretch = async (passphrase, salt, { memoryKiB, passes, lanes }) => {
  const answer = await asked({ kind: 'stretch', passphrase, salt, cost: { memoryKiB, passes, lanes } })
  if (answer.kind !== 'key') throw new Error(answer.kind)
  return answer.key
}

/** What an unlock should cost on this device: takes a few seconds. */
export async function calibrateAside(): Promise<Cost> {
  const answer = await asked({ kind: 'calibrate' })
  if (answer.kind !== 'cost') throw new Error(answer.kind)
  return answer.cost
}
