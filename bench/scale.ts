// A whole community in virtual time: how long it takes the machine, how soon what is sent is final at whom, what it
// costs a peer in 500 and in 4,000, and what an idle hour costs.
import { fullOf, type Ordinary, ordinary, transfersOf } from '../src/sim/ordinary.ts'
import type { PeerTraffic, Report as Run } from '../src/sim/report.ts'
import { runWorld } from '../src/sim/world.ts'
import { type Report, round, timed } from './figures.ts'

const FEW = 500
const MANY = 4000
const DELEGATES = 21

/** As `wattle sim` runs it by itself. */
function options(peers: number, minutes: number, transfers: number): Ordinary {
  const full = fullOf(peers, DELEGATES, [])
  return { peers, full, delegates: DELEGATES, minutes, transfers, seed: 1, faults: [], hop: 100, epoch: 40 }
}

const run = (peers: number): Run => runWorld(ordinary(options(peers, 10, transfersOf(peers, 10))))

export async function scale(report: Report): Promise<void> {
  let many: Run | undefined
  const ms = await timed(() => {
    many = run(MANY)
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
  compare(report, run(FEW), many!)
  idle(report)
}

/** What a peer says in a community of few and of many, by kind of peer and in the mean of all. */
function compare(report: Report, few: Run, many: Run): void {
  const ratio = (what: string, a: number, b: number) =>
    report({
      figure: `${what}: the greater by the smaller, at ${FEW} and at ${MANY} peers`,
      value: round(Math.max(a, b) / Math.max(1, Math.min(a, b))),
      unit: '×',
      atMost: 1.3,
      note: `${a} and ${b}`,
    })
  ratio('messages per peer', few.messagesPerPeer, many.messagesPerPeer)
  ratio('bytes per peer', few.bytesPerPeer, many.bytesPerPeer)
  for (const kind of ['delegates', 'full', 'light'] as const)
    report({
      figure: `messages and bytes sent by ${kind}, at ${MANY} peers`,
      value: many.traffic[kind].messages,
      unit: 'messages',
      note: `${many.traffic[kind].sentBytes} bytes; at ${FEW} peers ${few.traffic[kind].messages} and ${few.traffic[kind].sentBytes}`,
    })
}

function idle(report: Report): void {
  const { traffic } = runWorld(ordinary(options(60, 60, 0)))
  const both = ({ sentBytes, receivedBytes }: PeerTraffic) => round((sentBytes + receivedBytes) / 1e6)
  const figure = 'an idle hour, sent and received by'
  report({ figure: `${figure} a light peer`, value: both(traffic.light), unit: 'MB', atMost: 0.5 })
  report({ figure: `${figure} a full peer`, value: both(traffic.full), unit: 'MB', atMost: 3 })
  report({ figure: `${figure} a delegate`, value: both(traffic.delegates), unit: 'MB', atMost: 3 })
}
