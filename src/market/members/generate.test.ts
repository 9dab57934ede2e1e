import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokens } from '../../chain/kernel/records.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import { rulesModule } from '../rules/index.ts'
import { Bench, drawing, neighbours, SIGNATURE } from '../testing.ts'
import { members } from './index.ts'
import { membersParams } from './params.ts'
import { ROLE } from './roles.ts'

const founding = {
  founders: neighbours(6),
  members: { gatheringSlots: 12, recoveryDelaySlots: 10, applicationSlots: 15, invitationSlots: 30 },
  genesis: { applicantQuota: 100, quotaSlots: 1 },
  rules: { leastSlots: 10, mostSlots: 25, openProposals: 3, noticeBlocks: 10 },
}

/** A guest with a fresh key applies, where one of the bench's keys is a token. */
function guest(bench: Bench): string | undefined {
  const token = bench.state.first(tokens, [])
  if (!token) return undefined
  const { declaration } = paramsOf(bench.state, membersParams)
  return bench.do(bench.newKey(), 'members/apply', {
    declaration,
    roles: ROLE.household,
    details: new Uint8Array(8),
    token: token.key[0],
    tokenSignature: SIGNATURE,
  })
}

test('random walks keep every invariant, and the random commands succeed', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.integer(), seed => {
      const bench = new Bench(founding)
      const draw = drawing(seed)
      for (let step = 0; step < 120; step++) {
        if (draw(12) === 0) bench.pass(1 + draw(8))
        if (draw(8) === 0) guest(bench)
        const module = draw(3) === 0 ? 'rules' : 'members'
        const result = bench.random(module, draw)
        if (!result) continue
        // A recovery may replace the key in the very block that the command was drawn for, and of several keys one
        // may draw twice what the others have not, or too much that they have not.
        const { result: words } = result
        if (!['done', 'awaiting', 'kernel/key'].includes(words) && !/agree/.test(words))
          expect(`${result.command}: ${result.result}`).toBe('done')
        seen.add(result.command)
      }
    }),
    { numRuns: 60, seed: 1 },
  )
  for (const module of [members, rulesModule(() => [])])
    for (const command of Object.keys(module.commands))
      if (command !== 'apply') expect(seen, 'nothing generates it').toContain(command)
})
