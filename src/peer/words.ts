// Why a peer does not start, in the words of whoever meets it.
import type { Refused } from './storage/ledger.ts'

export function refusalWords(refused: Refused): string {
  switch (refused.refused) {
    case 'update':
      return 'What is kept on this device was written by a newer version: load the newest one.'
    case 'community':
      return 'What is kept on this device belongs to another community.'
    case 'foreign':
      return 'What is kept on this device under this name is not a peer’s data.'
  }
}
