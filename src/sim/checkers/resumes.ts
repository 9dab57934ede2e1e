// Once all is well with a quorum, finality resumes within a bound.
import { standingOf } from '../../chain/consensus/branch.ts'
import { View } from '../../chain/store.ts'
import type { MakeChecker } from './checker.ts'

/**
 * In slots, from the moment at which a quorum is awake and linked, for as long as transactions come: W until those who
 * came back vote, K where the awake were evenly split, and some forty blocks against an adversary at its best.
 */
export const resumeSlots = ({ waitSlots, idleSlots }: { waitSlots: number; idleSlots: number }): number =>
  waitSlots + idleSlots + 50

/** No peer that is awake stays so many blocks behind. */
const FAR_BEHIND = 24

export const resumes: MakeChecker = ({ community }) => {
  const bound = resumeSlots(community.genesis)
  let told = false
  return {
    slot({ slot, peers, calmSince }, raise) {
      if (told || calmSince === undefined || slot < calmSince + bound) return
      let newest = 0
      for (const { finalHeight, honest } of peers) if (honest && finalHeight > newest) newest = finalHeight
      for (const { name, head, awake, halted, honest, finalHeight } of peers) {
        if (!head || !awake || halted || !honest) continue
        if (finalHeight < newest - FAR_BEHIND) {
          told = true
          raise(
            `peer ${name} is at ${finalHeight}, others at ${newest}, and all has been well since ${calmSince}`,
          )
          return
        }
        const { busy } = standingOf(new View(head.tree))
        if (!busy || busy.slot > slot - bound) continue
        told = true
        raise(
          `at peer ${name} a block of slot ${busy.slot} is not final, and all has been well since ${calmSince}`,
        )
        return
      }
    },
  }
}
