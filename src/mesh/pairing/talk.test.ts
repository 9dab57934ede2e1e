import { expect, test } from 'vitest'
import { encode } from '../../bytes/codec.ts'
import { chunksOf } from '../links/framing.ts'
import { Talk, type Told, toldCodec } from './talk.ts'

/** What of a channel a talk touches on the way in. */
function channel() {
  const made = { readyState: 'open', binaryType: '', onmessage: (_: { data: unknown }) => {}, closed: false }
  return Object.assign(made, {
    close() {
      made.closed = true
    },
    comes(told: Told) {
      for (const chunk of chunksOf(encode(toldCodec, told)))
        made.onmessage({ data: chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + chunk.length) })
    },
  })
}
const talkOf = (on: ReturnType<typeof channel>, isInvited: boolean) =>
  new Talk(on as unknown as RTCDataChannel, isInvited)

const invitation: Told = { kind: 'invitation', body: { text: 'a'.repeat(200_000) } }
const ready: Told = { kind: 'ready', body: {} }

test('only who comes as a newcomer is handed anything long', async () => {
  const [newcomer, member] = [channel(), channel()]
  const talk = talkOf(newcomer, true)
  newcomer.comes(invitation)
  expect(await talk.next()).toEqual(invitation)
  talkOf(member, false)
  member.comes(ready)
  expect(member.closed).toBe(false)
  member.comes(invitation)
  expect([newcomer.closed, member.closed]).toEqual([false, true])
})

test('who talks without end to somebody who does not listen yet is hung up on', () => {
  const on = channel()
  talkOf(on, true)
  for (let i = 0; i < 8; i++) on.comes(ready)
  expect(on.closed).toBe(false)
  on.comes(ready)
  expect(on.closed).toBe(true)
})
