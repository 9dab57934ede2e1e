// Light peers: how long a walk over many hand-overs takes, and what a hand-over weighs.
import { readHandover } from '../src/chain/light/handover.ts'
import { Trust } from '../src/chain/light/trust.ts'
import { Walker } from '../src/chain/light/walker.ts'
import { pickVerifier, type Signed, type Verifier } from '../src/crypto/verify.ts'
import { median, type Report, round, timed } from './figures.ts'
import { type Handovers, makeHandovers } from './handovers.ts'

const HANDOVERS = 1000
const DELEGATES = 21
const CHANGED = 7
/** Proofs whose signatures are under way together. */
const LANES = 64

export async function light(report: Report): Promise<void> {
  const verifier = await pickVerifier()
  const made = await makeHandovers(HANDOVERS, DELEGATES, CHANGED)
  const signed: Signed[] = []
  const walks: number[] = []
  const bares: number[] = []
  for (let round = 0; round < 3; round++) {
    signed.length = 0
    walks.push(await timed(() => walk(made, verifier, signed)))
    bares.push(await timed(() => verifier(signed)))
  }
  const perHandover = Math.round(signed.length / HANDOVERS)
  report({
    figure: `walk over ${HANDOVERS} hand-overs of ${DELEGATES} delegates, a third new each time`,
    value: round(median(walks) / 1000),
    unit: 's',
    atMost: 5,
    note: `${perHandover} signatures each, checked natively; the signatures alone ${round(median(bares) / 1000)} s`,
  })
  weigh(report, made, perHandover)
}

/** From genesis's set to the last: the bytes are read, checked, verified; what is trusted moves in order. */
async function walk({ chain, first, wires }: Handovers, verifier: Verifier, signed: Signed[]): Promise<void> {
  const walker = new Walker(Trust.in(chain, 0, chain, [first]))
  let next = 0
  let passed = 0
  const lane = async () => {
    while (next < wires.length) {
      const handover = readHandover(wires[next++]!)
      const taken = handover ? walker.take(handover) : 'form'
      if (typeof taken === 'string') throw new Error(`a good hand-over was refused: ${taken}`)
      signed.push(...taken.signatures)
      const walked = walker.verified(taken.token, await verifier(taken.signatures))
      if (walked.failed) throw new Error('a good hand-over did not verify')
      passed += walked.passed.length
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  if (passed !== wires.length) throw new Error(`${passed} of ${wires.length} hand-overs walked`)
}

function weigh(report: Report, { wires }: Handovers, signatures: number): void {
  const bytes = wires.reduce((sum, wire) => sum + wire.length, 0) / wires.length
  // A signature has 64 bytes; a new member an account of 20, a key and a commitment of 32, and the slot it counts from.
  const least = 64 * signatures + CHANGED * (20 + 32 + 32 + 4)
  report({
    figure: 'bytes of a hand-over',
    value: Math.round(bytes),
    unit: 'bytes',
    note: `its certificate ${64 * signatures}, its new members ${least - 64 * signatures}, both at the least; the rest is the header, and who stays`,
  })
  report({
    figure: 'bytes of a hand-over, to what its certificate and new members must weigh',
    value: round(bytes / least),
    unit: 'ratio',
    atMost: 1.25,
  })
}
