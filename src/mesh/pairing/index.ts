// Pairing without a server: two codes that go from screen to screen.
export { Answering, Inviting, type Linking, Paired, type PairingTrouble } from './pairing.ts'
export type { Told } from './talk.ts'
export { IN_ADDRESS } from './text.ts'
