// A feeder hung up by its slack bus: every bus knows the line above it, so there is one path between any two.
import { add } from '../../bytes/integer.ts'
import { type Feeder, lineName } from '../feeder.ts'

/** Buses by number: the slack is 0, and none comes before the one above it. */
export interface Tree {
  readonly names: readonly string[]
  readonly numbers: ReadonlyMap<string, number>
  /** The bus above; of the slack itself. */
  readonly above: readonly number[]
  /** Which line of the feeder leads up, and whether its forward is down, away from the slack. The slack has none. */
  readonly line: readonly number[]
  readonly isDown: readonly boolean[]
  readonly depth: readonly number[]
  /** The fees of all lines from the slack down to here. */
  readonly feeMilli: readonly number[]
}

/** The tree of a feeder, or why it is none. */
export function hang(feeder: Feeder): Tree | string {
  const ends = linesAt(feeder)
  const names = [feeder.slack]
  const numbers = new Map([[feeder.slack, 0]])
  const tree = { above: [0], line: [-1], isDown: [true], depth: [0], feeMilli: [0] }
  for (let bus = 0; bus < names.length; bus++) {
    const name = names[bus]!
    for (const index of ends.get(name) ?? []) {
      if (index === tree.line[bus]) continue
      const line = feeder.lines[index]!
      const isDown = line.from === name
      const below = isDown ? line.to : line.from
      if (numbers.has(below))
        return `the line ${lineName(line)} closes a loop; a feeder is radial: one path to every bus`
      numbers.set(below, names.length)
      names.push(below)
      tree.above.push(bus)
      tree.line.push(index)
      tree.isDown.push(isDown)
      tree.depth.push(tree.depth[bus]! + 1)
      tree.feeMilli.push(add(tree.feeMilli[bus]!, line.feeMilli))
    }
  }
  const cutOff = feeder.buses.find(({ bus }) => !numbers.has(bus))
  if (cutOff) return `no lines lead from the slack ${feeder.slack} to bus ${cutOff.bus}`
  return { names, numbers, ...tree }
}

function linesAt({ lines }: Feeder): ReadonlyMap<string, readonly number[]> {
  const ends = new Map<string, number[]>()
  lines.forEach(({ from, to }, index) => {
    for (const bus of [from, to]) {
      const known = ends.get(bus)
      if (known) known.push(index)
      else ends.set(bus, [index])
    }
  })
  return ends
}
