// What time it is: a question and its answer, so that the round trip can be taken off.
import { type Of, struct, u32, uint } from '../../bytes/codec.ts'

export const timeAskCodec = struct({ id: u32 })
/** By the answerer's corrected clock, in milliseconds since 1970. */
export const timeToldCodec = struct({ id: u32, at: uint })
export type TimeTold = Of<typeof timeToldCodec>
