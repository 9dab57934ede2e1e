// Room that was freed is offered to the other books that share it, one after the other, each to its end. Whenever that
// frees more, it begins anew: so the first book that can use it always has it.
import type { DueHook } from '../../chain/module.ts'
import { STIR } from './due.ts'
import { lookedAt, nextFreed } from './freed.ts'
import { finish } from './goOn.ts'
import { bookParams } from './params.ts'
import { Session } from './session.ts'
import { goesOn, pay } from './work.ts'

export const stir: DueHook = {
  ...STIR,
  run(context) {
    const params = context.params(bookParams)
    for (let name = nextFreed(context, params); name; name = nextFreed(context, params)) {
      const session = new Session(context, name, params)
      const through = session.stirAll(context)
      if (through) lookedAt(context, name)
      finish(context, session)
      if (!pay(context, 1) || !through) return goesOn
    }
    return undefined
  },
}
