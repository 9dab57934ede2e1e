// Hooks by their names, for those who set them and do not run them.
import { BOOK } from './records.ts'

export const GATE = { module: BOOK, id: 2, name: 'gate' } as const
export const STIR = { module: BOOK, id: 7, name: 'stir' } as const
