// Journey 3: a delegate's whole browser is killed at random moments, again and again.
import { strict as assert } from 'node:assert'
import { fourDelegates } from './four.ts'
import type { Journey } from './journey.ts'
import { Town } from './town.ts'

const KILLS = Number(process.env.WATTLE_KILLS ?? 20)
const MOST_MS = 2500

export const killed: Journey = {
  name: 'killed',
  // Blocks come all the time, so that it is mostly about to sign something when it is killed.
  found: () => Town.found({ idleSlots: 1 }),
  async walk({ town, step }) {
    const people = await fourDelegates({ town, step })
    const [victim, ...others] = people
    const account = await victim.account()
    let view = 0
    let final = 0
    for (let kill = 1; kill <= KILLS; kill++)
      await step(`killed ${kill} of ${KILLS} times, and back`, async () => {
        const before = await victim.until('votes', ({ delegate }) => (delegate?.votes ?? 0) > 0)
        assert.ok(before.delegate!.view >= view, `its record of votes went back to ${before.delegate!.view}`)
        view = before.delegate!.view
        await new Promise(resolve => setTimeout(resolve, Math.random() * MOST_MS))
        await victim.kill()
        await victim.begin()
        const after = await victim.until(
          'votes again, and has written what is final',
          ({ delegate, store }) => (delegate?.votes ?? 0) > 0 && store.waiting === 0,
        )
        assert.equal(await victim.account(), account)
        assert.equal(after.store.state, 'ok')
        assert.equal(after.halt, null)
        assert.ok(after.final!.height >= final, 'what was final is kept')
        final = after.final!.height
        for (const other of others) {
          assert.equal((await other.status()).halt, null)
          assert.ok(
            !(await other.recorder()).includes('"what":"offence"'),
            'it signed what contradicts itself',
          )
        }
      })
    await step('all have the same', () => town.agree(people))
    const recorder = await victim.recorder()
    assert.ok(!recorder.includes('"what":"dropped"'), 'nothing on its disk was broken')
  },
}
