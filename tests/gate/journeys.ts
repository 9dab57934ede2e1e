// The journeys that take too long for every change. With a number, those of every change as well, so many times in a row:
// what goes well once may have been luck.
// Usage: node tools/run.mjs tests/gate/journeys.ts [COUNT]

import { buildApp, isBuilt } from '../../tools/app.ts'
import { OF_EVERY_CHANGE, OF_THE_GATE } from '../journeys/walks.ts'

const [count] = process.argv.slice(2)
if (count !== undefined && !/^[1-9]\d?$/.test(count)) {
  console.error(`Rounds are counted from 1 to 99, and this is ${count}.`)
  process.exit(2)
}
const walks = count === undefined ? OF_THE_GATE : [...OF_EVERY_CHANGE, ...OF_THE_GATE]
const rounds = Number(count ?? 1)

if (!isBuilt()) buildApp()
const lines: string[] = []
let failed = 0
for (let round = 1; round <= rounds; round++)
  for (const { name, travel } of walks) {
    const end = await travel().then(
      ({ seconds, retried }) =>
        `${seconds.toFixed(1).padStart(6)} s  ${retried ? 'passed when tried again' : 'passed'}`,
      (error: Error) => {
        failed += 1
        console.error(error.stack)
        return 'FAILED, and failed again'
      },
    )
    lines.push(`round ${round}  ${name.padEnd(10)} ${end}`)
    console.log(lines.at(-1))
  }
console.log(`\n${lines.join('\n')}`)
if (failed > 0) console.log(`${failed} of ${lines.length} walks failed.`)
process.exit(failed > 0 ? 1 : 0)
