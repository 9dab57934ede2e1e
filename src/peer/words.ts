// Why a peer does not start, in the words of whoever meets it.
import type { Refused } from './storage/ledger.ts'

export function refusalWords(refused: Refused): string {
  switch (refused.refused) {
    case 'update':
      return 'What is kept on this device was written by a newer version: load the newest one.'
    case 'outdated':
      return 'What is kept on this device was written by a version too old for this one: open it once with one in between.'
    case 'community':
      return 'What is kept on this device belongs to another community.'
    case 'foreign':
      return 'What is kept on this device under this name is not a peer’s data.'
    case 'checkpoint':
      return CHECKPOINT[refused.why]
  }
}

const CHECKPOINT = {
  old: 'This invitation is too old to tell the community’s ledger from a forged one: ask for a new one.',
  future:
    'This invitation is from the future by this device’s clock: set the clock, or ask for another invitation.',
  other:
    'This invitation names another history than the one on this device. Nothing was changed: ask the community which one is right.',
}
