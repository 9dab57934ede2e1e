// Whether everybody has the same ledger.
import { until } from '../../tools/until.ts'
import type { Person } from './person.ts'

/** Everybody has the same block at a height that is final for all. */
export async function agree(people: readonly Person[]): Promise<void> {
  await until(
    'all have the same final block',
    () => Promise.all(people.map(person => person.finals())),
    all => {
      const [first, ...others] = all
      const height = Math.min(...all.map(finals => finals[0]?.height ?? 0))
      const hashOf = (finals: typeof first) => finals?.find(each => each.height === height)?.hash
      const hash = hashOf(first)
      return hash !== undefined && others.every(finals => hashOf(finals) === hash)
    },
  )
}
