// The stages of `npm test` and of `npm run gate`.
// Usage: node tools/run.mjs tools/stages.ts test | gate [NAME [COUNT] ...] [--fresh]
import { gate } from './stages/gate.ts'

const [command, ...args] = process.argv.slice(2)
if (command === 'test') {
  // Loaded apart, with the driver of the browser, which the gate does not need.
  const { test } = await import('./stages/test.ts')
  process.exitCode = await test()
} else if (command === 'gate') process.exitCode = await gate(args)
else {
  console.error('Usage: npm test, or npm run gate -- [NAME [COUNT] ...] [--fresh]')
  process.exitCode = 2
}
