import { expect, test } from 'vitest'
import { inTurn } from './again.ts'

test('work that is asked for meanwhile is done once more, and no oftener', async () => {
  let done = 0
  let go: () => void = () => {}
  const ask = inTurn(async () => {
    await new Promise<void>(resolve => {
      go = resolve
    })
    done += 1
  })
  const first = ask()
  for (let i = 0; i < 3; i++) await ask()
  go()
  await Promise.resolve()
  await new Promise(resolve => setTimeout(resolve, 0))
  expect(done).toBe(1)
  go()
  await first
  expect(done).toBe(2)
})

test('work that fails can be asked for again', async () => {
  let fails = true
  const ask = inTurn(async () => {
    if (fails) throw new Error('no')
  })
  await expect(ask()).rejects.toThrow('no')
  fails = false
  await ask()
})
