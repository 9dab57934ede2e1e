// A whole community in virtual time: how long it takes the machine, how soon what is sent is final at whom, what it
// costs a peer in 500 and in 4,000, and what an idle hour costs.
import { candidatesOf, type Ordinary, ordinary } from '../src/sim/ordinary.ts'
import type { PeerTraffic, Report as Run } from '../src/sim/report.ts'
import { runWorld } from '../src/sim/world.ts'
import { type Report, round, timed } from './figures.ts'

const FEW = 500
const MANY = 4000
const DELEGATES = 21
const TRANSFERS = 7129
const IDLE = 60

/** All who may become delegates execute; in the greater community the same share of all. */
const FULL = { few: candidatesOf(DELEGATES), many: (candidatesOf(DELEGATES) * MANY) / FEW }

function options(peers: number, full: number, minutes: number, transfers: number): Ordinary {
  return { peers, full, delegates: DELEGATES, minutes, transfers, seed: 1, faults: [], hop: 100, epoch: 40 }
}

const run = (peers: number, full: number): Run => runWorld(ordinary(options(peers, full, 10, TRANSFERS)))

export async function scale(report: Report): Promise<void> {
  let many: Run | undefined
  const ms = await timed(() => {
    many = run(MANY, FULL.many)
  })
  const { transactions, finality, executions, peers } = many!
  const of = `${MANY} peers (${DELEGATES} delegates, ${peers} that execute)`
  report({ figure: `ten minutes of ${of}`, value: round(ms / 1000), unit: 's', atMost: 300 })
  report({
    figure: `${transactions.sent} transfers of ${of}: not final`,
    value: transactions.sent - transactions.final,
    unit: 'transfers',
    atMost: 0,
    note: `${transactions.lost} lost; ${executions.shared} executions shared, ${executions.again} made again`,
  })
  report({ figure: 'executions that differ', value: executions.differing, unit: 'blocks', atMost: 0 })
  report({ figure: 'final at any peer, p50', value: finality.any.p50, unit: 'ms', atMost: 3300 })
  report({ figure: 'final at any peer, p95', value: finality.any.p95, unit: 'ms', atMost: 3900 })
  compare(report, run(FEW, FULL.few), many!)
  idle(report)
}

/** What a peer says in a community of few and of many, by kind of peer and in the mean of all. */
function compare(report: Report, few: Run, many: Run): void {
  const growth = (what: string, a: number, b: number) =>
    report({
      figure: `${what}: at ${MANY} peers by what it is at ${FEW}`,
      value: round(b / Math.max(1, a)),
      unit: '×',
      atMost: 1.3,
      note: `${a} and ${b}; at ${FEW} by what it is at ${MANY}: ${round(a / Math.max(1, b))} ×`,
    })
  growth('messages of a peer', few.messagesPerPeer, many.messagesPerPeer)
  growth('bytes of a peer', few.bytesPerPeer, many.bytesPerPeer)
  // By kind, since in the small community a greater share are delegates.
  for (const kind of ['delegates', 'full', 'light'] as const) {
    growth(`messages of ${kind}`, few.traffic[kind].messages, many.traffic[kind].messages)
    const all = ({ sentBytes, receivedBytes }: PeerTraffic) => sentBytes + receivedBytes
    growth(`bytes of ${kind}`, all(few.traffic[kind]), all(many.traffic[kind]))
  }
}

function idle(report: Report): void {
  const { traffic } = runWorld(ordinary(options(IDLE, FULL.few, 60, 0)))
  const both = ({ sentBytes, receivedBytes }: PeerTraffic) => round((sentBytes + receivedBytes) / 1e6)
  const figure = 'an idle hour, sent and received by'
  report({ figure: `${figure} a light peer`, value: both(traffic.light), unit: 'MB', atMost: 0.5 })
  report({ figure: `${figure} a full peer`, value: both(traffic.full), unit: 'MB', atMost: 3 })
  report({ figure: `${figure} a delegate`, value: both(traffic.delegates), unit: 'MB', atMost: 3 })
}
