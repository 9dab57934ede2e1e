// The Worker that stretches passphrases: it is busy for half a second, and no page and no ledger waits for it.
import { stretched } from './argon.ts'
import { type Cost, calibrate } from './cost.ts'
import type { FromStretcher, ToStretcher } from './stretching.ts'

const page = self as unknown as {
  postMessage(message: FromStretcher): void
  onmessage: ((event: MessageEvent<ToStretcher>) => void) | null
}

async function measure(cost: Cost): Promise<number> {
  const began = performance.now()
  await stretched('as long as any other', new Uint8Array(16), cost)
  return performance.now() - began
}

page.onmessage = async ({ data }) => {
  try {
    if (data.kind === 'calibrate') page.postMessage({ kind: 'cost', cost: await calibrate(measure) })
    else page.postMessage({ kind: 'key', key: await stretched(data.passphrase, data.salt, data.cost) })
  } catch (error) {
    page.postMessage({ kind: 'failed', why: String(error) })
  }
}
