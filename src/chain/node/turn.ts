import { divFloor } from '../../bytes/integer.ts'

/** So many of a list, others in each slot, so that each has its turn however many stand in front. */
export function turnOf<T>(list: readonly T[], most: number, slot: number): readonly T[] {
  const rounds = divFloor(list.length + most - 1, most)
  const first = rounds === 0 ? 0 : most * (slot % rounds)
  return list.slice(first, first + most)
}
