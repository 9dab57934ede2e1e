import { expect, test } from 'vitest'
import { Random } from './random.ts'
import { Timeline } from './timeline.ts'

test('things happen in the order of their time, and at one time in the order of their planning', () => {
  const timeline = new Timeline()
  const random = new Random('timeline')
  const planned = Array.from({ length: 500 }, (_, order) => ({ at: random.draw(50), order }))
  const happened: typeof planned = []
  for (const each of planned)
    timeline.at(each.at, () => {
      expect(timeline.now).toBe(each.at)
      happened.push(each)
    })
  timeline.run(100)
  expect(happened).toEqual([...planned].sort((a, b) => a.at - b.at || a.order - b.order))
  expect(timeline.now).toBe(100)
  expect(timeline.waiting).toBe(0)
})

test('one thing ends before the next begins, and what it plans comes in its turn', () => {
  const timeline = new Timeline()
  const log: string[] = []
  timeline.at(1, () => {
    log.push('begin')
    timeline.after(0, () => void log.push('planned now'))
    timeline.at(-5, () => void log.push('planned for the past'))
    log.push('end')
  })
  timeline.at(1, () => void log.push('same time'))
  timeline.run(1)
  expect(log).toEqual(['begin', 'end', 'same time', 'planned now', 'planned for the past'])
})

test('what lies ahead waits', () => {
  const timeline = new Timeline()
  let done = false
  timeline.at(10, () => {
    done = true
  })
  timeline.run(9)
  expect(done).toBe(false)
  timeline.run(10)
  expect(done).toBe(true)
})
